"""Pages and webhooks: one module a page group.

Leaves every rule and every SELECT to the subjects; commits once a request.
"""

from flask import Flask


def register(app: Flask) -> None:
    """Put the pages and webhooks on the app."""
