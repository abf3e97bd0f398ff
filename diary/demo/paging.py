"""Paging while the demo clock moves: what the timetable's two jobs for it would do.

Each step is yielded for the edge to commit before the next begins. Leaves the clock of
an alert to ``alerts``.
"""

from collections.abc import Iterator
from datetime import datetime

from diary.alerts import (
    Channel,
    Means,
    alerts_to_page,
    bring,
    bringings_due,
    claim_bringing,
    note_tried,
    page_people,
)
from diary.demo.carrying import Carrier

OTHER_WAYS = (Channel.EMAIL, Channel.VOICE)


def page_due(at: datetime, carrier: Carrier) -> Iterator[datetime]:
    """Page for every alert that is due; the texts still have to be sent."""
    for alert_id in alerts_to_page(at):
        page_people(alert_id, at, carrier.base_url)
        yield at


def bring_due(at: datetime, carrier: Carrier) -> Iterator[datetime]:
    """Bring the pages that nobody answered by the other ways.

    One way after the other: where one fails the next is due in the same moment.
    """
    for _ in OTHER_WAYS:
        for key in bringings_due(at):
            yield from _bring(key, at, carrier)


def _bring(key: int, at: datetime, carrier: Carrier) -> Iterator[datetime]:
    order = claim_bringing(key, at, carrier.base_url)
    # The simulated phone keeps a call in a transaction of its own.
    yield at
    if order is not None:
        note_tried(bring(order, Means(carrier.gateways)), at)
        yield at
