"""The newcomer's first minute: a text becomes what the clinic sees."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

Scheme = Literal["light", "dark"]


@contextmanager
def opened(
    browser: Browser,
    address: str,
    width: int = 1280,
    scheme: Scheme = "light",
    scripts: bool = True,
) -> Iterator[Page]:
    """Open an address in a browser of its own, closed at the end."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        java_script_enabled=scripts,
    )
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def widest(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


def seen(page: Page) -> str:
    return page.locator(".seen").inner_text()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_text_appears_on_the_clinics_side(
    browser: Browser, demo_address: str, scripts: bool
) -> None:
    with opened(browser, demo_address, scripts=scripts) as page:
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Be Maya for a minute"
        )
        page.get_by_label("Write as Maya").fill("6")
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".talk li p").last).to_contain_text("6 of 10")
        assert "Mood 6" in seen(page)
        assert "just now" in seen(page)
        page.get_by_role("button", name="as the clinician").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Maya")
        expect(page.locator("main")).to_contain_text("6")


@pytest.mark.parametrize(("first", "at"), [("7", "10:00 AM"), ("", "10:30 AM")])
def test_the_clock_brings_the_ride_question_and_the_answer_settles_it(
    browser: Browser, demo_address: str, first: str, at: str
) -> None:
    with opened(browser, demo_address) as page:
        if first:
            page.get_by_role("button", name=first, exact=True).click()
            expect(page.locator(".talk li p").last).to_contain_text("7 of 10")
        page.get_by_role("button", name="To the next text").click()
        expect(page.locator(".clock time")).to_contain_text(at)
        expect(page.locator(".talk li p").last).to_contain_text("Reply Y or N")
        page.get_by_role("button", name="Y", exact=True).click()
        expect(page.locator(".seen .chip")).to_contain_text("Set")
        assert "is set" in page.locator(".log").inner_text()


def test_a_page_left_open_shows_what_came_since(
    browser: Browser, demo_address: str
) -> None:
    with (
        opened(browser, f"{demo_address}/phone") as page,
        opened(browser, f"{demo_address}/phone") as other,
    ):
        other.get_by_role("button", name="7", exact=True).click()
        expect(page.locator(".talk li.own p").last).to_have_text("7", timeout=9000)


def test_the_link_in_a_text_opens_the_form_on_a_poor_phone(
    browser: Browser, demo_address: str
) -> None:
    with opened(browser, demo_address, width=360) as page:
        link = page.locator(".talk li a").last.get_attribute("href")
    assert link
    with opened(browser, link, width=360, scripts=False) as page:
        assert "Maya" not in page.locator("body").inner_text()
        page.locator("label", has_text="7").first.click()
        page.locator("main form button[type=submit], main form button").last.click()
        page.wait_for_load_state()
    with opened(browser, demo_address, scripts=False) as page:
        assert "Mood 7" in seen(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_dangerous_text_is_answered_and_taken_by_who_is_on_call(
    browser: Browser, demo_address: str, scripts: bool
) -> None:
    with opened(browser, demo_address, width=360, scripts=scripts) as page:
        page.get_by_role("button", name="A dangerous text").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Dr. Lena Osei")
        expect(page.locator(".talk li p").last).to_contain_text("reply ACK")
        assert not page.locator(".stage svg.chart").count()

        page.get_by_role("button", name="ACK").click()
        expect(page.locator(".talk li p").last).to_contain_text("it is yours")
        assert "Taken by Dr. Lena Osei" in seen(page)

        page.locator(".seen dd a").click()
        expect(page.locator(".talk li p").last).to_contain_text("988")
        assert "Somebody at the clinic took the alert" in seen(page)


def test_the_link_of_a_page_leads_to_the_alert(
    browser: Browser, demo_address: str
) -> None:
    with opened(browser, demo_address) as page:
        page.get_by_role("button", name="A dangerous text").click()
        _check(page, "phone on call")
        page.set_viewport_size({"width": 320, "height": 800})
        _check(page, "phone on call, narrow")
        link = page.locator(".talk li a").last.get_attribute("href")
        page.goto(link or "")
        page.get_by_role("button", name="Dr. Lena Osei").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Alerts")
        expect(page.locator("blockquote")).to_contain_text("better off without me")


def test_the_pages_of_the_demo_fit_and_are_accessible(
    browser: Browser, demo_address: str
) -> None:
    schemes: tuple[Scheme, ...] = ("light", "dark")
    for scheme in schemes:
        with opened(browser, demo_address, scheme=scheme) as page:
            _check(page, "phone")
            page.set_viewport_size({"width": 320, "height": 800})
            _check(page, "phone, narrow")
            page.get_by_role("button", name="as the clinician").click()
            for path in ("", "/today", "/patients", "/alerts", "/inbox", "/tasks"):
                if path:
                    page.goto(f"{demo_address}{path}")
                page.set_viewport_size({"width": 1280, "height": 800})
                _check(page, path or "patient")
                page.set_viewport_size({"width": 320, "height": 800})
                assert widest(page) <= 320, path or "patient"


def _check(page: Page, name: str) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert widest(page) <= width, name
