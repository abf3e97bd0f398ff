"""What was typed into a form, as values; every wrong field named at once.

A field that is given twice is refused: which of the two was meant is anybody's guess.
So is one that nobody asks for: its sender means something that would be lost.
Leaves the sense of values to the subjects, whose own Invalid is joined to what could
not even be read.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from diary.errors import Invalid
from diary.web import forgery

Choice = TypeVar("Choice", bound=StrEnum)

NUMBER = re.compile(r"[0-9]{1,6}([.,][0-9]{1,2})?")
TWICE = "This was given twice. Choose one."
UNASKED = "This form asks for nothing of that name."


class Fields:
    """The fields of one form; ``wrong`` grows as they are read.

    ``besides`` are names that the form may carry and nobody need read.
    """

    def __init__(
        self, given: MultiDict[str, str], *, besides: Iterable[str] = ()
    ) -> None:
        self._given = given
        self._asked = {forgery.FIELD, *besides}
        self.wrong: dict[str, str] = {}

    def text(self, name: str) -> str:
        """Return what was typed, without blanks around it; nothing is an empty text."""
        self._asked.add(name)
        values = set(self._given.getlist(name))
        if len(values) > 1:
            self.wrong[name] = TWICE
        return self._given.get(name, "").strip()

    def several(self, name: str) -> list[str]:
        """Return all boxes ticked under one name, each once."""
        self._asked.add(name)
        return list(dict.fromkeys(self._given.getlist(name)))

    def number(self, name: str) -> Decimal | None:
        """Return a number that may be left out."""
        typed = self.text(name)
        if not typed:
            return None
        if not NUMBER.fullmatch(typed):
            self.wrong.setdefault(name, "This is not a number.")
            return None
        return Decimal(typed.replace(",", "."))

    def day(self, name: str, otherwise: date) -> date:
        """Return a day; ``otherwise`` stands in for one that cannot be read."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            self.wrong.setdefault(name, "Give a day, like 2026-11-24.")
            return otherwise

    def wall_time(self, name: str, otherwise: time) -> time:
        """Return a time of day; ``otherwise`` stands in for one that cannot be read."""
        try:
            found = time.fromisoformat(self.text(name))
        except ValueError:
            found = time.max
        if found.tzinfo is not None or found == time.max:
            self.wrong.setdefault(name, "Give a time, like 09:30.")
            return otherwise
        return found

    def choice(self, name: str, kind: type[Choice], otherwise: Choice) -> Choice:
        """Return one of a closed set; ``otherwise`` stands in for anything else."""
        typed = self.text(name)
        if typed not in list(kind):
            self.wrong.setdefault(name, "Choose one of " + ", ".join(kind) + ".")
            return otherwise
        return kind(typed)

    def choices(self, name: str, kind: type[Choice]) -> tuple[Choice, ...]:
        """Return the ticked ones of a closed set."""
        ticked = self.several(name)
        if any(one not in list(kind) for one in ticked):
            self.wrong[name] = "Choose among " + ", ".join(kind) + "."
            return ()
        return tuple(kind(one) for one in ticked)

    @contextmanager
    def all_at_once(self) -> Iterator[None]:
        """Join what a subject finds wrong to what could not be read; raise it all."""
        try:
            yield
        except Invalid as found:
            raise Invalid(found.fields | self.wrong | self._unasked()) from found
        wrong = self.wrong | self._unasked()
        if wrong:
            raise Invalid(wrong)

    def _unasked(self) -> dict[str, str]:
        return {name: UNASKED for name in self._given if name not in self._asked}
