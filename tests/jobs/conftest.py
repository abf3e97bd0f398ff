"""A box of its own for clocks in processes of their own."""

import base64
import os
from pathlib import Path

import pytest

from tests.databases import migrate, settings_for

KEY = base64.b64encode(b"1" * 32).decode()


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Settings of a box with a fresh SQLite file."""
    url = f"sqlite:///{tmp_path / 'diary.sqlite3'}"
    migrate(settings_for(url, tmp_path))
    return {
        "PATH": os.environ["PATH"],
        "DIARY_INSTANCE": str(tmp_path),
        "DIARY_DATABASE_URL": url,
        "DIARY_SECRET_KEY": "a signing key that everybody may know",
        "DIARY_FIELD_KEYS": f"k1:{KEY},index:{KEY}",
    }
