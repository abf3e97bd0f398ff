"""A text on its way through the house: as it came, what became of it, the answer.

Values only; the deeds are in the modules beside.
"""

from dataclasses import dataclass
from datetime import datetime

from diary.alerts import Alert
from diary.clinics import Clinic
from diary.inbox.replies import Line
from diary.outbox import Sender
from diary.patients import Patient
from diary.reading import Reading


@dataclass(frozen=True)
class Inbound:
    """A text as the carrier hands it over; ``opt_out_type`` where it acts on keywords.

    ``sid`` is the carrier's own name of the text, numbers are in E.164. ``sent_at``
    is when the carrier got it, for a text whose webhook was lost and no other.
    """

    sid: str
    from_number: str
    to_number: str
    body: str
    media_count: int = 0
    opt_out_type: str | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Reply:
    """The answer that goes back with the webhook; all None when there is none."""

    body: str | None = None
    message_ref: str | None = None
    status_token: str | None = None


NO_REPLY = Reply()


@dataclass(frozen=True)
class Arrival:
    """A text that was just stored, and where it came to."""

    inbound: Inbound
    clinic: Clinic
    sender: Sender
    text_id: int
    ref: str
    from_index: str
    now: datetime
    was_suppressed: bool

    @property
    def said_at(self) -> datetime:
        """When it was said: days and questions are of then, deeds are of now."""
        return self.inbound.sent_at or self.now

    @property
    def number(self) -> str:
        return self.inbound.from_number


@dataclass(frozen=True)
class Said:
    """One person's text, read: ``body`` is the part of it that is theirs to answer."""

    arrival: Arrival
    patient: Patient
    heard: Reading
    body: str


@dataclass(frozen=True)
class Part:
    """What one act of a text did; ``waits`` when a person still has to look at it.

    ``asks`` when that is because the clinic is asked or told something.
    """

    lines: tuple[Line, ...] = ()
    submission_id: int | None = None
    alerts: tuple[Alert, ...] = ()
    waits: bool = False
    asks: bool = False


NOTHING = Part()


@dataclass(frozen=True)
class Outcome:
    """What became of a whole text; ``kind`` is a reading's, or ``UNREAD``.

    ``other_language`` is that of somebody else who may have written it.
    """

    kind: str
    language: str
    parts: tuple[Part, ...]
    patient: Patient | None = None
    is_crisis: bool = False
    other_language: str | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for part in self.parts for line in part.lines)

    @property
    def alerts(self) -> list[Alert]:
        return [alert for part in self.parts for alert in part.alerts]

    @property
    def waits(self) -> bool:
        return any(part.waits for part in self.parts)

    @property
    def asks(self) -> bool:
        return any(part.asks for part in self.parts)

    @property
    def submission_id(self) -> int | None:
        kept = (part.submission_id for part in self.parts)
        return next((each for each in kept if each is not None), None)
