"""Whom to call in need, by country: the emergency number and the crisis line.

Pure but for its own data, ``helplines.toml``. Leaves to the subjects which country a
patient is in; patients have none of their own, so it is their clinic's.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from diary.texts import LANGUAGES, render

DATA = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class Helplines:
    """A country's numbers as dialled there; None where none is known.

    ``talk`` says by language how to reach the crisis line.
    """

    emergency: str | None = None
    crisis: str | None = None
    talk: Mapping[str, str] | None = None
    source: str = ""


UNKNOWN = Helplines()


@lru_cache(maxsize=1)
def by_country() -> Mapping[str, Helplines]:
    """Return every country's numbers that are known."""
    written = tomllib.loads(DATA.read_text("utf-8"))
    return {
        country: Helplines(
            emergency=row["emergency"],
            crisis=row.get("crisis"),
            talk={key: row[key] for key in LANGUAGES if key in row},
            source=row["source"],
        )
        for country, row in written.items()
    }


def helplines_of(country: str) -> Helplines:
    """Return a country's numbers; UNKNOWN ones for a country that is not kept."""
    return by_country().get(country, UNKNOWN)


def spoken(country: str, language: str) -> dict[str, str]:
    """Return what texts ask for: ``emergency``, ``talk`` and ``lines`` of a country.

    Where no number is known, ``emergency`` says "your local emergency number";
    ``talk`` is empty where no crisis line is known: texts that offer one are not for
    there.
    """
    known = helplines_of(country)
    emergency = known.emergency or render("local_emergency", language)
    name = "lines" if known.crisis else "lines_emergency"
    lines = render(name, language, emergency=emergency, crisis=known.crisis or "")
    talk = known.talk or {}
    return {
        "emergency": emergency,
        "talk": talk.get(language, talk.get("en", "")),
        "lines": lines,
    }
