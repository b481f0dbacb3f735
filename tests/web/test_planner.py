"""The planner: a fair hour is found, and chosen into the form of an event or of its move."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scheduler.actions import scheduling
from scheduler.db import db, transaction
from scheduler.models import City, Event, Person, Programme, ProgrammeCity, Role
from tests.counting import statements
from tests.web.filling import fields, send
from tests.web.posting import said, sign_in
from tests.world import NOW, SESSION, World

pytestmark = pytest.mark.usefixtures("stopped_clock")
PAGE = "/en/manage/programmes/sofia-seoul/planner"
NEW = "/en/manage/programmes/sofia-seoul/events/new"
POLL = "/en/manage/programmes/sofia-seoul/polls/new"
ASKED: dict[str, Any] = {
    "from": "8.3.2027",
    "to": "21.3.2027",
    "minutes": "60",
    "city": ["sofia", "seoul"],
}
WORKING = ("mon", "tue", "wed", "thu", "fri")


@pytest.fixture
def elena(client: FlaskClient, world: World) -> FlaskClient:
    """Return Elena's browser, signed in."""
    return sign_in(client, world.elena)


def path(page: str = PAGE, **changes: Any) -> str:
    """Return the address of that question; None leaves a part out, `start_with` is "start-with"."""
    asked = {name: value for name, value in (ASKED | changes).items() if value is not None}
    return f"{page}?{urlencode(asked, doseq=True)}"


def ask(client: FlaskClient, **changes: Any) -> str:
    """Return what the page says to it."""
    return said(client.get(path(**changes)))


def forms(page: TestResponse) -> list[tuple[str, dict[str, list[str]], list[tuple[str, str]]]]:
    """Return each form of the page: where it leads, its hidden fields, its named buttons."""
    found = []
    for action, body in re.findall(
        r'<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>', page.text, re.DOTALL
    ):
        hidden: dict[str, list[str]] = {}
        for name, value in re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', body):
            hidden.setdefault(name, []).append(html.unescape(value))
        buttons = re.findall(r'<button[^>]*name="start" value="([^"]*)"[^>]*>(.*?)</button>', body)
        words = [(value, re.sub(r"<[^>]*>", " ", text).strip()) for value, text in buttons]
        found.append((html.unescape(action), hidden, words))
    return found


def press(client: FlaskClient, page: TestResponse, number: int = 1) -> TestResponse:
    """Press the button of that number among those that choose a time, as a browser does."""
    choosing = [form for form in forms(page) if form[2]]
    action, hidden, buttons = choosing[number - 1]
    query = urlencode([*((n, v) for n, vs in hidden.items() for v in vs), ("start", buttons[0][0])])
    return client.get(f"{action}?{query}")


def links(page: TestResponse, words: str) -> list[dict[str, list[str]]]:
    """Return the queries of the page's links to itself that say something in their address."""
    main = page.text.partition("<main")[2]
    found = re.findall(r'href="([^"]*planner\?[^"]*)"', main)
    queries = []
    for link in found:
        query: dict[str, list[str]] = {}
        for name, value in parse_qsl(urlsplit(html.unescape(link)).query):
            query.setdefault(name, []).append(value)
        if words in query:
            queries.append(query)
    return queries


def test_a_first_look_needs_no_typing(elena: FlaskClient) -> None:
    text = said(elena.get(PAGE))
    assert "The 3 fairest hours 24 November – 21 December 2026 1 h" in text
    assert "the calendars of 2 people count dates and hours of Sofia" in text
    assert "Left out: The third city is to be announced. Once the city is announced" in text
    first = text.partition("The 3 fairest hours")[2]
    assert "Wed, 25 November 2026 10:00–11:00 Sofia (UTC+2)" in first
    assert "17:00–18:00 Seoul (UTC+9)" in first
    assert "Within office hours in every city, and nobody is busy" in first
    assert "Choose 10:00 Sofia / 17:00 Seoul" in first


