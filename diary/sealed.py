"""Secrets at rest: sealed columns and blind indexes.

A sealed value is AES-256-GCM with the table, the column and the row's own ref as
associated data, so a box moved to another row or column does not open. Look-ups
by number go through a keyed blind index. Leaves to ``config`` where keys come from.
"""

import base64
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from typing import Any, overload

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
REF_BYTES = 16
KEY_BYTES = 32


class SealBroken(Exception):
    """A box does not open: wrong key, wrong row, or changed bytes."""


def new_ref() -> str:
    """Return 128 random bits as 26 lower-case letters and digits."""
    coded = base64.b32encode(secrets.token_bytes(REF_BYTES))
    return coded.decode().rstrip("=").lower()


def new_token() -> str:
    """Return 256 random bits for a link, a bearer token or a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is stored of a token: it is random enough to need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Keyring:
    """Column keys by id; the first one writes, all of them read."""

    keys: dict[str, bytes]
    index_key: bytes

    @property
    def writing_id(self) -> str:
        return next(iter(self.keys))


_ciphers: dict[str, AESGCM] = {}
_writing: tuple[bytes, AESGCM] | None = None
_index_key = b""


def use_keys(ring: Keyring) -> None:
    """Seal and open with these keys from now on, in this process."""
    global _writing, _index_key
    _ciphers.clear()
    _ciphers.update({key_id: AESGCM(key) for key_id, key in ring.keys.items()})
    _writing = (ring.writing_id.encode(), _ciphers[ring.writing_id])
    _index_key = ring.index_key


def seal(text: str, place: str, ref: str) -> bytes:
    """Return the box of a text for one ``table.column`` and one row's ref."""
    if _writing is None:
        raise SealBroken("no column key is loaded")
    key_id, cipher = _writing
    nonce = os.urandom(NONCE_BYTES)
    # Lone surrogates can be typed on some phones; they must survive the round trip.
    plain = text.encode("utf-8", "surrogatepass")
    return key_id + b":" + nonce + cipher.encrypt(nonce, plain, _bound(place, ref))


def unseal(box: bytes, place: str, ref: str) -> str:
    """Return the text of a box; raises SealBroken where it does not belong here."""
    key_id, _, rest = bytes(box).partition(b":")
    cipher = _ciphers.get(key_id.decode("ascii", "replace"))
    if cipher is None:
        raise SealBroken(f"no column key called {key_id!r} is loaded")
    try:
        plain = cipher.decrypt(
            rest[:NONCE_BYTES], rest[NONCE_BYTES:], _bound(place, ref)
        )
    except InvalidTag as error:
        raise SealBroken(f"{place} of {ref} does not open") from error
    return plain.decode("utf-8", "surrogatepass")


def _bound(place: str, ref: str) -> bytes:
    return f"{place}:{ref}".encode()


def blind_index(value: str) -> str:
    """Return the keyed fingerprint by which an equal value is found again."""
    return hmac.new(_index_key, value.encode(), hashlib.sha256).hexdigest()[:32]


class Sealed:
    """A text attribute kept sealed in the column ``<name>_box`` of a row with a ref."""

    def __init__(self, stem: str | None = None) -> None:
        self.stem = stem

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = self.stem or name
        self.column = f"{self.name}_box"

    @overload
    def __get__(self, row: None, owner: type) -> "Sealed": ...
    @overload
    def __get__(self, row: object, owner: type) -> str: ...
    def __get__(self, row: Any, owner: type) -> "Sealed | str":
        if row is None:
            return self
        box = getattr(row, self.column)
        return "" if box is None else unseal(box, self._place(row), row.ref)

    def __set__(self, row: Any, text: str | None) -> None:
        box = (
            None
            if text is None or text == ""
            else seal(text, self._place(row), row.ref)
        )
        setattr(row, self.column, box)

    def _place(self, row: Any) -> str:
        return f"{row.__tablename__}.{self.name}"
