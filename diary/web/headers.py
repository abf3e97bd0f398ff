"""What every answer carries, errors included: nothing foreign, nothing kept."""

from flask import Flask, current_app, request
from werkzeug import Response

POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
YEAR_SECONDS = 31_536_000
STATIC_FOR_SECONDS = 3600


def register(app: Flask) -> None:
    """Put the headers on all answers of the app."""
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = STATIC_FOR_SECONDS
    app.after_request(dress)


def dress(response: Response) -> Response:
    """Add what is missing; a route that sets a header of these itself keeps it."""
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.endpoint != "static" or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    if current_app.config["SETTINGS"].is_secure:
        response.headers["Strict-Transport-Security"] = (
            f"max-age={YEAR_SECONDS}; includeSubDomains"
        )
    return response
