"""Texts as files: rendering in the reader's language, and counting segments.

A text is one file, ``templates/texts/<language>/<name>.txt``, with ``{placeholders}``
and nothing else: whoever edits a text must not be able to run anything. Leaves to
``outbox`` the sending and to the subjects which text to send.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from string import Formatter

FOLDER = Path(__file__).resolve().parent.parent / "templates" / "texts"
LANGUAGES = ("en", "es")
# Without accents: they would make a text longer and dearer (GSM 03.38).
WEEKDAYS: Mapping[str, tuple[str, ...]] = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "es": ("lun", "mar", "mie", "jue", "vie", "sab", "dom"),
}
MONTHS: Mapping[str, tuple[str, ...]] = {
    "en": (
        *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
        *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    ),
    "es": (
        *("ene", "feb", "mar", "abr", "may", "jun"),
        *("jul", "ago", "sep", "oct", "nov", "dic"),
    ),
}

# GSM 03.38 basic set; the second row costs two septets each.
_BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_FORM_LINK = re.compile(r"(/f/)[\w-]{20,}")
_CODE = re.compile(r"(?<![\w-])[0-9]{6}(?![\w-])")
_EXTENDED = set("^{}\\[~]|€\f")


def spoken_date(day: date, language: str) -> str:
    """Return a day of the year as patients read it: 10 Mar."""
    return f"{day.day} {MONTHS[language][day.month - 1]}"


def render(name: str, language: str, **values: str) -> str:
    """Return a text in the language, English where the language is not kept.

    Raises KeyError when the file asks for a value that is not given.
    """
    kept = language if language in LANGUAGES else LANGUAGES[0]
    return _template(kept, name).format_map(values)


@lru_cache(maxsize=256)
def _template(language: str, name: str) -> str:
    return (FOLDER / language / f"{name}.txt").read_text("utf-8").strip()


def names(language: str) -> set[str]:
    """Return the names of all texts kept in a language."""
    return {path.stem for path in (FOLDER / language).glob("*.txt")}


def placeholders(name: str, language: str) -> set[str]:
    """Return the names of the values a text asks for."""
    parsed = Formatter().parse(_template(language, name))
    return {field for _, field, _, _ in parsed if field}


def is_gsm7(text: str) -> bool:
    """Say whether the text can go out in the seven-bit alphabet."""
    return all(letter in _BASIC or letter in _EXTENDED for letter in text)


def segments(text: str) -> int:
    """Return how many SMS segments the text costs.

    GSM-7 holds 160 septets alone and 153 in a chain, UCS-2 70 and 67 UTF-16 units
    (3GPP TS 23.038).
    """
    if is_gsm7(text):
        length = len(text) + sum(letter in _EXTENDED for letter in text)
        return _chained(length, 160, 153)
    return _chained(len(text.encode("utf-16-le", "surrogatepass")) // 2, 70, 67)


def _chained(length: int, alone: int, linked: int) -> int:
    return 1 if length <= alone else -(-length // linked)


def without_keys(text: str) -> str:
    """Return a text as others than its reader may see it.

    A link opens one's form, and the six digits of a code one's diary.
    """
    return _CODE.sub("…", _FORM_LINK.sub(r"\1…", text))
