"""JSON for a clinic's programs and for a patient's own app.

Leaves every rule and every SELECT to the subjects; commits once a request.
"""

from flask import Flask


def register(app: Flask) -> None:
    """Put the JSON routes on the app."""
