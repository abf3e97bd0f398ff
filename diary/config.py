"""Settings: one table of names, types, defaults and meanings.

The only reader of the environment. Each secret may also be given as ``NAME_FILE``.
A wrong setting is never half taken: all bad ones are named at once.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from diary.errors import DiaryError
from diary.sealed import Keyring

KEY_BYTES = 32
HOUSE = Path(__file__).resolve().parent.parent


class BadSettings(DiaryError):
    """One sentence for every setting that is wrong or missing."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences
        super().__init__("\n".join(sentences))


@dataclass(frozen=True)
class Setting:
    """One row of the table: ``default`` None means the setting may be left out."""

    name: str
    field: str
    read: Callable[[str], Any]
    default: str | None
    meaning: str
    secret: bool = False


def _switch(written: str) -> bool:
    if written.lower() not in ("on", "off"):
        raise ValueError("must be on or off")
    return written.lower() == "on"


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(written: str) -> int:
        if not re.fullmatch(r"\d{1,9}", written) or not low <= int(written) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(written)

    return read


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(written: str) -> str:
        if written not in allowed:
            raise ValueError("must be " + " or ".join(allowed))
        return written

    return read


def _address(written: str) -> str:
    parts = urlsplit(written)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address like https://diary.example.org")
    if parts.query or parts.fragment or parts.username:
        raise ValueError("must hold no user name, query or fragment")
    _ = parts.port  # raises ValueError for a port out of range
    return written.rstrip("/")


def _database(written: str) -> str:
    if not written.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must start with sqlite:/// or postgresql+psycopg://")
    return written


def _secret(written: str) -> str:
    if len(written) < KEY_BYTES:
        raise ValueError(f"must be at least {KEY_BYTES} characters long")
    return written


def _keyring(written: str) -> Keyring:
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


def _sid(prefix: str) -> Callable[[str], str]:
    def read(written: str) -> str:
        if not re.fullmatch(prefix + r"[0-9a-fA-F]{32}", written):
            raise ValueError(f"must be {prefix} and 32 hexadecimal digits")
        return written

    return read


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "DIARY_DATABASE_URL",
        "database_url",
        _database,
        "",
        "the database; a SQLite file under instance/ unless given",
    ),
    Setting(
        "DIARY_SECRET_KEY",
        "secret_key",
        _secret,
        "",
        "signing key; made once under instance/ by ./run",
        secret=True,
    ),
    Setting(
        "DIARY_FIELD_KEYS",
        "keyring",
        _keyring,
        "",
        "column keys as id:base64,… of 32 bytes each; the first one writes; "
        "an id of index fixes the look-up key",
        secret=True,
    ),
    Setting(
        "DIARY_BASE_URL",
        "base_url",
        _address,
        "",
        "public address: links, cookies, webhook signatures; "
        "http://127.0.0.1:PORT unless given",
    ),
    Setting("PORT", "port", _whole(1, 65535), "8000", "the port ./run serves on"),
    Setting(
        "DIARY_CLOCK",
        "clock",
        _switch,
        "off",
        "run the timetable inside the web process; ./run switches it on",
    ),
    Setting(
        "DIARY_DEMO",
        "demo",
        _switch,
        "off",
        "demo clinic, simulated phone and demo clock; ./run switches it on",
    ),
    Setting(
        "DIARY_CARRIER",
        "carrier",
        _one_of("phone", "twilio"),
        "phone",
        "phone is the built-in simulated phone, twilio is Twilio",
    ),
    Setting(
        "TWILIO_ACCOUNT_SID", "twilio_account_sid", _sid("AC"), None, "the account"
    ),
    Setting(
        "TWILIO_AUTH_TOKEN",
        "twilio_auth_token",
        str,
        None,
        "the account's auth token; it also checks webhooks",
        secret=True,
    ),
    Setting(
        "TWILIO_MESSAGING_SERVICE_SID",
        "twilio_messaging_service_sid",
        _sid("MG"),
        None,
        "the messaging service texts are sent through",
    ),
    Setting(
        "TWILIO_API_URL",
        "twilio_api_url",
        _address,
        "https://api.twilio.com",
        "another base address, for stand-ins",
    ),
    Setting(
        "DIARY_TRUSTED_PROXIES",
        "trusted_proxies",
        _whole(0, 10),
        "0",
        "how many proxy hops to believe",
    ),
    Setting(
        "DIARY_METRICS_TOKEN",
        "metrics_token",
        _secret,
        None,
        "bearer token for /metrics from elsewhere than loopback",
        secret=True,
    ),
    Setting(
        "DIARY_LOG_LEVEL",
        "log_level",
        _one_of("DEBUG", "INFO", "WARNING", "ERROR"),
        "INFO",
        "least level that is logged",
    ),
)


