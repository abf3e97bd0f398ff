"""The page of a form link that is over, or never was: kind, with the crisis lines."""

from flask import make_response, render_template, request
from werkzeug import Response

from diary.clinics import shared_country
from diary.helplines import helplines_of
from diary.texts import LANGUAGES


def gone_page() -> Response:
    """Return the page in the browser's language: whose link it was is not known."""
    language = request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]
    lines = helplines_of(shared_country())
    page = render_template("patient/gone.html", language=language, helplines=lines)
    return make_response(page, 404)
