"""Rules about the scores of several answers in a row, as a clinic may set them.

Pure. They state what the figures did, with the figures: no score of risk, no ranking,
no forecast. Leaves keeping a clinic's rules to ``choosing``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from diary.alerts import AlertDraft, AlertKind
from diary.instruments import SCORES
from diary.watches.models import Shape

CLINICS_OWN = "clinic's own"
MOST_ANSWERS = 14
# Every second day still counts as in a row; older answers tell of another time.
DAYS_AN_ANSWER = 2
WEEK = 7


@dataclass(frozen=True)
class Watch:
    """One rule: what ``score`` does over ``answers`` answers in a row.

    ``amount`` is the bound of AT_MOST and AT_LEAST, and the least change from the
    first answer to the last of FALLS and RISES. These two compare with the answer
    before: three falls in a row take four answers.
    """

    score: str
    shape: Shape
    amount: Decimal
    answers: int
    source: str

    @property
    def key(self) -> str:
        amount = self.amount.normalize()
        return f"{self.score}.{self.shape}.{amount:f}.{self.answers}"

    @property
    def says(self) -> str:
        """Give the rule as a sentence for the page of rules."""
        name = SCORES[self.score].label["en"]
        amount = f"{self.amount.normalize():f}"
        row = _in_a_row(self.answers)
        if self.shape is Shape.AT_MOST:
            return f"{name} {amount} or less{row}."
        if self.shape is Shape.AT_LEAST:
            return f"{name} {amount} or more{row}."
        way = "lower" if self.shape is Shape.FALLS else "higher"
        by = f", by {amount} or more in all" if self.amount else ""
        return f"{name} {way} than the answer before{row}{by}."


def _in_a_row(answers: int) -> str:
    return f" in {answers} answers in a row" if answers > 1 else ""


SHIPPED = (
    Watch("mood", Shape.FALLS, Decimal(0), 3, "service's default: worsening mood"),
    Watch(
        "anxiety", Shape.RISES, Decimal(0), 3, "service's default: worsening anxiety"
    ),
    Watch("craving", Shape.AT_LEAST, Decimal(7), 1, "service's default: misuse"),
)
"""Watched for until a clinic switches it off; clinical vocabulary, its section 1."""


@dataclass(frozen=True)
class Point:
    """One answered day of one score."""

    day: date
    value: Decimal


def trends(
    rules: Sequence[Watch], history: Mapping[str, Sequence[Point]], day: date
) -> Iterator[AlertDraft]:
    """Yield what the answers up to and after ``day`` call for, one alert a rule.

    ``history`` holds the answered days of each score, oldest first. A run must hold
    ``day`` itself: what an earlier answer showed was said when that came.
    """
    for rule in rules:
        run = _run(rule, history.get(rule.score, ()), day)
        if run:
            yield _draft(rule, run)


def _run(rule: Watch, points: Sequence[Point], day: date) -> list[Point]:
    """Return the run that ends on the first day from ``day`` on where the rule holds.

    It is drawn out to where it began, so that a run names itself by its first day.
    """
    for end, point in enumerate(points):
        if point.day >= day:
            run = _drawn_out(rule, points[: end + 1])
            if run and run[0].day <= day:
                return run
    return []


def _drawn_out(rule: Watch, points: Sequence[Point]) -> list[Point]:
    """Return the longest run that ends with the last point; [] where it is too short.

    A fall takes one answer more than it has steps: the one it falls from.
    """
    run: list[Point] = []
    for point in reversed(points):
        if run and not _belongs(rule, point, run[0]):
            break
        if not run and not _may_end(rule, point):
            return []
        run.insert(0, point)
    least = rule.answers + (rule.shape in (Shape.FALLS, Shape.RISES))
    enough = len(run) >= least and _is_recent(run[-least:], rule)
    changed = abs(run[-1].value - run[0].value) if run else Decimal(0)
    if rule.shape in (Shape.FALLS, Shape.RISES) and changed < rule.amount:
        return []
    return run if enough else []


def _may_end(rule: Watch, point: Point) -> bool:
    if rule.shape is Shape.AT_MOST:
        return point.value <= rule.amount
    return rule.shape is not Shape.AT_LEAST or point.value >= rule.amount


def _belongs(rule: Watch, point: Point, after: Point) -> bool:
    if rule.shape is Shape.FALLS:
        return after.value < point.value
    if rule.shape is Shape.RISES:
        return after.value > point.value
    return _may_end(rule, point)


def _is_recent(run: Sequence[Point], rule: Watch) -> bool:
    longest = timedelta(days=DAYS_AN_ANSWER * rule.answers)
    return run[-1].day - run[0].day <= longest


def _draft(rule: Watch, run: list[Point]) -> AlertDraft:
    name = SCORES[rule.score].label["en"]
    values = ", ".join(f"{point.value.normalize():f}" for point in run[-5:])
    sentence = f"{name} {_did(rule)}: {values}."
    # A run that goes on is told once a week.
    weeks = (run[-1].day - run[0].day).days // WEEK
    repeat = f"{run[0].day}:{weeks}"
    return AlertDraft(AlertKind.REVIEW, 1, f"watch.{rule.key}", sentence, repeat)


def _did(rule: Watch) -> str:
    row = _in_a_row(rule.answers)
    if rule.shape is Shape.FALLS:
        return f"lower each time{row}"
    if rule.shape is Shape.RISES:
        return f"higher each time{row}"
    bound = "or less" if rule.shape is Shape.AT_MOST else "or more"
    return f"{rule.amount.normalize():f} {bound}{row}"
