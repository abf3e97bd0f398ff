"""What a carrier's error code means: what we do, and a sentence for the front desk.

Pure. Codes and their meanings: Twilio's error dictionary, as gathered in messaging
1.6. Leaves doing it to ``outcomes`` and ``delivery``.
"""

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What follows from a code, besides showing its sentence."""

    SUPPRESS = "suppress"  # the person opted out: never again until START
    BAD_NUMBER = "bad_number"  # this number cannot be texted: ask for another
    BREAK = "break"  # the account or its set-up: stop all, lose nothing
    PAUSE = "pause"  # the sender must rest for a while
    SLOW_DOWN = "slow_down"  # too fast: fewer at once
    LATER = "later"  # lost, but the same text may be tried once more
    GIVE_UP = "give_up"  # this text is lost; the next one may do better
    TELL = "tell"  # this text is lost and others like it will be: somebody must know


@dataclass(frozen=True)
class Meaning:
    act: Act
    sentence: str


OPTED_OUT = 21610
DAY_LIMIT = 63038
SET_ASIDE = 1
"""Ours, not a carrier's: our own code failed on the text again and again."""

_OPTED_OUT = "This person texted STOP. They get no texts until they text START."
_NOT_A_NUMBER = "The phone number does not exist. Please ask for the right one."
_NOT_MOBILE = "This number cannot receive texts, it may be a landline. Please call."
_BAD_LOGIN = (
    "The texting account refused our sign-in. Nobody is texted until it is set right."
)
_ACCOUNT = "The texting account is suspended. Nobody is texted until it is set right."
_SENDER = "The clinic's texting number is not set up right. Nobody is texted from it."
_UNREGISTERED = (
    "The clinic's texting number is not registered with the carriers yet. "
    "Nobody is texted from it."
)
_ROUTE = "The texting account is not allowed to text this country or network."
_TOO_LONG = "The text was too long to send."
_FILTERED = "The carrier blocked this text as unwanted. Please call instead."
_HANDSET_OFF = "The phone was off or out of reach."
_UNKNOWN = "The carrier could not deliver this text and gave no clear reason."
_TOO_LATE = "The text could not be delivered in time and was dropped."
_QUEUE_FULL = "Too many texts are waiting at the carrier. Sending rests for a while."
_DAY_FULL = "The day's limit of texts is used up. Sending goes on tomorrow."
_TOO_FAST = "Texts went out faster than the carrier allows."
_QUIET = "The carrier held this text back because of quiet hours."
_TROUBLE = (
    "The carrier had trouble of its own and did not say what became of this text."
)
_ADDRESS = "The carrier does not accept this service's own address."
_SET_ASIDE = "This text could not be made ready and was set aside."
_OTHER = "The carrier refused this text."

MEANINGS: dict[int, Meaning] = {
    20003: Meaning(Act.BREAK, _BAD_LOGIN),
    20005: Meaning(Act.BREAK, _ACCOUNT),
    20008: Meaning(Act.BREAK, _BAD_LOGIN),
    20404: Meaning(Act.BREAK, _BAD_LOGIN),
    OPTED_OUT: Meaning(Act.SUPPRESS, _OPTED_OUT),
    21211: Meaning(Act.BAD_NUMBER, _NOT_A_NUMBER),
    21217: Meaning(Act.BAD_NUMBER, _NOT_A_NUMBER),
    21265: Meaning(Act.BAD_NUMBER, _NOT_MOBILE),
    21614: Meaning(Act.BAD_NUMBER, _NOT_MOBILE),
    21635: Meaning(Act.BAD_NUMBER, _NOT_MOBILE),
    21408: Meaning(Act.TELL, _ROUTE),
    21612: Meaning(Act.TELL, _ROUTE),
    21609: Meaning(Act.TELL, _ADDRESS),
    21212: Meaning(Act.BREAK, _SENDER),
    21603: Meaning(Act.BREAK, _SENDER),
    21606: Meaning(Act.BREAK, _SENDER),
    21608: Meaning(Act.BREAK, _UNREGISTERED),
    21703: Meaning(Act.BREAK, _SENDER),
    21712: Meaning(Act.BREAK, _SENDER),
    572005: Meaning(Act.BREAK, _UNREGISTERED),
    21617: Meaning(Act.TELL, _TOO_LONG),
    21611: Meaning(Act.PAUSE, _QUEUE_FULL),
    30001: Meaning(Act.PAUSE, _QUEUE_FULL),
    DAY_LIMIT: Meaning(Act.PAUSE, _DAY_FULL),
    63017: Meaning(Act.SLOW_DOWN, _TOO_FAST),
    30022: Meaning(Act.SLOW_DOWN, _TOO_FAST),
    20429: Meaning(Act.SLOW_DOWN, _TOO_FAST),
    30002: Meaning(Act.BREAK, _ACCOUNT),
    30003: Meaning(Act.LATER, _HANDSET_OFF),
    30004: Meaning(Act.GIVE_UP, _FILTERED),
    30007: Meaning(Act.GIVE_UP, _FILTERED),
    30005: Meaning(Act.BAD_NUMBER, _NOT_A_NUMBER),
    30006: Meaning(Act.BAD_NUMBER, _NOT_MOBILE),
    30008: Meaning(Act.LATER, _UNKNOWN),
    30410: Meaning(Act.LATER, _UNKNOWN),
    30500: Meaning(Act.LATER, _UNKNOWN),
    30032: Meaning(Act.BREAK, _UNREGISTERED),
    30034: Meaning(Act.BREAK, _UNREGISTERED),
    30035: Meaning(Act.BREAK, _UNREGISTERED),
    30036: Meaning(Act.GIVE_UP, _TOO_LATE),
    30047: Meaning(Act.GIVE_UP, _QUIET),
    30610: Meaning(Act.GIVE_UP, _QUIET),
    SET_ASIDE: Meaning(Act.TELL, _SET_ASIDE),
    # Such an answer leaves a doubt, which the carrier's list settles; never a retry.
    20500: Meaning(Act.GIVE_UP, _TROUBLE),
    20503: Meaning(Act.GIVE_UP, _TROUBLE),
    # Twilio's client puts the HTTP status where the answer holds no code.
    401: Meaning(Act.BREAK, _BAD_LOGIN),
    403: Meaning(Act.BREAK, _BAD_LOGIN),
    404: Meaning(Act.BREAK, _BAD_LOGIN),
}
BREAKS_LATE = frozenset(
    code
    for code, meaning in MEANINGS.items()
    if meaning.act is Act.BREAK and 30000 <= code < 40000
)
"""Told in a status: the account takes texts and loses them, so a yes proves nothing."""
OTHER = Meaning(Act.GIVE_UP, _OTHER)


def meaning_of(code: int | None) -> Meaning:
    """Return what a code means; one we do not know ends this text and no other."""
    return MEANINGS.get(code or 0, OTHER)
