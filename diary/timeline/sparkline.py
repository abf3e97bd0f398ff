"""The small line beside a name in a list: the last days' mood, sessions below.

Pure. It stands beside the last figure in words, so it needs no labels of its own.
"""

from markupsafe import Markup

from diary.timeline.drawing import Frame, element, line, path
from diary.timeline.series import Mark, Timeline, runs

WIDTH, HEIGHT = 140.0, 44.0
HIGH, LOW = 6.0, 32.0


def sparkline(timeline: Timeline) -> Markup:
    """Return a line of mood over the days; a gap stays a gap."""
    frame = Frame(WIDTH, 0, WIDTH, len(timeline.days))
    found = runs(timeline, "mood")
    drawn = [line(0, LOW + 3, WIDTH, LOW + 3, "base")]
    last = None
    for run in found:
        points = [(frame.x(place), _y(float(value))) for place, value, _ in run]
        drawn.append(path(points, "path"))
        if len(points) == 1:
            drawn.append(_dot(points[0], "dot"))
        last = points[-1]
    if last is not None:
        drawn.append(_dot(last, "last"))
    drawn += [
        _tick(frame.x((mark.on - timeline.first_on).days)) for mark in held(timeline)
    ]
    box = f"0 0 {WIDTH:.0f} {HEIGHT:.0f}"
    # Nothing a person wrote is in it.
    return Markup(  # noqa: S704
        element("svg", "".join(drawn), class_="spark", viewBox=box, aria_hidden="true")
    )


def held(timeline: Timeline) -> list[Mark]:
    """Return the sessions that were held."""
    return [mark for mark in timeline.marks if mark.is_held]


def _y(value: float) -> float:
    return LOW - (LOW - HIGH) * value / 10


def _dot(point: tuple[float, float], class_: str) -> str:
    x, y = point
    return element("circle", cx=x, cy=y, r=3 if class_ == "last" else 2, class_=class_)


def _tick(x: float) -> str:
    y = LOW + 6
    points = f"{x:.1f},{y:.0f} {x - 3:.1f},{y + 5:.0f} {x + 3:.1f},{y + 5:.0f}"
    return element("polygon", points=points, class_="tick")
