"""What a text does beside the diary: opt-outs, answers to the open question, requests.

Whole carrier words are read as the carrier reads them; free wordings and look-alikes
are the patterns of `words/<language>/acts.toml`. What follows from an act is the
inbox's.
"""

import re
from collections.abc import Iterator

from diary.reading.corrections import corrections_of
from diary.reading.opt_outs import OptOut
from diary.reading.patterns import Match
from diary.reading.results import Act, Kind
from diary.reading.said import Said

START_WORDS = frozenset({"start", "unstop", "yes"})
"""What the carrier takes as leave to text again, sent as the whole message."""
ACKNOWLEDGEMENT = re.compile(r"(?i)\W*ack\W*((?:[a-z0-9]\W?){3}[a-z0-9])\W*")
WRONG_NUMBER_SIGN = re.compile(
    r"(?i)\D{0,40}(?:\bwrong\s?#|#\s?(?:equivocad|incorrect|errad))\D{0,40}"
)
"""A number sign for the word, in a text that holds no digit it could stand before."""
INITIAL = re.compile(r"(?i)\W*([a-z])\W*")
FIRST_NAME = re.compile(r"\W*([^\W\d_]{2,20})\W*")
ANSWERS = {
    "ride": (Kind.CONFIRM, Kind.DECLINE),
    "visit": (Kind.CONFIRM, Kind.DECLINE, Kind.RESCHEDULE),
    "booster": (Kind.CALL, Kind.LATER),
    "home": (Kind.ARRIVED_HOME, Kind.DECLINE),
}
REFUSING = frozenset({"dont", "no", "not", "never", "nunca", "jamas", "didnt"})
PEOPLE = """he she they husband wife son daughter kids dog sister brother mom dad
    ella hijo hija esposo"""
OTHERS = frozenset(PEOPLE.split())
"""Who comes home in "my husband got home late", without taking the patient along."""
REFUSABLE = frozenset({Kind.CALL, Kind.OPT_IN})
ABOUT_NUMBERS_TOO = frozenset({Kind.RESCHEDULE, Kind.WRONG_NUMBER})
"""Acts whose words also correct a number: "change it to 7", "wrong number, its 7"."""
WHOLE = (
    Kind.OPT_OUT,
    Kind.CHOICE,
    Kind.OPT_IN,
    Kind.UNDO,
    Kind.WRONG_NUMBER,
    Kind.ACKNOWLEDGE,
)
"""Acts that leave room for no other, the weightiest first."""
ORDER = (
    Kind.OPT_OUT,
    Kind.OPT_IN,
    Kind.HELP,
    Kind.UNDO,
    Kind.ACKNOWLEDGE,
    Kind.WRONG_NUMBER,
    Kind.CHOICE,
    Kind.DECLINE,
    Kind.RESCHEDULE,
    Kind.CONFIRM,
    Kind.ARRIVED_HOME,
    Kind.LATER,
    Kind.CALL,
)


def is_acknowledgement(said: Said) -> bool:
    """Whether a text is ACK and a code, whose letters are words of no language."""
    return ACKNOWLEDGEMENT.fullmatch(said.text) is not None


def find_acts(
    said: Said, asked: str | None, opted_out: OptOut | None
) -> tuple[Act, ...]:
    """Find every act, the gravest first; the open question lends its own answers."""
    acts = dict(_special(said, asked))
    if opted_out:
        acts[Kind.OPT_OUT] = "" if opted_out.is_whole else opted_out.words
    for kind, detail in _told(said, asked):
        acts.setdefault(kind, detail)
    for kind, detail in _answered(said, asked):
        acts.setdefault(kind, detail)
    if not acts:
        return ()
    settled = _settled(acts, asked)
    return tuple(Act(kind, acts[kind]) for kind in ORDER if kind in settled)


def is_carrier_start(text: str) -> bool:
    """Whether the carrier lifts an opt-out because of this text."""
    return text.strip().casefold() in START_WORDS


def _special(said: Said, asked: str | None) -> Iterator[tuple[Kind, str]]:
    if found := ACKNOWLEDGEMENT.fullmatch(said.text):
        yield Kind.ACKNOWLEDGE, re.sub(r"\W", "", found[1]).upper()
    if WRONG_NUMBER_SIGN.fullmatch(said.text):
        yield Kind.WRONG_NUMBER, said.text
    if asked == "which_of_two":
        yield from _chosen(said)


