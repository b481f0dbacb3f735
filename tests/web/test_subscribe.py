"""Subscribing: every public feed's address as text, with what was chosen on the way."""

from __future__ import annotations

import html
import re
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from scheduler.actions import scheduling
from scheduler.db import db, transaction
from scheduler.models import CalendarText, Event, Programme, Theme, VisitItem
from scheduler.models.programme import ProgrammeTheme
from scheduler.web.subscribing import qr
from tests.counting import statements
from tests.web.posting import said, sign_in
from tests.world import NOW, World

FEED = "http://scheduler.example/feeds/sofia-seoul.ics"
HEADINGS = {
    "apple": "Apple Calendar, and other programs on this device",
    "google": "Google Calendar",
    "outlook": "Outlook on the web, and the new Outlook",
    "copy": "Thunderbird, Nextcloud and every other program",
}
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15"
IPAD = "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15"
ANDROID = "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 Chrome/150 Mobile"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Edg/150"
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"


def address(page: str) -> str:
    """Return the chosen feed's address as it stands on the page."""
    found = re.search(r'<code class="address" id="chosen-address">([^<]*)</code>', page)
    assert found
    return html.unescape(found[1])


def other(slug: str, **more: object) -> None:
    """Store one more programme."""
    with transaction():
        db.session.add(Programme(slug=slug, name={"en": slug}, languages=["en"], **more))


def test_every_public_feed_stands_as_text(client: FlaskClient, world: World) -> None:
    other("network", position=2)
    other("archive", position=3)
    text = said(client.get("/en/subscribe"))
    assert FEED in text
    assert "http://scheduler.example/feeds/network.ics" in text
    assert "http://scheduler.example/feeds/archive.ics" in text


@pytest.mark.usefixtures("stopped_clock")
def test_what_stands_there_can_be_fetched(client: FlaskClient, world: World) -> None:
    world.published()
    chosen = address(client.get("/en/subscribe?city=sofia&language=en&days=bars").text)
    answer = client.get(chosen.removeprefix("http://scheduler.example"))
    assert answer.status_code == 200
    assert "SUMMARY;LANGUAGE=en:District heating" in answer.text


@pytest.mark.parametrize(
    ("query", "feed"),
    [
        ("", ""),
        ("city=sofia", "?city=sofia"),
        (
            "programme=sofia-seoul&city=sofia&city=seoul&theme=innovation&kind=city_visit",
            "?city=sofia&city=seoul&theme=innovation&kind=city_visit",
        ),
        ("language=bg", "?lang=bg"),
        ("language=both", ""),
        ("days=bars", "?days=bars"),
        ("city=seoul&language=en&days=bars", "?city=seoul&lang=en&days=bars"),
        # what nobody knows is left out
        ("city=atlantis&kind=party", ""),
        ("language=xx", ""),
        ("days=%00", ""),
        ("lang=bg", ""),
        ("all=1", "?all=1"),
        ("kind=event&days=bars&all=1", "?kind=event&days=bars&all=1"),
        ("all=yes", ""),
    ],
)
def test_the_address_carries_what_was_chosen(
    client: FlaskClient, world: World, query: str, feed: str
) -> None:
    answer = client.get(f"/en/subscribe?{query}")
    assert answer.status_code == 200
    assert address(answer.text) == f"{FEED}{feed}"


def test_the_chosen_filters_stand_in_words(client: FlaskClient, world: World) -> None:
    text = said(client.get("/en/subscribe?city=seoul&kind=city_visit&theme=innovation"))
    assert "Only: Seoul, innovation, city visit. Take all filters off" in text
    assert "All public events of the programme." in said(client.get("/en/subscribe"))


def test_an_unknown_filter_is_told(client: FlaskClient, world: World) -> None:
    text = said(client.get("/en/subscribe?city=atlantis"))
    assert "There is no filter “atlantis” in this programme; it has been left out." in text


def test_language_and_days_are_links_that_keep_the_rest(client: FlaskClient, world: World) -> None:
    page = client.get("/en/subscribe?city=sofia&language=bg&days=bars").text
    kept = "/en/subscribe?city=sofia&amp;programme=sofia-seoul"
    assert f'href="{kept}&amp;language=en&amp;days=bars" lang="en">English' in page
    assert f'href="{kept}&amp;language=bg">with every item' in page
    assert f'href="{kept}&amp;days=bars">all languages' in page


