"""THE table of settings: name, type, default and meaning of each."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from diary.config.values import (
    address,
    database,
    keyring,
    mail_server,
    mailbox,
    named_secrets,
    one_of,
    secret,
    several,
    sid,
    switch,
    whole,
)


@dataclass(frozen=True)
class Setting:
    """One row of the table: ``default`` None means the setting may be left out."""

    name: str
    field: str
    read: Callable[[str], Any]
    default: str | None
    meaning: str
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "DIARY_INSTANCE",
        "instance",
        Path,
        None,
        "the folder of keys and SQLite; instance/ beside the code unless given",
    ),
    Setting(
        "DIARY_DATABASE_URL",
        "database_url",
        database,
        "",
        "the database; a SQLite file under instance/ unless given",
    ),
    Setting(
        "DIARY_SECRET_KEY",
        "secret_key",
        secret,
        "",
        "signing key; made once under instance/ by ./run",
        secret=True,
    ),
    Setting(
        "DIARY_FIELD_KEYS",
        "keyring",
        keyring,
        "",
        "column keys as id:base64,… of 32 bytes each; the first one writes; "
        "an id of index fixes the look-up key",
        secret=True,
    ),
    Setting(
        "DIARY_BASE_URL",
        "base_url",
        address,
        "",
        "public address: links, cookies, webhook signatures; "
        "http://127.0.0.1:PORT unless given",
    ),
    Setting(
        "DIARY_FALLBACK_URL",
        "fallback_url",
        address,
        None,
        "a second public address, where the carrier calls when the first fails",
    ),
    Setting("PORT", "port", whole(1, 65535), "8000", "the port ./run serves on"),
    Setting(
        "DIARY_CLOCK",
        "clock",
        switch,
        "off",
        "run the timetable inside the web process; ./run switches it on",
    ),
    Setting(
        "DIARY_DEMO",
        "demo",
        switch,
        "off",
        "demo clinic, simulated phone and demo clock; ./run switches it on",
    ),
    Setting(
        "DIARY_CARRIER",
        "carrier",
        one_of("phone", "twilio"),
        "phone",
        "phone is the built-in simulated phone, twilio is Twilio",
    ),
    Setting("TWILIO_ACCOUNT_SID", "twilio_account_sid", sid("AC"), None, "the account"),
    Setting(
        "TWILIO_AUTH_TOKEN",
        "twilio_auth_token",
        str,
        None,
        "the account's auth token; it also checks webhooks",
        secret=True,
    ),
    Setting(
        "TWILIO_ROTATED_TOKENS",
        "twilio_rotated_tokens",
        several,
        None,
        "while the auth token is rotated: others whose signatures hold too",
        secret=True,
    ),
    Setting(
        "TWILIO_SHARED_KEYS",
        "twilio_shared_keys",
        named_secrets,
        None,
        "where webhooks are signed with shared keys: name:secret, several by commas",
        secret=True,
    ),
    Setting(
        "TWILIO_MESSAGING_SERVICE_SID",
        "twilio_messaging_service_sid",
        sid("MG"),
        None,
        "the messaging service texts are sent through",
    ),
    Setting(
        "TWILIO_API_URL",
        "twilio_api_url",
        address,
        "https://api.twilio.com",
        "another base address, for stand-ins",
    ),
    Setting(
        "DIARY_SMTP_URL",
        "smtp",
        mail_server,
        None,
        "the mail server that takes e-mail to people on call",
        secret=True,
    ),
    Setting(
        "DIARY_SMTP_FROM",
        "smtp_from",
        mailbox,
        None,
        "the address e-mail comes from",
    ),
    Setting(
        "DIARY_TRUSTED_PROXIES",
        "trusted_proxies",
        whole(0, 10),
        "0",
        "how many proxy hops to believe",
    ),
    Setting(
        "DIARY_METRICS_TOKEN",
        "metrics_token",
        secret,
        None,
        "bearer token for /metrics from elsewhere than loopback",
        secret=True,
    ),
    Setting(
        "DIARY_LOG_LEVEL",
        "log_level",
        one_of("DEBUG", "INFO", "WARNING", "ERROR"),
        "INFO",
        "least level that is logged",
    ),
)