def test_it_speaks_bulgarian(elena: FlaskClient) -> None:
    text = said(elena.get(path(PAGE.replace("/en/", "/bg/"), day="2027-03-10")))
    assert "Най-удобните 3 часа 8–21 март 2027 г. 1 ч." in text
    assert "Избор на 08:30 ч. София / 15:30 ч. Сеул" in text
    assert "Сряда, 10 март 2027 г." in text
    assert "Сеул (UTC+9) 07:00 извън извън работното време" in text


def test_every_part_of_the_question_counts(elena: FlaskClient, world: World) -> None:
    text = ask(
        elena,
        **{"minutes": "90", "anchor": "seoul", "step": "60", "acceptable-sofia": "8-19"},
        **{"preferred-seoul": "10:00–12:00, 13:00–19:00", "notice": "0"},
        person=str(world.petar.id),
    )
    assert "1 h 30 min the calendar of one person counts dates and hours of Seoul" in text
    assert "16:00–17:30 Seoul (UTC+9) same day 09:00–10:30 Sofia (UTC+2)" in text


def test_the_question_stays_in_the_fields(elena: FlaskClient, world: World) -> None:
    typed = {"from": "8.3.2027", "to": "2027-03-21", "minutes": "45", "notice": "0", "step": "15"}
    more = {"preferred-sofia": "9-17", "person": str(world.minseo.id), "anchor": "seoul"}
    found = fields(elena.get(path(**typed, **more)))
    assert dict(found).items() >= (typed | more).items()
    assert found.getlist("city")[:2] == ["sofia", "seoul"]


def test_a_sent_question_is_folded_and_a_first_one_open(elena: FlaskClient) -> None:
    assert "Change the search" in ask(elena)
    assert "Change the search" not in said(elena.get(PAGE))


def test_only_organizers_see_when_people_are_busy(client: FlaskClient, world: World) -> None:
    assert client.get(PAGE).status_code == 302
    assert sign_in(client, world.petar).get(PAGE).status_code == 403
    with transaction():
        other = Programme(slug="other", name={"en": "Other"}, languages=["en"])
        db.session.add(other)
        db.session.flush()
        world.mallory.roles = [Role(programme_id=other.id, kind="organizer")]
    assert sign_in(client, world.mallory).get(PAGE).status_code == 403
    assert sign_in(client, world.jiho).get(PAGE).status_code == 200
    assert sign_in(client, world.admin).get(PAGE).status_code == 200


def test_the_programme_and_the_form_lead_to_it(elena: FlaskClient, world: World) -> None:
    draft = world.draft(start=datetime(2027, 3, 10, 18), end=datetime(2027, 3, 10, 19))
    there = f'href="{PAGE}?event={draft.slug}"'
    assert f'href="{PAGE}"' in elena.get("/en/manage").text
    assert f'href="{PAGE}"' in elena.get(NEW).text
    assert there in elena.get("/en/manage").text
    assert there in elena.get(f"/en/manage/events/{draft.slug}").text
    assert there in elena.get(f"/en/manage/events/{draft.slug}/edit").text


def test_choosing_fills_the_form_of_a_new_event(elena: FlaskClient) -> None:
    page = elena.get(path(city=["sofia", "seoul", "third-city"], anchor="seoul"))
    assert "Choose 15:30 Seoul / 08:30 Sofia" in said(page)
    form = press(elena, page)
    assert form.status_code == 200
    found = fields(form)
    assert (
        dict(found).items()
        >= {
            "timing": "hours",
            "start_date": "8.3.2027",
            "start_time": "15:30",
            "end_date": "",
            "end_time": "16:30",
            "anchor": "seoul",
        }.items()
    )
    assert found.getlist("cities") == ["seoul", "sofia", "third-city"]
    titles = {"title__bg": "Среща", "title__en": "Meeting"}
    assert send(elena, NEW, found, **titles).status_code == 303
    event = db.session.query(Event).one()
    assert (event.start_wall, event.zone) == (datetime(2027, 3, 8, 15, 30), "Asia/Seoul")


