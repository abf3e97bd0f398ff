"""What a channel is handed to bring one page, and how it says that it could not.

Pure: plain values, so that calls to the world hold no row and no transaction.
"""

from dataclasses import dataclass
from datetime import datetime

from diary.alerts.models import Channel


@dataclass(frozen=True)
class Order:
    """One try to bring one page to ``to``; ``ref`` is of the row that keeps it.

    ``link`` leads to the alerts page, ``key_url`` takes the key pressed in a call,
    ``status_url`` hears how the call went. ``from_number`` is empty for e-mail.
    """

    id: int
    ref: str
    tries: int
    channel: Channel
    to: str
    code: str
    language: str
    at: datetime
    link: str
    key_url: str = ""
    status_url: str = ""
    from_number: str = ""
    is_demo: bool = False


class NotBrought(Exception):
    """It did not go out; ``is_final`` when trying again cannot help."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final
