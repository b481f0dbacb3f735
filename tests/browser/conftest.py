"""A real browser: one for all tests of a process, a fresh profile for each of them.

A page that writes an error to the console, whose script breaks, or that the content security
policy had to hold back, fails its test. What a failed test saw is kept in test-results/.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from config import ROOT
from tests.live import Live

NAMES = ("chromium", "chromium-browser", "google-chrome")
# In a container, as root, chromium has no sandbox of its own and little shared memory.
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SEEN = ROOT / "test-results"
_FAILED = pytest.StashKey[bool]()

expect.set_options(timeout=10_000)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[Any]:
    """Remember whether the test failed, for the fixture that keeps what it saw."""
    report = yield
    if report.when == "call":
        item.stash[_FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the chromium of this machine, or else Playwright's own."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def served(live: Live) -> Live:
    """Return the product at work: its web server and its worker, on the database of `app`."""
    live.serve()
    live.command("worker")
    return live


@pytest.fixture
def visit(
    browser: Browser, served: Live, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page for one more person, each with cookies of their own."""
    visitors: list[BrowserContext] = []
    with ExitStack() as stack:

        def come(*, phone: bool = False, locale: str = "bg-BG", **options: Any) -> Page:
            context = browser.new_context(
                base_url=served.url,
                viewport=PHONE if phone else DESKTOP,
                locale=locale,
                **options,
            )
            complaints: list[str] = []
            visitors.append(context)
            stack.callback(_leave, context, request.node, complaints, len(visitors))
            return _listen(context.new_page(), complaints)

        yield come


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    """Return a page on a desk, 1280 pixels wide."""
    return visit()


@pytest.fixture
def phone(visit: Callable[..., Page]) -> Page:
    """Return a page on a phone, 390 pixels wide."""
    return visit(phone=True, has_touch=True)


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Return a function that holds a page to WCAG 2.2 AA, as far as a machine can."""
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}

    def hold(page: Page) -> None:
        found = Axe().run(page, options=rules)
        assert found.violations_count == 0, found.generate_report()

    return hold


def _listen(page: Page, complaints: list[str]) -> Page:
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda said: (
            complaints.append(f"{page.url}: {said.text}") if said.type == "error" else None
        ),
    )
    return page


def _leave(context: BrowserContext, test: pytest.Item, complaints: list[str], visitor: int) -> None:
    if test.stash.get(_FAILED, True):
        _keep(context, f"{test.name}-{visitor}")
    context.close()
    # A refused form answers 4xx, which chromium reports as a resource that failed to load.
    assert [one for one in complaints if "the server responded with a status of 4" not in one] == []


def _keep(context: BrowserContext, name: str) -> None:
    SEEN.mkdir(exist_ok=True)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    for number, page in enumerate(context.pages):
        path = Path(SEEN, f"{name}{worker}-{number}")
        page.screenshot(path=path.with_suffix(".png"), full_page=True)
        path.with_suffix(".html").write_text(page.content())
