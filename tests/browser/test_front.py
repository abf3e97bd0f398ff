"""The first page fits every screen and is open to everybody's means."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

WIDTHS = (360, 1280)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_door_fits_and_is_accessible(
    browser: Browser, server: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    page = context.new_page()
    page.goto(f"{server}/sign-in")
    widest = page.evaluate("document.documentElement.scrollWidth")
    found = Axe().run(page)
    context.close()
    assert widest <= width
    assert found.violations_count == 0, found.generate_report()
