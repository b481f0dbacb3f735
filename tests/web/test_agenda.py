"""The agenda: by month and day, by filters, as a grid; past years; months without events."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from scheduler.actions import scheduling
from scheduler.db import db, transaction
from scheduler.models import City, Event, Programme, ProgrammeCity
from tests.counting import statements
from tests.web.posting import said
from tests.world import NOW, VISIT, World

pytestmark = pytest.mark.usefixtures("stopped_clock")
MARCH = "/en/agenda?month=2027-03"


def titled(name: str, **changes: Any) -> dict[str, Any]:
    """Return the changes that give an event that title in both languages."""
    return {"title": {"bg": name, "en": name}} | changes


def session(world: World, name: str, *start: int, zone: str = "Europe/Sofia") -> Event:
    """Publish a session of an hour at that wall time."""
    begin = datetime(*start)
    return world.published(
        **titled(name, start=begin, end=begin.replace(minute=59), zone=zone, host_city=None)
    )


def titles(page: str) -> list[str]:
    """Return the titles of the events in a list, in order."""
    return re.findall(r'<h4 class="entry-title"><a [^>]*>([^<]*)</a>', page)


def cell(page: str, day: int) -> str:
    """Return what stands in the grid on a day of its month."""
    number = rf'<span class="num">.*?</span>{day}<'
    cells = re.findall(r'<td class="(?!outside).*?</td>', page, re.DOTALL)
    return next(" ".join(re.sub(r"<[^>]*>", " ", c).split()) for c in cells if re.search(number, c))


# --- the list -----------------------------------------------------------------------------


def test_the_list_begins_today(client: FlaskClient, world: World) -> None:
    session(world, "Before", 2026, 11, 22, 10)
    session(world, "Earlier today", 2026, 11, 23, 0)
    session(world, "Later", 2026, 12, 1, 10)
    assert titles(client.get("/en/agenda").text) == ["Earlier today", "Later"]


def test_days_stand_under_their_month(client: FlaskClient, world: World) -> None:
    session(world, "One", 2026, 12, 1, 10)
    session(world, "Two", 2027, 1, 8, 10)
    text = said(client.get("/en/agenda"))
    assert text.index("December 2026 1 December, Tuesday") < text.index("One")
    assert text.index("January 2027") < text.index("8 January, Friday") < text.index("Two")


def test_every_entry_has_the_time_in_each_city(client: FlaskClient, world: World) -> None:
    world.published()
    text = said(client.get("/en/agenda"))
    assert "10:00–11:30 Sofia (UTC+2)" in text
    assert "17:00–18:30 Seoul (UTC+9)" in text


def test_one_month_is_that_month_alone(client: FlaskClient, world: World) -> None:
    session(world, "February", 2027, 2, 28, 10)
    session(world, "March", 2027, 3, 31, 23)
    session(world, "April", 2027, 4, 1, 0)
    assert titles(client.get(MARCH).text) == ["March"]


@pytest.mark.parametrize(
    ("start", "zone"),
    [
        ((2027, 3, 1, 0, 30), "Asia/Seoul"),  # still February in Sofia, and in UTC
        ((2027, 3, 31, 23, 30), "America/Los_Angeles"),  # April in UTC
        ((2027, 3, 1, 0, 5), "Pacific/Kiritimati"),
        ((2027, 3, 31, 23, 5), "Pacific/Pago_Pago"),
    ],
)
def test_the_day_of_an_event_is_that_of_its_own_clock(
    client: FlaskClient, world: World, start: tuple[int, ...], zone: str
) -> None:
    session(world, "At the edge", *start, zone=zone)
    assert titles(client.get(MARCH).text) == ["At the edge"]
    assert titles(client.get("/en/agenda?month=2027-02").text) == []
    assert titles(client.get("/en/agenda?month=2027-04").text) == []


def test_a_date_without_an_hour_says_so(client: FlaskClient, world: World) -> None:
    world.published(
        **titled("Only a date", start=date(2027, 3, 9), end=None, time_known=False, zone=None)
    )
    text = said(client.get("/en/agenda"))
    assert "Tue, 9 March 2027 hour not published" in text


def test_a_visit_stands_once_on_its_first_day(client: FlaskClient, world: World) -> None:
    world.visit(start=date(2027, 3, 29), end=date(2027, 4, 2))
    answer = client.get("/en/agenda")
    assert titles(answer.text) == ["Study visit to Seoul"]
    assert "29 March – 2 April 2027 Seoul" in said(answer)
    assert titles(client.get("/en/agenda?month=2027-04").text) == []


def test_a_visit_that_goes_on_is_still_ahead(client: FlaskClient, world: World) -> None:
    world.visit(start=date(2026, 11, 20), end=date(2026, 11, 23), opens=None, closes=None)
    assert titles(client.get("/en/agenda").text) == ["Study visit to Seoul"]


def test_a_cancelled_event_stays_and_says_so(client: FlaskClient, world: World) -> None:
    event = world.published()
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW)
    answer = client.get("/en/agenda")
    assert titles(answer.text) == ["District heating"]
    assert "live session cancelled" in said(answer)


def test_what_is_not_public_is_not_listed(client: FlaskClient, world: World) -> None:
    world.draft(**titled("A draft"))
    world.published(**titled("For members", visibility="programme"))
    world.published(**titled("One to one", visibility="invited"))
    assert titles(client.get("/en/agenda").text) == []


def test_a_long_list_ends_with_a_whole_month_and_leads_on(
    client: FlaskClient, world: World
) -> None:
    for number in range(42):
        session(world, f"December {number}", 2026, 12, 1 + number % 28, 10)
    session(world, "January", 2027, 1, 7, 10)
    answer = client.get("/en/agenda")
    assert len(titles(answer.text)) == 42
    assert "January 2027 →" in said(answer)
    assert "month=2027-01" in answer.text


# --- days off -----------------------------------------------------------------------------


def test_holidays_of_each_city_are_told(client: FlaskClient, world: World) -> None:
    text = said(client.get(MARCH))
    assert "3 March, Wednesday Day off in Sofia: Liberation Day" in text
    assert "1 March, Monday Day off in Seoul: Independence Movement Day" in text


def test_one_holiday_of_two_cities_is_told_once(client: FlaskClient, world: World) -> None:
    text = said(client.get("/en/agenda?month=2027-01"))
    assert "Day off in Sofia, Seoul: New Year's Day" in text


def test_a_chosen_city_has_its_holidays_alone(client: FlaskClient, world: World) -> None:
    text = said(client.get(f"{MARCH}&city=seoul"))
    assert "Independence Movement Day" in text
    assert "Liberation Day" not in text


def test_a_network_shows_no_holidays(client: FlaskClient, world: World) -> None:
    with transaction():
        for number in range(5):
            city = City(
                slug=f"c{number}", name={"en": f"C{number}"}, country="BG", zone="Europe/Sofia"
            )
            world.programme.city_links.append(ProgrammeCity(city=city, position=9 + number))
    assert "Day off" not in said(client.get(MARCH))


# --- filters ------------------------------------------------------------------------------


@pytest.fixture
def three(world: World) -> World:
    """Return the world with three events that filters tell apart."""
    world.published(**titled("Of both, innovation"))
    world.published(**titled("Of Sofia alone", cities=("sofia",), themes=("smart-city",)))
    world.visit(**titled("A visit"))
    return world


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Of both, innovation", "Of Sofia alone", "A visit"]),
        ("city=seoul", ["Of both, innovation", "A visit"]),
        ("city=seoul&city=sofia", ["Of both, innovation", "Of Sofia alone", "A visit"]),
        ("theme=innovation", ["Of both, innovation", "A visit"]),
        ("theme=innovation&kind=live_session", ["Of both, innovation"]),
        ("kind=city_visit&kind=live_session", ["Of both, innovation", "Of Sofia alone", "A visit"]),
        ("city=sofia&theme=smart-city&kind=city_visit", []),
        ("city=third-city", []),
        ("city=", ["Of both, innovation", "Of Sofia alone", "A visit"]),
    ],
)
def test_filters_combine(
    client: FlaskClient, three: World, query: str, expected: list[str]
) -> None:
    assert titles(client.get(f"/en/agenda?{query}").text) == expected


@pytest.mark.parametrize("word", ["atlantis", "<script>", "' OR 1=1", "я" * 3])
@pytest.mark.parametrize("name", ["city", "theme", "kind"])
def test_an_unknown_filter_is_told_and_left_out(
    client: FlaskClient, three: World, name: str, word: str
) -> None:
    answer = client.get("/en/agenda", query_string={name: word, "month": "2027-03"})
    assert answer.status_code == 200
    assert f"There is no filter “{word}” in this programme" in said(answer)
    assert titles(answer.text) == ["Of both, innovation", "Of Sofia alone"]
    assert "<script>" not in answer.text


def test_what_is_told_of_an_address_holds_nothing_invisible(
    client: FlaskClient, three: World
) -> None:
    strange = {"city": "at\x00lan\u202etis", "kind": "\x00", "month": "2026\x00-99"}
    answer = client.get("/en/agenda", query_string=strange)
    assert "There is no filter “atlantis” in this programme" in said(answer)
    assert said(answer).count("There is no filter") == 1
    assert "“2026-99” is not a month" in said(answer)
    assert "\x00" not in answer.text.partition("<main")[2]


def test_a_filter_is_a_link_that_keeps_the_rest(client: FlaskClient, three: World) -> None:
    page = client.get("/en/agenda?city=sofia&month=2027-03&view=month").text
    assert 'href="/en/agenda?city=sofia&amp;city=seoul&amp;month=2027-03&amp;view=month"' in page
    assert 'href="/en/agenda?month=2027-03&amp;view=month" aria-current="true">Sofia' in page


def test_the_other_language_keeps_page_and_filters(client: FlaskClient, three: World) -> None:
    page = client.get("/en/agenda?city=sofia&city=seoul&month=2027-03").text
    assert '<a href="/bg/agenda?city=sofia&amp;city=seoul&amp;month=2027-03" lang="bg"' in page


def test_subscribing_to_this_view_keeps_the_filters(client: FlaskClient, three: World) -> None:
    page = client.get("/en/agenda?city=sofia&kind=live_session").text
    there = "/en/subscribe?programme=sofia-seoul&amp;city=sofia&amp;kind=live_session"
    assert f'href="{there}">Subscribe to this view' in page


def test_a_network_offers_its_cities_by_country(client: FlaskClient, world: World) -> None:
    with transaction():
        programme = Programme(slug="network", name={"en": "N"}, languages=["en"], position=2)
        for number in range(13):
            city = City(slug=f"c{number}", name={"en": f"C{number}"}, country="FR", zone="UTC")
            programme.city_links.append(ProgrammeCity(city=city, position=number))
        db.session.add(programme)
    text = said(client.get("/en/programmes/network/agenda"))
    assert "Choose a city by country France C0 C1 C10 C11 C12 C2" in text


# --- months -------------------------------------------------------------------------------


def test_an_empty_month_leads_to_the_nearest_events(client: FlaskClient, world: World) -> None:
    session(world, "Long ago", 2026, 10, 1, 10)
    session(world, "Before", 2027, 1, 31, 10)
    session(world, "After", 2027, 4, 1, 0)
    session(world, "Much later", 2027, 6, 1, 10)
    text = said(client.get(MARCH))
    assert "No event has been announced for this month. Nearest before Before" in text
    assert "Nearest after After" in text
    assert "Much later" not in text


def test_an_empty_page_with_filters_says_that(client: FlaskClient, world: World) -> None:
    world.published()
    text = said(client.get(f"{MARCH}&kind=city_visit"))
    assert "No event matches these filters here." in text


def test_nothing_ahead_leads_back(client: FlaskClient, world: World) -> None:
    session(world, "The last one", 2026, 5, 4, 10)
    answer = client.get("/en/agenda")
    assert "No event has been announced from today on. Nearest before The last one" in said(answer)
    assert 'href="/en/agenda?month=2026-05" rel="prev"' in answer.text


def test_past_years_can_be_reached(client: FlaskClient, world: World) -> None:
    session(world, "Kick-off", 2019, 5, 14, 10)
    session(world, "Also in May", 2019, 5, 20, 10)
    answer = client.get("/en/agenda")
    assert "2019 May · 2 events" in said(answer)
    assert 'href="/en/agenda?month=2019-05"' in answer.text
    assert titles(client.get("/en/agenda?month=2019-05").text) == ["Kick-off", "Also in May"]


def test_a_month_leads_to_the_ones_beside_it(client: FlaskClient, world: World) -> None:
    text = said(client.get("/en/agenda?month=2026-12"))
    assert "← November 2026 From today on January 2027 →" in text


@pytest.mark.parametrize(
    "month",
    ["2026-99", "2026-00", "2026-1", "99999-01", "0000-01", "2026-12-01", "२०२६-१२", "<b>", "-1"],
)
@pytest.mark.parametrize("view", ["", "month", "sideways"])
def test_what_is_no_month_is_told_and_left_out(
    client: FlaskClient, world: World, month: str, view: str
) -> None:
    world.published()
    answer = client.get("/en/agenda", query_string={"month": month, "view": view})
    assert answer.status_code == 200
    assert f"“{month}” is not a month like 2026-12" in said(answer)


@pytest.mark.parametrize("month", ["1990-01", "2099-12"])
def test_the_first_and_the_last_month_can_be_opened(
    client: FlaskClient, world: World, month: str
) -> None:
    for view in ("list", "month"):
        answer = client.get(f"/en/agenda?month={month}&view={view}")
        assert answer.status_code == 200


# --- the grid -----------------------------------------------------------------------------


def test_the_grid_is_of_the_present_month_unless_told(client: FlaskClient, world: World) -> None:
    session(world, "This month", 2026, 11, 3, 10)
    session(world, "Next month", 2026, 12, 3, 10)
    answer = client.get("/en/agenda?view=month")
    assert "November 2026 Mon Tue Wed Thu Fri Sat Sun" in said(answer)
    assert "This month" in cell(answer.text, 3)
    assert "Next month" not in said(answer).partition("Sun")[2].partition("All months")[0]


def test_today_is_marked(client: FlaskClient, world: World) -> None:
    assert cell(client.get("/en/agenda?view=month").text, 23) == "Mon, 23 (today)"


def test_a_visit_stands_on_each_of_its_days(client: FlaskClient, world: World) -> None:
    world.published(VISIT, start=date(2027, 2, 27), end=date(2027, 3, 2))
    page = client.get(f"{MARCH}&view=month").text
    assert "Study visit to Seoul day 3 of 4" in cell(page, 1)
    assert "Study visit to Seoul day 4 of 4" in cell(page, 2)
    assert "Study visit" not in cell(page, 3)


def test_a_cell_has_the_time_in_each_city(client: FlaskClient, world: World) -> None:
    world.published()
    found = cell(client.get(f"{MARCH}&view=month").text, 10)
    assert "10:00–11:30 Sofia · 17:00–18:30 Seoul District heating" in found


def test_a_session_past_midnight_is_on_one_day(client: FlaskClient, world: World) -> None:
    world.published(start=datetime(2027, 3, 10, 23), end=datetime(2027, 3, 11, 1))
    page = client.get(f"{MARCH}&view=month").text
    assert "District heating" in cell(page, 10)
    assert "District heating" not in cell(page, 11)


def test_holidays_stand_in_the_grid(client: FlaskClient, world: World) -> None:
    assert "Day off in Sofia: Liberation Day" in cell(client.get(f"{MARCH}&view=month").text, 3)


# --- the rest -----------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/en/agenda", MARCH, f"{MARCH}&view=month"])
def test_a_page_asks_as_much_for_three_events_as_for_one(
    client: FlaskClient, world: World, address: str
) -> None:
    world.published()
    with statements() as one:
        client.get(address)
    world.published()
    world.visit(start=date(2027, 3, 15), end=date(2027, 3, 19))
    with statements() as three:
        client.get(address)
    assert len(three) == len(one) < 12


def test_today_is_counted_in_the_first_city(
    client: FlaskClient, world: World, stopped_clock: time_machine.Traveller
) -> None:
    stopped_clock.move_to(datetime(2026, 11, 30, 22, 30, tzinfo=UTC))
    session(world, "Yesterday in Sofia", 2026, 11, 30, 10)
    session(world, "Today in Sofia", 2026, 12, 1, 10)
    assert titles(client.get("/en/agenda").text) == ["Today in Sofia"]


def test_each_programme_has_its_own_agenda(client: FlaskClient, world: World) -> None:
    world.published()
    with transaction():
        db.session.add(Programme(slug="other", name={"en": "Other"}, languages=["en"], position=2))
    assert titles(client.get("/en/programmes/other/agenda").text) == []
    assert titles(client.get("/en/programmes/sofia-seoul/agenda").text) == ["District heating"]
    assert 'href="/en/programmes/other/agenda"' in client.get("/en/agenda").text


def test_an_empty_house_leads_home(client: FlaskClient) -> None:
    answer = client.get("/en/agenda")
    assert (answer.status_code, answer.location) == (302, "/en/")


def test_the_agenda_of_nothing_is_not_found(client: FlaskClient, world: World) -> None:
    assert client.get("/en/programmes/nothing/agenda").status_code == 404
