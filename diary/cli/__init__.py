"""The commands by which people operate the service.

Leaves every rule to the subjects; commits once a command.
"""

from flask import Flask


def register(app: Flask) -> None:
    """Put the commands on the app."""
