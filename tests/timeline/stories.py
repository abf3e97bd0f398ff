"""Lines of days to tell stories with."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from diary.timeline import Day, Mark, Timeline, series

FIRST = date(2026, 10, 28)
LABELS = {"nausea": "Nausea", "dizziness": "Dizzy", "dissociation": "Spaced out"}


def on(place: int) -> date:
    return FIRST + timedelta(days=place)


def day(place: int, mood: float | None = None, **more: object) -> Day:
    scores = {} if mood is None else {"mood": Decimal(str(mood))}
    return Day(on(place), is_answered=True, scores=scores, **more)  # type: ignore[arg-type]


def mark(place: int, status: str = "held", number: int | None = 1) -> Mark:
    at = datetime.combine(on(place), time(14), UTC)
    return Mark(f"ref{place}", on(place), at, "IV", status, number, Decimal(40))


def story(
    days: list[Day], marks: list[Mark] | None = None, count: int = 28
) -> Timeline:
    return series(FIRST, on(count - 1), days, marks or [])
