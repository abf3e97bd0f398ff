"""The limits that docs/trust.md promises are the ones in the code."""

import re
from datetime import timedelta

from diary.auth import codes, links, passwords, signing_in, visits
from diary.config import HOUSE

PAGE = (HOUSE / "docs" / "trust.md").read_text("utf-8")
ROW = re.compile(r"^\| [^|]+ \| (\d+) \| (\d+) minutes \| `(\w+)\.(\w+)` \|$", re.M)
MODULES = {"signing_in": signing_in, "codes": codes}
WINDOWS = {
    "signing_in.TRIES_BY_ACCOUNT": signing_in.WINDOW,
    "signing_in.TRIES_BY_ADDRESS": signing_in.WINDOW,
    "signing_in.CODES_BY_ACCOUNT": signing_in.WINDOW,
    "codes.TRIES_BY_CODE": codes.GOOD_FOR,
    "codes.TRIES_BY_ACCOUNT": codes.HOUR,
    "codes.CODES_BY_NUMBER": codes.CODES_WINDOW,
    "codes.CODES_BY_ADDRESS": codes.HOUR,
}


def test_every_limit_is_as_written() -> None:
    written = {
        f"{module}.{name}": (int(limit), timedelta(minutes=int(minutes)))
        for limit, minutes, module, name in ROW.findall(PAGE)
    }
    kept = {
        name: (getattr(MODULES[name.split(".")[0]], name.split(".")[1]), window)
        for name, window in WINDOWS.items()
    }
    assert written == kept


def test_every_span_is_as_written() -> None:
    assert timedelta(minutes=15) == visits.IDLE == links.EDIT_WINDOW
    assert timedelta(hours=12) == visits.LONGEST
    assert timedelta(hours=24) == links.GOOD_FOR
    assert (passwords.SHORTEST, passwords.LONGEST) == (12, 200)
    for told in ("15 minutes idle, 12 hours", "24 hours, or 15 minutes after"):
        assert told in PAGE
    assert "Twelve characters or more, up to 200" in PAGE
