"""The one row of a demo box: how far ahead it lives, and how its clinic was made."""

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from diary.db import Row, UTCDateTime


class DemoClock(Row):
    """One row for the whole box, so it has no clinic.

    The story's seed and size are kept so that it goes on as the clock moves.
    """

    __tablename__ = "demo_clock"

    ahead_seconds: Mapped[int] = mapped_column(default=0)
    is_filled: Mapped[bool] = mapped_column(default=False)
    filled_share: Mapped[int] = mapped_column(default=0)
    filler: Mapped[str | None] = mapped_column(String(40))
    filler_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    patients: Mapped[int] = mapped_column(default=60)
    months: Mapped[int] = mapped_column(default=12)
    seed: Mapped[int] = mapped_column(default=1)
    started_on: Mapped[date | None]
