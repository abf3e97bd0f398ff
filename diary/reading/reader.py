"""The reader's spine: from a text to a reading, one step a line."""

import re
from datetime import date
from decimal import Decimal

from diary.reading.results import Kind, Reading

BARE_NUMBER = re.compile(r"\s*(10|\d)(?:\s*/\s*10)?[\s.!]*")


def read(
    text: str,
    *,
    language: str = "en",
    asked: str | None = None,
    today: date | None = None,
) -> Reading:
    """Read one text; never raises, whatever the text holds."""
    bare = BARE_NUMBER.fullmatch(text)
    mood = Decimal(bare[1]) if bare else None
    kind = Kind.ENTRY if bare else Kind.NOTE
    return Reading(
        text=text, kind=kind, mood=mood, language=language, note=text, today=today
    )
