"""The settings as the house uses them, checked and typed."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from diary.config.values import MailServer
from diary.sealed import Keyring

REAL_CARRIER = "https://api.twilio.com"


@dataclass(frozen=True)
class Settings:
    """What the table says, checked; ``instance`` is the folder of keys and SQLite."""

    database_url: str
    secret_key: str
    keyring: Keyring
    base_url: str
    instance: Path
    fallback_url: str | None = None
    port: int = 8000
    clock: bool = False
    demo: bool = False
    carrier: str = "phone"
    twilio_account_sid: str | None = None
    twilio_auth_token: str | None = None
    twilio_rotated_tokens: tuple[str, ...] = ()
    twilio_shared_keys: Mapping[str, str] = field(default_factory=dict)
    twilio_messaging_service_sid: str | None = None
    twilio_api_url: str = REAL_CARRIER
    smtp: MailServer | None = None
    smtp_from: str | None = None
    trusted_proxies: int = 0
    metrics_token: str | None = None
    log_level: str = "INFO"

    @property
    def is_live(self) -> bool:
        """Texts go to the real carrier: its own address, no stand-in's."""
        return self.carrier == "twilio" and self.twilio_api_url == REAL_CARRIER

    @property
    def is_secure(self) -> bool:
        """Cookies follow the scheme of the public address."""
        return self.base_url.startswith("https://")

    @property
    def public_urls(self) -> tuple[str, ...]:
        """Every address the carrier may have called, the usual one first."""
        return tuple(url for url in (self.base_url, self.fallback_url) if url)

    @property
    def phone_auth_token(self) -> str:
        """The simulated phone's own signing token, the same in every process."""
        return derived(self.secret_key, "simulated phone")


def derived(secret_key: str, purpose: str) -> str:
    """Return a key of its own for a purpose, as 64 hexadecimal digits."""
    return hmac.new(secret_key.encode(), purpose.encode(), hashlib.sha256).hexdigest()
