"""What a clinic settles about asking its patients. The edge commits."""

from datetime import datetime

from diary.audit import Action, Actor, record
from diary.clinics.models import Clinic
from diary.errors import Invalid

NEVER = 0
ASKED_DAYS = range(3, 15)
"""Two days ahead the question about the ride names the visit anyway."""


def ask_about_visits(clinic: Clinic, days: int, actor: Actor, now: datetime) -> None:
    """Set how many days ahead patients are asked whether they come to a visit.

    0 is never. What is planned already follows within minutes. Raises Invalid.
    """
    if days != NEVER and days not in ASKED_DAYS:
        first, last = ASKED_DAYS[0], ASKED_DAYS[-1]
        raise Invalid({"visit_days": f"Use {first} to {last} days, or 0 for never."})
    clinic.visit_asked_days = days
    detail = f"visits asked about {days} days ahead"
    record(Action.SETTINGS, actor, now, clinic_id=clinic.id, detail=detail)