def test_an_event_at_a_bad_hour_is_led_to_a_fair_one(elena: FlaskClient, world: World) -> None:
    start = datetime(2027, 3, 10, 18)
    draft = world.draft(start=start, end=start + timedelta(minutes=90))
    page = elena.get(f"{PAGE}?event={draft.slug}")
    text = said(page)
    assert "For: District heating" in text
    assert "Seoul: 01:00–02:30, night" in text
    assert "3 March – 30 March 2027" in text.replace("3–30 March 2027", "3 March – 30 March 2027")
    assert "1 h 30 min" in text
    assert "Move to 08:30 Sofia / 15:30 Seoul" in text
    form = press(elena, page)
    assert form.request.path == f"/en/manage/events/{draft.slug}/time"
    assert dict(fields(form)).items() >= {"start_date": "4.3.2027", "start_time": "08:30"}.items()
    assert send(elena, form.request.path, fields(form)).status_code == 303
    db.session.expire_all()
    assert draft.start_wall == datetime(2027, 3, 4, 8, 30)


def test_a_move_is_on_the_events_own_clock(elena: FlaskClient, world: World) -> None:
    draft = world.draft(zone="Asia/Seoul", host_city="seoul", start=datetime(2027, 3, 10, 9))
    form = elena.get(f"/en/manage/events/{draft.slug}/time?start=2027-03-11T10:00&anchor=sofia")
    assert dict(fields(form)).items() >= {"start_date": "11.3.2027", "start_time": "17:00"}.items()
    visit = world.visit()
    kept = fields(
        elena.get(f"/en/manage/events/{visit.slug}/time?start=2027-03-11T10:00&anchor=sofia")
    )
    assert kept["start_date"] == "10.5.2027"


def test_the_hour_of_the_event_itself_is_free(elena: FlaskClient, world: World) -> None:
    event = world.published(invite=True)
    day = {"day": "2027-03-10"}
    assert "2 people are busy" in ask(elena, **day)
    assert "2 people are busy" not in ask(elena, event=event.slug, **day)


def test_an_event_that_cannot_be_moved_is_refused(elena: FlaskClient, world: World) -> None:
    assert elena.get(f"{PAGE}?event=nothing").status_code == 404
    event = world.draft()
    with transaction():
        other = Programme(slug="other", name={"en": "Other"}, languages=["en"], position=1)
        db.session.add(other)
        db.session.flush()
        world.elena.roles.append(Role(programme_id=other.id, kind="organizer"))
    there = PAGE.replace("sofia-seoul", "other")
    assert elena.get(f"{there}?event={event.slug}").status_code == 404
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW)
    assert elena.get(f"{PAGE}?event={event.slug}").status_code == 409


