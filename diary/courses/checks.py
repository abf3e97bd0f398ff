"""What may be written down about a visit, and what is said of what may not.

Pure: days and instants are handed in. Leaves the writing to ``lifecycle``.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

OLDEST = timedelta(days=730)
FURTHEST = timedelta(days=730)
HIGHEST_DOSE_MG = Decimal(1000)
LONGEST_VISIT = timedelta(hours=24)
# Clocks of the desk's computers and ours may differ this much.
SLACK = timedelta(minutes=5)


def wrong_visit(
    starts_on: date, at: time, dose_mg: Decimal | None, today: date
) -> dict[str, str]:
    """Return one sentence for each wrong field of a session to be."""
    said = {
        "starts_on": _wrong_day(starts_on, today),
        "starts_at_time": _wrong_time(at),
        "dose_mg": _wrong_dose(dose_mg),
    }
    return {field: sentence for field, sentence in said.items() if sentence}


def _wrong_day(starts_on: date, today: date) -> str | None:
    if today - OLDEST <= starts_on <= today + FURTHEST:
        return None
    return "Give a day within two years of today."


def _wrong_time(at: time) -> str | None:
    return None if at.tzinfo is None else "Give a wall-clock time like 10:00."


def _wrong_dose(dose_mg: Decimal | None) -> str | None:
    if dose_mg is None or 0 < dose_mg <= HIGHEST_DOSE_MG:
        return None
    return f"Give a dose above 0 and up to {HIGHEST_DOSE_MG} mg, or none."


def wrong_end(ended_at: datetime, starts_at: datetime, now: datetime) -> str | None:
    """Return what is wrong with the recorded end of a session, if anything."""
    if ended_at.tzinfo is None:
        return "Give the end with its offset from UTC."
    if ended_at > now + SLACK:
        return "This end is in the future."
    if ended_at <= starts_at:
        return "A session cannot end before it begins; move it first."
    if ended_at > starts_at + LONGEST_VISIT:
        return "This is more than a day after the session began."
    return None


def wrong_booster(due_on: date, today: date) -> str | None:
    """Return what is wrong with a booster's due date, if anything."""
    if today <= due_on <= today + FURTHEST:
        return None
    return "Give a day from today on, at most two years ahead."
