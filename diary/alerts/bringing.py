"""Bringing a page by e-mail and voice while nobody answers: claim, try, write down.

The rows were written with the page, so any worker takes them up and a dead one loses
none: a claim is a lease, and what was sent may be sent again. Leaves when a channel's
turn comes to ``escalation``, the wires to ``mailing`` and ``calling``. The edge
commits: after each claim, and after each try.
"""

import hmac
from datetime import datetime, timedelta

from sqlalchemy import func, select

from diary import outbox
from diary.alerts.carrying import Brought
from diary.alerts.escalation import Before, channel_starts_at
from diary.alerts.models import Alert, Bringing, BringingState, Channel, Page
from diary.alerts.orders import NotBrought, Order
from diary.alerts.paging import PAGE_IS_USEFUL_FOR, message_key
from diary.alerts.plans import timers_of
from diary.clinics import clinic_by_id
from diary.db import db
from diary.errors import Refused
from diary.outbox import MessageState
from diary.sealed import blind_index

LEASE = timedelta(seconds=90)
RETRY_FIRST, RETRY_MOST = timedelta(seconds=15), timedelta(minutes=5)
TOO_LATE = "nobody could use it any more"
NO_NUMBER = "the clinic has no number to call from"
ENDED_BADLY = outbox.BAD_ENDINGS | {MessageState.CANCELED}
CALL_ENDS = {
    "in-progress": BringingState.ANSWERED,
    "completed": BringingState.ANSWERED,
    "busy": BringingState.UNANSWERED,
    "no-answer": BringingState.UNANSWERED,
    "canceled": BringingState.UNANSWERED,
    "failed": BringingState.FAILED,
}


def bringings_due(now: datetime, limit: int = 50) -> list[int]:
    """Return the keys of what must be tried, or dropped, by now."""
    found = select(Bringing).where(Bringing.wake_at <= now)
    open_ones = db.session.scalars(found.order_by(Bringing.wake_at, Bringing.id))
    due = (each.id for each in open_ones if _is_due(each, now))
    return [key for key, _ in zip(due, range(limit), strict=False)]


def next_due_at(after: datetime, steps: int) -> datetime | None:
    """Return when the next page, or the next way of one, is due: for leaping clocks.

    Only within the first ``steps`` of a turn: what is repeated for ever after needs
    no clock to stop for it. When a taken alert goes on is always told.
    """
    is_early = (Alert.page_step < steps) | Alert.acknowledged_at.is_not(None)
    paged = select(func.min(Alert.next_page_at)).where(
        Alert.next_page_at > after, is_early
    )
    waiting = select(Bringing, Page).join(Page, Page.id == Bringing.page_id)
    still_open = db.session.execute(
        waiting.where(Bringing.wake_at.is_not(None), Page.step <= steps)
    )
    ways = (
        max(way.wake_at or after, _starts_at(way, page)) for way, page in still_open
    )
    dues = (db.session.scalars(paged).one(), *ways)
    return min((due for due in dues if due and due > after), default=None)


def _is_due(bringing: Bringing, now: datetime) -> bool:
    page = db.session.get_one(Page, bringing.page_id)
    return not is_wanted(page) or _starts_at(bringing, page) <= now


def _starts_at(bringing: Bringing, page: Page) -> datetime:
    if page.alert_id is None or bringing.due_at is not None:
        return page.paged_at
    is_call = bringing.channel is Channel.VOICE
    before = _mail_of(page) if is_call else _text_of(page)
    return channel_starts_at(before, timers_of(page.clinic_id))


def _text_of(page: Page) -> Before:
    """Return how the text fares; one tried in vain has failed, though it goes on."""
    message = outbox.message_by_key(page.clinic_id, message_key(page.ref))
    if message is None:
        return Before(page.paged_at, has_failed=True)
    is_back = message.state is MessageState.PLANNED and message.tries > 0
    has_failed = is_back or message.state in ENDED_BADLY
    return Before(page.paged_at, message.handed_over_at, has_failed)


def _mail_of(page: Page) -> Before:
    found = select(Bringing).where(
        Bringing.clinic_id == page.clinic_id,
        Bringing.page_id == page.id,
        Bringing.channel == Channel.EMAIL,
    )
    mail = db.session.scalars(found).one()
    starts_at = mail.due_at or _starts_at(mail, page)
    is_back = mail.state is BringingState.WAITING and mail.tries > 0
    has_failed = is_back or mail.state is BringingState.FAILED
    return Before(starts_at, mail.begun_at, has_failed)


def is_wanted(page: Page) -> bool:
    """Say whether a page still has to reach somebody.

    Not once it is answered, once somebody has the alert, or once the same person was
    paged anew. Who has the alert already is paged when the patient must be called.
    """
    if page.alert_id is None:
        return True
    alert = db.session.get_one(Alert, page.alert_id)
    if page.answered_at is not None or alert.closed_at is not None:
        return False
    newer = select(Page.id).where(
        Page.clinic_id == page.clinic_id,
        Page.alert_id == page.alert_id,
        Page.member_id == page.member_id,
        Page.id > page.id,
    )
    if db.session.scalars(newer).first() is not None:
        return False
    taken_at = alert.acknowledged_at
    is_owners = alert.acknowledged_by_id == page.member_id
    return taken_at is None or (is_owners and page.paged_at > taken_at)


