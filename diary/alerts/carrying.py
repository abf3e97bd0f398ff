"""Trying one order by its channel, outside any transaction.

Leaves the books to ``bringing``.
"""

from dataclasses import dataclass

from diary.alerts.calling import ring
from diary.alerts.mailing import NO_SERVER, send_mail
from diary.alerts.models import Channel
from diary.alerts.orders import NotBrought, Order
from diary.config import MailServer
from diary.logs import log
from diary.outbox import Gateways

DEMO = "a made-up clinic sends no e-mail"


@dataclass(frozen=True)
class Means:
    """By what pages can be brought from this box."""

    gateways: Gateways
    mail: MailServer | None = None
    mail_from: str | None = None


@dataclass(frozen=True)
class Brought:
    """How one try ended: ``failed`` says why it did not go out."""

    order: Order
    sid: str | None = None
    failed: NotBrought | None = None


def bring(order: Order, means: Means) -> Brought:
    """Make one try; never raises, touches no transaction of ours, safe in threads."""
    try:
        return Brought(order, sid=_tried(order, means))
    except NotBrought as failed:
        return Brought(order, failed=failed)
    except Exception:  # noqa: BLE001 - one bad order must not stop the others
        log("alerts").exception("page_not_brought", bringing=order.ref)
        return Brought(order, failed=NotBrought("it could not be tried"))


def _tried(order: Order, means: Means) -> str | None:
    if order.channel is Channel.VOICE:
        return ring(means.gateways, order)
    if order.is_demo:
        raise NotBrought(DEMO, is_final=True)
    if means.mail is None or means.mail_from is None:
        raise NotBrought(NO_SERVER, is_final=True)
    send_mail(means.mail, means.mail_from, order)
    return None
