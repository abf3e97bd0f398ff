"""The shapes that several route groups share: lists, questions, strictness."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
)

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _as_written(value: Any) -> Any:
    """Refuse what may be read as a day and is none: an instant, a count of seconds."""
    if value is None or isinstance(value, date):
        return value
    if isinstance(value, str) and DAY.fullmatch(value):
        return value
    raise ValueError("Give a day like 2026-03-14.")


Ref = Annotated[str, Field(min_length=26, max_length=26, pattern=r"^[a-z2-7]+$")]


def _of_our_time(value: datetime) -> datetime:
    """Refuse the ends of the calendar, beyond which no zone's clock can be read."""
    if date.min.year < value.year < date.max.year:
        return value
    raise ValueError("This instant is not of our time.")


def _keepable(value: str) -> str:
    if "\0" in value:
        raise ValueError("This holds characters that cannot be kept.")
    return value


Instant = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
Words = Annotated[str, AfterValidator(_keepable)]
LocalDay = Annotated[date, BeforeValidator(_as_written)]
Score = Annotated[float, Field(strict=True, ge=0, le=24)]


class Strict(BaseModel):
    """A shape that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid")


class Page(Strict):
    """What every list can be asked: how many, and from where."""

    limit: int = Field(default=50, ge=1, le=200)
    cursor: str | None = Field(default=None, max_length=200)


def plain(value: Decimal | None) -> int | float | None:
    """Return a score as a JSON number, whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
