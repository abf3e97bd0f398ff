"""Which texts answer a text, most important first.

Pure. Leaves rendering and storing to ``answering``. Every name is a file of
``templates/texts``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

SAFETY = ("crisis", "urgent")
PROMISING = ("unread", "will_read", "told_clinic", "day_too_old")
"""They say that the clinic will read; while it is closed, from when on."""
AFTER_OPT_OUT = (*SAFETY, "stopped", "wrong_number")
ASKED_BACK = ("ask_again", "ask_word", "ask_ride", "ask_booster")
ASKING = (*ASKED_BACK, "unread")
"""Asked back once; the second time the house is quiet and a person looks.

Thanks for a remark is no asking back: a number nobody can tell is asked about after it.
"""


@dataclass(frozen=True, slots=True)
class Echo:
    """What was kept for one day, as numbers only: no symptom is ever named."""

    day: date
    days_back: int
    mood: Decimal | None
    note_count: int


@dataclass(frozen=True, slots=True)
class Line:
    """One text to answer with; ``echoes`` and ``initials`` fill its gaps."""

    name: str
    echoes: tuple[Echo, ...] = ()
    initials: tuple[str, ...] = ()


def chosen(
    lines: Iterable[Line], *, opted_out: bool, may_answer: bool
) -> tuple[Line, ...]:
    """Return the lines to send, in order; () is silence.

    Words of crisis are answered by the crisis lines and nothing else. After an
    opt-out only what confirms it may follow (47 CFR 64.1200(a)(12)), and where the
    carrier has confirmed already or the number had opted out before, nothing at all.
    """
    wanted = list(dict.fromkeys(lines))
    if not may_answer:
        return ()
    for name in SAFETY:
        for line in wanted:
            if line.name == name:
                return (line,)
    if opted_out:
        return tuple(line for line in wanted if line.name in AFTER_OPT_OUT)[:1]
    return tuple(wanted)


def echo_parts(echo: Echo) -> tuple[tuple[str, dict[str, str]], ...]:
    """Return the pieces of an echo, number and notes, as texts with their values."""
    parts: list[tuple[str, dict[str, str]]] = []
    if echo.mood is not None:
        parts.append(("echo_number", {"number": spoken(echo.mood)}))
    if echo.note_count == 1:
        parts.append(("echo_note", {}))
    elif echo.note_count:
        parts.append(("echo_notes", {"count": str(echo.note_count)}))
    return tuple(parts)


def spoken(number: Decimal) -> str:
    """Return a number as people write it: 6, 6.5."""
    return f"{number.normalize():f}"
