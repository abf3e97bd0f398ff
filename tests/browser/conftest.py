"""A real Chromium and a server for it; skipped, with the reason, where none is."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Error, sync_playwright

from tests.browser.demo_clinic import open_demo
from tests.browser.serving import serving

NAMES = ("chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a worker; each test opens contexts of its own."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("no Chromium; on Debian: apt install chromium")
    # Chromium refuses its sandbox to root; what it shows here is our own.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        try:
            found = playwright.chromium.launch(executable_path=program, args=arguments)
        except Error as error:
            pytest.skip(f"Chromium does not start: {error.message.splitlines()[0]}")
        yield found
        found.close()


@pytest.fixture
def server(app: Flask) -> Iterator[str]:
    """The address of the service on this test's database. Commit what it shall see."""
    with serving(app) as address:
        yield address


@pytest.fixture
def demo_address(make_app: Callable[..., Flask]) -> Iterator[str]:
    """The address of a small demo clinic, open since a moment."""
    with open_demo(make_app) as address:
        yield address
