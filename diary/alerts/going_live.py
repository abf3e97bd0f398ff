"""May a clinic text patients through the real carrier yet? What is missing, in words.

Nobody is asked how they are before somebody is there for the answer: people on call,
hours, approved words, and a test page that reached one of them. Stand-ins and the
simulated phone work without. Pages and words for somebody in danger always go.
"""

from collections.abc import Collection, Mapping

from diary.alerts.on_call import on_call_of
from diary.alerts.paging import PURPOSE
from diary.alerts.plans import SAFETY_TEXTS, hours_of, plan_of, texts_mark
from diary.alerts.rehearsing import answered_rehearsals
from diary.clinics import Clinic, clinic_by_id
from diary.outbox import register_gate

LEAST_ON_CALL = 2
NOT_LIVE = "the clinic is not ready to text patients: see Operations"
CHANGED = "The words for patients in danger have changed since they were approved."


def missing_before_live(clinic: Clinic) -> str | None:
    """Return in one sentence what keeps a clinic from texting; None when nothing does.

    A made-up clinic has no real patients, so it lacks nothing.
    """
    gaps = [] if clinic.is_demo else _gaps(clinic)
    if not gaps:
        return None
    *first, last = gaps
    said = f"{', '.join(first)} and {last}" if first else last
    return f"{clinic.name} texts no patient yet: {said}."


def _gaps(clinic: Clinic) -> list[str]:
    gaps = []
    count = len(on_call_of(clinic.id))
    if count < LEAST_ON_CALL:
        gaps.append("only one person is on call" if count else "nobody is on call")
    if not hours_of(clinic.id):
        gaps.append("the hours in which somebody reads are not given")
    plan = plan_of(clinic.id)
    if plan is None or plan.texts_mark is None:
        gaps.append("nobody has approved the words for patients in danger")
    if not answered_rehearsals(clinic.id):
        gaps.append("nobody on call has answered a test page")
    return gaps


def changed_since_approved(clinic: Clinic) -> str | None:
    """Return a sentence where the approved words are others now; they still go out."""
    plan = plan_of(clinic.id)
    approved = plan.texts_mark if plan else None
    return CHANGED if approved and approved != texts_mark(clinic.country) else None


def gate(clinic_ids: Collection[int]) -> Mapping[int, str]:
    """Return which of these clinics may not text patients yet, and why."""
    lacking = (missing_before_live(clinic_by_id(each)) for each in clinic_ids)
    return {
        each: NOT_LIVE
        for each, sentence in zip(clinic_ids, lacking, strict=True)
        if sentence
    }


def register() -> None:
    """Have the outbox ask; asking again changes nothing."""
    register_gate(gate, passing=(PURPOSE, *SAFETY_TEXTS))
