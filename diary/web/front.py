"""The address without a path: who is signed in goes on, everybody else to the door.

In a demo the door is the simulated phone, where everything can be tried.
"""

from flask import Blueprint, current_app, redirect, url_for
from werkzeug import Response

from diary import demo
from diary.db import reading
from diary.web.guards import current_visit, public
from diary.web.sign_in import home_of

bp = Blueprint("front", __name__)


@bp.get("/")
@public("shows nothing and only leads on")
def show() -> Response:
    visit = current_visit()
    if visit is not None and visit.staff_session.is_complete:
        return redirect(home_of(visit.member), 303)
    with reading():
        is_demo = current_app.config["SETTINGS"].demo and demo.is_filled()
    return redirect(url_for("phone.show" if is_demo else "sign_in.show"), 303)
