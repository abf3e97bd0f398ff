"""Where e-mail goes is one setting, and never without TLS to another machine."""

import base64
from pathlib import Path

import pytest

from diary.config import BadSettings, Settings, read_settings

KEY = base64.b64encode(b"1" * 32).decode()
NEEDED = {
    "DIARY_SECRET_KEY": "a signing key that everybody may know",
    "DIARY_FIELD_KEYS": f"k1:{KEY}",
}
FROM = {"DIARY_SMTP_FROM": "diary@oak.example"}


def read(folder: Path, **given: str) -> Settings:
    return read_settings(NEEDED | given, folder)


@pytest.mark.parametrize(
    ("url", "port", "tls"),
    [
        ("smtps://mail.oak.example", 465, "at once"),
        ("smtps://mail.oak.example:2465", 2465, "at once"),
        ("smtp://mail.oak.example", 587, "asked for"),
        ("smtp://localhost:25", 25, "none"),
        ("smtp://127.0.0.1:2525", 2525, "none"),
        ("smtps://localhost", 465, "at once"),
    ],
)
def test_tls_is_left_out_only_on_this_machine(
    tmp_path: Path, url: str, port: int, tls: str
) -> None:
    server = read(tmp_path, DIARY_SMTP_URL=url, **FROM).smtp

    assert server is not None
    assert (server.port, server.tls) == (port, tls)


def test_a_password_may_hold_any_sign_and_is_shown_nowhere(tmp_path: Path) -> None:
    url = "smtps://diary%40oak:p%3Aq%2Fr@mail.oak.example"
    server = read(tmp_path, DIARY_SMTP_URL=url, **FROM).smtp

    assert server is not None
    assert (server.user, server.password) == ("diary@oak", "p:q/r")
    assert "p:q" not in repr(server)


@pytest.mark.parametrize(
    "url", ["mail.oak.example", "https://mail.oak.example", "smtps://h/inbox", "smtp:"]
)
def test_what_is_no_mail_server_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadSettings, match="DIARY_SMTP_URL must be like"):
        read(tmp_path, DIARY_SMTP_URL=url, **FROM)


def test_a_server_needs_an_address_to_send_from(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="DIARY_SMTP_FROM is needed"):
        read(tmp_path, DIARY_SMTP_URL="smtps://mail.oak.example")
    with pytest.raises(BadSettings, match="DIARY_SMTP_FROM must be an e-mail address"):
        read(tmp_path, DIARY_SMTP_FROM="nobody")
    assert read(tmp_path).smtp is None
