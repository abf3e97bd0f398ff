"""An e-mail over real SMTP: with TLS, without a word of it, and how it may fail."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from diary.alerts import Channel, NotBrought, Order
from diary.alerts.mailing import send_mail
from diary.config import MailServer
from tests.alerts.mail_server import USER, Post, certificate

FROM = "diary@oak.example"
ORDER = Order(
    id=1,
    ref="abcdefghij",
    tries=1,
    channel=Channel.EMAIL,
    to="kim@oak.example",
    code="7F3K",
    language="en",
    at=datetime(2026, 3, 4, 3, tzinfo=UTC),
    link="https://diary.example/alerts",
)
Open = Callable[..., Post]


@pytest.fixture
def open_post() -> Iterator[Open]:
    opened: list[Post] = []

    def open_one(tls: str = "none", chain: Path | None = None) -> Post:
        opened.append(Post(tls, chain))
        return opened[-1]

    yield open_one
    for post in opened:
        post.stop()


def failed(server: MailServer) -> NotBrought:
    with pytest.raises(NotBrought) as caught:
        send_mail(server, FROM, ORDER)
    return caught.value


def test_it_brings_a_code_and_a_link_and_no_more(open_post: Open) -> None:
    post = open_post()
    send_mail(post.settings, FROM, ORDER)

    (mail,) = post.box.taken
    assert post.box.recipients == ["kim@oak.example"]
    assert (mail["From"], mail["To"]) == (FROM, "kim@oak.example")
    assert mail["Subject"] == "A page waits: 7F3K"
    body = mail.get_content()
    assert "https://diary.example/alerts" in body
    assert "ACK 7F3K" in body
    assert len(body) < 160


def test_sent_again_it_is_the_same_mail(open_post: Open) -> None:
    post = open_post()
    for _ in range(2):
        send_mail(post.settings, FROM, ORDER)

    first, second = post.box.taken
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.parametrize("tls", ["at once", "asked for"])
def test_it_goes_over_tls_with_a_certificate_that_is_trusted(
    tls: str, open_post: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = certificate(tmp_path)
    post = open_post(tls, chain)
    assert "cannot be reached (SSLCert" in failed(post.settings).reason

    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    send_mail(post.settings, FROM, ORDER)
    assert len(post.box.taken) == 1
    assert post.box.users == [USER]


def test_no_word_goes_to_a_server_that_offers_no_tls(open_post: Open) -> None:
    post = open_post()
    held = post.settings
    wanted = MailServer(held.host, held.port, "asked for", USER, "secret")

    assert not failed(wanted).is_final
    assert post.box.taken == []
    assert post.box.users == []


@pytest.mark.parametrize(
    ("says", "is_final"), [("550 nobody here", True), ("451 later", False)]
)
def test_an_address_may_be_refused_for_good_or_for_a_while(
    says: str, is_final: bool, open_post: Open
) -> None:
    post = open_post()
    post.box.says = says
    said = failed(post.settings)

    assert said.is_final is is_final
    assert said.reason == f"the address was refused ({says[:3]})"


def test_a_server_that_is_gone_may_come_back(open_post: Open) -> None:
    post = open_post()
    gone = post.settings
    post.stop()

    said = failed(gone)
    assert not said.is_final
    assert said.reason == "the mail server cannot be reached (ConnectionRefusedError)"


def test_a_wrong_password_can_be_mended(
    open_post: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    held = open_post("at once", chain).settings
    wrong = MailServer(held.host, held.port, held.tls, USER, "not it")

    said = failed(wrong)
    assert (said.reason, said.is_final) == (
        "the mail server refused our sign-in",
        False,
    )