def _chosen(said: Said) -> Iterator[tuple[Kind, str]]:
    if initial := INITIAL.fullmatch(said.text):
        yield Kind.CHOICE, initial[1].upper()
    elif (name := FIRST_NAME.fullmatch(said.text)) and not said.get("act"):
        yield Kind.CHOICE, name[1]


def _told(said: Said, asked: str | None) -> Iterator[tuple[Kind, str]]:
    corrections = corrections_of(said)
    for match in said.get("act"):
        kind = Kind(match.key)
        if kind in ABOUT_NUMBERS_TOO and any(map(match.overlaps, corrections)):
            continue
        if kind is Kind.ARRIVED_HOME and _is_of_others(said, match):
            continue
        if kind in REFUSABLE and _is_refused(said, match):
            continue
        if kind is Kind.CONFIRM and _is_part_of_news(said, match):
            continue
        yield kind, said.words_of(match)
    for match in said.get("moves_hour"):
        yield Kind.RESCHEDULE, said.words_of(match)
    for match in said.get("cannot_come"):
        # Unasked it moves the visit, so that the desk hears of it.
        kind = Kind.DECLINE if asked == "visit" else Kind.RESCHEDULE
        yield kind, said.words_of(match)


def _is_of_others(said: Said, match: Match) -> bool:
    before = said.words[max(0, match.start - 1) : match.start]
    return not OTHERS.isdisjoint(before) and "me" not in said.words


def _is_refused(said: Said, match: Match) -> bool:
    """Whether "don't" stands before: "please don't call me", "no quiero volver a"."""
    reach = 1 if match.key == Kind.CALL else 3
    before = said.words[max(0, match.start - reach) : match.start]
    return not REFUSING.isdisjoint(before)


def _is_part_of_news(said: Said, match: Match) -> bool:
    """Whether a yes only opens something else: "ya estoy aqui", "ya en casa"."""
    home = (one for one in said.get("act") if one.key == Kind.ARRIVED_HOME)
    told = (one for one in said.get("request") if one.key == "tells")
    return any(one.holds(match) for one in (*home, *told))


def _answered(said: Said, asked: str | None) -> Iterator[tuple[Kind, str]]:
    for match in said.get(f"answer_{asked}"):
        if match.key == Kind.CONFIRM and _is_part_of_news(said, match):
            continue
        if match.key == Kind.DECLINE and asked == "ride" and _is_absence(said, match):
            continue
        yield Kind(match.key), said.words_of(match)


def _is_absence(said: Said, match: Match) -> bool:
    """Whether a no is one to the visit, and to no ride: "no puedo ir el jueves"."""
    moved = (one for one in said.get("act") if one.key == Kind.RESCHEDULE)
    return any(match.overlaps(one) for one in (*moved, *said.get("cannot_come")))


def _settled(acts: dict[Kind, str], asked: str | None) -> set[Kind]:
    """Drop what another act explains: a refusal inside a request to move the visit."""
    kinds = set(acts)
    whole = next((kind for kind in WHOLE if kind in kinds), None)
    return {whole} if whole else _side_by_side(kinds, asked)


def _side_by_side(kinds: set[Kind], asked: str | None) -> set[Kind]:
    expected = kinds.intersection(ANSWERS.get(asked or "", ()))
    if Kind.HELP in kinds:
        kinds -= {Kind.CONFIRM, Kind.DECLINE, Kind.LATER}
    if {Kind.CONFIRM, Kind.DECLINE} <= kinds:
        kinds.discard(Kind.CONFIRM)
    if Kind.RESCHEDULE in kinds:
        kinds -= {Kind.DECLINE, Kind.CONFIRM} - {k for k in expected if asked == "ride"}
    if asked == "booster" and expected:
        kinds -= {Kind.CONFIRM, Kind.DECLINE}
    if asked == "home" and Kind.ARRIVED_HOME in kinds:
        kinds -= {Kind.CONFIRM}
    if Kind.LATER in kinds and Kind.CALL in kinds:
        kinds.discard(Kind.CALL)
    return kinds
