# ruff: noqa: INP001, S101 - a script beside its pictures, not a package; it may assert
"""Take the pictures of README.md from the running product.

    .venv/bin/python docs/pictures/take.py

Opens the demo in a folder of its own, looks at it with the chromium of this machine (or
Playwright's own) and writes the .png files beside this one. Nothing else is left behind.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from playwright.sync_api import sync_playwright  # noqa: E402 - the project's folder comes first

from bench.installations import with_demo  # noqa: E402
from tests.live import at_work  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
DESK = {"viewport": {"width": 1280, "height": 1040}, "locale": "en-GB", "color_scheme": "light"}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
DAY = PHONE | {"locale": "bg-BG", "color_scheme": "light"}
NIGHT = PHONE | {"locale": "en-GB", "color_scheme": "dark"}
TAKEN: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("home", "/en/", DESK),
    ("agenda-bg", "/bg/agenda", DAY),
    ("visit-bg", "/bg/events/study-visit-to-seoul", DAY),
    ("home-dark", "/en/", NIGHT),
    ("subscribe", "/en/subscribe?programme=sofia-seoul", DESK),
)


def main() -> None:
    """Take all pictures."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    with with_demo() as settings, at_work(settings) as live, sync_playwright() as playwright:
        server = live.serve()
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        for name, address, how in TAKEN:
            page = browser.new_page(base_url=live.url, **how)
            shoot(page, page.goto(address), name)
            page.close()
        organizer(browser, live.url)
        browser.close()
        server.stop()


def organizer(browser: Browser, url: str) -> None:
    """Take what the organizer in Sofia sees first: the session that needs a better hour.

    Then the planner that finds one for all of her cities.
    """
    page = browser.new_page(base_url=url, **DESK)
    page.goto("/en/")
    with page.expect_navigation() as arrival:
        page.locator("form[action$='/demo/sign-in/organizer-sofia'] button").click()
    shoot(page, arrival.value, "organizer")
    shoot(page, page.goto("/en/manage/programmes/sofia-seoul/planner"), "planner")


def shoot(page: Page, answer: Response | None, name: str) -> None:
    """Write what is seen now; a picture of an error is none."""
    assert answer is not None, f"{name}: nothing answered"
    assert answer.ok, f"{name}: {page.url} answered {answer.status}"
    page.wait_for_load_state("networkidle")
    page.screenshot(path=HERE / f"{name}.png")


if __name__ == "__main__":
    main()
