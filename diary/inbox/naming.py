"""Whom of several a text names as its writer, and how they may be asked who it was.

By initial, first name, both initials or whole name, whichever tells them apart first.
Nothing is guessed: what fits two names nobody. Leaves asking to ``households``.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from diary.inbox.replies import Line
from diary.patients import Patient

ASKED = "which_one"
ASKED_NAME = "which_name"
ASKED_WHOLE_NAME = "which_whole_name"
QUESTIONS = (ASKED, ASKED_NAME, ASKED_WHOLE_NAME)
# Possessive blanks: thousands of them between words must cost no time.
_REST = r"\s*+(?:here|speaking|aqu[ií]|ac[aá])?+\s*+"
_REST += r"(?:[:,.\-]\s*(?P<rest>.*)|(?P<number>\d.*))?"
_NAME = r"\s*+(?P<name>[^\W\d_]+)"
_WHOLE_NAME = r"\s*+(?P<name>[^\W\d_]+(?:[ \-'’.]+[^\W\d_]+){1,5}?)"
_LEADING = r"(?i)\s*+(?:this is|it.?s|it is|i.?m|i am|from|soy|habla|de)\s"
AT_FIRST = (
    re.compile(_NAME + _REST),
    re.compile(rf"{_LEADING}{_NAME}{_REST}"),
)
"""The writer first: "Ada: 4", "Ada here, 4", "this is Ada"."""
WHOLE_AT_FIRST = (
    re.compile(_WHOLE_NAME + _REST),
    re.compile(rf"{_LEADING}{_WHOLE_NAME}{_REST}"),
)
"""The same with more than one word: "Ada Hill: 4", "soy Ada Hill", "A. H."."""
AT_LAST = (
    re.compile(
        r"(?i)\s*+(?P<rest>\d{1,2}(?:[.,]\d)?(?:\s*+/\s*+10)?)"
        r"\s*+[\-,:.(]?\s*+"
        rf"(?:(?:from|this is|soy|de)\s)?{_NAME}\W*"
    ),
    re.compile(
        r"(?is)\s*+(?P<rest>.+?)(?:\s[\-–—]|\n|\(|\bthis is\s|\bsoy\s)\s*+"
        r"(?P<name>[^\W\d_]{2,})\W*"
    ),
)
"""The writer last: "6 A", "6 - Ada", "slept badly (Ada)"; after words a whole name."""
_WORDS = """
ah al am an as at be by da de di do eh el em en es
fe go ha he hi id if in is it la le lo ma me mi mm my
na ni no of oh ok on or os pa pm pt re se si so su te
to tu tv uf uh um un up us va ve vi we ya yo
"""
WORDS = frozenset(_WORDS.split())
"""Two letters that are words: nobody is asked to answer with these."""


@dataclass(frozen=True, slots=True)
class _Naming:
    """One way to read a text: a name, folded, what else is said, where it stands."""

    called: str
    rest: str
    is_first: bool = True


def named(body: str, people: list[Patient]) -> tuple[Patient | None, str]:
    """Return whom a text names at its beginning or end, and what else it says.

    An initial stands alone, before a sign and a number or right after one ("A",
    "A: 6", "6 A"), since "a bit better" and "a 6" name nobody; a first name may stand
    before any sign or number. Two initials stand first, since "6 am" is an hour.
    """
    for naming in _namings(body):
        fits = _fitting(naming, people)
        if len(fits) == 1:
            return fits[0], naming.rest
    return None, ""


def names_several(body: str, people: list[Patient]) -> bool:
    """Say whether a text is a name and nothing else, which several people have."""
    return any(
        not naming.rest and len(_fitting(naming, people)) > 1
        for naming in _namings(body)
    )


def is_a_letter(body: str) -> bool:
    """Say whether a text may be an initial, of whomever."""
    return len("".join(filter(str.isalpha, body))) == 1 == len(body.strip(" ."))


def question(people: list[Patient]) -> Line | None:
    """Return what tells people apart; None where all they are called is alike.

    It names no more than initials, which are letters since digits belong to the
    diary, and asks for names where these are alike.
    """
    letters = [_first(person)[0] for person in people]
    if _differ(letters) and "".join(letters).isalpha():
        return Line(ASKED, initials=tuple(letter.upper() for letter in letters))
    if _differ(_first(person) for person in people):
        return Line(ASKED_NAME)
    both = [_initials(person) for person in people]
    if _differ(both) and not WORDS.intersection(both) and "" not in both:
        return Line(ASKED, initials=tuple(letters.upper() for letters in both))
    if _differ(" ".join(_words(person)) for person in people):
        return Line(ASKED_WHOLE_NAME)
    return None


def _differ(names: Iterable[str]) -> bool:
    known = list(names)
    return len(set(known)) == len(known)


def _namings(body: str) -> Iterator[_Naming]:
    """Give every way to read a text as a name and the rest of it."""
    for found in filter(None, (each.fullmatch(body) for each in AT_FIRST)):
        called, rest = folded(found["name"]), found["rest"] or found["number"] or ""
        is_article = bool(found["number"]) or not rest[:1].isdigit()
        if len(called) > 1 or not rest or not is_article:
            yield _Naming(called, rest)
    for found in filter(None, (each.fullmatch(body) for each in WHOLE_AT_FIRST)):
        called, rest = folded(found["name"]), found["rest"] or found["number"] or ""
        yield _Naming(called, rest)
    for found in filter(None, (each.fullmatch(body) for each in AT_LAST)):
        yield _Naming(folded(found["name"]), found["rest"].strip(), is_first=False)


def _fitting(naming: _Naming, people: list[Patient]) -> list[Patient]:
    return [person for person in people if _is_called(person, naming)]


def _is_called(person: Patient, naming: _Naming) -> bool:
    called, first = naming.called, _first(person)
    if len(called) == 1:
        return first.startswith(called)
    parts = _split(called)
    if len(parts) > 1 and all(len(part) == 1 for part in parts):
        called, parts = "".join(parts), parts[:1]
    if len(parts) > 1:
        known = _words(person)
        return parts[0] == known[0] and set(parts) <= set(known)
    is_pair = naming.is_first and called not in WORDS
    return called == first or (is_pair and called == _initials(person))


def _first(person: Patient) -> str:
    return _words(person)[0]


def _initials(person: Patient) -> str:
    """Return the first letters of the first and last word; "" of a single word."""
    first, *rest = _words(person)
    return first[0] + rest[-1][0] if rest else ""


def _words(person: Patient) -> list[str]:
    return _split(folded(person.name))


def _split(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", name) or [name or "?"]


def folded(name: str) -> str:
    """Return a name without case and accents, as people type it."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in parts if not unicodedata.combining(letter))
    # Together again what is one letter, as the syllables of Korean are.
    return unicodedata.normalize("NFC", plain)
