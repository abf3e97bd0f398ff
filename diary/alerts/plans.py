"""What a clinic has settled about its alerts: minutes, hours, the approved words.

Leaves who is on call to ``on_call`` and whether all of it is there to
``going_live``. The edge commits.
"""

import hashlib
from collections.abc import Collection
from datetime import datetime
from textwrap import wrap

from sqlalchemy import delete, select

from diary import helplines
from diary.alerts.escalation import USUAL, Timers
from diary.alerts.hours import Window, spoken, wrong_hours
from diary.alerts.models import AlertPlan, MonitoredHours
from diary.audit import Action, Actor, record
from diary.clinics import Clinic, Member
from diary.db import db
from diary.errors import Invalid, Refused
from diary.texts import LANGUAGES, render

SAFETY_TEXTS = ("crisis", "urgent")
# A sample, so that a clinic's hours change no words that were approved.
SAMPLE_OPENS = {"en": "Mon 8 AM", "es": "el lun 8 AM"}
FIRST, LAST = 2, 120
LONGEST_LINE = 190
"""Of what one row of the audit says about hours; longer ones take several."""
BOUNDS = {
    "first": (FIRST, 60),
    "second": (FIRST, 90),
    "third": (FIRST, LAST),
    "repeat": (5, 60),
    "end_within": (15, 240),
}
STRANGER = "Only somebody who works here can approve this."


def plan_of(clinic_id: int) -> AlertPlan | None:
    """Return what a clinic has settled, None where it never did."""
    found = select(AlertPlan).where(AlertPlan.clinic_id == clinic_id)
    return db.session.scalars(found).first()


def timers_of(clinic_id: int) -> Timers:
    """Return a clinic's minutes, the usual ones where it has none of its own."""
    plan = plan_of(clinic_id)
    if plan is None:
        return USUAL
    return Timers(
        first=plan.first_after,
        second=plan.second_after,
        third=plan.third_after,
        repeat=plan.repeat_after,
        end_within=plan.end_within,
    )


def set_timers(clinic: Clinic, timers: Timers, actor: Actor, now: datetime) -> None:
    """Give a clinic its own minutes; raises Invalid naming every wrong one.

    They hold from the next step on; an alert somebody has taken keeps its hour.
    """
    wrong = {
        name: f"Use {low} to {high} minutes."
        for name, (low, high) in BOUNDS.items()
        if not low <= getattr(timers, name) <= high
    }
    if not timers.first < timers.second < timers.third:
        wrong.setdefault("second", "Each step must come later than the one before.")
    if wrong:
        raise Invalid(wrong)
    plan = _own_plan(clinic)
    plan.first_after, plan.second_after = timers.first, timers.second
    plan.third_after, plan.repeat_after = timers.third, timers.repeat
    plan.end_within = timers.end_within
    minutes = "/".join(str(getattr(timers, name)) for name in BOUNDS)
    _note(clinic, actor, now, f"alert minutes {minutes}")


def hours_of(clinic_id: int) -> list[Window]:
    """Return when somebody reads at a clinic, Monday first, each day in its order."""
    found = select(MonitoredHours).where(MonitoredHours.clinic_id == clinic_id)
    ordered = found.order_by(MonitoredHours.weekday, MonitoredHours.opens)
    rows = db.session.scalars(ordered)
    return [Window(row.weekday, row.opens, row.closes) for row in rows]


def set_hours(
    clinic: Clinic, windows: Collection[Window], actor: Actor, now: datetime
) -> None:
    """Say when somebody reads; what stood before is gone.

    A weekday may have several windows. Raises Invalid where they overlap, naming
    ``hours_0`` for Monday and so on; what stood before stays then.
    """
    wrong = wrong_hours(windows)
    if wrong:
        raise Invalid({f"hours_{day}": said for day, said in wrong.items()})
    hold_settings(clinic)
    mine = MonitoredHours.clinic_id == clinic.id
    db.session.execute(delete(MonitoredHours).where(mine))
    for each in windows:
        row = MonitoredHours(
            clinic_id=clinic.id,
            weekday=each.weekday,
            opens=each.opens,
            closes=each.closes,
        )
        db.session.add(row)
    db.session.flush()
    for line in wrap(spoken(windows, "en"), LONGEST_LINE) or ["none"]:
        _note(clinic, actor, now, f"hours {line}")


def hold_settings(clinic: Clinic) -> None:
    """Let nobody else settle anything of this clinic until the transaction ends.

    Else two at once leave windows that overlap, or fail on each other's rows. Not
    the full lock: rows that refer to the clinic may still be added. SQLite has one
    writer anyhow.
    """
    held = select(Clinic.id).where(Clinic.id == clinic.id)
    db.session.execute(held.with_for_update(key_share=True))


def approve_texts(clinic: Clinic, member: Member, actor: Actor, now: datetime) -> None:
    """Keep that somebody of the clinic read what its patients get in danger."""
    if member.clinic_id != clinic.id or not member.is_active:
        raise Refused(STRANGER)
    plan = _own_plan(clinic)
    plan.texts_mark, plan.texts_approved_at = texts_mark(clinic.country), now
    plan.texts_approved_by_id = member.id
    _note(clinic, actor, now, f"safety texts {plan.texts_mark}", member.ref)


def form_of(name: str, country: str, *, is_closed: bool) -> str:
    """Return which file of a text for somebody in danger is true there and then."""
    return f"{name}{'_closed' if is_closed else ''}{_place(name, country)}"


def short_form_of(name: str, country: str) -> str:
    """Return the file of the same said shortly, for two languages in one segment."""
    return f"{name}_short{_place(name, country)}"


def _place(name: str, country: str) -> str:
    has_line = helplines.helplines_of(country).crisis is not None
    return "" if has_line or name != "crisis" else "_no_line"


def safety_texts(country: str) -> list[tuple[str, str, str]]:
    """Return every text for somebody in danger there: language, name, words."""
    names = [
        form_of(name, country, is_closed=is_closed)
        for name in SAFETY_TEXTS
        for is_closed in (False, True)
    ]
    names += [short_form_of(name, country) for name in SAFETY_TEXTS]
    return [
        (language, name, _sample(name, language, country))
        for language in LANGUAGES
        for name in names
    ]


def _sample(name: str, language: str, country: str) -> str:
    lines, opens = helplines.spoken(country, language), SAMPLE_OPENS[language]
    return render(name, language, phone="(555) 010-0123", opens=opens, **lines)


def texts_mark(country: str) -> str:
    """Return what changes when any of these words does, or a number in them."""
    words = "\n".join("\t".join(each) for each in safety_texts(country))
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _own_plan(clinic: Clinic) -> AlertPlan:
    hold_settings(clinic)
    plan = plan_of(clinic.id)
    if plan is None:
        plan = AlertPlan(clinic_id=clinic.id)
        db.session.add(plan)
        db.session.flush()
    return plan


def _note(
    clinic: Clinic, actor: Actor, now: datetime, detail: str, about: str | None = None
) -> None:
    db.session.flush()
    record(
        Action.SETTINGS,
        actor,
        now,
        clinic_id=clinic.id,
        about=about,
        detail=detail[:200],
    )
