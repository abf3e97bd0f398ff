"""What once needed a person in the demo clinic: alerts of the past, taken and closed.

The edge commits. What needs somebody now comes in by the doors, see ``living``.
"""

from dataclasses import dataclass
from datetime import time, timedelta

from diary.alerts import AlertDraft, AlertKind, Disposition, open_alert, resolve
from diary.clinics import Clinic, Member, Role, members_of
from diary.demo.story import Story
from diary.localtime import instant_of
from diary.patients import Patient, patients_of

CLOSED_AFTER = timedelta(minutes=52)
CRISIS = AlertDraft(
    AlertKind.CRISIS,
    0,
    "crisis.words",
    "The words match the list for suicide, self-harm or violence.",
)
BLOOD_PRESSURE = AlertDraft(
    AlertKind.RED_FLAG,
    1,
    "same_day.bp_up",
    "High blood pressure: call the same day.",
)
DOUBLE_VISION = AlertDraft(
    AlertKind.RED_FLAG, 1, "same_day.double", "Seeing double: call the same day."
)


@dataclass(frozen=True)
class Incident:
    """One closed alert: about whom, how long ago, what was said, how it ended."""

    number: int
    days_ago: int
    at: time
    alert: AlertDraft
    words: str
    disposition: Disposition
    note: str


INCIDENTS = (
    Incident(
        *(24, 171, time(22, 40), CRISIS),
        "Some nights I do not want to wake up.",
        Disposition.REACHED,
        "Talked for half an hour. Partner is with him. Visit moved to tomorrow.",
    ),
    Incident(
        *(37, 96, time(7, 15), CRISIS),
        "3. would be easier for everybody if I was gone",
        Disposition.SENT_HELP,
        "Mobile crisis team went; seen the same day.",
    ),
    Incident(
        *(16, 40, time(13, 5), CRISIS),
        "this commute is killing me lol, 6",
        Disposition.NOT_A_CRISIS,
        "A figure of speech; mood as usual.",
    ),
    Incident(
        *(22, 24, time(10, 20), BLOOD_PRESSURE),
        "5, cuff said 168 over 101 this morning",
        Disposition.REACHED,
        "Measured again at the clinic: 138/86.",
    ),
    Incident(
        *(30, 12, time(9, 50), DOUBLE_VISION),
        "seeing double since I woke up",
        Disposition.NOT_REACHED,
        "Called three times, left a message. Came to the visit as planned.",
    ),
)


def write_incidents(clinic: Clinic, story: Story) -> None:
    """Add the closed alerts of those who are in the story and were enrolled by then."""
    by_id = {patient.external_id: patient for patient in patients_of(clinic.id)}
    who = next(m for m in members_of(clinic.id) if m.role is Role.CLINICIAN)
    for told in INCIDENTS:
        if told.number < len(story.lives):
            patient = by_id[story.lives[told.number].person.external_id]
            _write(patient, told, who, story)


def _write(patient: Patient, told: Incident, who: Member, story: Story) -> None:
    on = story.today - timedelta(days=told.days_ago)
    said_at = instant_of(on, told.at, patient.zone)
    if said_at < patient.enrolled_at:
        return
    alert = open_alert(patient, told.alert, f"demo:{on}", told.words, said_at)
    closed_at = said_at + CLOSED_AFTER
    resolve(alert, who, told.disposition, told.note, closed_at)