def test_the_other_language_of_the_page_keeps_that_of_the_feed(
    client: FlaskClient, world: World
) -> None:
    page = client.get("/en/subscribe?city=sofia&language=en").text
    assert '<a href="/bg/subscribe?city=sofia&amp;language=en" lang="bg"' in page
    assert address(client.get("/bg/subscribe?city=sofia&language=en").text).endswith(
        "?city=sofia&lang=en"
    )


def test_each_kind_of_calendar_gets_the_address_as_it_likes_it(
    client: FlaskClient, world: World
) -> None:
    page = html.unescape(client.get("/en/subscribe?city=sofia&language=bg").text)
    assert 'href="webcal://scheduler.example/feeds/sofia-seoul.ics?city=sofia&lang=bg"' in page
    encoded = "scheduler.example%2Ffeeds%2Fsofia-seoul.ics%3Fcity%3Dsofia%26lang%3Dbg"
    assert f'href="https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F{encoded}"' in page
    rest = f"url=http%3A%2F%2F{encoded}&name=Sofia%20%E2%80%93%20Seoul"
    for host in ("outlook.office.com", "outlook.live.com"):
        assert f'href="https://{host}/calendar/0/addfromweb?{rest}"' in page
    assert f'<a class="button secondary" href="{FEED}?city=sofia&lang=bg" download>' in page


@pytest.mark.parametrize(
    ("device", "order"),
    [
        (IPHONE, ["apple", "google", "outlook", "copy"]),
        (IPAD, ["apple", "google", "outlook", "copy"]),
        (MAC, ["apple", "google", "outlook", "copy"]),
        (ANDROID, ["google", "apple", "outlook", "copy"]),
        (WINDOWS, ["outlook", "apple", "google", "copy"]),
        (LINUX, ["copy", "apple", "google", "outlook"]),
        ("", ["copy", "apple", "google", "outlook"]),
    ],
)
def test_what_fits_the_device_comes_first_and_nothing_is_hidden(
    client: FlaskClient, world: World, device: str, order: list[str]
) -> None:
    answer = client.get("/en/subscribe", headers={"User-Agent": device})
    found = {way: answer.text.index(f"<h3>{name}</h3>") for way, name in HEADINGS.items()}
    assert sorted(found, key=lambda way: found[way]) == order
    ways = answer.text.partition('<ol class="ways">')[2].partition("</ol>\n  <p>")[0]
    first = ways.partition("</li>")[0]
    assert "button primary" in first
    # No cache keeps one reader's order for another.
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_another_programme_can_be_chosen(client: FlaskClient, world: World) -> None:
    other("network", position=2)
    page = client.get("/en/subscribe?programme=network").text
    assert address(page) == "http://scheduler.example/feeds/network.ics"
    assert FEED in page


@pytest.mark.parametrize("slug", ["nothing", "%00", "mine", "a" * 3000])
def test_an_unknown_programme_gives_way_to_the_first(
    client: FlaskClient, world: World, slug: str
) -> None:
    answer = client.get(f"/en/subscribe?programme={slug}")
    assert answer.status_code == 200
    assert address(answer.text) == FEED


def test_refreshing_and_leaving_are_told_in_plain_words(client: FlaskClient, world: World) -> None:
    text = said(client.get("/en/subscribe"))
    assert "A change shows after up to a day: Google asks every 4 to 24 hours" in text
    assert "A change shows after some hours, sometimes after a day: Outlook asks by itself" in text
    assert "Thunderbird asks for changes every 30 minutes unless you set it otherwise" in text
    assert text.count("To unsubscribe:") == len(HEADINGS)
    assert "The app on a phone cannot add a calendar by its address." in text


def test_a_file_is_told_apart_from_a_subscription(client: FlaskClient, world: World) -> None:
    text = said(client.get("/en/subscribe"))
    assert "Subscribe: changes come by themselves" in text
    assert "Only once: a file that does not update Download the file A file holds" in text
    event = world.published()
    words = "It does not update: later changes reach only those who subscribe."
    assert words in text
    assert words in said(client.get(f"/en/events/{event.slug}"))


@pytest.mark.usefixtures("stopped_clock")
def test_the_window_is_told_and_the_whole_can_be_chosen(client: FlaskClient, world: World) -> None:
    answer = client.get("/en/subscribe?city=sofia")
    days = "today these are the days from 24 September 2026 to 23 May 2028."
    assert f"from 60 days ago to 18 months ahead: {days}" in said(answer)
    whole = "/en/subscribe?city=sofia&programme=sofia-seoul&all=1"
    assert f'href="{html.escape(whole)}">everything, the whole past too' in answer.text
    answer = client.get(whole)
    assert address(answer.text) == f"{FEED}?city=sofia&all=1"
    assert "The calendar holds everything that was ever announced" in said(answer)


