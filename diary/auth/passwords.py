"""Passwords: what is refused, how one is kept, and how one is checked.

Leaves counting of tries to ``throttle``. Rules after NIST SP 800-63B-4: length and a
list of common ones, no composition rules, no forced change, pasting welcome.
"""

import unicodedata
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from diary.errors import Invalid

SHORTEST = 12
LONGEST = 200
# OWASP's second choice of argon2id: 19 MiB, two passes: eight threads signing in at
# once stay under 160 MiB.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# The hash of a random password nobody knows, made with the same parameters.
_NOBODYS = (
    "$argon2id$v=19$m=19456,t=2,p=1$VLPMiqE4hDkWUhzBFGEs5Q$"
    "sQQl4uVMe63uVMJRmHKPXL9VNAnWladvz8/evGGVLsY"
)


def require_good(password: str, *known_words: str) -> None:
    """Raise Invalid for a short, endless, common or guessable password.

    ``known_words`` are what anybody knows of the account, such as its address.
    """
    said = _fault(_plain(password), [_plain(word).lower() for word in known_words])
    if said:
        raise Invalid({"password": said})


def _fault(password: str, known: list[str]) -> str | None:
    lower = password.lower()
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters; a few words are easiest to keep."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    if lower in _common() or len(set(lower)) < 5:
        return "This password is among the first that are tried; choose another."
    if any(
        len(word) > 3 and word in lower and len(lower) < 2 * len(word) for word in known
    ):
        return "This password is too close to your name or address; choose another."
    return None


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    listed = Path(__file__).with_name("common_passwords.txt").read_text("utf-8")
    return frozenset(line for line in listed.split("\n") if line)


def hashed(password: str) -> str:
    """Return what is stored of a password."""
    return _hasher.hash(_plain(password))


def matches(stored: str | None, password: str) -> bool:
    """Say whether this is the password; without a stored one the work is the same."""
    try:
        _hasher.verify(stored or _NOBODYS, _plain(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def _plain(password: str) -> str:
    """One password typed on two keyboards is one; surrogates would not encode."""
    whole = password.encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFKC", whole)