def claim_bringing(bringing_id: int, now: datetime, base_url: str) -> Order | None:
    """Take one try: it is this worker's for the length of a lease, then anybody's.

    None where another worker was first, or where it is not needed any more.
    """
    found = select(Bringing).where(Bringing.id == bringing_id, Bringing.wake_at <= now)
    bringing = db.session.scalars(found.with_for_update(skip_locked=True)).first()
    if bringing is None:
        return None
    page = db.session.get_one(Page, bringing.page_id)
    if not is_wanted(page):
        _end(bringing, BringingState.NOT_NEEDED, None, now)
        return None
    if now >= page.paged_at + PAGE_IS_USEFUL_FOR:
        _end(bringing, BringingState.FAILED, TOO_LATE, now)
        return None
    starts_at = _starts_at(bringing, page)
    if starts_at > now:
        return None
    bringing.due_at = bringing.due_at or max(starts_at, page.paged_at)
    bringing.state, bringing.wake_at = BringingState.TRYING, now + LEASE
    bringing.tries += 1
    db.session.flush()
    return _order(bringing, page, now, base_url)


def _order(
    bringing: Bringing, page: Page, now: datetime, base_url: str
) -> Order | None:
    clinic = clinic_by_id(page.clinic_id)
    token = call_token(bringing.ref)
    number = ""
    if bringing.channel is Channel.VOICE:
        try:
            number = outbox.sender_for(clinic.id, bringing.to).number
        except Refused:
            _end(bringing, BringingState.FAILED, NO_NUMBER, now)
            return None
    return Order(
        id=bringing.id,
        ref=bringing.ref,
        tries=bringing.tries,
        channel=bringing.channel,
        to=bringing.to,
        code=page.code,
        language=clinic.language,
        at=now,
        link=f"{base_url}/alerts",
        key_url=f"{base_url}/twilio/key/{token}",
        status_url=f"{base_url}/twilio/call/{token}",
        from_number=number,
        is_demo=clinic.is_demo,
    )


def note_tried(brought: Brought, now: datetime) -> None:
    """Write down how a try ended."""
    if brought.failed is None:
        note_brought(brought.order, brought.sid, now)
    else:
        note_not_brought(brought.order, brought.failed, now)


def note_brought(order: Order, sid: str | None, now: datetime) -> None:
    """Write down that a try let go of the page; a call tells the rest itself."""
    bringing = _held(order)
    if bringing is not None:
        bringing.begun_at, bringing.sid, bringing.reason = now, sid, None
        _end(bringing, BringingState.SENT, None, now)


def note_not_brought(order: Order, failed: NotBrought, now: datetime) -> None:
    """Write down why a try failed, and when the next one is, if it can help."""
    bringing = _held(order)
    if bringing is None:
        return
    if failed.is_final:
        _end(bringing, BringingState.FAILED, failed.reason, now)
        return
    # The power is bounded too: a night of tries is too many days for a timedelta.
    wait = min(RETRY_FIRST * 2 ** min(bringing.tries - 1, 8), RETRY_MOST)
    bringing.state, bringing.reason = BringingState.WAITING, failed.reason[:120]
    bringing.wake_at = now + wait
    db.session.flush()


def _held(order: Order) -> Bringing | None:
    """Return the row while this try is the last one; a newer one has the word."""
    found = select(Bringing).where(
        Bringing.id == order.id,
        Bringing.tries == order.tries,
        Bringing.state == BringingState.TRYING,
    )
    return db.session.scalars(found.with_for_update()).first()


def _end(
    bringing: Bringing, state: BringingState, reason: str | None, now: datetime
) -> None:
    bringing.state, bringing.reason = state, reason
    bringing.wake_at, bringing.ended_at = None, now
    db.session.flush()


def call_token(ref: str) -> str:
    """Return what stands in the addresses of one call; nobody can make one up."""
    return f"{ref}-{blind_index(f'call:{ref}')[:26]}"


def bringing_called(token: str) -> Bringing | None:
    """Return what a call's address is about; None for one that is made up."""
    ref = token.partition("-")[0]
    given = token.encode("utf-8", "surrogatepass")
    if not hmac.compare_digest(given, call_token(ref).encode("utf-8", "surrogatepass")):
        return None
    return db.session.scalars(select(Bringing).where(Bringing.ref == ref)).first()


def note_call(bringing: Bringing, status: str, now: datetime) -> None:
    """Keep how a call went, as the carrier tells it; what it has no word for, not."""
    state = CALL_ENDS.get(status)
    if state is not None:
        bringing.state, bringing.ended_at, bringing.wake_at = state, now, None
        db.session.flush()


def bringings_of(clinic_id: int, page_ids: list[int]) -> list[Bringing]:
    """Return by what else these pages were brought, in order."""
    found = select(Bringing).where(
        Bringing.clinic_id == clinic_id, Bringing.page_id.in_(page_ids)
    )
    return list(db.session.scalars(found.order_by(Bringing.id)))
