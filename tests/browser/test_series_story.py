"""A fair hour for three cities becomes a series, in a real browser over real servers.

Elena announces the third city as Ulaanbaatar, finds an hour that suits all three, makes it a
monthly series from September to June, sees what the changes of the clocks do, moves one meeting
and calls off another. Then the feed and the messages are read by other people's code.
"""

from __future__ import annotations

import re
import urllib.request
from calendar import Calendar as Months
from collections.abc import Callable
from datetime import UTC, date, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event
from playwright.sync_api import Page, expect

from scheduler import clock
from tests.browser.test_story import _sign_in
from tests.live import Live
from tests.postbox import Postbox
from tests.world import World

INVITED = ("petar@sofia.example", "minseo@seoul.example")
SOFIA, SEOUL, ULAANBAATAR = (
    ZoneInfo(name) for name in ("Europe/Sofia", "Asia/Seoul", "Asia/Ulaanbaatar")
)
TUESDAY = 1


def test_a_fair_hour_becomes_a_series_that_survives_the_clocks(
    world: World, postbox: Postbox, served: Live, visit: Callable[..., Page]
) -> None:
    page, days = visit(), _first_tuesdays()
    _sign_in(page, postbox, "elena@sofia.example")
    _announce_ulaanbaatar(page)
    _find_an_hour(page, days[0])
    _make_it_a_series(page, days)
    invitations = {who: postbox.take(who).message for who in INVITED}
    address = page.url

    january, february = days[4], days[5]
    _call_off(page, january)
    called_off = {who: postbox.take(who).message for who in INVITED}
    page.goto(address)
    _move(page, february)
    moved = {who: postbox.take(who).message for who in INVITED}

    _read_the_feed(page, served, days)
    _read_the_messages(invitations, called_off, moved, days)


def _first_tuesdays() -> list[date]:
    """Return the first Tuesdays from the next September to the June after it."""
    today = clock.now().date()
    year = today.year + (today.month >= 8)
    months = [(year, month) for month in range(9, 13)]
    months += [(year + 1, month) for month in range(1, 7)]
    return [
        next(
            day
            for day in Months().itermonthdates(*month)
            if day.month == month[1] and day.weekday() == TUESDAY
        )
        for month in months
    ]


def _announce_ulaanbaatar(page: Page) -> None:
    page.goto("/bg/manage/cities/third-city/announcement")
    page.locator('[name="name-bg"]').fill("Улан Батор")
    page.locator('[name="name-en"]').fill("Ulaanbaatar")
    page.locator('[name="country"]').select_option("MN")
    page.locator('[name="zone"]').fill("Ulaanbaatar")
    page.get_by_role("button", name=re.compile("Обявяване на града|Обяв")).click()
    expect(page.get_by_role("status")).to_contain_text("Улан Батор")


def _find_an_hour(page: Page, day: date) -> None:
    """Ask for a week, see the suggestions, and choose an hour of a day by the keyboard."""
    page.goto("/bg/manage/programmes/sofia-seoul/planner")
    page.locator('[name="from"]').fill(f"{day:%d.%m.%Y}")
    page.locator('[name="to"]').fill(f"{day + timedelta(days=6):%d.%m.%Y}")
    page.get_by_role("button", name="Показване на удобните часове").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("В работното време на всички градове")
    expect(main).to_contain_text("Улан Батор")
    page.goto(f"{page.url}&day={day.isoformat()}")
    hour = page.locator(f'button[name="start"][value="{day.isoformat()}T10:00"].hour:visible')
    expect(hour).to_contain_text("10:00 ч. София")
    expect(hour).to_contain_text("16:00 ч. Сеул")
    expect(hour).to_contain_text("15:00 ч. Улан Батор")
    hour.press("Enter")
    expect(page.locator('[name="start_time"]')).to_have_value("10:00")


