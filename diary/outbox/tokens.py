"""The token of an attempt, which stands in its status address.

A signed callback with it names our attempt even if we died before we stored the sid.
It is derived, not stored: the message's ref, the attempt's number, and a keyed
fingerprint that nobody can guess.
"""

import hmac

from diary.sealed import blind_index

MAC_LENGTH = 26


def status_token(ref: str, number: int) -> str:
    """Return the token of a message's attempt."""
    return f"{ref}-{number}-{_mac(ref, number)}"


def read_token(token: str) -> tuple[str, int] | None:
    """Return the message's ref and the attempt's number, or None for a made-up one."""
    ref, _, rest = token.partition("-")
    number, _, mac = rest.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 6):
        return None
    given = mac.encode("utf-8", "surrogatepass")
    is_ours = hmac.compare_digest(given, _mac(ref, int(number)).encode())
    return (ref, int(number)) if is_ours else None


def _mac(ref: str, number: int) -> str:
    return blind_index(f"attempt:{ref}:{number}")[:MAC_LENGTH]
