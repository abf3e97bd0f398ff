"""Who is called when somebody may be in danger, when somebody reads, and the rehearsal.

For administrators. Leaves every rule to ``alerts``.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, current_app, g, redirect, request, url_for
from werkzeug import Response

from diary import alerts, clinics
from diary.alerts import OnCall, Timers, Window
from diary.auth import Permission
from diary.clinics import Member, Role
from diary.errors import Invalid, NotFound
from diary.localtime import local_day
from diary.web.answers import Page
from diary.web.fields import Fields
from diary.web.guards import staff

bp = Blueprint("on_call", __name__)

WEEKDAYS = alerts.WEEKDAYS["en"]
MINUTES = (
    ("first", "Two people after"),
    ("second", "Everybody after"),
    ("third", "Everybody again after"),
    ("repeat", "Then every"),
    ("end_within", "Taken, it must end within"),
)


@dataclass(frozen=True)
class Called:
    """One person on call, and the ways to them."""

    ref: str
    name: str
    place: int
    phone: str
    email: str
    voice: str
    answered_at: datetime | None


@bp.get("/on-call")
@staff(Permission.SETTINGS)
def show() -> Page:
    clinic = g.clinic
    members = {one.id: one for one in clinics.members_of(clinic.id)}
    answered = alerts.answered_rehearsals(clinic.id)
    people = alerts.on_call_of(clinic.id)
    tested = alerts.last_rehearsal_of(clinic.id)
    names = {key: one.name for key, one in members.items()}
    model = {
        "people": [_called(one, members[one.member_id], answered) for one in people],
        "clinicians": [one for one in members.values() if _may_be_called(one)],
        "missing": alerts.missing_before_live(clinic),
        "tested": list(alerts.paged(tested, names)),
        "minutes": MINUTES,
        "timers": alerts.timers_of(clinic.id),
        "weekdays": _weekdays(alerts.hours_of(clinic.id)),
        "closed_days": alerts.closed_days_of(clinic.id, _today()),
        "hours": alerts.who_reads_when(clinic, "en", g.now),
    }
    return Page("admin/on_call.html", model | _texts(names))


def _called(person: OnCall, member: Member, answered: dict[int, datetime]) -> Called:
    return Called(
        ref=member.ref,
        name=member.name,
        place=person.place,
        phone=person.phone,
        email=alerts.email_of(person),
        voice=alerts.voice_of(person),
        answered_at=answered.get(member.id),
    )


def _may_be_called(member: Member) -> bool:
    return member.is_active and member.role is Role.CLINICIAN


def _weekdays(windows: list[Window]) -> list[tuple[int, str, str]]:
    return [
        (day, name, alerts.written(one for one in windows if one.weekday == day))
        for day, name in enumerate(WEEKDAYS)
    ]


def _texts(names: dict[int, str]) -> dict[str, Any]:
    """Return the words for somebody in danger in this country, and who read them."""
    plan = alerts.plan_of(g.clinic.id)
    texts = [
        (language, name.replace("_no_line", "").replace("_", ", "), words)
        for language, name, words in alerts.safety_texts(g.clinic.country)
    ]
    return {
        "texts": texts,
        "approved_at": plan.texts_approved_at if plan else None,
        "approved_by": names.get(plan.texts_approved_by_id or 0) if plan else None,
        "changed": alerts.changed_since_approved(g.clinic),
    }


@bp.post("/on-call")
@staff(Permission.SETTINGS, again=show)
def put() -> Response:
    fields = Fields(request.form)
    member = _member(fields.text("member"))
    place = fields.number("place")
    ways = {name: fields.text(name) for name in ("phone", "email", "voice")}
    if not place or not 1 <= place <= 20:
        fields.wrong.setdefault("place", "Give a place from 1, who is called first.")
    with fields.all_at_once():
        phone, email, voice = ways["phone"], ways["email"], ways["voice"]
        alerts.set_on_call(
            *(g.clinic, member, int(place or 1), phone, g.actor, g.now),
            email=email,
            voice=voice,
        )
    return _back()


@bp.post("/on-call/remove")
@staff(Permission.SETTINGS)
def remove() -> Response:
    member = _member(request.form.get("member", ""))
    alerts.remove_on_call(g.clinic, member, g.actor, g.now)
    return _back()


@bp.post("/on-call/test")
@staff(Permission.SETTINGS)
def test() -> Response:
    alerts.rehearse(g.clinic.id, g.now, current_app.config["SETTINGS"].base_url)
    return _back()


@bp.post("/on-call/rehearsal")
@staff(Permission.SETTINGS)
def rehearse() -> Response:
    alerts.rehearse_alert(g.clinic, g.actor, g.now)
    return _back()


@bp.post("/on-call/minutes")
@staff(Permission.SETTINGS, again=show)
def set_minutes() -> Response:
    fields = Fields(request.form)
    given = {name: int(fields.number(name) or 0) for name, _ in MINUTES}
    with fields.all_at_once():
        alerts.set_timers(g.clinic, Timers(**given), g.actor, g.now)
    return _back()


@bp.post("/on-call/hours")
@staff(Permission.SETTINGS, again=show)
def set_hours() -> Response:
    fields, windows = Fields(request.form), []
    for day, _ in enumerate(WEEKDAYS):
        windows += _windows(fields, day)
    with fields.all_at_once():
        alerts.set_hours(g.clinic, windows, g.actor, g.now)
    return _back()


def _windows(fields: Fields, day: int) -> list[Window]:
    typed = fields.text(f"hours_{day}")
    try:
        return alerts.windows_in(day, typed) if typed else []
    except Invalid as wrong:
        said = wrong.fields["spans"]
        fields.wrong.setdefault(f"hours_{day}", f"{WEEKDAYS[day]}: {said}")
        return []


@bp.post("/on-call/closed-days")
@staff(Permission.SETTINGS, again=show)
def change_closed_days() -> Response:
    """Close on a day, or open on one again."""
    fields = Fields(request.form)
    day, is_open = fields.day("day", _today()), fields.text("open")
    with fields.all_at_once():
        change = alerts.open_on if is_open == "yes" else alerts.close_on
        change(g.clinic, day, g.actor, g.now)
    return _back()


def _today() -> date:
    return local_day(g.now, g.clinic.zone)


@bp.post("/on-call/texts")
@staff(Permission.SETTINGS)
def approve() -> Response:
    alerts.approve_texts(g.clinic, g.member, g.actor, g.now)
    return _back()


def _member(ref: str) -> Member:
    for member in clinics.members_of(g.clinic.id):
        if member.ref == ref:
            return member
    raise NotFound("nobody here is called that")


def _back() -> Response:
    return redirect(url_for("on_call.show"), 303)
