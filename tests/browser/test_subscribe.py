"""Subscribing in a real browser: on a phone and at a desk, by keyboard, in both themes, on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from scheduler import clock
from tests.browser.conftest import PHONE
from tests.world import World

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 Safari"


def test_from_the_agenda_to_the_own_phone(
    world: World, visit: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    start = clock.now().replace(hour=10, minute=0, second=0, tzinfo=None) + timedelta(days=9)
    world.published(start=start, end=start + timedelta(hours=1))
    phone = visit(phone=True, has_touch=True, user_agent=IPHONE)
    phone.goto("/bg/agenda?city=seoul")
    phone.get_by_role("link", name="Абонирайте се за тези събития").click()
    ways = phone.locator(".ways > li")
    expect(ways).to_have_count(4)
    expect(ways.first.get_by_role("link")).to_have_attribute(
        "href", f"webcal://{phone.url.split('/')[2]}/feeds/sofia-seoul.ics?city=seoul"
    )
    expect(phone.locator(".preview .entry-title")).to_have_text(
        "Топлоснабдяване в квартала / District heating"
    )
    expect(phone.locator(".qr")).to_be_hidden()
    accessible(phone)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read_and_reached(
    world: World, visit: Callable[..., Page], accessible: Callable[[Page], None], scheme: str
) -> None:
    world.visit_today()
    page = visit(color_scheme=scheme, locale="en-GB")
    page.goto("/en/subscribe")
    for steps in page.locator(".ways details summary").all():
        steps.focus()
        page.keyboard.press("Enter")
    expect(page.locator(".ways details[open]")).to_have_count(4)
    accessible(page)
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    accessible(page)


def test_the_address_is_copied(world: World, visit: Callable[..., Page]) -> None:
    page = visit(locale="en-GB", permissions=["clipboard-read", "clipboard-write"])
    page.goto("/en/subscribe?language=en&days=bars")
    page.get_by_role("button", name="Copy the address").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#chosen-address").inner_text()
    assert copied.endswith("/feeds/sofia-seoul.ics?lang=en&days=bars")


def test_without_scripts_and_on_paper_the_address_and_the_picture_stay(
    world: World, visit: Callable[..., Page]
) -> None:
    page = visit(java_script_enabled=False, locale="en-GB")
    page.goto("/en/subscribe")
    expect(page.locator("#chosen-address")).to_be_visible()
    expect(page.get_by_role("button", name="Copy the address")).to_be_hidden()
    expect(page.locator(".qr")).to_be_visible()
    page.set_viewport_size(PHONE)
    page.emulate_media(media="print")
    expect(page.locator(".qr")).to_be_visible()
    expect(page.locator("#chosen-address")).to_be_visible()
