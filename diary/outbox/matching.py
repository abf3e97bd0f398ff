"""Which of the carrier's messages is the one we are in doubt about?

Pure. A number has at most one open attempt, so a match by number and words is ours;
everything the list claims is checked again, since its filters are not to be trusted.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from diary.outbox.gateway import Listed

CLOCKS_DIFFER = timedelta(minutes=5)


def matching(
    listed: Iterable[Listed],
    *,
    to: str,
    body: str,
    started_at: datetime,
    taken_sids: Collection[str],
) -> list[Listed]:
    """Return what can be the message of this attempt, oldest first: that one it is.

    ``taken_sids`` belong to other messages of ours. A trial account puts a sentence
    of Twilio's before the body, so the end of it decides.
    """
    since = started_at - CLOCKS_DIFFER
    ours = [
        one
        for one in listed
        if one.is_outbound
        and one.to == to
        and one.created_at >= since
        and one.sid not in taken_sids
        and one.body.strip().endswith(body.strip())
    ]
    return sorted(ours, key=lambda one: one.created_at)
