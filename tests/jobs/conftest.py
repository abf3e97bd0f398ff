"""A box of its own for clocks in processes of their own."""

import base64
import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.databases import migrate, settings_for
from tests.driven_clock import Clock
from tests.jobs.carried import Box, gateways_to
from tests.outbox.carrier import Carrier

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


@pytest.fixture
def box(app: Flask, clock: Clock) -> Iterator[Box]:
    """A box at our stand-in for the carrier."""
    carrier = Carrier().start()
    gateways = gateways_to(carrier)
    settings = dataclasses.replace(app.config["SETTINGS"], carrier="twilio")
    yield Box(carrier, gateways, settings)
    gateways.close()
    carrier.stop()
