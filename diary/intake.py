"""The one way into the diary: the answer, then the safety rules, one transaction.

Form, text and API all come through here, so that no door can keep an answer and
forget who has to see it. Leaves reading a text to ``inbox`` and replies to the doors.
The edge commits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from diary import entries, reading, reminders, watches
from diary.alerts import (
    Alert,
    AlertDraft,
    evaluate,
    open_alert,
    open_alert_for_number,
)
from diary.audit import Action, Actor
from diary.audit import record as audit
from diary.clinics import Clinic
from diary.entries import EntryDraft, FoldedDay, Kept
from diary.errors import NotFound
from diary.localtime import DAY_TURNS_AT, local
from diary.patients import Patient, discharged_with_number
from diary.reading import Reading

UNDO_WITHIN = timedelta(minutes=15)


@dataclass(frozen=True)
class Submitted:
    """What became of an answer; ``entry`` is its day now.

    ``is_new`` for a first body, ``is_changed`` for an amendment; a repeat is neither,
    wrote nothing and opened no alert.
    """

    submission: Kept
    entry: FoldedDay | None
    alerts: tuple[Alert, ...]
    is_new: bool
    is_changed: bool


def submit(
    clinic: Clinic,
    patient: Patient,
    draft: EntryDraft,
    now: datetime,
    actor: Actor,
    *,
    heard: Reading | None = None,
    beside: Sequence[Submitted] = (),
) -> Submitted:
    """Keep an answer, open the alerts it calls for, and end the day's nudges.

    ``heard`` is the reading of the words where the door has one; words are read here
    otherwise. ``beside`` are the answers for other days that the same words told:
    what those alarmed of is not alarmed of again. Raises Invalid naming every wrong
    field, before anything is written.
    """
    _refuse_strangers(clinic, patient, draft)
    entries.check(draft, local(now, patient.zone).date())
    recorded = entries.record(draft, is_late=_is_late(draft, patient))
    opened: list[Alert] = []
    if recorded.is_new or recorded.is_changed:
        _note(Action.ANSWER, patient, now, actor, recorded.submission.ref)
        heard = heard or _heard(patient, draft)
        known = {alert.rule for each in beside for alert in each.alerts}
        words = draft.words or (heard.text if heard else "")
        wanted = _wanted(patient, draft, heard, known)
        opened = [_open(patient, each, draft, words, now) for each in wanted]
        reminders.settle_answered(clinic.id, patient.id, draft.day, now)
    return Submitted(
        submission=recorded.submission,
        entry=recorded.folded,
        alerts=tuple(opened),
        is_new=recorded.is_new,
        is_changed=recorded.is_changed,
    )


def alarm(
    patient: Patient, heard: Reading, occasion: str, now: datetime
) -> tuple[Alert, ...]:
    """Open the alerts that page, for words that cannot be kept as an answer.

    For a phone that several people share, and where keeping failed: a crisis is
    told at once, whoever's it is.
    """
    day = local(now, patient.zone).date()
    wanted = evaluate(heard, {}, day)
    return tuple(
        open_alert(patient, each, f"text:{occasion}", heard.text, now)
        for each in wanted
        if each.tier == 0
    )


FORMER = "From the number of a patient who was discharged."
NOBODYS = "From a number that is no patient's."


def alarm_of_number(
    clinic: Clinic, number: str, heard: Reading, occasion: str, now: datetime
) -> tuple[Alert, ...]:
    """Open the alerts that page, for words from a number of nobody in treatment.

    About whoever had the number to the end, so that staff know whom to call; about
    the number itself where nobody did.
    """
    day = local(now, clinic.zone).date()
    wanted = [each for each in evaluate(heard, {}, day) if each.tier == 0]
    key, words = f"text:{occasion}", heard.text
    former = discharged_with_number(clinic.id, number)
    if former:
        return tuple(
            open_alert(patient, _said_of(FORMER, each), key, words, now)
            for patient in former
            for each in wanted
        )
    return tuple(
        open_alert_for_number(
            clinic.id, number, _said_of(NOBODYS, each), key, words, now
        )
        for each in wanted
    )


def _said_of(whom: str, wanted: AlertDraft) -> AlertDraft:
    return replace(wanted, sentence=f"{whom} {wanted.sentence}")


def undo(clinic: Clinic, patient: Patient, now: datetime, actor: Actor) -> list[date]:
    """Take back the last answer of the last 15 minutes; return the days it was for.

    None where there was nothing to take back. Alerts stay open: what was said may
    have been meant.
    """
    since = now - UNDO_WITHIN
    days = entries.take_back_last(clinic.id, patient.id, since, now)
    if days:
        _note(Action.UNDO, patient, now, actor, None)
    return days


def _refuse_strangers(clinic: Clinic, patient: Patient, draft: EntryDraft) -> None:
    whose = (draft.clinic_id, draft.patient_id)
    if patient.clinic_id != clinic.id or whose != (clinic.id, patient.id):
        raise NotFound("There is no such patient.")


def _is_late(draft: EntryDraft, patient: Patient) -> bool:
    """Say whether it is for a day gone by; until 03:00 the day before still counts."""
    received = local(draft.received_at, patient.zone).replace(tzinfo=None)
    return draft.day < (received - timedelta(hours=DAY_TURNS_AT.hour)).date()


def _heard(patient: Patient, draft: EntryDraft) -> Reading | None:
    if not draft.words:
        return None
    return reading.read(draft.words, language=patient.language, today=draft.day)


def _wanted(
    patient: Patient, draft: EntryDraft, heard: Reading | None, known: set[str]
) -> list[AlertDraft]:
    wanted = evaluate(heard, draft.symptoms, draft.day)
    fresh = [each for each in wanted if each.rule not in known]
    return [*fresh, *watches.look_back(patient, draft)]


def _open(
    patient: Patient, wanted: AlertDraft, draft: EntryDraft, words: str, now: datetime
) -> Alert:
    occasion = f"{draft.source}:{draft.client_key}"
    return open_alert(patient, wanted, occasion, words, now)


def _note(
    action: Action, patient: Patient, now: datetime, actor: Actor, about: str | None
) -> None:
    audit(
        action,
        actor,
        now,
        clinic_id=patient.clinic_id,
        patient_ref=patient.ref,
        about=about,
    )
