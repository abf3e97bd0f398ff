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
from diary.db import db
from diary.demo import Carrier, Cast
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
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1)}


@bp.get("/phone")
@demo_only
def show() -> Page:
    """Show one patient's phone, the clock, and what the clinic sees."""
    who = demo.cast()
    patient = who.patient(_number())
    g.clinic = who.clinic
    note_look(Action.READ, patient.ref, about="phone")
    return Page("demo/phone.html", _model(who, patient))


@bp.get("/phone/fresh")
@demo_only
def fresh() -> Page:
    """The same without its frame, for a page that asks again and again."""
    who = demo.cast()
    return Page("demo/_stage.html", _model(who, who.patient(_number())))


@bp.post("/phone/text")
@demo_only
def text() -> Response:
    """Send what was typed on the phone."""
    who = demo.cast()
    patient = who.patient(_number())
    body = request.form.get("text", "").strip()[:LONGEST_TEXT]
    if body:
        _text_in(who, patient, body)
    return _back()


@bp.post("/phone/clock")
@demo_only
def move() -> Response:
    """Move the clock by an hour, a day, or to the next text of this phone."""
    who = demo.cast(frozenset({_number()}))
    _advance(who, _until(who, who.patient(_number())))
    return _back()


@bp.post("/phone/story")
@demo_only
def begin() -> Response:
    """Set the scene of a story and go to its phone."""
    found = demo.scene(request.form.get("story", ""), demo.cast(), g.now)
    who = demo.cast(frozenset({found.number, _number()}))
    _advance(who, found.until)
    if found.words:
        _text_in(who, who.patient(found.number), found.words)
    return _back(found.number)


def _number() -> int:
    return request.values.get("who", 0, type=int)


def _back(number: int | None = None) -> Response:
    who = _number() if number is None else number
    return redirect(url_for("phone.show", who=who), 303)


def _until(who: Cast, patient: Patient) -> datetime:
    step = STEPS.get(request.form.get("to", ""))
    if step is not None:
        return clock.now() + step
    ahead = demo.next_text_at(who.clinic, patient, clock.now())
    if ahead is None:
        raise Refused("No text to this phone is planned.")
    return ahead[0] + A_MOMENT


def _advance(who: Cast, until: datetime) -> None:
    for _ in demo.advance(who, until, _carrier()):
        db.session.commit()


def _text_in(who: Cast, patient: Patient, body: str) -> None:
    """Let the carrier bring a text; the webhook needs the database for itself."""
    number, sender = patient.phone, senders_of(who.clinic.id)[0].number
    db.session.commit()
    _carrier().phone.text_in(number, sender, body)
    _carrier().phone.tick()


def _carrier() -> Carrier:
    return carrier_of(current_app._get_current_object())  # type: ignore[attr-defined]


def _model(who: Cast, patient: Patient) -> dict[str, Any]:
    now: datetime = g.now
    reading = demo.latest_reading(patient, now)
    return {
        "clinic": who.clinic,
        "number": national(senders_of(who.clinic.id)[0].number),
        "who": _number(),
        "name": patient.name.split(" ")[0],
        "patient_ref": patient.ref,
        "people": demo.choices(who),
        "clock": demo.clock_face(who.clinic, patient, now),
        "next": demo.next_text(who.clinic, patient, now),
        "silence": demo.silence(who.clinic, patient, now),
        "talk": demo.conversation(patient, _carrier().phone),
        "suggestions": demo.suggestions(patient, now),
        "reading": reading[0] if reading else None,
        "is_fresh": reading is not None and now - reading[1] < JUST_NOW,
        "answered": demo.answered(patient, now),
        "chart": _chart(patient, now),
        "ride": demo.ride_chip(who.clinic, patient, now),
        "no_driving": demo.no_driving(patient, now),
        "log": demo.happenings(patient, now),
        "stories": demo.STORIES,
        "sign_ins": demo.SIGN_INS,
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
