"""The simulated phone: a carrier made of one table, for demos and rehearsals.

It keeps what reached each phone, and speaks to us only as Twilio does: signed
webhooks through the same HTTP door. Leaves the page that shows it to ``web``.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from xml.etree import ElementTree

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from diary import clock
from diary.db import reading
from diary.errors import Refused
from diary.outbox.gateway import (
    Accepted,
    CallRequest,
    Failure,
    GatewayError,
    Listed,
    Reached,
    SendRequest,
)
from diary.outbox.models import PhoneText, Sender
from diary.outbox.phone_wire import (
    CARRIER_SAYS,
    OPTED_IN,
    OPTED_OUT,
    PHONE_ACCOUNT_SID,
    RECEIVED,
    PhoneAnswer,
    Post,
    inbound_fields,
    keyword,
    over_http,
    signed,
)
from diary.outbox.transport import NeverSent, Unanswered
from diary.sealed import blind_index

HTTP_OK = 200
VOICE_CALL = "a voice call"
NOT_THROUGH = "The text did not get through. Please try again."


class PhoneGateway:
    """All simulated phones of this box, in transactions of their own."""

    account = "phone"

    def __init__(
        self, engine: Engine, auth_token: str, base_url: str, post: Post | None = None
    ) -> None:
        self._engine = engine
        self._auth_token = auth_token
        self._base_url = base_url
        self._post = post or over_http()

    def send(self, request: SendRequest) -> Accepted:
        """Put a text on a phone, unless its owner texted STOP to this number."""
        request.begin()
        with Session(self._engine) as store, store.begin():
            if _is_opted_out(store, request.to, request.from_number):
                raise GatewayError(Failure.REJECTED, 21610)
            text = _kept(
                store, request.to, request.from_number, request.body, "accepted"
            )
            text.status_url = request.status_url
            return Accepted(text.sid, text.status)

    def ring(self, request: CallRequest) -> Accepted:
        """Show on the phone what the call would say, once; nobody picks up."""
        spoken = ElementTree.fromstring(request.twiml)  # noqa: S314 - our own
        said = ("".join(each.itertext()) for each in spoken.iter("Say"))
        words = " ".join(dict.fromkeys(said))
        with Session(self._engine) as store, store.begin():
            body = f"({VOICE_CALL}) {words}"
            text = _kept(store, request.to, request.from_number, body, "delivered")
            return Accepted(text.sid, "completed")

    def find(self, to: str, since: datetime) -> Sequence[Listed]:
        """Return what a phone got since then."""
        theirs = select(PhoneText).where(
            PhoneText.phone_index == blind_index(to),
            PhoneText.is_from_phone.is_(False),
            PhoneText.at >= since,
        )
        with reading(), Session(self._engine) as store:
            return [_listed(text) for text in store.scalars(theirs)]

    def texts_to(self, number: str, since: datetime) -> Reached:
        """Return nothing: whoever types on a phone is told when a webhook fails."""
        del number, since
        return Reached(())

    def redact(self, sid: str) -> bool:
        """Leave the text as it is: this carrier's table is ours, and sealed."""
        del sid
        return True

    def fetch(self, sid: str) -> Listed:
        """Return one text as it stands now."""
        with reading(), Session(self._engine) as store:
            text = store.scalars(select(PhoneText).filter_by(sid=sid)).first()
            if text is None:
                raise GatewayError(Failure.REJECTED, 20404)
            return _listed(text)

    def tick(self) -> None:
        """Tell how texts fare: each goes to sent, then to delivered.

        Where nobody listens at the address it is told again on the next tick.
        """
        for status, before in (("sent", "accepted"), ("delivered", "sent")):
            for sid, to, sender, url in self._waiting(before):
                if self._report(sid, to, sender, url, status):
                    self._set_status(sid, status)

    def close(self) -> None:
        """Nothing is held open: each text is a transaction of its own."""

    def text_in(self, from_number: str, to_number: str, body: str) -> list[str]:
        """Send what somebody typed on a phone; return the texts that answered it.

        Like a carrier it honours STOP and START itself and says so on the phone.
        Call it outside any transaction: it waits for our own webhook to commit.
        Raises Refused where the text could not be stored.
        """
        # Half a pair cannot travel; a carrier replaces it too.
        body = body.encode("utf-8", "replace").decode()
        word = keyword(body)
        with Session(self._engine) as store, store.begin():
            status = {"STOP": OPTED_OUT, "START": OPTED_IN}.get(word, RECEIVED)
            sid = _kept(
                store, from_number, to_number, body, status, is_from_phone=True
            ).sid
            if word in CARRIER_SAYS:
                _kept(store, from_number, to_number, CARRIER_SAYS[word], "delivered")
        fields = inbound_fields(sid, from_number, to_number, body)
        if word:
            fields["OptOutType"] = word
        try:
            answer = self._signed("/twilio/inbound", fields)
        except (NeverSent, Unanswered) as error:
            raise Refused(NOT_THROUGH) from error
        if answer.status != HTTP_OK:
            raise Refused(NOT_THROUGH)
        return self._take_replies(answer.text, from_number, to_number)

    def conversation(self, number: str, limit: int = 100) -> list[PhoneText]:
        """Return what a phone shows, oldest first."""
        theirs = (
            select(PhoneText)
            .filter_by(phone_index=blind_index(number))
            .order_by(PhoneText.at.desc(), PhoneText.id.desc())
            .limit(limit)
        )
        with reading(), Session(self._engine, expire_on_commit=False) as store:
            return list(reversed(store.scalars(theirs).all()))

    def _take_replies(self, twiml: str, phone: str, sender: str) -> list[str]:
        replies = []
        # Our own answer, over a signed request: no stranger writes this document.
        for element in ElementTree.fromstring(twiml).iter("Message"):  # noqa: S314
            body = "".join(element.itertext())
            with Session(self._engine) as store, store.begin():
                text = _kept(store, phone, sender, body, "accepted")
                text.status_url = element.get("statusCallback")
            replies.append(body)
        return replies

    def _waiting(self, status: str) -> list[tuple[str, str, str, str]]:
        waiting = select(PhoneText).where(
            PhoneText.is_from_phone.is_(False),
            PhoneText.status == status,
            PhoneText.status_url.is_not(None),
        )
        with reading(), Session(self._engine) as store:
            return [
                (text.sid, text.phone, text.sender_number, text.status_url or "")
                for text in store.scalars(waiting.order_by(PhoneText.id).limit(500))
            ]

    def _set_status(self, sid: str, status: str) -> None:
        mine = update(PhoneText).where(PhoneText.sid == sid)
        with self._engine.begin() as connection:
            connection.execute(mine.values(status=status))

    def _report(self, sid: str, to: str, sender: str, url: str, status: str) -> bool:
        fields = {
            "MessageSid": sid,
            "SmsSid": sid,
            "MessageStatus": status,
            "SmsStatus": status,
            "AccountSid": PHONE_ACCOUNT_SID,
            "From": sender,
            "To": to,
            "ApiVersion": "2010-04-01",
        }
        try:
            answer = self._signed(url.removeprefix(self._base_url), fields)
        except (NeverSent, Unanswered):
            return False
        return answer.status == HTTP_OK

    def _signed(self, path: str, fields: Mapping[str, str]) -> PhoneAnswer:
        url = self._base_url + path
        signature = signed(url, fields, self._auth_token)
        return self._post(url, fields, {"X-Twilio-Signature": signature})


