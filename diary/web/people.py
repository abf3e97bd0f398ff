"""Who works at the clinic: inviting, sending a new link, dismissing.

Leaves rows to ``clinics``, links and visits to ``auth``.
"""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, g, redirect, request, url_for
from werkzeug import Response

from diary import auth, clinics
from diary.auth import Permission
from diary.clinics import Member, Role
from diary.errors import Invalid, NotFound, Refused
from diary.web.answers import Page
from diary.web.guards import staff

bp = Blueprint("people", __name__)


@dataclass(frozen=True)
class Person:
    """One row of the page."""

    ref: str
    name: str
    email: str
    role: Role
    is_active: bool
    has_joined: bool


@bp.get("/people")
@staff(Permission.PEOPLE)
def show() -> Page:
    return _page()


def _page(link: str | None = None) -> Page:
    members = clinics.members_of(g.clinic.id)
    joined = auth.joined_ids(g.clinic.id)
    people = [_person(one, has_joined=one.id in joined) for one in members]
    model: dict[str, Any] = {"people": people, "roles": list(Role), "link": link}
    return Page("admin/people.html", model)


def _person(member: Member, *, has_joined: bool) -> Person:
    return Person(
        member.ref,
        member.name,
        member.email,
        member.role,
        member.is_active,
        has_joined,
    )


@bp.post("/people")
@staff(Permission.PEOPLE, again=show)
def invite() -> Page:
    member = clinics.create_member(
        g.clinic,
        request.form.get("email", ""),
        request.form.get("name", ""),
        _role(request.form.get("role", "")),
        g.now,
    )
    return _page(_new_link(member))


@bp.post("/people/<ref>/invite")
@staff(Permission.PEOPLE)
def invite_again(ref: str) -> Page:
    return _page(_new_link(_active_member(ref)))


@bp.post("/people/<ref>/dismiss")
@staff(Permission.PEOPLE)
def dismiss(ref: str) -> Response:
    member = _active_member(ref)
    if member.id == g.member.id:
        raise Refused("Somebody else has to dismiss you.")
    auth.dismiss(member, g.actor, g.real_now)
    return redirect(url_for("people.show"), 303)


def _role(written: str) -> Role:
    if written not in list(Role):
        raise Invalid({"role": "Choose desk, clinician or admin."})
    return Role(written)


def _active_member(ref: str) -> Member:
    for member in clinics.members_of(g.clinic.id):
        if member.ref == ref and member.is_active:
            return member
    raise NotFound("nobody here is called that")


def _new_link(member: Member) -> str:
    token = auth.invite(member, g.actor, g.real_now)
    path = url_for("sign_in.invitation", token=token)
    return f"{current_app.config['SETTINGS'].base_url}{path}"
