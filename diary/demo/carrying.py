"""The simulated carrier as a demo uses it: signed webhooks that stay in the process.

They go through the same door as a real carrier's, signature and all, only not over a
socket: a demo can then be filled where nothing is served, and one request can wait
for another without taking two threads of the server.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from contextvars import Context
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Engine

from diary.config import Settings
from diary.outbox import Gateways, PhoneAnswer, PhoneGateway, open_phone


class Serves(Protocol):
    """A web app that can be asked without a server, as Flask's can."""

    def test_client(self, use_cookies: bool = True, **kwargs: Any) -> Any: ...

    def app_context(self) -> AbstractContextManager[Any]: ...


@dataclass(frozen=True)
class Carrier:
    """The simulated phone as one process reaches it, and our own address."""

    gateways: Gateways
    phone: PhoneGateway
    base_url: str


def open_carrier(app: Serves, settings: Settings, engine: Engine) -> Carrier:
    """Return the simulated carrier of this process; keep it, it keeps threads."""

    def post(
        url: str, fields: Mapping[str, str], headers: Mapping[str, str]
    ) -> PhoneAnswer:
        # An empty context: the webhook's transaction is not the caller's.
        return Context().run(_posted, app, settings.base_url, url, fields, headers)

    phone = open_phone(settings, engine, post)
    return Carrier(Gateways(phone, phone), phone, settings.base_url)


def _posted(
    app: Serves,
    base_url: str,
    url: str,
    fields: Mapping[str, str],
    headers: Mapping[str, str],
) -> PhoneAnswer:
    path, client = url.removeprefix(base_url), app.test_client(use_cookies=False)
    with app.app_context():
        said = client.post(path, base_url=base_url, data=fields, headers=dict(headers))
    return PhoneAnswer(said.status_code, said.get_data(as_text=True))