@pytest.mark.parametrize(
    ("changes", "english", "bulgarian"),
    [
        ({"from": "1/3/2027"}, "From: this is not a date", "От: това не е дата"),
        ({"to": "31.2.2027"}, "To: this is not a date", "До: това не е дата"),
        ({"from": ""}, "From: fill in this field", "От: попълнете"),
        ({"from": "1.1.1889"}, "From: ", "От: "),
        ({"to": "7.3.2027"}, "To: the last day must not lie before", "не може да бъде преди"),
        ({"to": "9.3.2028"}, "To: choose a range of at most 366 days", "най-много 366 дни"),
        ({"to": "8.3.2037"}, "To: choose a range of at most 366 days", "най-много 366 дни"),
        ({"minutes": "0"}, "Length in minutes: enter a number from 5 to 720", "от 5 до 720"),
        ({"minutes": "10000"}, "Length in minutes: enter a number from 5", "от 5 до 720"),
        ({"minutes": "٦٠"}, "Length in minutes: enter a number from 5", "от 5 до 720"),
        ({"minutes": "9" * 5000}, "Length in minutes: enter a number", "от 5 до 720"),
        ({"minutes": "61"}, "steps of five minutes", "кратна на пет"),
        ({"city": ["sofia", "atlantis"]}, "Cities: “atlantis” is not part of this", "„atlantis“"),
        ({"city": ["sofia"]}, "Cities: choose from 2 to 30 cities", "от 2 до 30 града"),
        ({"city": None}, "Cities: choose from 2 to 30 cities", "от 2 до 30 града"),
        ({"city": ["sofia", "third-city"]}, "Cities: choose from 2 to 30", "от 2 до 30 града"),
        ({"city": ["sofia", "sofia"]}, "Cities: choose each city once", "по веднъж"),
        ({"city": ["sofia", "x" * 9000]}, "is not part of this programme", "не е част от"),
        ({"notice": "-1"}, "hours: enter a number from 0 to 8784", "от 0 до 8784"),
        ({"notice": "soon"}, "hours: enter a number from 0 to 8784", "от 0 до 8784"),
        ({"step": "7"}, "choose 5, 10, 15, 20, 30 or 60 minutes", "5, 10, 15, 20, 30 или 60"),
        ({"person": "999999"}, "People: somebody whom you have chosen", "Хора: "),
        ({"person": "me"}, "People: somebody whom you have chosen", "Хора: "),
        (
            {"acceptable-sofia": "8-12, 11-17"},
            "Acceptable hours, Sofia: write office hours",
            "Приемливи часове, София: ",
        ),
        (
            {"preferred-seoul": "from nine"},
            "Office hours, Seoul: write office hours",
            "Работно време, Сеул: ",
        ),
        ({"preferred-seoul": "17-9"}, "Office hours, Seoul: write office", "Работно време, Сеул: "),
    ],
)
def test_what_cannot_be_answered_is_said_at_its_field(
    elena: FlaskClient, changes: dict[str, Any], english: str, bulgarian: str
) -> None:
    answer = elena.get(path(**changes))
    assert (answer.status_code, english in said(answer)) == (422, True), said(answer)[:600]
    assert "<title>Error: Find a fair hour" in answer.text
    assert "fairest" not in said(answer)
    for name, value in changes.items():
        if isinstance(value, str) and name not in {"step", "person"}:
            assert fields(answer)[name] == value
    again = elena.get(path(PAGE.replace("/en/", "/bg/"), **changes))
    assert bulgarian in said(again)


def test_all_that_cannot_be_read_is_told_at_once(elena: FlaskClient) -> None:
    text = ask(elena, **{"from": "x", "to": "y", "minutes": "z", "acceptable-sofia": "8"})
    fields_told = ("From: ", "To: ", "Length in minutes: ", "Acceptable hours, Sofia: ")
    assert [text.count(name) for name in fields_told] == [1] * 4


def test_people_without_a_city_are_refused(elena: FlaskClient, world: World) -> None:
    with transaction():
        role = Role(programme_id=world.programme.id, kind="organizer")
        ana = Person(email="ana@x.example", given_name="Ana", created=NOW, roles=[role])
        db.session.add(ana)
    assert "People: ana belongs to no city" in ask(elena, person=ana.id)
    with transaction():
        role.city_id = world.third.id
    assert "People: ana belongs to none of the chosen cities" in ask(elena, person=ana.id)


def test_what_an_address_says_beside_is_left_out(elena: FlaskClient) -> None:
    page = elena.get(path(day="the-day-after", foo="bar", anchor="atlantis", lang="xx"))
    assert page.status_code == 200
    assert "dates and hours of Sofia" in said(page)
    assert "foo=" not in page.text.partition("<main")[2]
    for name in ("_anchor", "endpoint", "values"):
        assert elena.get(path(**{name: "x"})).status_code == 200


def _cities(world: World, number: int) -> list[str]:
    """Add so many cities with a participant each."""
    with transaction():
        for n in range(number):
            city = City(
                slug=f"city-{n}",
                name={"en": f"City {n}", "bg": f"Град {n}"},
                country="BG",
                holiday_calendar="BG",
                zone="Europe/Sofia",
                hours=world.sofia.hours,
            )
            db.session.add(ProgrammeCity(programme_id=world.programme.id, city=city, position=n))
            db.session.flush()
            role = Role(programme_id=world.programme.id, city_id=city.id, kind="participant")
            db.session.add(Person(email=f"p{n}@x.example", roles=[role], created=NOW))
    return [f"city-{n}" for n in range(number)]


