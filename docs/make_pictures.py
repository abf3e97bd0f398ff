"""Make the pictures of the README: a fresh demo, seen by a real browser.

Run it from the house's root, ``python docs/make_pictures.py``; it needs the packages of
``requirements-dev.txt`` and Chromium, and replaces what is in ``docs/pictures``. Leaves
nothing else behind.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HOUSE = Path(__file__).resolve().parent.parent
PICTURES = HOUSE / "docs" / "pictures"
PATIENCE_S = 180
WIDE = {"width": 1280, "height": 840}
SMALL = {"width": 360, "height": 760}


@contextmanager
def served_demo() -> Iterator[str]:
    """Serve a new demo clinic and yield its address once it is filled."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        settings = {
            "DIARY_INSTANCE": folder,
            "DIARY_DEMO": "on",
            "DIARY_LOG_LEVEL": "ERROR",
            "PORT": str(port),
        }
        server = _start({**os.environ, **settings}, Path(folder))
        try:
            yield _when_filled(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait()


def _start(environment: dict[str, str], folder: Path) -> subprocess.Popen[bytes]:
    keys = f"from pathlib import Path; make_keys(Path({str(folder)!r}))"
    for command in (
        ["-c", f"from diary.config import make_keys; {keys}"],
        ["-m", "flask", "db", "upgrade"],
    ):
        subprocess.run(
            [sys.executable, *command], cwd=HOUSE, env=environment, check=True
        )
    serve = [sys.executable, "-m", "gunicorn", "wsgi:app"]
    return subprocess.Popen(serve, cwd=HOUSE, env=environment)


def _when_filled(address: str) -> str:
    """Wait until the front page leads to the phone."""
    for _ in range(PATIENCE_S):
        time.sleep(1)
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310
                if answer.url.endswith("/phone"):
                    return address
        except OSError:
            continue
    raise SystemExit("The demo clinic was not filled in time.")


def main() -> None:
    """Walk through the first minute and take a picture at every stop."""
    PICTURES.mkdir(exist_ok=True)
    program = shutil.which("chromium") or shutil.which("google-chrome")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with served_demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        _form(browser, address)
        _story(browser, address)
        browser.close()


def _story(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=WIDE)
    page.goto(address)
    page.get_by_role("button", name="6, bit dizzy").click()
    page.get_by_role("button", name="To the next text").click()
    page.get_by_role("button", name="sister Ana").click()
    _take(page, "phone")
    page.emulate_media(color_scheme="dark")
    _take(page, "phone-dark")
    page.emulate_media(color_scheme="light")
    page.get_by_role("button", name="as the clinician").click()
    _take(page, "patient")
    page.goto(f"{address}/today")
    _take(page, "today")
    page.goto(f"{address}/phone")
    page.get_by_role("button", name="A dangerous text").click()
    _take(page, "on-call")
    page.goto(f"{address}/alerts")
    _take(page, "alerts")


def _form(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=SMALL)
    page.goto(f"{address}/phone")
    link = page.locator(".talk a").last.get_attribute("href")
    page.goto(link or address)
    page.locator("label[for=mood6]").click()
    _take(page, "form")
    page.close()


def _take(page: Page, name: str) -> None:
    page.wait_for_load_state()
    page.screenshot(path=PICTURES / f"{name}.png")
    print(f"docs/pictures/{name}.png")


if __name__ == "__main__":
    main()
