"""The chart: sessions, scores, symptoms on one axis, made as SVG at the server.

Pure. A missing day is hatched through every row and no line crosses it; a day added
later has an open dot. Colour repeats what shape and place already say. Leaves the
sentence to ``change`` and the same figures in rows to ``table``.
"""

from collections.abc import Mapping
from datetime import date

from markupsafe import Markup, escape

from diary.timeline.change import figure
from diary.timeline.drawing import Frame, element, line, number, path, text
from diary.timeline.pins import pins
from diary.timeline.series import Timeline, felt_keys, gaps, runs
from diary.timeline.strip import row_height, strip
from diary.timeline.table import LABELS, scores_given

PINS = 52.0
SCORE_ROW = 100.0
PLOT = 75.0
AXIS = 26.0
MOST_SYMPTOMS = 6
DRAWN = ("mood", "sleep", "anxiety")
BEST = {"mood": "10 is best", "sleep": "10 is best", "anxiety": "10 is worst"}
WIDE = 872.0
NARROW = 328.0


def chart(
    timeline: Timeline,
    labels: Mapping[str, str],
    *,
    key: str,
    today: date,
    is_narrow: bool = False,
) -> Markup:
    """Return the chart as inline SVG.

    ``key`` keeps the ids of several charts on one page apart. The narrow one has its
    names above each row and is meant for 14 days.
    """
    frame = _frame(len(timeline.days), is_narrow=is_narrow)
    scores = [score for score in scores_given(timeline) if score in DRAWN]
    symptoms = felt_keys(timeline)[:MOST_SYMPTOMS]
    rows = row_height(is_narrow=is_narrow) * len(symptoms)
    bottom = PINS + SCORE_ROW * len(scores) + rows
    parts = [
        element("title", "Diary, day by day", id=f"{key}-title"),
        element("desc", _described(timeline), id=f"{key}-desc"),
        _hatch_pattern(key),
        _shade(timeline, frame, bottom),
        _hatches(timeline, frame, key, bottom),
        pins(timeline, frame, today, bottom, is_narrow=is_narrow),
        *(
            _score_row(timeline, frame, score, PINS + SCORE_ROW * row, is_narrow)
            for row, score in enumerate(scores)
        ),
        strip(
            timeline,
            frame,
            symptoms,
            labels,
            PINS + SCORE_ROW * len(scores),
            is_narrow=is_narrow,
        ),
        _axis(timeline, frame, today, bottom),
    ]
    width, height = number(frame.width), number(bottom + AXIS)
    # Every piece was escaped where it was made.
    return Markup(  # noqa: S704
        f'<svg class="chart {"narrow" if is_narrow else "wide"}" role="img" '
        f'viewBox="0 0 {width} {height}" '
        f'aria-labelledby="{escape(key)}-title {escape(key)}-desc">'
        + "".join(parts)
        + "</svg>"
    )


def _frame(count: int, *, is_narrow: bool) -> Frame:
    if is_narrow:
        return Frame(NARROW, 4, NARROW - 48, count)
    return Frame(WIDE, 126, 746, count)


def _described(timeline: Timeline) -> str:
    answered = sum(day.is_answered for day in timeline.days)
    return (
        f"{answered} of {len(timeline.days)} days answered, "
        f"{len(timeline.marks)} sessions. The same figures are in the table below."
    )


def _hatch_pattern(key: str) -> str:
    stripe = line(0, 0, 0, 7, "hatchline")
    pattern = element(
        "pattern",
        stripe,
        id=f"{key}-hatch",
        width=7,
        height=7,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    return element("defs", pattern)


def _shade(timeline: Timeline, frame: Frame, bottom: float) -> str:
    if timeline.since_on is None or timeline.since_on < timeline.first_on:
        return ""
    place = (timeline.since_on - timeline.first_on).days
    x = frame.x(place)
    return element(
        "rect",
        x=x,
        y=PINS,
        width=max(frame.right - x, 0),
        height=bottom - PINS,
        class_="since",
    )


def _hatches(timeline: Timeline, frame: Frame, key: str, bottom: float) -> str:
    return "".join(
        element(
            "rect",
            x=frame.edge(place),
            y=PINS,
            width=frame.step * length,
            height=bottom - PINS,
            fill=f"url(#{key}-hatch)",
            class_="gap",
        )
        for place, length in gaps(timeline)
    )


def _score_row(
    timeline: Timeline, frame: Frame, score: str, top: float, is_narrow: bool
) -> str:
    high, low = top + SCORE_ROW - PLOT - 8, top + SCORE_ROW - 8

    def y(value: float) -> float:
        return low - (low - high) * value / 10

    lead = " lead" if score == "mood" else ""
    drawn = [
        line(frame.left, low, frame.right, low, "rule"),
        line(frame.left, high, frame.right, high, "mid"),
        line(frame.left, (high + low) / 2, frame.right, (high + low) / 2, "mid"),
        _names(frame, score, high, low, is_narrow=is_narrow),
    ]
    for run in runs(timeline, score):
        points = [(frame.x(place), y(float(value))) for place, value, _ in run]
        drawn.append(path(points, f"path{lead}"))
        drawn += [
            _dot(point, day.is_late, lead, f"{day.on:%b} {day.on.day}: {figure(value)}")
            for point, (_, value, day) in zip(points, run, strict=True)
        ]
    drawn.append(_last(timeline, frame, score, high, is_narrow=is_narrow))
    return element("g", "".join(drawn), class_=f"score {score}")


def _dot(point: tuple[float, float], is_late: bool, lead: str, said: str) -> str:
    late = " late" if is_late else ""
    title = element("title", str(escape(said + (", added later" if is_late else ""))))
    x, y = point
    return element("circle", title, cx=x, cy=y, r=4, class_=f"dot{late}{lead}")


def _names(
    frame: Frame, score: str, high: float, low: float, *, is_narrow: bool
) -> str:
    if is_narrow:
        return text(frame.left, high - 10, f"{LABELS[score]}: {BEST[score]}", "halo")
    middle = (high + low) / 2
    return (
        text(0, middle - 16, LABELS[score], "name")
        + text(0, middle + 2, BEST[score])
        + text(frame.left - 8, high + 4, "10", "end")
        + text(frame.left - 8, low + 4, "0", "end")
    )


def _last(
    timeline: Timeline, frame: Frame, score: str, high: float, *, is_narrow: bool
) -> str:
    found = runs(timeline, score)
    if not found:
        return ""
    _, value, day = found[-1][-1]
    if is_narrow:
        return text(frame.width, high + 40, figure(value), "last end")
    when = f"{day.on:%b} {day.on.day}"
    return text(frame.right + 16, high + 32, figure(value), "last") + text(
        frame.right + 70, high + 26, f"on {when}"
    )


def _axis(timeline: Timeline, frame: Frame, today: date, bottom: float) -> str:
    """The dates are the sessions'; the first and last day stand where there is room."""
    marked = {mark.on for mark in timeline.marks}
    wanted = sorted(marked | {timeline.first_on, timeline.last_on})
    preferred = sorted(wanted, key=lambda on: (on != today, on not in marked, on))
    taken: list[float] = []
    said = []
    for on in preferred:
        x = frame.x((on - timeline.first_on).days)
        if any(abs(x - other) < 52 for other in taken):
            continue
        taken.append(x)
        strong = " strong" if on == today else ""
        said.append(text(x, bottom + 20, f"{on:%b} {on.day}", f"middle{strong}"))
    return "".join(said)
