"""Who plays in most tests: a patient, her clinic's people, and a stranger.

The stranger is a clinician of another clinic who must see nothing of the first.
"""

from dataclasses import dataclass

from diary.clinics import Clinic, Member, Role
from diary.outbox import Sender
from diary.patients import Patient
from tests.factories import make_clinic, make_member, make_patient, make_sender


@dataclass(frozen=True)
class Cast:
    """Two clinics; everybody but the stranger belongs to ``clinic``."""

    clinic: Clinic
    sender: Sender
    patient: Patient
    clinician: Member
    desk: Member
    admin: Member
    other_clinic: Clinic
    other_patient: Patient
    stranger: Member


def assemble() -> Cast:
    """Add the whole cast to the session."""
    clinic = make_clinic(slug="oak", name="Oak Clinic", text_name="Oak")
    other = make_clinic(slug="elm", name="Elm Clinic", text_name="Elm")
    make_sender(other)
    return Cast(
        clinic=clinic,
        sender=make_sender(clinic),
        patient=make_patient(clinic, name="Ada Hill"),
        clinician=make_member(clinic),
        desk=make_member(clinic, Role.DESK),
        admin=make_member(clinic, Role.ADMIN),
        other_clinic=other,
        other_patient=make_patient(other, name="Ben Moor"),
        stranger=make_member(other),
    )
