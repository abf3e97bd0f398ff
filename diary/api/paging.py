"""Keyset pages: a cursor names the last thing seen; nothing is skipped or repeated.

A cursor is not secret: it holds a sort key that the reader has just been given.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import TypeVar

from diary.errors import Invalid

Item = TypeVar("Item")


def page_of(
    items: Sequence[Item],
    key: Callable[[Item], str],
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[Item], str | None]:
    """Return the items after the cursor, at most ``limit``, and the next cursor.

    ``items`` are in ascending order of ``key``. Raises Invalid for a foreign cursor.
    """
    after = "" if cursor is None else decoded(cursor)
    rest = [item for item in items if key(item) > after]
    shown = rest[:limit]
    following = coded(key(shown[-1])) if len(rest) > limit else None
    return shown, following


def coded(key: str) -> str:
    """Return a sort key as a cursor."""
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def decoded(cursor: str) -> str:
    """Return the sort key of a cursor; raises Invalid for what is none."""
    try:
        return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError) as error:
        raise Invalid({"cursor": "This cursor is not one of ours."}) from error
