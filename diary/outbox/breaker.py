"""An account's circuit breaker: open, nothing is called and nothing is lost.

Leaves which codes open it to ``codes``. Pages go past it.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from diary.db import db
from diary.outbox.codes import BREAKS_LATE
from diary.outbox.models import CarrierAccount

FAILURES_TO_OPEN = 5
PROBE_AFTER = timedelta(seconds=30)
PROBE_MOST = timedelta(minutes=10)


class Standing(StrEnum):
    """May this account be called? ``PROBE``: once, to see whether it works again."""

    CLOSED = "closed"
    OPEN = "open"
    PROBE = "probe"


def standings(accounts: Collection[str], now: datetime) -> dict[str, Standing]:
    """Return how each account stands. Writes nothing; see ``note_probe``."""
    tripped = {row.account: row for row in open_accounts(accounts)}
    return {account: _standing(tripped.get(account), now) for account in accounts}


def _standing(row: CarrierAccount | None, now: datetime) -> Standing:
    if row is None:
        return Standing.CLOSED
    return Standing.OPEN if row.probe_at and row.probe_at > now else Standing.PROBE


def note_probe(account: str, now: datetime) -> None:
    """Let nobody else probe for a while: the caller is about to."""
    row = _row(account, lock=True)
    if row is not None and row.opened_at is not None:
        row.probe_at = now + _next_probe(row, now)
        db.session.flush()


def _next_probe(row: CarrierAccount, now: datetime) -> timedelta:
    """Wait longer the longer it has been open."""
    open_for = now - (row.opened_at or now)
    return min(max(open_for / 2, PROBE_AFTER), PROBE_MOST)


def note_success(account: str, now: datetime) -> None:
    """Close the breaker and forget the failures; writes nothing while all is well.

    Not where a status opened it: there the carrier takes texts and loses them.
    """
    row = _row(account)
    if row is None or not (row.failure_count or row.opened_at):
        return
    if row.error_code not in BREAKS_LATE:
        _close(row, now)
    elif row.opened_at is not None:
        row.probe_at = now + PROBE_MOST


def note_delivered(account: str, now: datetime) -> None:
    """Close a breaker that only a text that arrived can close."""
    row = _row(account)
    if row is not None and row.opened_at and row.error_code in BREAKS_LATE:
        _close(row, now)


def _close(row: CarrierAccount, now: datetime) -> None:
    row.failure_count, row.opened_at, row.probe_at = 0, None, None
    row.error_code, row.last_ok_at = None, now


def note_failures(account: str, count: int, code: int | None, now: datetime) -> None:
    """Count failures that are the account's; open after a few in a row."""
    row = _row(account, lock=True) or _added(account)
    row.failure_count = (row.failure_count or 0) + count
    row.error_code = code or row.error_code
    if row.failure_count >= FAILURES_TO_OPEN:
        _open(row, now)


def open_for(account: str, code: int | None, now: datetime) -> None:
    """Open at once: the account itself was refused."""
    row = _row(account, lock=True) or _added(account)
    row.error_code = code
    _open(row, now)


def _open(row: CarrierAccount, now: datetime) -> None:
    if row.opened_at is None:
        row.opened_at, row.probe_at = now, now + PROBE_AFTER


def open_accounts(accounts: Collection[str] = ()) -> list[CarrierAccount]:
    """Return the accounts whose breaker is open: of these, or of all."""
    found = select(CarrierAccount).where(CarrierAccount.opened_at.is_not(None))
    if accounts:
        found = found.where(CarrierAccount.account.in_(accounts))
    return list(db.session.scalars(found))


def _row(account: str, *, lock: bool = False) -> CarrierAccount | None:
    found = select(CarrierAccount).filter_by(account=account)
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(found).first()


def _added(account: str) -> CarrierAccount:
    row = CarrierAccount(account=account, failure_count=0)
    db.session.add(row)
    return row