def test_thirty_one_cities_are_too_many_and_thirty_are_not(
    elena: FlaskClient, world: World
) -> None:
    many = _cities(world, 31)
    assert "Cities: choose from 2 to 30 cities" in ask(elena, city=many)
    text = ask(elena, city=["seoul", *many[:29]])
    assert "Choose 15:30 Seoul / 08:30 City 0, City 1, …" in text


def test_a_large_programme_asks_for_cities_first(elena: FlaskClient, world: World) -> None:
    _cities(world, 9)
    answer = elena.get(PAGE)
    assert answer.status_code == 200
    assert "Choose the cities that are to meet." in said(answer)
    assert "Cities City 0 City 1" in said(answer)
    assert "There is a problem" not in said(answer)


def test_thirty_cities_ask_no_more_of_the_database_than_two(
    elena: FlaskClient, world: World
) -> None:
    many = ["sofia", "seoul", *_cities(world, 28)]
    counts = []
    for cities in (many[:2], many):
        elena.get("/en/manage")
        with statements() as asked:
            assert elena.get(path(city=cities)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_day_is_shown_hour_by_hour(elena: FlaskClient) -> None:
    page = elena.get(path(day="10.3.2027"))
    text = said(page).partition("Wednesday, 10 March 2027")[2]
    assert "← Tue, 9 March Thu, 11 March →" in text
    assert "10:00 Choose 10:00 Sofia · 17:00 Seoul" in text
    assert "Sofia (UTC+2) 00:00 night night 01:00 night night" in text
    assert "08:00 edge outside office hours 09:00 work office hours" in text
    assert "Seoul (UTC+9) 07:00 edge outside office hours" in text
    assert "00:00 night night +1 day" in text
    assert "8 people" not in text
    assert page.text.count('<th scope="col"><button name="start"') == 24
    listed = text.partition("Busy people")[2]
    assert "09:00 Sofia · 16:00 Seoul Sofia, Seoul: office hours" in listed
    assert "11:00 Sofia · 18:00 Seoul Sofia: office hours Seoul: outside office hours" in listed
    assert "16 hours that are hard for somebody 00:00 Sofia · 07:00 Seoul Sofia: night" in listed


def test_days_off_stand_at_the_head_of_the_row(elena: FlaskClient, world: World) -> None:
    asked = {"from": "1.3.2027", "day": "2027-03-03"}
    text = ask(elena, **asked)
    assert "Sofia (UTC+2) day off (Liberation Day) 00:00" in text
    assert "10:00 off not a working day" in text
    saturday = ask(elena, **asked | {"day": "2027-03-06"})
    assert "Sofia (UTC+2) the office is closed 00:00" in saturday
    assert (
        "Seoul (UTC+9) Sat, 6 March: the office is closed Sun, 7 March: the office is closed"
        in saturday
    )
    world.visit()
    travel = ask(elena, **{"from": "10.5.2027", "to": "12.5.2027", "day": "11.5.2027"})
    assert "Sofia (UTC+3) the delegation is away (Study visit to Seoul)" in travel


def test_the_days_lead_on_with_the_same_question(elena: FlaskClient) -> None:
    page = elena.get(path(**{"acceptable-sofia": "8-19", "day": "10.3.2027", "person": ""}))
    text = said(page).partition("Day by day")[2]
    assert "8 March good 9 March good 10 March good" in text
    assert "13 March hard 14 March hard" in text
    days = links(page, "day")
    assert [query["day"] for query in days[:3]] == [["2027-03-08"], ["2027-03-09"], ["2027-03-10"]]
    for query in days:
        assert query["city"] == ["sofia", "seoul"]
        assert query["acceptable-sofia"] == ["8-19"]
        assert query["from"] == ["8.3.2027"]
        assert len(query["day"]) == 1


def test_a_long_range_shows_six_weeks_around_the_day(elena: FlaskClient) -> None:
    asked = {"from": "1.3.2027", "to": "28.2.2028", "day": "2027-07-07"}
    page = elena.get(path(**asked))
    days = page.text.partition('<table class="day-table">')[2].partition("</table>")[0]
    assert days.count("<td>") == days.count("<a ") == 42
    assert "← Earlier days Later days →" in said(page)
    assert "Later days" not in ask(elena, **asked | {"day": "2028-02-28"})
    assert "Earlier days" not in ask(elena, **asked | {"day": "2027-03-01"})


@pytest.mark.parametrize(
    ("day", "hours", "starts"),
    [
        ("28.3.2027", 23, ["2027-03-28T02:00", "2027-03-28T04:00"]),
        ("31.10.2027", 25, ["2027-10-31T00:00Z", "2027-10-31T01:00Z"]),
    ],
)
def test_days_on_which_the_clocks_change(
    elena: FlaskClient, day: str, hours: int, starts: list[str]
) -> None:
    """An hour that comes twice is written in UTC, and chosen as the one that is meant."""
    page = elena.get(path(**{"from": day, "to": day}))
    columns = next(form for form in forms(page) if len(form[2]) > 1)
    values = list(dict.fromkeys(value for value, _ in columns[2]))
    assert len(values) == hours
    assert [value for value in values if value in starts] == starts


@pytest.mark.parametrize(
    ("start", "fold"), [("2027-10-31T00:00Z", "0"), ("2027-10-31T01:00Z", "1")]
)
def test_an_hour_that_comes_twice_is_carried_over(
    elena: FlaskClient, start: str, fold: str
) -> None:
    form = fields(elena.get(f"{NEW}?start={start}&minutes=60&anchor=sofia"))
    assert (form["start_time"], form["fold"]) == ("03:00", fold)


def test_hours_that_are_too_near_cannot_be_chosen(elena: FlaskClient) -> None:
    page = elena.get(path(**{"from": "23.11.2026", "to": "27.11.2026", "day": "2026-11-25"}))
    assert "09:00 (too soon) 10:00 Choose 10:00 Sofia" in said(page)
    late = said(elena.get(path(**{"from": "1.3.2026", "to": "2.3.2026"})))
    assert "No hour is left" in late
    assert "All of these days are over, or too near" in late
    assert "1 March none 2" in late or "2 March none" in late


def _lima(world: World) -> None:
    with transaction():
        world.third.name, world.third.zone = {"bg": "Лима", "en": "Lima"}, "America/Lima"
        world.third.country = world.third.holiday_calendar = "PE"
        world.third.hours = {day: [["09:00", "17:00"]] for day in WORKING}


def test_no_common_hour_is_said_and_answered(elena: FlaskClient, world: World) -> None:
    _lima(world)
    page = elena.get(path(city=["sofia", "seoul", "third-city"]))
    text = said(page)
    assert "there is no hour within the office hours of all the cities." in text
    assert "least bad" in text
    assert "Outside office hours in " in text or "At night in " in text
    pair = text.partition("Or two sessions that together reach everyone")[2]
    assert pair.partition("Date and time")[0].strip() == "For Sofia and Seoul"
    assert "Mon, 8 March 2027 08:30–09:30 Sofia" in pair
    assert "Offer both as a poll" in pair


def test_two_sessions_are_planned_one_after_the_other(elena: FlaskClient, world: World) -> None:
    _lima(world)
    page = elena.get(path(city=["sofia", "seoul", "third-city"]))
    offered = next(form for form in forms(page) if "then" in form[1])
    assert (offered[0], offered[1]["city"]) == (NEW, ["sofia", "seoul"])
    query = urlencode([*((n, v) for n, vs in offered[1].items() for v in vs)])
    first = elena.get(f"{NEW}?{query}&start={offered[2][0][0]}")
    assert "This is the first of two sessions." in said(first)
    assert fields(first).getlist("cities") == ["seoul", "sofia"]
    there = f"{NEW}?{query}&start={offered[2][0][0]}"
    saved = send(elena, there, fields(first), title__bg="Среща", title__en="Meeting")
    assert saved.status_code == 303
    second = elena.get(saved.location)
    assert "The draft is saved." in said(second)
    assert "first of two sessions" not in said(second)
    assert fields(second).getlist("cities") == offered[1]["then-city"][::-1] or set(
        fields(second).getlist("cities")
    ) == set(offered[1]["then-city"])
    both = next(form for form in forms(page) if len(form[1].get("slot", [])) == 2)
    assert both[0] == POLL
    assert both[1]["slot"] == [offered[2][0][0], offered[1]["then"][0]]


def test_suggestions_can_be_offered_as_a_poll(elena: FlaskClient, world: World) -> None:
    page = elena.get(path())
    poll = next(form for form in forms(page) if form[0] == POLL)
    assert poll[1] == {"minutes": ["60"], "anchor": ["sofia"], "city": ["sofia", "seoul"]}
    ticks = re.findall(
        r'<input type="checkbox" name="slot" value="([^"]*)"[^>]*form="poll"', page.text
    )
    assert ticks[0] == "2027-03-08T08:30"
    query = urlencode([*((n, v) for n, vs in poll[1].items() for v in vs), ("slot", ticks[0])])
    form = fields(elena.get(f"{POLL}?{query}"))
    assert "8.3.2027" in form.values()
    draft = world.draft()
    moved = elena.get(path(event=draft.slug))
    assert next(f for f in forms(moved) if f[0] == POLL)[1]["event"] == [draft.slug]


def test_who_carried_the_last_awkward_hours_is_said(elena: FlaskClient, world: World) -> None:
    for week, hour in enumerate([14, 14, 7]):
        start = datetime(2027, 1, 6, hour) + timedelta(weeks=week)
        world.published(replace(SESSION, start=start, end=start + timedelta(hours=1)))
    text = ask(elena)
    assert "The last 3 meetings: awkward for Seoul 2, for Sofia 1. Whoever carried more" in text


def test_reasons_stand_beside_the_time(elena: FlaskClient, world: World) -> None:
    world.published(invite=True)
    day = {"from": "10.3.2027", "to": "10.3.2027", "minutes": "180", "step": "60"}
    text = ask(elena, **day)
    assert "Outside office hours in Seoul" in text
    assert "Seoul: ends " in text
    assert "1 of 1 people is busy" in text


def test_cities_without_hours_or_people_are_mentioned(elena: FlaskClient, world: World) -> None:
    with transaction():
        world.sofia.hours = {}
        for role in (*world.petar.roles, *world.minseo.roles):
            role.kind = "organizer"
    text = ask(elena)
    assert "The office hours of Sofia are not known: 09:00 to 17:00 is assumed." in text
    assert "nobody's calendar counts: these cities have no participants yet" in text
    assert "Within office hours in every city Choose" in text


def test_people_are_listed_by_city(elena: FlaskClient) -> None:
    text = said(elena.get(PAGE)).partition("Whose calendars count")[2]
    assert "Sofia Elena Dimitrova (organizer) Petar Ivanov Seoul Jiho Kim (organizer)" in text


@pytest.mark.parametrize(
    "query",
    [
        "start=foo&anchor=sofia",
        "start=2027-03-08T10:00&anchor=atlantis",
        "start=2027-03-08T10:00&anchor=third-city",
        "start=0001-01-01T00:00&anchor=sofia",
        "start=9999-12-31T23:59%2B00:00&anchor=sofia",
        "start=2027-03-08&anchor=seoul&minutes=999999999999&city=atlantis&then=x",
        "start=%00&anchor=%00&minutes=-1",
        "anchor=sofia",
    ],
)
def test_a_broken_address_shows_the_form_as_it_always_is(
    elena: FlaskClient, world: World, query: str
) -> None:
    page = elena.get(f"{NEW}?{query}")
    assert page.status_code == 200
    assert fields(page).getlist("cities") == ["seoul", "sofia", "third-city"]
    assert fields(page)["end_time"] == ""
    draft = world.draft()
    assert elena.get(f"/en/manage/events/{draft.slug}/time?{query}").status_code == 200
