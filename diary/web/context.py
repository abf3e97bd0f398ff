"""What every template may use beside its own variables: who looks, tokens, formats.

Leaves what a page shows to its view. Nothing here asks the database.
"""

from typing import Any

from flask import Flask, current_app, g
from markupsafe import Markup

from diary.web import forgery


def register(app: Flask) -> None:
    """Hand the names to Jinja."""
    app.context_processor(_names)


def _names() -> dict[str, Any]:
    return {
        "viewer": g.get("viewer"),
        "sending_trouble": g.get("sending_trouble"),
        "is_demo": current_app.config["SETTINGS"].demo,
        "csrf_token": forgery.form_token,
        "csrf_field": _field,
    }


def _field() -> Markup:
    """Return the hidden field that each form of ours carries."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(
        forgery.FIELD, forgery.form_token()
    )
