"""The whole-message words a carrier acts on by itself.

Pure. Twilio's defaults for long codes: it blocks or unblocks the number and confirms,
so a second confirmation of ours would be double. They match alone, in any case. Its
own answer to HELP names neither the clinic nor a crisis line, so we answer HELP
ourselves unless the account's own keyword settings (OptOutType) say it is answered.
"""

from enum import StrEnum

STOP = frozenset(
    {"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"}
)
START = frozenset({"START", "YES", "UNSTOP"})
HELP = frozenset({"HELP", "INFO"})


class CarrierWord(StrEnum):
    """What the carrier takes a text for."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


def carrier_word(body: str, opt_out_type: str | None) -> CarrierWord | None:
    """Return what the carrier takes this text for, None for anything else."""
    if opt_out_type and opt_out_type.upper() in CarrierWord.__members__:
        return CarrierWord(opt_out_type.upper())
    word = body.strip().upper()
    for meaning, words in (
        (CarrierWord.STOP, STOP),
        (CarrierWord.START, START),
        (CarrierWord.HELP, HELP),
    ):
        if word in words:
            return meaning
    return None