def _make_it_a_series(page: Page, days: list[date]) -> None:
    """Fill in the form that the hour came into, see what the clocks do, and invite."""
    page.get_by_label("Сесия на живо").check()
    page.locator('[name="title-bg"]').fill("Месечна среща на трите града")
    page.locator('[name="title-en"]').fill("Monthly meeting of the three cities")
    page.locator('details:has([name="repeats"]) > summary').click()
    page.locator('[name="repeats"]').select_option("month_nth")
    page.locator('[name="until"]').fill(f"30.6.{days[-1].year}")
    echo = page.locator("#echo")
    expect(echo).to_contain_text("първия вторник")
    # From November to March it is an hour later in both Asian cities; in Sofia it stays.
    expect(echo).to_contain_text(re.compile("17:00–18:00 ч. Сеул".replace(" ", r"\s")))
    expect(echo).to_contain_text(re.compile("16:00–17:00 ч. Улан Батор".replace(" ", r"\s")))
    page.get_by_role("button", name=re.compile("чернова")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Месечна среща")
    page.get_by_role("button", name=re.compile("Публикуване и изпращане")).click()
    expect(page.get_by_role("status")).to_be_visible()


def _meeting(page: Page, day: date, action: str) -> None:
    """Open what can be done to one meeting."""
    page.locator(f'a[href*="/meetings/{day.isoformat()}{action}"]').first.click()


def _call_off(page: Page, day: date) -> None:
    _meeting(page, day, "/cancellation")
    page.locator('[name="what"][value="one"]').check()
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("status")).to_be_visible()


def _move(page: Page, day: date) -> None:
    """Move a meeting to two days later, an hour earlier."""
    _meeting(page, day, "")
    later = day + timedelta(days=2)
    page.locator('[name="start_date"]').fill(f"{later:%d.%m.%Y}")
    page.locator('[name="start_time"]').fill("09:00")
    page.locator('[name="end_time"]').fill("10:00")
    page.locator("main button.primary").click()
    expect(page.get_by_role("status")).to_be_visible()


def _read_the_feed(page: Page, served: Live, days: list[date]) -> None:
    """Subscribe, and find every meeting at its hour in each of the three cities."""
    with urllib.request.urlopen(f"{served.url}/feeds/sofia-seoul.ics?all=1") as answer:
        calendar = Calendar.from_ical(answer.read())
    first, last = days[0], days[-1] + timedelta(days=1)
    found = recurring_ical_events.of(calendar).between(first, last)
    starts = sorted(event["DTSTART"].dt.astimezone(UTC) for event in found)
    clocks = [
        [f"{at.astimezone(zone):%H:%M}" for zone in (SOFIA, SEOUL, ULAANBAATAR)] for at in starts
    ]
    kept = [day for day in days if day not in {days[4], days[5]}]
    assert [at.astimezone(SOFIA).date() for at in starts] == sorted(
        [*kept, days[5] + timedelta(days=2)]
    )
    summer, winter = ["10:00", "16:00", "15:00"], ["10:00", "17:00", "16:00"]
    # September and October, then November and December; January is off, February moved.
    assert clocks[:4] == [summer, summer, winter, winter]
    assert clocks[4] == ["09:00", "16:00", "15:00"]
    assert clocks[5:] == [winter, summer, summer, summer]


def _read_the_messages(
    invitations: dict[str, EmailMessage],
    called_off: dict[str, EmailMessage],
    moved: dict[str, EmailMessage],
    days: list[date],
) -> None:
    for who in INVITED:
        series = _entry(invitations[who])
        rule = series["RRULE"]
        assert (rule["FREQ"], [str(day) for day in rule["BYDAY"]]) == (["MONTHLY"], ["1TU"])
        assert series["DTSTART"].params["TZID"] == "Europe/Sofia"
        off, other = _entry(called_off[who]), _entry(moved[who])
        assert {str(entry["UID"]) for entry in (series, off, other)} == {str(series["UID"])}
        assert off["RECURRENCE-ID"].dt.date() == days[4]
        assert off["STATUS"] == "CANCELLED"
        assert other["RECURRENCE-ID"].dt.date() == days[5]
        assert other["DTSTART"].dt.date() == days[5] + timedelta(days=2)
        assert series["SEQUENCE"] < off["SEQUENCE"] < other["SEQUENCE"]
    text = invitations["minseo@seoul.example"].get_body(("plain",))
    assert text is not None
    assert "Repeats: every month on the first Tuesday" in str(text.get_content())


def _entry(message: EmailMessage) -> Event:
    [part] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    [entry] = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    return entry