@pytest.mark.usefixtures("stopped_clock")
def test_the_window_on_the_page_is_that_of_the_feed(client: FlaskClient, world: World) -> None:
    last, after = date(2028, 5, 23), date(2028, 5, 25)
    inside = world.published(start=last, end=last, all_day=True, zone="Europe/Sofia")
    outside = world.published(start=after, end=after, all_day=True, zone="Europe/Sofia")
    body = client.get("/feeds/sofia-seoul.ics").text
    assert inside.uid in body
    assert outside.uid not in body


def test_who_is_signed_in_is_led_to_their_own_calendar(client: FlaskClient, world: World) -> None:
    assert "Sign in" in said(client.get("/en/subscribe"))
    sign_in(client, world.petar)
    answer = client.get("/en/subscribe")
    assert "On your page you can make calendars of your own" in said(answer)
    assert 'href="/en/me#calendar">My calendars</a>' in answer.text.partition("<main")[2]
    assert 'id="calendar"' in client.get("/en/me").text


def test_the_page_asks_as_much_for_three_programmes_as_for_one(
    client: FlaskClient, world: World
) -> None:
    with statements() as one:
        client.get("/en/subscribe")
    other("network", position=2)
    other("archive", position=3)
    with statements() as three:
        client.get("/en/subscribe")
    assert len(three) == len(one) < 12


def test_an_empty_house_says_so(client: FlaskClient) -> None:
    assert "No programme has been set up yet." in said(client.get("/en/subscribe"))


@pytest.mark.usefixtures("stopped_clock")
def test_where_all_is_past_the_whole_calendar_is_offered(client: FlaskClient, world: World) -> None:
    assert "No event in the coming 18 months" not in said(client.get("/en/subscribe"))
    world.published(start=datetime(2019, 3, 10, 10), end=datetime(2019, 3, 10, 11))
    answer = client.get("/en/subscribe?kind=live_session")
    there = "/en/subscribe?kind=live_session&amp;programme=sofia-seoul&amp;all=1"
    assert "No event in the coming 18 months; the past ones are in the whole" in said(answer)
    assert f'href="{there}">Choose the whole calendar' in answer.text
    world.published()
    assert "No event in the coming" not in said(client.get("/en/subscribe?kind=live_session"))


@pytest.mark.usefixtures("stopped_clock")
def test_the_next_three_entries_stand_there_as_the_feed_writes_them(
    client: FlaskClient, world: World
) -> None:
    series = world.published(rule="FREQ=WEEKLY;COUNT=4", start=at(2, 10), end=at(2, 11))
    cancelled = world.published(start=at(3, 9), end=at(3, 10), venue={"en": "Town hall"})
    with transaction():
        scheduling.cancel(cancelled, by=world.elena, now=NOW)
        repeating_one = series.occurrences[1]
        repeating_one.status = "cancelled"
    world.published(start=at(30, 10), end=at(30, 11))
    answer = client.get("/en/subscribe")
    assert titles(answer.text) == [
        "Топлоснабдяване в квартала / District heating",
        "Отменено / Cancelled: Топлоснабдяване в квартала / District heating",
        "Топлоснабдяване в квартала / District heating",
    ]
    preview = said(answer).partition("The next entries, as your calendar will have them")[2]
    assert "Wed, 25 November 2026 10:00–11:00 Sofia (UTC+2)" in preview
    assert "17:00–18:00 Seoul (UTC+9)" in preview
    assert "Wed, 9 December 2026 10:00–11:00" in preview
    assert "Столична община / Sofia Municipality" in preview
    assert "сесия на живо · иновации · София · Сеул · live session · innovation" in preview
    assert "to be announced" not in preview
    assert titles(client.get("/en/subscribe?language=bg").text)[0] == "Топлоснабдяване в квартала"
    body = client.get("/feeds/sofia-seoul.ics?lang=bg").text
    assert "SUMMARY;LANGUAGE=bg:Отменено: Топлоснабдяване" in body.replace("\r\n ", "")


@pytest.mark.usefixtures("stopped_clock")
def test_a_visit_shows_its_bar_and_its_items_or_its_bar_alone(
    client: FlaskClient, world: World
) -> None:
    visit = world.visit()
    with transaction():
        visit.visit.items = [item("Second", 2, time(9)), item("First", 1, time(14), time(15))]
    world.published(start=datetime(2027, 5, 10, 9), end=datetime(2027, 5, 10, 10))
    name = "Учебно посещение в Сеул / Study visit to Seoul"
    session = "Топлоснабдяване в квартала / District heating"
    answer = client.get("/en/subscribe")
    assert titles(answer.text) == [name, "First", session]
    assert "14:00–15:00 Seoul (UTC+9)" in said(answer)
    assert "08:00–09:00 Sofia (UTC+3)" in said(answer)
    assert titles(client.get("/en/subscribe?days=bars").text) == [name, session]


