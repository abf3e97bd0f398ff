"""How a written setting becomes a value; ValueError says what it must be."""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from diary.sealed import KEY_BYTES, Keyring


def switch(written: str) -> bool:
    if written.lower() not in ("on", "off"):
        raise ValueError("must be on or off")
    return written.lower() == "on"


def whole(low: int, high: int) -> Callable[[str], int]:
    def read(written: str) -> int:
        if not re.fullmatch(r"\d{1,9}", written) or not low <= int(written) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(written)

    return read


def one_of(*allowed: str) -> Callable[[str], str]:
    def read(written: str) -> str:
        if written not in allowed:
            raise ValueError("must be " + " or ".join(allowed))
        return written

    return read


def address(written: str) -> str:
    parts = urlsplit(written)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address like https://diary.example.org")
    if parts.query or parts.fragment or parts.username:
        raise ValueError("must hold no user name, query or fragment")
    _ = parts.port  # raises ValueError for a port out of range
    return written.rstrip("/")


@dataclass(frozen=True)
class MailServer:
    """Where e-mail is handed over; ``user`` is empty where none is asked for.

    ``tls`` is "at once" (smtps), "asked for" (STARTTLS) or, on this machine, "none".
    """

    host: str
    port: int
    tls: str
    user: str = ""
    password: str = field(default="", repr=False)


LOOPBACK = ("localhost", "127.0.0.1", "::1")
SMTP_SHAPE = "must be like smtps://user:password@mail.example.org:465"


def mail_server(written: str) -> MailServer:
    """Read where e-mail goes; without TLS only to this machine itself."""
    parts = urlsplit(written)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError(SMTP_SHAPE)
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(SMTP_SHAPE)
    is_at_once = parts.scheme == "smtps"
    is_here = parts.hostname in LOOPBACK
    return MailServer(
        host=parts.hostname,
        port=parts.port or (465 if is_at_once else 587),
        tls="at once" if is_at_once else "none" if is_here else "asked for",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def mailbox(written: str) -> str:
    if not re.fullmatch(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+", written):
        raise ValueError("must be an e-mail address like diary@example.org")
    return written


def database(written: str) -> str:
    if not written.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must start with sqlite:/// or postgresql+psycopg://")
    return written


def secret(written: str) -> str:
    if len(written) < KEY_BYTES:
        raise ValueError(f"must be at least {KEY_BYTES} characters long")
    return written


def keyring(written: str) -> Keyring:
    keys: dict[str, bytes] = {}
    for part in filter(None, (piece.strip() for piece in written.split(","))):
        key_id, _, coded = part.partition(":")
        keys[key_id] = _key(key_id, coded)
    index = keys.pop("index", None)
    if not keys:
        raise ValueError("must hold at least one key as id:base64")
    return Keyring(keys, index or _derived_index(keys))


def _key(key_id: str, coded: str) -> bytes:
    try:
        key = base64.b64decode(coded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"key {key_id!r} is not base64") from error
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,16}", key_id) or len(key) != KEY_BYTES:
        raise ValueError(f"key {key_id!r} must be id:base64 of {KEY_BYTES} bytes")
    return key


def _derived_index(keys: dict[str, bytes]) -> bytes:
    """Derive from the oldest key, which stays last, so that new keys move nothing."""
    return hmac.new(list(keys.values())[-1], b"blind index", hashlib.sha256).digest()


def sid(prefix: str) -> Callable[[str], str]:
    def read(written: str) -> str:
        if not re.fullmatch(prefix + r"[0-9a-fA-F]{32}", written):
            raise ValueError(f"must be {prefix} and 32 hexadecimal digits")
        return written

    return read


def several(written: str) -> tuple[str, ...]:
    """Read a list by commas; blanks around a part are no part of it."""
    return tuple(filter(None, (part.strip() for part in written.split(","))))


def named_secrets(written: str) -> dict[str, str]:
    named: dict[str, str] = {}
    for part in several(written):
        name, colon, secret_part = part.partition(":")
        if not (colon and name and secret_part):
            raise ValueError("must be name:secret, several by commas")
        named[name] = secret_part
    return named
