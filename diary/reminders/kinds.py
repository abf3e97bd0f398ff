"""The closed sets of reminders. Pure."""

from enum import StrEnum


class ReminderKind(StrEnum):
    """What is said; each has its rule in ``policy`` and its text as a file."""

    CHECK_IN = "check_in"
    CHECK_IN_NUDGE = "check_in_nudge"
    VISIT_QUESTION = "visit_question"
    RIDE_QUESTION = "ride_question"
    RIDE_CHASE = "ride_chase"
    NO_DRIVE = "no_drive"
    BOOSTER_OFFER = "booster_offer"


class ReminderState(StrEnum):
    """Where a wish stands.

    Released is handed to the outbox; answered and canceled need no text any more and
    may be wanted again; expired was never said; refused failed time and again.
    """

    PLANNED = "planned"
    RELEASED = "released"
    ANSWERED = "answered"
    CANCELED = "canceled"
    EXPIRED = "expired"
    REFUSED = "refused"
