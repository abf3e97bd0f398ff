"""What once needed a person in the demo clinic: alerts of the past, taken and closed.

The edge commits. What needs somebody now comes in by the doors, see ``living``.
"""

from dataclasses import dataclass
from datetime import time, timedelta

from diary.alerts import Alert, AlertKind, Disposition
from diary.clinics import Clinic, Role, members_of
from diary.db import db
from diary.demo.story import Story
from diary.localtime import instant_of
from diary.patients import Patient, patients_of


@dataclass(frozen=True)
class Incident:
    """One closed alert: about whom, how long ago, what was said, how it ended."""

    number: int
    days_ago: int
    at: time
    kind: AlertKind
    tier: int
    rule: str
    sentence: str
    words: str
    disposition: Disposition
    note: str


_SAID = "Said something that may mean thoughts of suicide."
INCIDENTS = (
    Incident(
        *(24, 171, time(22, 40), AlertKind.CRISIS, 0, "crisis", _SAID),
        "Some nights I do not want to wake up.",
        Disposition.REACHED,
        "Talked for half an hour. Partner is with him. Visit moved to tomorrow.",
    ),
    Incident(
        *(37, 96, time(7, 15), AlertKind.CRISIS, 0, "crisis", _SAID),
        "3. would be easier for everybody if I was gone",
        Disposition.SENT_HELP,
        "Mobile crisis team went; seen the same day.",
    ),
    Incident(
        *(16, 40, time(13, 5), AlertKind.CRISIS, 0, "crisis", _SAID),
        "this commute is killing me lol, 6",
        Disposition.NOT_A_CRISIS,
        "A figure of speech; mood as usual.",
    ),
    Incident(
        *(22, 24, time(10, 20), AlertKind.RED_FLAG, 1, "bp_up", "High blood pressure."),
        "5, cuff said 168 over 101 this morning",
        Disposition.REACHED,
        "Measured again at the clinic: 138/86.",
    ),
    Incident(
        *(30, 12, time(9, 50), AlertKind.RED_FLAG, 1, "double", "Seeing double."),
        "seeing double since I woke up",
        Disposition.NOT_REACHED,
        "Called three times, left a message. Came to the visit as planned.",
    ),
)


def write_incidents(clinic: Clinic, story: Story) -> None:
    """Add the closed alerts of those who are in the story and were enrolled by then."""
    by_number = {patient.external_id: patient for patient in patients_of(clinic.id)}
    for incident in INCIDENTS:
        if incident.number < len(story.lives):
            person = story.lives[incident.number].person
            _write(clinic, by_number[person.external_id], incident, story)


def _write(clinic: Clinic, patient: Patient, told: Incident, story: Story) -> None:
    on = story.today - timedelta(days=told.days_ago)
    opened_at = instant_of(on, told.at, patient.zone)
    if opened_at < patient.enrolled_at:
        return
    who = next(m for m in members_of(clinic.id) if m.role is Role.CLINICIAN)
    db.session.add(
        Alert(
            clinic_id=clinic.id,
            patient_id=patient.id,
            key=f"demo:{told.number}:{told.days_ago}",
            kind=told.kind,
            tier=told.tier,
            rule=told.rule,
            sentence=told.sentence,
            words=told.words,
            opened_at=opened_at,
            acknowledged_at=opened_at + timedelta(minutes=4),
            acknowledged_by_id=who.id,
            disposition=told.disposition,
            note=told.note,
            closed_at=opened_at + timedelta(minutes=52),
            closed_by_id=who.id,
        )
    )
    db.session.flush()