def _kept(
    store: Session,
    phone: str,
    sender_number: str,
    body: str,
    status: str,
    *,
    is_from_phone: bool = False,
) -> PhoneText:
    clinic = select(Sender.clinic_id).where(Sender.number == sender_number)
    text = PhoneText(
        clinic_id=store.scalars(clinic).one(),
        phone=phone,
        phone_index=blind_index(phone),
        sender_number=sender_number,
        is_from_phone=is_from_phone,
        sid="SM" + secrets.token_hex(16),
        body=body,
        status=status,
        at=clock.now(),
    )
    store.add(text)
    store.flush()
    return text


def _is_opted_out(store: Session, phone: str, sender_number: str) -> bool:
    last = (
        select(PhoneText.status)
        .where(
            PhoneText.phone_index == blind_index(phone),
            PhoneText.sender_number == sender_number,
            PhoneText.status.in_((OPTED_OUT, OPTED_IN)),
        )
        .order_by(PhoneText.id.desc())
    )
    return store.scalars(last.limit(1)).first() == OPTED_OUT


def _listed(text: PhoneText) -> Listed:
    return Listed(
        sid=text.sid,
        to=text.phone,
        from_number=text.sender_number,
        body=text.body,
        status=text.status,
        error_code=None,
        is_outbound=not text.is_from_phone,
        created_at=text.at,
    )