def test_an_exception_of_a_series_shows_as_it_is(
    client: FlaskClient, world: World, stopped_clock: time_machine.Traveller
) -> None:
    series = world.published(rule="FREQ=WEEKLY;COUNT=3", start=at(2, 10), end=at(2, 11))
    with transaction():
        series.occurrences[0].own = {"title": {"en": "Kick-off"}}
    assert titles(client.get("/en/subscribe").text)[0] == "Kick-off"
    stopped_clock.shift(timedelta(days=3))
    assert "Kick-off" not in client.get("/en/subscribe").text


@pytest.mark.usefixtures("stopped_clock")
def test_entries_in_another_language_say_so_to_the_browser(
    client: FlaskClient, world: World
) -> None:
    world.published()
    assert '<li class="entry preview" lang="bg">' in client.get("/en/subscribe?language=bg").text
    assert '<li class="entry preview">' in client.get("/bg/subscribe?language=bg").text
    assert '<li class="entry preview">' in client.get("/en/subscribe").text


@pytest.mark.usefixtures("stopped_clock")
def test_nothing_ahead_is_said(client: FlaskClient, world: World) -> None:
    text = said(client.get("/en/subscribe"))
    assert "Nothing lies ahead yet. What is announced will appear by itself." in text


def test_an_address_that_google_refuses_is_told(client: FlaskClient, world: World) -> None:
    warning = "Google takes 255 at most, and refuses a longer one without a word."
    page, query = client.get("/en/subscribe"), "city=sofia&theme=innovation&kind=event"
    assert warning not in said(page)
    with transaction():
        for number in range(3):
            theme = Theme(slug=f"{'longer-' * 9}{number}", name={"en": f"theme {number}"})
            world.programme.theme_links.append(ProgrammeTheme(theme=theme, kind="topic"))
            query += f"&theme={theme.slug}"
    page = client.get(f"/en/subscribe?{query}")
    assert f"This address has {len(address(page.text))} characters; {warning}" in said(page)
    assert "take a calendar of your own, whose address is short: Sign in" in said(page)
    sign_in(client, world.petar)
    page = client.get(f"/en/subscribe?{query}")
    assert "take a calendar of your own, whose address is short: My calendars" in said(page)


def test_a_phone_gets_the_address_of_the_page_with_all_that_was_chosen(
    client: FlaskClient, world: World
) -> None:
    page = client.get("/bg/subscribe?city=sofia&language=en&all=1").text
    shown = "http://scheduler.example/bg/subscribe?city=sofia&programme=sofia-seoul"
    found = qr.picture(f"{shown}&language=en&all=1")
    assert found is not None
    assert f'viewBox="0 0 {found.side} {found.side}" role="img" aria-label="' in page
    assert f'<path d="{found.path}" fill="#000"' in page


def test_an_address_too_long_for_a_picture_is_told(client: FlaskClient, world: World) -> None:
    query = "programme=sofia-seoul"
    with transaction():
        for number in range(9):
            theme = Theme(slug=f"{'longer-' * 11}{number}", name={"en": f"theme {number}"})
            world.programme.theme_links.append(ProgrammeTheme(theme=theme, kind="topic"))
            query += f"&theme={theme.slug}"
    answer = client.get(f"/en/subscribe?{query}")
    assert answer.status_code == 200
    assert "With so many filters the address is too long for a picture" in said(answer)


def test_another_programme_keeps_what_means_the_same_there(
    client: FlaskClient, world: World
) -> None:
    other("network", position=2)
    page = client.get("/en/subscribe?city=sofia&kind=event&language=bg&days=bars").text
    assert (
        'href="/en/subscribe?kind=event&amp;programme=network&amp;language=bg&amp;days=bars"'
        in page
    )
    assert "http://scheduler.example/feeds/network.ics?lang=bg&amp;days=bars" in page


def test_cities_themes_and_kinds_are_chosen_here_too(client: FlaskClient, world: World) -> None:
    page = client.get("/en/subscribe?city=sofia").text
    rest = "programme=sofia-seoul"
    assert f'<a href="/en/subscribe?{rest}" aria-current="true">Sofia</a>' in page
    assert f'<a href="/en/subscribe?city=sofia&amp;city=seoul&amp;{rest}">Seoul</a>' in page
    assert f'<a href="/en/subscribe?city=sofia&amp;theme=innovation&amp;{rest}">' in page
    assert f'<a href="/en/subscribe?city=sofia&amp;kind=city_visit&amp;{rest}">' in page


