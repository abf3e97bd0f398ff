"""The symptom strip: one row a symptom, a square a day, joined when it lasted.

Pure.
"""

from collections.abc import Mapping

from markupsafe import escape

from diary.timeline.drawing import Frame, element, line, text
from diary.timeline.series import DAY, Timeline, is_felt, spells

ROW = 29.0
# On a phone the name has a line of its own, above its squares.
NARROW_ROW = 44.0
SQUARE = 18.0


def row_height(*, is_narrow: bool) -> float:
    """Return how tall the row of one symptom is."""
    return NARROW_ROW if is_narrow else ROW


def strip(
    timeline: Timeline,
    frame: Frame,
    keys: list[str],
    labels: Mapping[str, str],
    top: float,
    *,
    is_narrow: bool,
) -> str:
    """Return the rows of these symptoms, the longest spell at the right."""
    height = row_height(is_narrow=is_narrow)
    rows = [
        _row(timeline, frame, key, labels.get(key, key), top + height * row, is_narrow)
        for row, key in enumerate(keys)
    ]
    return element("g", "".join(rows), class_="strip") if rows else ""


def _row(
    timeline: Timeline,
    frame: Frame,
    key: str,
    label: str,
    top: float,
    is_narrow: bool,
) -> str:
    bottom = top + row_height(is_narrow=is_narrow)
    middle = bottom - ROW / 2
    drawn = [line(frame.left, bottom, frame.right, bottom, "rule")]
    if is_narrow:
        drawn.append(text(frame.left, top + 13, label, "halo"))
    else:
        drawn.append(text(0, middle + 5, label, "name"))
    felt = [day.on for day in timeline.days if is_felt(day, key)]
    for on in felt:
        place = (on - timeline.first_on).days
        if on - DAY in felt:
            drawn.append(_join(frame, place, middle))
    for on in felt:
        place = (on - timeline.first_on).days
        strength = timeline.day(on).symptoms[key]
        drawn.append(
            _square(frame, place, middle, strength, f"{label} {on:%b} {on.day}")
        )
    if not is_narrow:
        drawn.append(text(frame.right + 16, middle + 5, _longest(timeline, key)))
    return element("g", "".join(drawn), class_="symptom")


def _join(frame: Frame, place: int, middle: float) -> str:
    return element(
        "rect",
        x=frame.x(place - 1),
        y=middle - 2,
        width=frame.step,
        height=4,
        class_="join",
    )


def _square(
    frame: Frame, place: int, middle: float, strength: int | None, said: str
) -> str:
    size = min(SQUARE, max(frame.step - 1, 4))
    shown = "?" if strength is None else str(strength)
    level = strength or 1
    title = element("title", str(escape(f"{said}: {shown}")))
    square = element(
        "rect",
        title,
        x=frame.x(place) - size / 2,
        y=middle - SQUARE / 2,
        width=size,
        height=SQUARE,
        rx=3,
        class_=f"sym sym{level}",
    )
    if size < 12:
        return square
    return square + text(frame.x(place), middle + 5, shown, f"symn on{level}")


def _longest(timeline: Timeline, key: str) -> str:
    most = max(spell.day_count for spell in spells(timeline, key))
    return "1 day longest" if most == 1 else f"{most} days longest"
