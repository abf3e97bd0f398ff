"""What callers hand in, and what their checks are asked about.

Pure. Leaves storing to ``queue``.
"""

from dataclasses import dataclass
from datetime import datetime

from diary.outbox.states import Lane

RIDE_RANK = 10
DEFAULT_RANK = 50
AGAIN = ".again"
"""What is added to a text's key for the one that is tried in its place."""


@dataclass(frozen=True)
class MessageDraft:
    """One text to one number.

    ``key`` names its occasion within the clinic: the same key is the same message.
    ``about`` is the caller's label, for us the patient's ref. A text is sent when
    ``due_at <= now < useless_after``; low ``rank`` goes first (pages 0, ride home 10,
    sessions 20, everything else 50). Without ``sender_id`` the clinic's pool chooses.
    """

    clinic_id: int
    key: str
    to: str
    body: str
    purpose: str
    due_at: datetime
    useless_after: datetime
    about: str | None = None
    lane: Lane = Lane.REMINDERS
    rank: int = DEFAULT_RANK
    sender_id: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message about to leave, as ``may_send`` checks see it."""

    id: int
    clinic_id: int
    key: str
    about: str | None
    purpose: str
    to_index: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now: look again at ``until`` (quiet hours); past its use it expires."""

    until: datetime
    reason: str
