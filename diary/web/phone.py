"""The simulated phone and the demo clock: a newcomer's first minute. Demo only.

A reply goes in by the signed webhook, as from a carrier. Leaves what is shown to
``demo`` and the sending to ``outbox``.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from flask import Blueprint, current_app, g, redirect, request, url_for
from markupsafe import Markup
from werkzeug import Response

from diary import clock, demo, timeline
from diary.audit import Action
from diary.clinics import Member
from diary.db import db
from diary.demo import Carrier, Cast, Phone
from diary.errors import Refused
from diary.localtime import local_day
from diary.outbox import senders_of
from diary.patients import Patient
from diary.phone import national
from diary.web.answers import Page, note_look
from diary.web.demo_carrier import carrier_of
from diary.web.guards import demo_only

bp = Blueprint("phone", __name__)

LONGEST_TEXT = 1600
DAYS_DRAWN = 14
JUST_NOW = timedelta(minutes=3)
# A text is due at its minute, and its delivery is told a moment later.
A_MOMENT = timedelta(seconds=4)
FIRST = "0"
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1)}


@bp.get("/phone")
@demo_only
def show() -> Page:
    """Show one phone, the clock, and what the clinic's side makes of it."""
    who = demo.cast()
    phone = demo.phone_of(who, _key())
    g.clinic = who.clinic
    if isinstance(phone.owner, Patient):
        note_look(Action.READ, phone.owner.ref, about="phone")
    return Page("demo/phone.html", _model(who, phone))


@bp.get("/phone/fresh")
@demo_only
def fresh() -> Page:
    """The same without its frame, for a page that asks again and again."""
    who = demo.cast()
    return Page("demo/_stage.html", _model(who, demo.phone_of(who, _key())))


@bp.post("/phone/text")
@demo_only
def text() -> Response:
    """Send what was typed on the phone."""
    who = demo.cast()
    phone = demo.phone_of(who, _key())
    body = request.form.get("text", "").strip()[:LONGEST_TEXT]
    if body:
        _text_in(who, phone, body)
    return _back(phone)


@bp.post("/phone/clock")
@demo_only
def move() -> Response:
    """Move the clock by an hour, a day, or to the next text of this phone."""
    who = demo.cast()
    phone = demo.phone_of(who, _key())
    _advance(demo.played(who, phone), _until(who, phone))
    return _back(phone)


@bp.post("/phone/story")
@demo_only
def begin() -> Response:
    """Set the scene of a story and go to its phone, or to the one it ends on."""
    who = demo.cast()
    found = demo.scene(request.form.get("story", ""), who, g.now)
    phone = demo.patients_phone(who, found.number)
    _advance(demo.played(who, phone, demo.phone_of(who, _key())), found.until)
    if found.words:
        _text_in(who, phone, found.words)
    patient = who.patient(found.number)
    paged = demo.paged_about(who, patient, clock.now()) if found.is_paged else None
    return _back(paged or phone)


def _key() -> str:
    return request.values.get("who", FIRST)


def _back(phone: Phone) -> Response:
    return redirect(url_for("phone.show", who=phone.key), 303)


def _until(who: Cast, phone: Phone) -> datetime:
    step = STEPS.get(request.form.get("to", ""))
    if step is not None:
        return clock.now() + step
    ahead = _next_at(who, phone)
    if ahead is None:
        raise Refused("No text to this phone is planned.")
    return ahead + A_MOMENT


def _next_at(who: Cast, phone: Phone) -> datetime | None:
    if isinstance(phone.owner, Member):
        return demo.next_page_at(who.clinic, clock.now())
    ahead = demo.next_text_at(who.clinic, phone.owner, clock.now())
    return ahead[0] if ahead else None


def _advance(who: Cast, until: datetime) -> None:
    for _ in demo.advance(who, until, _carrier()):
        db.session.commit()


def _text_in(who: Cast, phone: Phone, body: str) -> None:
    """Let the carrier bring a text; the webhook needs the database for itself.

    Whoever is to be paged for it is paged before a phone is shown again.
    """
    sender = senders_of(who.clinic.id)[0].number
    db.session.commit()
    _carrier().phone.text_in(phone.number, sender, body)
    for _ in demo.catch_up(_carrier()):
        db.session.commit()
    db.session.commit()
    _carrier().phone.tick()


def _carrier() -> Carrier:
    return carrier_of(current_app._get_current_object())  # type: ignore[attr-defined]


def _model(who: Cast, phone: Phone) -> dict[str, Any]:
    """Return what every phone's page shows, and what this owner's does."""
    owner, now = phone.owner, g.now
    is_on_call = isinstance(owner, Member)
    beside = _duty(who, owner, now) if is_on_call else _care(who, owner, now)
    return beside | {
        "clinic": who.clinic,
        "sender": national(senders_of(who.clinic.id)[0].number),
        "phone": phone,
        "is_on_call": is_on_call,
        "people": demo.choices(who),
        "clock": demo.clock_face(who.clinic, phone.zone, now),
        "talk": demo.conversation(phone, _carrier().phone),
        "stories": demo.STORIES,
        "sign_ins": demo.SIGN_INS,
    }


def _duty(who: Cast, member: Member, now: datetime) -> dict[str, Any]:
    """Return what stands beside the phone of somebody on call: nothing of patients."""
    return {
        "next": demo.next_page(who.clinic, now),
        "silence": demo.NOBODY_WAITS,
        "suggestions": demo.codes_to_answer(member, now),
        "watch": demo.watch(who, member, now),
    }


def _care(who: Cast, patient: Patient, now: datetime) -> dict[str, Any]:
    """Return what stands beside a patient's phone: what the clinic sees of them."""
    reading = demo.latest_reading(patient, now)
    return {
        "next": demo.next_text(who.clinic, patient, now),
        "silence": demo.silence(who.clinic, patient, now),
        "suggestions": demo.suggestions(patient, now),
        "reading": reading[0] if reading else None,
        "is_fresh": reading is not None and now - reading[1] < JUST_NOW,
        "answered": demo.answered(patient, now),
        "chart": _chart(patient, now),
        "ride": demo.ride_chip(who.clinic, patient, now),
        "no_driving": demo.no_driving(patient, now),
        "log": demo.happenings(patient, now),
        "paged": demo.paged_about(who, patient, now),
    }


def _chart(patient: Patient, now: datetime) -> Markup:
    """Draw the mood of the last two weeks; everything else is on the patient's page."""
    today = local_day(now, patient.zone)
    first = today - timedelta(days=DAYS_DRAWN - 1)
    whole = timeline.build(patient.clinic_id, patient.id, first, today, today)
    days = tuple(
        replace(day, scores=_mood(day.scores), symptoms={}) for day in whole.days
    )
    return timeline.chart(
        replace(whole, days=days), {}, key="mood", today=today, is_narrow=True
    )


def _mood(scores: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {key: value for key, value in scores.items() if key == "mood"}
