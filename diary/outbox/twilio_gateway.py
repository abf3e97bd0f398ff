"""Twilio behind the gateway protocol: the official client over the lean transport.

Everything its client can raise is sorted here, once, into the four failures. Leaves
what a code means to ``codes``.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from diary.outbox.gateway import (
    Accepted,
    CallRequest,
    Failure,
    GatewayError,
    Listed,
    Reached,
    SendRequest,
)
from diary.outbox.transport import (
    AwaitedTransport,
    NeverSent,
    Transport,
    Unanswered,
)

if TYPE_CHECKING:
    from twilio.rest import Client

TWILIO_API_URL = "https://api.twilio.com"
LIST_MOST = 1000
SWEEP_MOST = 20_000
PAGE_SIZE = 100
MEDIA_MOST = 50
"""Five times what one text can hold."""
TOO_MANY_REQUESTS = 429
REQUEST_TIMED_OUT = 408
NOT_THERE = 20404
TOO_EARLY = 20009
RINGS_FOR_S = 25
"""Shorter than most mailboxes wait, so that a person answers or nobody does."""


class TwilioGateway:
    """One Twilio account."""

    KIND = "twilio"

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        messaging_service_sid: str | None = None,
        api_url: str = TWILIO_API_URL,
        transport: Transport | None = None,
    ) -> None:
        self.account = f"{self.KIND}:{account_sid}"
        self._account_sid = account_sid
        self._auth_token = auth_token
        self._service = messaging_service_sid
        self._api_url = api_url
        self._transport = transport or Transport()
        self._awaited = AwaitedTransport(self._transport)

    @cached_property
    def _messages(self) -> Any:
        return self.client.api.v2010.account.messages

    @cached_property
    def _awaited_messages(self) -> Any:
        return self._client(self._awaited).api.v2010.account.messages

    @cached_property
    def client(self) -> "Client":
        """The official client, with our transport beneath it."""
        return self._client(self._transport)

    def _client(self, transport: Transport | AwaitedTransport) -> "Client":
        # Late, since it costs a third of a second that only sending needs.
        from twilio.rest import Client

        client = Client(
            self._account_sid,
            self._auth_token,
            http_client=transport,
            # Given, so that nothing is read from the environment behind our back.
            environment={"TWILIO_ACCOUNT_SID": self._account_sid},
        )
        client.api.base_url = self._api_url
        if self._api_url != TWILIO_API_URL:
            client.messaging.base_url = self._api_url
        return client

    def send(self, request: SendRequest) -> Accepted:
        """Hand one text over through its messaging service, or its own number."""
        with (
            self.sorting(self._transport),
            self._transport.asking(request.begin),
        ):
            made = self._messages.create(**self._fields(request))
        return _accepted(made)

    async def send_awaited(self, request: SendRequest) -> Accepted:
        """Do the same as ``send``, waiting beside others in one thread."""
        with self.sorting(self._awaited):
            messages, fields = self._awaited_messages, self._fields(request)
            # Taken before anything is waited for, so it is this call's.
            self._awaited.begin = request.begin
            made = await messages.create_async(**fields)
        return _accepted(made)

    def _fields(self, request: SendRequest) -> dict[str, object]:
        service = request.messaging_service_sid or self._service
        return {
            "to": request.to,
            "body": request.body,
            "status_callback": request.status_url,
            "validity_period": request.valid_for,
            # Known patients: pumping protection would only drop texts.
            "risk_check": "disable",
            **(
                {"messaging_service_sid": service}
                if service
                else {"from_": request.from_number}
            ),
        }

    def ring(self, request: CallRequest) -> Accepted:
        """Begin a call whose words go along with it, from the number given."""
        with self.sorting():
            made = self.client.api.v2010.account.calls.create(
                to=request.to,
                from_=request.from_number,
                twiml=request.twiml,
                timeout=RINGS_FOR_S,
                status_callback=request.status_url,
                status_callback_event=["answered", "completed"],
            )
        return _accepted(made, "queued")

    def find(self, to: str, since: datetime) -> Sequence[Listed]:
        """Read the list by recipient, newest first, down to ``since``."""
        with self.sorting():
            return list(self._listed_since(to, since))

    def _listed_since(self, to: str, since: datetime) -> Iterator[Listed]:
        # By To alone: DateSent is empty for much of what we look for.
        pages = self._messages.stream(to=to, limit=LIST_MOST, page_size=PAGE_SIZE)
        left = LIST_MOST
        for listed in map(_listed, pages):
            if listed.created_at < since:
                return
            left -= 1
            # A later page may have lost the filter.
            if listed.to == to:
                yield listed
        if left <= 0:
            raise GatewayError(Failure.IN_DOUBT)

    def texts_to(self, number: str, since: datetime) -> Reached:
        """Read the list of what reached a number, newest first, down to ``since``."""
        with self.sorting():
            return self._received(number, since)

    def _received(self, number: str, since: datetime) -> Reached:
        pages = self._messages.stream(to=number, limit=SWEEP_MOST, page_size=PAGE_SIZE)
        texts: list[Listed] = []
        seen = 0
        for listed in map(_listed, pages):
            if listed.created_at < since:
                return Reached(texts)
            seen += 1
            if listed.to == number and listed.status == "received":
                texts.append(listed)
        return Reached(texts, is_whole=seen < SWEEP_MOST)

    def redact(self, sid: str) -> bool:
        """Blank a body and delete pictures; the rest Twilio keeps for its bill.

        It refuses while the text may still be worked on (20009). One that it says is
        not there has no body either; a 404 of somebody else's says nothing.
        """
        try:
            with self.sorting():
                blanked = self._messages(sid).update(body="")
                if int(blanked.num_media or 0):
                    self._delete_pictures(sid)
        except GatewayError as failed:
            is_no = failed.failure is Failure.REJECTED
            if is_no and failed.code in (NOT_THERE, TOO_EARLY):
                return failed.code != TOO_EARLY
            raise
        return True

    def _delete_pictures(self, sid: str) -> None:
        media = self._messages(sid).media
        for picture in media.list(limit=MEDIA_MOST):
            media(picture.sid).delete()

    def fetch(self, sid: str) -> Listed:
        """Return one message as it stands now."""
        with self.sorting():
            return _listed(self._messages(sid).fetch())

    def tick(self) -> None:
        """Do nothing: Twilio calls back by itself."""

    def close(self) -> None:
        """Close the connections to Twilio."""
        self._transport.close()

    @contextmanager
    def sorting(
        self, transport: Transport | AwaitedTransport | None = None
    ) -> Iterator[None]:
        """Have whatever the client raises come out as a GatewayError.

        ``transport`` is the one that was used, where its Retry-After is of interest.
        """
        try:
            yield
        except GatewayError:
            raise
        # Besides its own kinds the client raises what odd answers make it trip over.
        # Any of that may have been sent, so nothing may pass unsorted.
        except Exception as error:  # noqa: BLE001
            raise self._sorted(error, transport) from None

    def _sorted(
        self, error: Exception, transport: Transport | AwaitedTransport | None = None
    ) -> GatewayError:
        """Sort what was raised. What cannot be proven not to be sent is in doubt.

        Twilio documents 429 alone as never processed (20429); a retry after a 5xx may
        send twice (20500).
        """
        status = getattr(error, "status", None)
        code = getattr(error, "code", None)
        number = code if isinstance(code, int) else None
        if isinstance(error, NeverSent):
            return GatewayError(Failure.NOT_SENT)
        if isinstance(error, Unanswered) or not isinstance(status, int):
            return GatewayError(Failure.IN_DOUBT)
        if status == TOO_MANY_REQUESTS:
            after = transport.retry_after if transport else None
            return GatewayError(Failure.BUSY, number, retry_after=after)
        if 400 <= status < 500 and status != REQUEST_TIMED_OUT:
            return GatewayError(Failure.REJECTED, number)
        return GatewayError(Failure.IN_DOUBT, number)


def _accepted(made: Any, status: str = "accepted") -> Accepted:
    if not made.sid:
        raise GatewayError(Failure.IN_DOUBT)
    return Accepted(made.sid, made.status or status)


def _listed(message: Any) -> Listed:
    return Listed(
        sid=message.sid,
        to=message.to or "",
        from_number=message.from_,
        body=message.body or "",
        status=message.status or "",
        error_code=message.error_code,
        is_outbound=(message.direction or "").startswith("outbound"),
        created_at=message.date_created,
        media_count=int(message.num_media or 0),
    )
