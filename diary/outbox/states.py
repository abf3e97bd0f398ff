"""The closed sets of the outbox. Pure; leaves what moves between them to the writes."""

from enum import StrEnum


class SenderKind(StrEnum):
    LONG_CODE = "long_code"
    TOLL_FREE = "toll_free"
    TEN_DLC = "10dlc"
    SHORT_CODE = "short_code"


class Lane(StrEnum):
    """Reminders go out at most once in doubt, pages to staff on call at least once."""

    REMINDERS = "reminders"
    PAGES = "pages"


class Mode(StrEnum):
    """How a message leaves: a call to the carrier, or the answer to its webhook."""

    CALL = "call"
    TWIML = "twiml"


class MessageState(StrEnum):
    """Ours first, then the carrier's statuses as Twilio spells them."""

    PLANNED = "planned"
    DISPATCHING = "dispatching"
    UNCERTAIN = "uncertain"
    UNRESOLVED = "unresolved"
    REJECTED = "rejected"
    SUPPRESSED = "suppressed"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    SENT_UNCONFIRMED = "sent_unconfirmed"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELED = "canceled"


class Outcome(StrEnum):
    """How one attempt ended; an attempt without one may still be under way."""

    ACCEPTED = "accepted"
    NOT_SENT = "not_sent"
    REJECTED = "rejected"
    FOUND = "found"
    UNRESOLVED = "unresolved"