LARGER = "This calendar is larger than 1 MB today, and Google may refuse it."


@pytest.mark.usefixtures("stopped_clock")
def test_a_calendar_too_large_for_google_parts_into_narrower_ones(
    client: FlaskClient, world: World
) -> None:
    weigh(world.published(), 600_000)
    weigh(world.published(kind="event", cities=("sofia",)), 300_000)
    answer = client.get("/en/subscribe")
    assert LARGER not in said(answer)
    assert "The file has about 902 kB today." in said(answer)
    weigh(world.published(kind="event", themes=()), 100_000)
    answer = client.get("/en/subscribe?language=both")
    assert "The file has about" not in said(answer)
    told = said(answer).partition(LARGER)[2].partition("Subscribe: changes come")[0]
    assert told.startswith(" Nothing has been left out of it. Narrower ones to choose from,")
    assert "City Sofia · 3 events Seoul · 2 events" in told
    assert "Theme innovation · 2 events" in told
    assert "Kind event · 2 events live session · 1 event" in told
    rest = "programme=sofia-seoul"
    assert f'href="/en/subscribe?city=seoul&amp;{rest}">Seoul · 2 events</a>' in answer.text
    assert LARGER not in said(client.get("/en/subscribe?city=seoul&city=sofia&kind=event"))
    assert LARGER not in said(client.get("/en/subscribe?language=bg"))


@pytest.mark.usefixtures("stopped_clock")
def test_narrower_calendars_keep_what_is_chosen(client: FlaskClient, world: World) -> None:
    weigh(world.published(), 700_000)
    weigh(world.published(start=datetime(2019, 3, 10, 10), end=datetime(2019, 3, 10, 11)), 400_000)
    assert LARGER not in said(client.get("/en/subscribe"))
    query = "city=sofia&city=seoul&kind=live_session"
    answer = client.get(f"/en/subscribe?{query}&all=1")
    told = answer.text.partition(LARGER)[2].partition("</nav>")[0]
    chosen = "kind=live_session&amp;city=seoul&amp;programme=sofia-seoul&amp;all=1"
    assert f'href="/en/subscribe?{chosen}">Seoul · 2 events</a>' in told
    assert "Kind" not in told
    window = f"/en/subscribe?{html.escape(query)}&amp;programme=sofia-seoul"
    assert f'href="{window}">60 days back, 18 months ahead</a>' in told


@pytest.mark.any_db
@pytest.mark.usefixtures("stopped_clock")
def test_octets_are_counted_and_visits_items_with_them(client: FlaskClient, world: World) -> None:
    visit = world.visit()
    weigh(visit, 20_000)
    weigh(visit, 5_000, "items")
    assert "The file has about 27 kB today." in said(client.get("/en/subscribe"))
    assert "The file has about 22 kB today." in said(client.get("/en/subscribe?days=bars"))


@pytest.mark.usefixtures("stopped_clock")
def test_the_size_is_that_of_the_feed(client: FlaskClient, world: World) -> None:
    world.visit()
    for hour in range(6, 18):
        world.published(start=at(3, hour), end=at(3, hour + 1))
    answer = client.get("/en/subscribe?language=bg")
    found = re.search(r"The file has about (\d+) kB today", said(answer))
    assert found is not None
    feed = client.get("/feeds/sofia-seoul.ics?lang=bg")
    assert abs(int(found[1]) - len(feed.data) / 1000) < 2


def weigh(event: Event, octets: int, part: str = "public") -> None:
    """Give an event a calendar text of that many octets, in both languages."""
    with transaction():
        row = CalendarText(event_id=event.id, languages="bg en", part=part, body=b"\xd0" * octets)
        row.written_by = "the test"
        db.session.merge(row)


def at(days: int, hour: int) -> datetime:
    """Return that hour so many days from now, on a clock."""
    return datetime.combine(NOW.date() + timedelta(days=days), time(hour))


def item(title: str, day: int, start: time, end: time | None = None) -> VisitItem:
    """Return a stop of a visit."""
    return VisitItem(uid=f"{title}@x", day=day, start_time=start, end_time=end, title={"en": title})


def titles(page: str) -> list[str]:
    """Return the titles of the entries as they are shown."""
    found = re.findall(
        r'class="entry preview".*?<h3 class="entry-title">(.*?)</h3>', page, re.DOTALL
    )
    return [html.unescape(title) for title in found]
