"""Small SVG: elements as strings, classes only, so that style and theme stay in CSS.

Pure. Numbers are CSS pixels. Whatever a person wrote is escaped here and nowhere else.
"""

from dataclasses import dataclass

from markupsafe import escape


def number(value: float) -> str:
    """Return a coordinate as short as it can be said."""
    return f"{value:.1f}".removesuffix(".0")


def element(name: str, content: str | None = None, /, **attributes: str | float) -> str:
    """Return one element; ``class_`` is class, ``stroke_width`` is stroke-width."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
    )
    if content is None:
        return f"<{name}{written}/>"
    return f"<{name}{written}>{content}</{name}>"


def _value(value: str | float) -> str:
    return str(escape(value)) if isinstance(value, str) else number(value)


def text(x: float, y: float, said: str, class_: str = "") -> str:
    """Return a line of text at its baseline."""
    styled = {"class_": class_} if class_ else {}
    return element("text", str(escape(said)), x=x, y=y, **styled)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> str:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def path(points: list[tuple[float, float]], class_: str) -> str:
    """Return a line through points; a single point draws nothing."""
    if len(points) < 2:
        return ""
    along = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return element("path", d=f"M{along}", class_=class_)


@dataclass(frozen=True)
class Frame:
    """Where days stand: ``left`` to ``right``, ``count`` of them, in equal steps."""

    width: float
    left: float
    right: float
    count: int

    @property
    def step(self) -> float:
        return (self.right - self.left) / self.count

    def x(self, place: int) -> float:
        """Return the middle of a day."""
        return self.left + self.step * (place + 0.5)

    def edge(self, place: int) -> float:
        """Return where a day begins."""
        return self.left + self.step * place