@dataclass(frozen=True)
class Settings:
    """What the table says, checked; ``instance`` is the folder of keys and SQLite."""

    database_url: str
    secret_key: str
    keyring: Keyring
    base_url: str
    instance: Path
    port: int = 8000
    clock: bool = False
    demo: bool = False
    carrier: str = "phone"
    twilio_account_sid: str | None = None
    twilio_auth_token: str | None = None
    twilio_messaging_service_sid: str | None = None
    twilio_api_url: str = "https://api.twilio.com"
    trusted_proxies: int = 0
    metrics_token: str | None = None
    log_level: str = "INFO"

    @property
    def is_secure(self) -> bool:
        """Cookies follow the scheme of the public address."""
        return self.base_url.startswith("https://")

    @property
    def phone_auth_token(self) -> str:
        """The simulated phone's own signing token, the same in every process."""
        return derived(self.secret_key, "simulated phone")


def derived(secret_key: str, purpose: str) -> str:
    """Return a key of its own for a purpose, as 64 hexadecimal digits."""
    return hmac.new(secret_key.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def read_settings(
    environ: Mapping[str, str] | None = None, instance: Path | None = None
) -> Settings:
    """Read and check every setting; raises BadSettings naming all that are wrong."""
    given = os.environ if environ is None else environ
    folder = instance or Path(given.get("DIARY_INSTANCE", HOUSE / "instance"))
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for setting in SETTINGS:
        try:
            values[setting.field] = _value(setting, given, folder)
        except (ValueError, OSError) as error:
            wrong.append(f"{setting.name} {_reason(error)}")
    wrong += _missing_twilio(values)
    if wrong:
        raise BadSettings(wrong)
    values["base_url"] = values["base_url"] or f"http://127.0.0.1:{values['port']}"
    values["database_url"] = (
        values["database_url"] or f"sqlite:///{folder}/diary.sqlite3"
    )
    return Settings(instance=folder, **values)


def _value(setting: Setting, given: Mapping[str, str], folder: Path) -> Any:
    written = _written(setting, given)
    if written is None and setting.field in KEY_FILES:
        written = _from_instance(folder / KEY_FILES[setting.field])
    if written is not None:
        return setting.read(written)
    return setting.read(setting.default) if setting.default else setting.default


def _written(setting: Setting, given: Mapping[str, str]) -> str | None:
    """Return what was written, from NAME or the file NAME_FILE; blank means nothing."""
    path = given.get(setting.name + "_FILE") if setting.secret else None
    if path and given.get(setting.name):
        raise ValueError("is given twice, by itself and as a file")
    written = Path(path).read_text("utf-8") if path else given.get(setting.name, "")
    return written.strip() or None


def _from_instance(path: Path) -> str:
    if not path.exists():
        raise ValueError("is missing; ./run makes one, or see docs/settings.md")
    return path.read_text("utf-8").strip()


def _missing_twilio(values: Mapping[str, Any]) -> list[str]:
    if values.get("carrier") != "twilio":
        return []
    needed = {s.field: s.name for s in SETTINGS if s.name.startswith("TWILIO_")}
    return [
        f"{name} is needed when DIARY_CARRIER is twilio"
        for field, name in needed.items()
        if field in values and not values[field]
    ]


def _reason(error: ValueError | OSError) -> str:
    if isinstance(error, OSError):
        return f"cannot be read from its file ({error.strerror})"
    return str(error)


KEY_FILES = {"secret_key": "secret_key", "keyring": "field_keys"}


def make_keys(instance: Path) -> None:
    """Make signing and column keys under ``instance`` unless they are there."""
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    coded = [
        base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() for _ in range(2)
    ]
    _write_once(instance / "secret_key", secrets.token_urlsafe(KEY_BYTES))
    _write_once(instance / "field_keys", f"k1:{coded[0]},index:{coded[1]}")


def _write_once(path: Path, text: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(text + "\n")
