"""Reading every setting from the environment: the only place that does."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from diary.config.keys import KEY_FILES
from diary.config.settings import Settings
from diary.config.table import SETTINGS, Setting
from diary.errors import DiaryError

NEEDED_BY_TWILIO = (
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "TWILIO_MESSAGING_SERVICE_SID",
)
HOUSE = Path(__file__).resolve().parents[2]


class BadSettings(DiaryError):
    """One sentence for every setting that is wrong or missing."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences
        super().__init__("\n".join(sentences))


def read_settings(
    environ: Mapping[str, str] | None = None, instance: Path | None = None
) -> Settings:
    """Read and check every setting; raises BadSettings naming all that are wrong."""
    given = os.environ if environ is None else environ
    folder = instance or Path(given.get("DIARY_INSTANCE") or HOUSE / "instance")
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for setting in SETTINGS:
        try:
            values[setting.field] = _value(setting, given, folder)
        except (ValueError, OSError) as error:
            wrong.append(f"{setting.name} {_reason(error)}")
    wrong += _missing_twilio(values)
    if values.get("smtp") and "smtp_from" in values and not values["smtp_from"]:
        wrong.append("DIARY_SMTP_FROM is needed when DIARY_SMTP_URL is set")
    if wrong:
        raise BadSettings(wrong)
    values["base_url"] = values["base_url"] or f"http://127.0.0.1:{values['port']}"
    values["database_url"] = (
        values["database_url"] or f"sqlite:///{folder}/diary.sqlite3"
    )
    given_ones = {name: value for name, value in values.items() if value is not None}
    return Settings(**{**given_ones, "instance": folder})


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
    return [
        f"{setting.name} is needed when DIARY_CARRIER is twilio"
        for setting in SETTINGS
        if setting.name in NEEDED_BY_TWILIO
        and setting.field in values
        and not values[setting.field]
    ]


def _reason(error: ValueError | OSError) -> str:
    if isinstance(error, OSError):
        return f"cannot be read from its file ({error.strerror})"
    return str(error)
