"""Who may use a JSON route: a clinic's token with the right scope, or one patient's.

The guard runs before anything is read from the body, commits once after the route
succeeded, and answers a repeated POST from what it answered first.
"""

import contextlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from flask import Response, current_app, g, make_response, request
from sqlalchemy.exc import IntegrityError

from diary import auth, clock, demo, replays
from diary.api.problems import problem
from diary.audit import Action, Actor, ActorKind, record
from diary.auth import ApiToken, Door, Guard, Scope
from diary.clinics import Clinic, clinic_by_id
from diary.db import db, reading
from diary.patients import Patient, patient_by_id

View = Callable[..., Any]
SAFE = ("GET", "HEAD", "OPTIONS")


def token(scope: Scope) -> Callable[[View], View]:
    """Open a route to a clinic's tokens of this scope; ``read`` opens every GET."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> Response:
            held = _bearer()
            if isinstance(held, Response):
                return held
            if held.patient_id is not None or not _opens(held, scope):
                return _forbidden(held)
            _enter(held)
            return _answer(view, values)

        cast(Any, guarded).guard = Guard(Door.CLINIC_TOKEN, scope=scope)
        return guarded

    return decorate


def patient_token(view: View) -> View:
    """Open a route to one patient's own app."""

    @wraps(view)
    def guarded(**values: Any) -> Response:
        held = _bearer()
        if isinstance(held, Response):
            return held
        if held.patient_id is None:
            return _forbidden(held)
        _enter(held)
        g.patient = patient_by_id(held.clinic_id, held.patient_id)
        g.actor = Actor(ActorKind.PATIENT, g.patient.ref)
        return _answer(view, values)

    cast(Any, guarded).guard = Guard(Door.PATIENT_TOKEN)
    return guarded


def public(reason: str) -> Callable[[View], View]:
    """Open a route to everybody, and say why."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> Response:
            _live_now()
            return _wrong_body() or _commit(make_response(view(**values)))

        cast(Any, guarded).guard = Guard(Door.PUBLIC, reason=reason)
        return guarded

    return decorate


def clinic() -> Clinic:
    """Return the clinic this request is for."""
    return cast(Clinic, g.clinic)


def patient() -> Patient:
    """Return the patient whose own app this is."""
    return cast(Patient, g.patient)


def actor() -> Actor:
    """Return who acts."""
    return cast(Actor, g.actor)


def token_ref() -> str:
    """Return which token was shown."""
    return str(g.api_token.ref)


def now() -> datetime:
    """Return the one instant this request happens at."""
    return cast(datetime, g.now)


def _live_now() -> None:
    if current_app.config["SETTINGS"].demo:
        demo.use_clock()
    g.now = clock.now()


def _bearer() -> ApiToken | Response:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    held = None
    if scheme.lower() == "bearer" and given:
        with reading():
            held = auth.api_token(given.strip(), clock.real_now())
            db.session.rollback()
    return held or problem(
        HTTPStatus.UNAUTHORIZED,
        "Send a living token as Authorization: Bearer …",
        headers={"WWW-Authenticate": "Bearer"},
    )


def _opens(held: ApiToken, scope: Scope) -> bool:
    return auth.token_may(held.scopes, scope, is_reading=request.method in SAFE)


def _forbidden(held: ApiToken) -> Response:
    record(
        Action.DENIED,
        Actor(ActorKind.TOKEN, held.ref),
        clock.now(),
        clinic_id=held.clinic_id,
        detail=f"{request.method} {request.endpoint}",
    )
    db.session.commit()
    return problem(HTTPStatus.FORBIDDEN, "This token does not open this route.")


def _enter(held: ApiToken) -> None:
    _live_now()
    g.api_token = held
    g.clinic = clinic_by_id(held.clinic_id)
    g.actor = Actor(ActorKind.TOKEN, held.ref)
    if auth.needs_noting(held, clock.real_now()):
        auth.note_used(held, clock.real_now())


def _wrong_body() -> Response | None:
    """Refuse a body that is no JSON object before anything looks into it."""
    if request.method not in ("POST", "PUT", "PATCH"):
        return None
    if not request.get_data():
        return None
    if request.mimetype != "application/json":
        return problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send Content-Type: application/json."
        )
    if isinstance(_body(), dict):
        return None
    return problem(HTTPStatus.BAD_REQUEST, "The body is not a JSON object.")


def _body() -> Any:
    """Return what the body says; None where it cannot be read."""
    try:
        return request.get_json(silent=True)
    except RecursionError:  # nested deeper than Python reads
        return None


def _answer(view: View, values: dict[str, Any]) -> Response:
    wrong = _wrong_body()
    if wrong is not None:
        return wrong
    key = request.headers.get("Idempotency-Key", "")
    if request.method != "POST" or not key:
        return _commit(make_response(view(**values)))
    if len(key) > 80:
        return problem(
            HTTPStatus.BAD_REQUEST, "Idempotency-Key has at most 80 letters."
        )
    return _once(key, view, values)


def _once(key: str, view: View, values: dict[str, Any]) -> Response:
    """Answer the first time from the route, every later time from what was kept."""
    held = g.api_token
    wanted = replays.request_hash(request.method, request.path, request.get_data())
    mine = (held.clinic_id, held.ref, key, wanted)
    kept = replays.replayed(*mine, now())
    if kept is not None:
        return Response(kept.body, kept.status, content_type="application/json")
    response = make_response(view(**values))
    if response.status_code >= HTTPStatus.BAD_REQUEST:
        return _commit(response)
    with contextlib.suppress(IntegrityError):
        answer = (response.status_code, response.get_data(as_text=True))
        replays.keep(*mine, answer, now())
        return _commit(response)
    db.session.rollback()
    return problem(
        HTTPStatus.CONFLICT, "The same request is being answered. Try again."
    )


def _commit(response: Response) -> Response:
    """Commit what succeeded; take back what did not, so that nothing is half stored."""
    if response.status_code < HTTPStatus.BAD_REQUEST:
        db.session.commit()
    else:
        db.session.rollback()
    return response
