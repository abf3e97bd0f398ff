"""The shapes that several route groups share: lists, questions, strictness."""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Ref = Annotated[str, Field(min_length=26, max_length=26, pattern=r"^[a-z2-7]+$")]
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
