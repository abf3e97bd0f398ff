"""A text from a person on call: ACK and the code of a page.

Leaves who may take what to ``alerts``. A code from another phone is a text like any
other: nothing tells whether it was right.
"""

from diary import alerts
from diary.inbox.arrivals import Arrival, Outcome, Part
from diary.inbox.replies import Line
from diary.reading import Kind


def answer(arrival: Arrival) -> Outcome | None:
    """Take the alert whose page was sent to this phone; None for any other text."""
    code = alerts.code_in(arrival.inbound.body)
    if code is None:
        return None
    page = alerts.answer_page(arrival.clinic.id, arrival.number, code, arrival.now)
    if page is None:
        return None
    part = Part(lines=(Line("page_taken" if page.alert_id else "page_heard"),))
    return Outcome(Kind.ACKNOWLEDGE, arrival.clinic.language, (part,))
