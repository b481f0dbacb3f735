"""The main job, end to end, in a real browser over real servers.

Elena plans a session, its bilingual invitations go out, Petar's calendar shows it; Ana registers
for a visit on a phone, Boris is next in line, Ana cancels, Boris hears that he has the seat.
"""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Callable
from datetime import timedelta

from icalendar import Calendar
from playwright.sync_api import Page, expect

from scheduler import clock
from tests.live import Live
from tests.postbox import Letter, Postbox
from tests.world import World

TITLE = {"bg": "Топлинни карти на града", "en": "Heat maps of the city"}


def test_the_three_people_do_the_main_thing(
    world: World, postbox: Postbox, served: Live, visit: Callable[..., Page]
) -> None:
    organizer = visit()
    _sign_in(organizer, postbox, "elena@sofia.example")
    _plan_a_session(organizer, postbox)

    participant = visit(phone=True, has_touch=True)
    _sign_in(participant, postbox, "petar@sofia.example")
    address = _subscribe(participant)
    assert _titles(address) == [
        f"{TITLE['bg']} / {TITLE['en']} (все още без отговор / not answered yet)"
    ]

    study = world.visit_today(capacity=1)
    ana = _register(visit(phone=True, has_touch=True), postbox, study.slug, "Ana")
    expect(ana.get_by_role("main")).to_contain_text("потвърдена")
    boris = _register(visit(phone=True, has_touch=True), postbox, study.slug, "Boris")
    expect(boris.get_by_role("main")).to_contain_text("списъка на чакащите")

    _cancel(ana)
    promoted = postbox.take("boris@sofia.example")
    assert "място" in str(promoted.message["Subject"]).lower()
    boris.reload()
    expect(boris.get_by_role("main")).to_contain_text("потвърдена")


def _sign_in(page: Page, postbox: Postbox, email: str) -> None:
    """Ask for the link, open it, and press its button."""
    page.goto("/bg/sign-in")
    page.get_by_label("имейл").or_(page.get_by_label("електронна поща")).first.fill(email)
    page.get_by_role("main").get_by_role("button").first.click()
    link = _link(postbox.take(email), "/bg/sign-in/")
    page.goto(link)
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("button", name="Изход", exact=True)).to_be_visible()


def _plan_a_session(page: Page, postbox: Postbox) -> None:
    """Fill in the form, see every city's time, save, publish and invite."""
    page.goto("/bg/manage/programmes/sofia-seoul/events/new")
    day = clock.now().date() + timedelta(days=40)
    page.get_by_label("Сесия на живо").check()
    page.locator('[name="title-bg"]').fill(TITLE["bg"])
    page.locator('[name="title-en"]').fill(TITLE["en"])
    page.locator('[name="start_date"]').fill(f"{day.day}.{day.month}.{day.year}")
    page.locator('[name="start_time"]').fill("10:00")
    page.locator('[name="end_time"]').fill("11:30")
    expect(page.locator("#echo")).to_contain_text("Сеул")
    page.get_by_role("button", name=re.compile("чернова|Save as draft")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE["bg"])
    page.get_by_role("button", name=re.compile("двама|2|two")).click()
    letters = {postbox.take(who).recipients[0] for who in INVITED}
    assert letters == set(INVITED)


INVITED = ("petar@sofia.example", "minseo@seoul.example")


def _subscribe(page: Page) -> str:
    """Make a personal calendar address, and return it."""
    page.goto("/bg/me")
    page.get_by_role("button", name=re.compile("календар")).first.click()
    return page.locator("code.address").first.inner_text().strip()


def _titles(address: str) -> list[str]:
    with urllib.request.urlopen(address) as answer:
        calendar = Calendar.from_ical(answer.read())
    return [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]


def _register(page: Page, postbox: Postbox, slug: str, name: str) -> Page:
    """Answer the questions, check the answers, register, and confirm by the link in the mail."""
    email = f"{name.lower()}@sofia.example"
    page.goto(f"/bg/events/{slug}")
    page.get_by_role("link", name=re.compile("Регистр|чакащите")).first.click()
    page.locator('[name="name"]').fill(f"{name} Ivanov")
    page.get_by_label("София").check()
    page.locator('[name="email"]').fill(email)
    page.get_by_label("български", exact=False).first.check()
    page.locator('button[value="check"]').click()
    page.locator('button[value="register"]').click()
    link = _link(postbox.take(email), "/bg/registrations/")
    page.goto(link)
    page.get_by_role("main").get_by_role("button").first.click()
    postbox.take(email)
    return page


def _cancel(page: Page) -> None:
    """Give the place back: a link leads to what it means, a button does it."""
    page.get_by_role("link", name="Отмяна на регистрацията").click()
    page.get_by_role("button", name=re.compile("Отмяна на регистрацията")).click()
    expect(page.get_by_role("main")).to_contain_text("отменена")


def _link(letter: Letter, path: str) -> str:
    """Return the first link of a letter to that path."""
    text = next(p for p in letter.message.walk() if p.get_content_type() == "text/plain")
    found = re.search(rf"http\S+{path}\S+", text.get_content())
    assert found is not None, text.get_content()
    return found[0]
