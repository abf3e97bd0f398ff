"""Session pins above the chart: the shape is the route, open is not held or to come.

Pure.
"""

from datetime import date

from diary.timeline.change import figure
from diary.timeline.drawing import Frame, element, line, number, text
from diary.timeline.series import Mark, Timeline

PIN_Y = 40.0
ROOM = 42.0
ROUTES = {
    "IN_ESKETAMINE": "nasal spray",
    "IN_KETAMINE_COMPOUNDED": "nasal spray",
    "IV": "infusion",
    "IM": "injection",
    "SC": "injection",
    "SL_ORAL": "lozenge",
}


def pins(
    timeline: Timeline, frame: Frame, today: date, bottom: float, *, is_narrow: bool
) -> str:
    """Return every session: number and dose above, one line down through all rows."""
    drawn = [] if is_narrow else [_legend(timeline)]
    taken = -ROOM
    for mark in timeline.marks:
        x = frame.x((mark.on - timeline.first_on).days)
        drawn.append(_pin(mark, x, today, bottom))
        if x - taken >= ROOM:
            drawn.append(_named(mark, x, today))
            taken = x
    return element("g", "".join(drawn), class_="pins")


def _legend(timeline: Timeline) -> str:
    named = sorted({ROUTES[mark.route] for mark in timeline.marks})
    title = text(0, 16, "Session", "name")
    return title + (text(0, 34, ", ".join(named)) if named else "")


def _pin(mark: Mark, x: float, today: date, bottom: float) -> str:
    state = "" if mark.is_held else (" next" if mark.on >= today else " off")
    down = line(x, PIN_Y + 8, x, bottom, f"visit{' off' if state == ' off' else ''}")
    title = element("title", f"{mark.on:%b} {mark.on.day}, {ROUTES[mark.route]}")
    return down + _shape(ROUTES[mark.route], x, f"pin{state}", title)


def _shape(route: str, x: float, class_: str, title: str) -> str:
    y = PIN_Y
    if route == "infusion":
        return element("circle", title, cx=x, cy=y, r=5.5, class_=class_)
    if route == "injection":
        return element(
            "rect", title, x=x - 5, y=y - 5, width=10, height=10, class_=class_
        )
    corners = {
        "nasal spray": [(-6, -5), (6, -5), (0, 6)],
        "lozenge": [(0, -7), (6, 0), (0, 7), (-6, 0)],
    }[route]
    points = " ".join(f"{number(x + dx)},{number(y + dy)}" for dx, dy in corners)
    return element("polygon", title, points=points, class_=class_)


def _named(mark: Mark, x: float, today: date) -> str:
    if mark.is_held or mark.on >= today:
        above = "today" if mark.on == today else str(mark.number or "")
        dose = f"{figure(mark.dose_mg)} mg" if mark.dose_mg is not None else ""
        return text(x, 12, above, "middle strong") + text(x, 28, dose, "middle")
    return text(x, 28, "not held", "middle")
