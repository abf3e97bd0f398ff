"""What a text does beside the diary: opt-outs, answers to the open question, requests.

Whole carrier words are read as the carrier reads them; free wordings and look-alikes
are the patterns of `words/<language>/acts.toml`. What follows from an act is the
inbox's.
"""

import re
from collections.abc import Iterator

from diary.reading.patterns import Match
from diary.reading.results import Act, Kind
from diary.reading.said import Said

STOP_WORDS = frozenset(
    [
        "stop",
        "stopall",
        "unsubscribe",
        "end",
        "quit",
        "cancel",
        "revoke",
        "optout",
        "arret",
        "alto",
        "parar",
        "baja",
        "basta",
        "cancelar",
        "detener",
    ]
)
"""Twilio's default opt-out words, the FCC's, and the Spanish ones people know."""
START_WORDS = frozenset({"start", "unstop", "yes"})
"""What the carrier takes as leave to text again, sent as the whole message."""
TEXTS = frozenset(
    [
        "texts",
        "text",
        "messages",
        "message",
        "msgs",
        "list",
        "subscription",
        "sms",
        "mensajes",
        "lista",
        "texting",
    ]
)
ACKNOWLEDGEMENT = re.compile(r"(?i)\W*ack\W*((?:[a-z0-9]\W?){3}[a-z0-9])\W*")
INITIAL = re.compile(r"(?i)\W*([a-z])\W*")
FIRST_NAME = re.compile(r"\W*([^\W\d_]{2,20})\W*")
ANSWERS = {
    "ride": (Kind.CONFIRM, Kind.DECLINE),
    "visit": (Kind.CONFIRM, Kind.DECLINE, Kind.RESCHEDULE),
    "booster": (Kind.CALL, Kind.LATER),
    "home": (Kind.ARRIVED_HOME, Kind.DECLINE),
}
WHOLE = (
    Kind.OPT_OUT,
    Kind.CHOICE,
    Kind.OPT_IN,
    Kind.UNDO,
    Kind.WRONG_NUMBER,
    Kind.ACKNOWLEDGE,
    Kind.HELP,
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


def find_acts(said: Said, asked: str | None) -> tuple[Act, ...]:
    """Find every act, the gravest first; the open question lends its own answers."""
    acts = dict(_special(said, asked))
    for kind, detail in _told(said):
        acts.setdefault(kind, detail)
    for kind, detail in _answered(said, asked):
        acts.setdefault(kind, detail)
    return tuple(
        Act(kind, acts[kind]) for kind in ORDER if kind in _settled(acts, asked)
    )


def is_carrier_start(text: str) -> bool:
    """Whether the carrier lifts an opt-out because of this text."""
    return text.strip().casefold() in START_WORDS


def _special(said: Said, asked: str | None) -> Iterator[tuple[Kind, str]]:
    if len(said.words) == 1 and said.words[0] in STOP_WORDS:
        yield Kind.OPT_OUT, ""
    if found := ACKNOWLEDGEMENT.fullmatch(said.text):
        yield Kind.ACKNOWLEDGE, re.sub(r"\W", "", found[1]).upper()
    if asked == "which_of_two":
        yield from _chosen(said)


def _chosen(said: Said) -> Iterator[tuple[Kind, str]]:
    if initial := INITIAL.fullmatch(said.text):
        yield Kind.CHOICE, initial[1].upper()
    elif (name := FIRST_NAME.fullmatch(said.text)) and not said.get("act"):
        yield Kind.CHOICE, name[1]


def _told(said: Said) -> Iterator[tuple[Kind, str]]:
    look_alikes = said.get("opt_out_not")
    for match in said.get("act"):
        kind = Kind(match.key)
        if kind is Kind.OPT_OUT and _is_look_alike(said, match, look_alikes):
            continue
        if kind in (Kind.CALL, Kind.OPT_OUT) and _is_refused(said, match):
            continue
        yield kind, said.words_of(match)


def _is_look_alike(said: Said, match: Match, look_alikes: list[Match]) -> bool:
    """Whether it only sounds like an opt-out; naming the texts outweighs the sound."""
    names_texts = not TEXTS.isdisjoint(said.words[match.start : match.end])
    return any(
        other.overlaps(match) and (not names_texts or other.start < match.start)
        for other in look_alikes
    )


def _is_refused(said: Said, match: Match) -> bool:
    """Whether "don't" stands right before: "please don't call me"."""
    return match.start > 0 and said.words[match.start - 1] in {
        "dont",
        "no",
        "not",
        "never",
    }


def _answered(said: Said, asked: str | None) -> Iterator[tuple[Kind, str]]:
    for match in said.get(f"answer_{asked}"):
        yield Kind(match.key), said.words_of(match)


def _settled(acts: dict[Kind, str], asked: str | None) -> set[Kind]:
    """Drop what another act explains: a refusal inside a request to move the visit."""
    kinds = set(acts)
    whole = next((kind for kind in WHOLE if kind in kinds), None)
    return {whole} if whole else _side_by_side(kinds, asked)


def _side_by_side(kinds: set[Kind], asked: str | None) -> set[Kind]:
    expected = kinds.intersection(ANSWERS.get(asked or "", ()))
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
