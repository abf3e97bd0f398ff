"""How far the demo lives ahead of the wall clock."""

from sqlalchemy.orm import Mapped, mapped_column

from diary.db import Row


class DemoClock(Row):
    """One row for the whole box; a demo box holds no other clinic."""

    __tablename__ = "demo_clock"

    ahead_seconds: Mapped[int] = mapped_column(default=0)
    is_filled: Mapped[bool] = mapped_column(default=False)
    filled_share: Mapped[int] = mapped_column(default=0)
