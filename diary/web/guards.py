"""Who may open a route: every view declares exactly one of these.

A route without one answers nobody. A guard finds out who is there, puts them where
views look (``g.member``, ``g.clinic``, ``g.actor``, ``g.now``), and has the view
answered in one transaction. Leaves what roles may do to ``auth.policy``.
"""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, current_app, g, redirect, request, url_for
from werkzeug import Response
from werkzeug.exceptions import Forbidden, NotFound

from diary import alerts, auth, clock, outbox, readiness
from diary.audit import Action, Actor, ActorKind, record
from diary.auth import Door, Guard, Permission
from diary.clinics import clinic_by_id
from diary.db import db, reading
from diary.patients import patient_by_id
from diary.web import cookies, forgery
from diary.web.answers import View, answer
from diary.web.gone import gone_page
from diary.web.viewer import Viewer

Wrapped = Callable[..., Response]
Decorator = Callable[[View], Wrapped]

NOT_YOURS = "Your role does not open this page."
FOREIGN_FORM = "This form is no longer good. Go back, load the page again and send it."


def register(app: Flask) -> None:
    """Refuse every route that declares no guard."""
    app.before_request(_require_guard)
    _declare(app.view_functions["static"], Guard(Door.PUBLIC, reason="static files"))


def _require_guard() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is not None and not isinstance(getattr(view, "guard", None), Guard):
        raise Forbidden(f"the route {request.endpoint} declares no guard")


def public(reason: str, *, again: Wrapped | None = None) -> Decorator:
    """Let everybody in; the reason says why that is right."""
    return _decorate(Guard(Door.PUBLIC, reason=reason), lambda: None, again=again)


def staff(permission: Permission, *, again: Wrapped | None = None) -> Decorator:
    """Let in members of a clinic whose role carries the permission.

    Others are sent to sign in; a role without it is refused and the try kept. With
    ``again``, Invalid input shows that view's page once more.
    """
    return _decorate(
        Guard(Door.STAFF, permission), lambda: _member(permission), again=again
    )


def half_signed_in(view: View) -> Wrapped:
    """Let in who gave a password and still owes the second factor."""
    return _decorate(Guard(Door.HALF_SIGNED_IN), _half_visit)(view)


def form_link(*, again: Wrapped | None = None) -> Decorator:
    """Let in whoever holds a living link; views get ``g.link`` and ``g.patient``.

    A dead link and a guess get the same page. No cookie is involved, so there is
    nothing that another site's form could ride on.
    """
    return _decorate(Guard(Door.FORM_LINK), _link, again=again)


def demo_only(view: View) -> Wrapped:
    """Let everybody in where the demo is on; elsewhere there is no such page."""
    return _decorate(Guard(Door.DEMO), _demo)(view)


def guarded(guard: Guard, check: Callable[[], Response | None]) -> Decorator:
    """Declare a guard of another kind; ``check`` may answer instead of the view."""
    return _decorate(guard, check)


def _decorate(
    guard: Guard,
    check: Callable[[], Response | None],
    *,
    again: Wrapped | None = None,
) -> Decorator:
    def decorate(view: View) -> Wrapped:
        @wraps(view)
        def guarded_view(**values: Any) -> Response:
            g.now, g.real_now = clock.now(), clock.real_now()
            refused = check()
            if refused is not None:
                return refused
            if guard.checks_form and request.method in forgery.UNSAFE:
                _require_own_form()
            if guard.door is Door.FORM_LINK:
                values.pop("token")
            return answer(view, values, _shown_again(again))

        _declare(guarded_view, guard)
        return guarded_view

    return decorate


def _declare(view: Any, guard: Guard) -> None:
    view.guard = guard


def _shown_again(again: Wrapped | None) -> View | None:
    if again is None:
        return None
    view: View = inspect.unwrap(again)
    wanted = inspect.signature(view).parameters
    return lambda **values: view(**{k: v for k, v in values.items() if k in wanted})


def _require_own_form() -> None:
    if forgery.is_forged():
        raise Forbidden(FOREIGN_FORM)


def current_visit() -> auth.Visit | None:
    """Return whose cookie this is, in a transaction of its own: the view's is new."""
    token = cookies.read(cookies.VISIT)
    if token is None:
        return None
    with reading():
        found = auth.visit_of(token, g.real_now)
        db.session.commit()
    return found


def _member(permission: Permission) -> Response | None:
    visit = current_visit()
    if visit is None or not visit.staff_session.is_complete:
        return _to_the_door()
    _welcome(visit)
    if request.method == "GET":
        _see_trouble(visit.clinic.id)
    if not auth.may(visit.member.role, permission):
        _note_refusal(visit)
        raise Forbidden(NOT_YOURS)
    return None


def _see_trouble(clinic_id: int) -> None:
    """Have every page of staff say what must not wait: an alert, texts that stand."""
    with reading():
        # A demo leaps, and its clock beats again a moment later.
        is_demo = current_app.config["SETTINGS"].demo
        stands = None if is_demo else readiness.standing(g.now)
        waits = alerts.waits_too_long(clinic_id, g.now)
        g.sending_trouble = waits or stands or outbox.trouble(clinic_id, g.now)
        if current_app.config["SETTINGS"].is_live and not g.sending_trouble:
            g.sending_trouble = alerts.missing_before_live(g.clinic)
        db.session.commit()


def _half_visit() -> Response | None:
    visit = current_visit()
    if visit is None or visit.staff_session.is_complete:
        return _to_the_door()
    g.visit, g.member, g.clinic = visit, visit.member, visit.clinic
    return None


def _welcome(visit: auth.Visit) -> None:
    g.visit, g.member, g.clinic = visit, visit.member, visit.clinic
    g.actor = Actor(ActorKind.STAFF, visit.member.ref)
    g.viewer = Viewer.of(visit)


def _note_refusal(visit: auth.Visit) -> None:
    record(
        Action.DENIED,
        g.actor,
        g.now,
        clinic_id=visit.clinic.id,
        about=request.endpoint,
    )
    db.session.commit()


def _to_the_door() -> Response:
    is_page = request.method == "GET"
    wanted = request.full_path.rstrip("?") if is_page else None
    there = url_for("sign_in.show", next=None if wanted == "/" else wanted)
    response = redirect(there, 303)
    cookies.take_back(response, cookies.VISIT)
    return response


def _link() -> Response | None:
    token = (request.view_args or {})["token"]
    with reading():
        is_alive = _find_link(token)
        db.session.commit()
    return None if is_alive else gone_page()


def _find_link(token: str) -> bool:
    link = auth.form_link(token, g.real_now)
    if link is None:
        return False
    g.link, g.clinic = link, clinic_by_id(link.clinic_id)
    g.patient = patient_by_id(link.clinic_id, link.patient_id)
    g.actor = Actor(ActorKind.PATIENT, g.patient.ref)
    return g.patient.discharged_at is None


def _demo() -> None:
    if not current_app.config["SETTINGS"].demo:
        raise NotFound
