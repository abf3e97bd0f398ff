"""The staff door: password, second factor, invitation, sign-out.

Leaves proof and counting to ``auth``. A try is counted and committed before the costly
work begins, so that tries at the same moment see each other.
"""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

import segno
from flask import Blueprint, current_app, g, redirect, request, url_for
from markupsafe import Markup
from werkzeug import Response
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import RequestRedirect

from diary import auth, clinics
from diary.auth import Permission
from diary.clinics import Member, Role
from diary.db import db, reading
from diary.errors import Invalid
from diary.web import cookies
from diary.web.answers import Page
from diary.web.guards import half_signed_in, public, staff

bp = Blueprint("sign_in", __name__)

WRONG = "This e-mail address and password do not go together."
WRONG_CODE = "This code is not right, or it was used already. Wait for the next one."
TOO_OFTEN = "That was tried too often. Wait 15 minutes, then try again."
DOOR = "nobody is signed in yet"


@bp.get("/sign-in")
@public(DOOR)
def show() -> Page:
    return _door_page()


@bp.post("/sign-in")
@public(DOOR)
def enter() -> Page | Response:
    if "as" in request.form:
        return _enter_demo(request.form["as"])
    email, password = request.form.get("email", ""), request.form.get("password", "")
    if not _may_try(email):
        return _door_page(TOO_OFTEN, status=429)
    with reading():
        member = auth.known_member(email, password)
        db.session.commit()
    if member is None:
        auth.note_failure(email, g.real_now)
        db.session.commit()
        return _door_page(WRONG, status=422)
    return _begin(member)


def _may_try(email: str) -> bool:
    allowed = auth.may_try(email[:254], caller_address(), g.real_now)
    db.session.commit()
    return allowed


def _door_page(said: str | None = None, status: int = 200) -> Page:
    demo = clinics.demo_clinic() if current_app.config["SETTINGS"].demo else None
    people = auth.demo_members() if demo else {}
    model = {
        "errors": {"email": said} if said else {},
        "typed_email": request.form.get("email", ""),
        "demo_people": list(people.values()),
        "clinic_name": demo.name if demo else None,
    }
    return Page("sign_in/sign_in.html", model, status)


def _enter_demo(role: str) -> Response:
    if not current_app.config["SETTINGS"].demo or role not in list(Role):
        raise NotFound
    member = auth.demo_members().get(Role(role))
    if member is None:
        raise NotFound
    return _begin(member)


def _begin(member: Member) -> Response:
    """Start a visit under a new cookie, whatever the browser held before."""
    signed_in = auth.sign_in(member, g.real_now)
    wanted = request.args.get("next")
    if signed_in.is_complete:
        there = safe_path(wanted) or home_of(member)
    else:
        there = url_for("sign_in.code", next=safe_path(wanted))
    return _with_visit(redirect(there, 303), signed_in.token)


def _with_visit(response: Response, token: str) -> Response:
    cookies.give(response, cookies.VISIT, token)
    cookies.take_back(response, cookies.DOOR)
    return response


@bp.get("/sign-in/code")
@half_signed_in
def code() -> Page:
    return _code_page()


@bp.post("/sign-in/code")
@half_signed_in
def enter_code() -> Page | Response:
    allowed = auth.may_try_code(g.member, g.real_now)
    db.session.commit()
    if not allowed:
        return _code_page(TOO_OFTEN, status=429)
    signed_in = auth.finish(g.visit, request.form.get("code", ""), g.real_now)
    if signed_in is None:
        db.session.commit()
        return _code_page(WRONG_CODE, status=422)
    g.visit = None
    there = safe_path(request.args.get("next")) or home_of(g.member)
    return _with_visit(redirect(there, 303), signed_in.token)


def _code_page(said: str | None = None, status: int = 200) -> Page:
    credential = auth.credential_of(g.member)
    model: dict[str, Any] = {"errors": {"code": said} if said else {}}
    if credential is not None and credential.totp_confirmed_at is None:
        uri = auth.provisioning_uri(credential, g.member.email)
        model["picture"] = Markup(segno.make(uri).svg_inline(scale=4))  # noqa: S704
        model["secret"] = credential.totp_secret
    return Page("sign_in/code.html", model, status)


@bp.get("/invitations/<token>")
@public("the link itself is the proof")
def invitation(token: str) -> Page:
    member, clinic = auth.invited(token, g.real_now)
    return Page("sign_in/invitation.html", {"member": member, "clinic": clinic})


@bp.post("/invitations/<token>")
@public("the link itself is the proof", again=invitation)
def accept(token: str) -> Response:
    password = request.form.get("password", "")
    if password != request.form.get("again", password):
        raise Invalid({"again": "The two passwords are not the same."})
    return _begin(auth.accept(token, password, g.real_now))


@bp.post("/sign-out")
@staff(Permission.OWN_VISIT)
def leave() -> Response:
    auth.sign_out(g.visit, g.real_now)
    response = redirect(url_for("sign_in.show"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    cookies.take_back(response, cookies.VISIT)
    return response


def home_of(member: Member) -> str:
    """Return the path of the page a role begins the day on."""
    return "/people" if member.role is Role.ADMIN else "/today"


def caller_address() -> str:
    """Return whom tries are counted against; IPv6 hands out a /64 to anybody."""
    written = request.remote_addr or "unknown"
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return written
    if address.version == 4:
        return written
    return str(ipaddress.ip_network(f"{address}/64", strict=False))


def safe_path(wanted: str | None) -> str | None:
    """Return a path of ours that GET opens, or None: nobody is led to another site."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return None
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or any(ord(sign) < 33 for sign in wanted):
        return None
    adapter = current_app.url_map.bind("")
    try:
        endpoint, _ = adapter.match(parts.path, method="GET")
    except (HTTPException, RequestRedirect):
        return None
    return None if endpoint.startswith("sign_in.") else wanted
