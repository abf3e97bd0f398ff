"""The address without a path: who is signed in goes on, everybody else to the door."""

from flask import Blueprint, redirect, url_for
from werkzeug import Response

from diary.web.guards import current_visit, public
from diary.web.sign_in import home_of

bp = Blueprint("front", __name__)


@bp.get("/")
@public("shows nothing and only leads on")
def show() -> Response:
    visit = current_visit()
    if visit is None or not visit.staff_session.is_complete:
        return redirect(url_for("sign_in.show"), 303)
    return redirect(home_of(visit.member), 303)
