"""What a change to a patient or a visit means for the texts to come: one call."""

from flask import g

from diary import reminders
from diary.patients import Patient


def follow(patient: Patient) -> None:
    """Plan the patient's reminders anew, in the transaction of the change."""
    reminders.sync(g.clinic.id, [patient.id], g.now)
