"""The days off of a city: what the page lists, what it takes, what it refuses and keeps."""

from __future__ import annotations

import pytest
import time_machine
from flask.testing import FlaskClient

from scheduler.db import db, transaction
from scheduler.models import City
from scheduler.queries import programmes
from tests.web.filling import fields, fill_in, send
from tests.web.posting import post, said, sign_in
from tests.world import World

pytestmark = pytest.mark.usefixtures("stopped_clock")
PAGE = "/en/manage/cities/sofia/days-off"
DAY = {"day": "7.1.2027", "name__bg": "Ден на града", "name__en": "City Day", "worked": None}
SATURDAY = {"worked": "9.1.2027", "day": ""}


@pytest.fixture
def elena(client: FlaskClient, world: World) -> FlaskClient:
    """Return Elena's browser, signed in."""
    return sign_in(client, world.elena)


def sofia() -> City:
    """Return Sofia as it is stored by now."""
    db.session.rollback()
    return programmes.get_city("sofia")


def test_the_days_of_this_and_the_next_year_are_listed(elena: FlaskClient, world: World) -> None:
    text = said(elena.get(PAGE))
    assert "2026 Day What it is Source Correction Thu, 24 December Christmas Eve by law" in text
    assert "Mon, 28 December Christmas Day (observed) by law" in text
    assert "Wed, 5 May Bridge day: the one working day between two days off Thu, 6 May" in text
    assert text.count("22 September") == 1
    assert "2028" not in text
    assert "Corrections before and after" not in text
    bulgarian = said(elena.get(PAGE.replace("/en/", "/bg/")))
    assert "пн, 28 декември Рождество Христово (почивен ден) по закон" in bulgarian


def test_the_page_is_reached_from_the_cities(elena: FlaskClient, world: World) -> None:
    page = elena.get("/en/manage/cities").text
    assert f'href="{PAGE}"' in page
    assert "third-city/days-off" not in page


@pytest.mark.any_db
def test_a_day_off_is_added_and_seen_everywhere(elena: FlaskClient, world: World) -> None:
    answer = fill_in(elena, PAGE, **DAY)
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert sofia().corrections == {
        "2027-01-07": {"off": True, "name": {"bg": "Ден на града", "en": "City Day"}}
    }
    text = said(elena.get(PAGE))
    assert "Sofia is off on Thursday, 7 January 2027." in text
    assert "Thu, 7 January City Day corrected here Remove the correction of 7.1.2027" in text
    assert "Fri, 8 January Bridge day" in text
    agenda = said(elena.get("/en/programmes/sofia-seoul/agenda?month=2027-01"))
    assert "7 January, Thursday Day off in Sofia: City Day" in agenda
    assert "8 January, Friday" not in agenda


@pytest.mark.any_db
def test_a_working_saturday_is_added_with_fridays_hours(elena: FlaskClient, world: World) -> None:
    assert fill_in(elena, PAGE, **SATURDAY).status_code == 303
    assert sofia().corrections == {"2027-01-09": {"off": False}}
    text = said(elena.get(PAGE))
    assert "Sofia works on Saturday, 9 January 2027." in text
    assert "Sat, 9 January Working day, 08:30–17:00 corrected here" in text


def test_the_clocks_of_the_home_page_know_of_it(
    client: FlaskClient, world: World, stopped_clock: time_machine.Traveller
) -> None:
    with transaction():
        world.sofia.corrections = {
            "2027-01-07": {"off": True, "name": {"bg": "Ден на града", "en": "City Day"}},
            "2027-01-09": {"off": False},
        }
    stopped_clock.move_to("2027-01-07 10:00Z")
    text = said(client.get("/en/"))
    assert "Day off: City Day Office closed until Fri, 8 January, 08:30" in text
    stopped_clock.move_to("2027-01-09 10:00Z")
    assert said(client.get("/en/")).count("Office open until 17:00") == 1


def test_a_holiday_is_worked(elena: FlaskClient, world: World) -> None:
    assert fill_in(elena, PAGE, **SATURDAY | {"worked": "2027-03-03"}).status_code == 303
    text = said(elena.get(PAGE))
    assert "Wed, 3 March Working day, 08:30–17:00 (by law: Liberation Day) corrected here" in text
    agenda = said(elena.get("/en/programmes/sofia-seoul/agenda?month=2027-03"))
    assert "Liberation Day" not in agenda


@pytest.mark.any_db
def test_a_correction_is_removed(elena: FlaskClient, world: World) -> None:
    fill_in(elena, PAGE, **SATURDAY)
    removal = f"{PAGE}/2027-01-09/removal"
    overtaken = post(elena, removal, version="1")
    assert overtaken.status_code == 409
    assert "press the button again if it is still needed. Add a day off" in said(overtaken)
    assert post(elena, removal, version="2").status_code == 303
    assert sofia().corrections == {}
    assert "The correction of 9 January 2027 is removed." in said(elena.get(PAGE))
    assert post(elena, removal, version="3").status_code == 404


@pytest.mark.parametrize("day", ["2027-02-30", "tomorrow", "%00", "20270109x"])
def test_no_date_has_no_correction(elena: FlaskClient, world: World, day: str) -> None:
    assert post(elena, f"{PAGE}/{day}/removal", version="1").status_code == 404


def test_corrections_of_other_years_can_be_found(elena: FlaskClient, world: World) -> None:
    with transaction():
        world.sofia.corrections = {"2026-01-05": {"off": False}, "2029-01-03": {"off": False}}
    text = said(elena.get(PAGE)).partition("Corrections before and after")[2]
    assert "Mon, 5 January 2026 Working day" in text
    assert "Wed, 3 January 2029 Working day" in text


@pytest.mark.parametrize(
    ("typed", "english", "bulgarian"),
    [
        (DAY | {"day": ""}, "Fill in this field.", "Попълнете"),
        (DAY | {"day": "soon"}, "This is not a date.", "Това не е дата."),
        (DAY | {"day": "8/7/2027"}, "This is not a date.", "Това не е дата."),
        (DAY | {"day": "31.2.2027"}, "This is not a date.", "Това не е дата."),
        (DAY | {"day": "7.1.2207"}, "between 1990 and 2099", "1990"),
        (DAY | {"day": "7.1.2072"}, "1 January 2026 to 31 December 2031", "31 декември 2031 г."),
        (DAY | {"day": "7.1.2025"}, "1 January 2026 to 31 December 2031", "31 декември 2031 г."),
        (DAY | {"day": "10.1.2027"}, "This day is off anyway: Sunday.", "неделя"),
        (DAY | {"day": "3.3.2027"}, "off anyway: Liberation Day.", "Освобождението"),
        (DAY | {"day": "12.1.2027"}, "has been corrected already", "вече има корекция"),
        (DAY | {"name__bg": ""}, "Fill in this field.", "Попълнете"),
        (DAY | {"name__en": "x" * 10_000}, "at most 200 characters, now 10000", "10000"),
        (DAY | {"name__en": "Ci\x00ty"}, "invisible control characters", "управляващи знаци"),
        (DAY | {"csrf_token": None}, "This page was open for too long.", "Страницата"),
        (SATURDAY | {"worked": ""}, "Fill in this field.", "Попълнете"),
        (SATURDAY | {"worked": "Saturday"}, "This is not a date.", "Това не е дата."),
        (SATURDAY | {"worked": "8.1.2027"}, "a working day anyway", "работен и без корекция"),
        (SATURDAY | {"worked": "12.1.2027"}, "has been corrected already", "вече има корекция"),
    ],
)
def test_what_is_wrong_is_told_and_kept(
    elena: FlaskClient, world: World, typed: dict[str, str | None], english: str, bulgarian: str
) -> None:
    fill_in(elena, PAGE, **DAY | {"day": "12.1.2027"})
    for path, message in ((PAGE, english), (PAGE.replace("/en/", "/bg/"), bulgarian)):
        answer = fill_in(elena, path, **typed)
        assert answer.status_code == 422
        assert message in said(answer)
        kept = fields(answer)
        assert kept["worked"] == (typed["worked"] or "")
        assert kept["day"] == typed["day"]
        assert kept["name-en"] == typed.get("name__en", "")
    assert list(sofia().corrections) == ["2027-01-12"]


def test_the_limit_is_told(elena: FlaskClient, world: World) -> None:
    with transaction():
        days = [
            f"20{year}-{month:02}-{day:02}"
            for year in (40, 41)
            for month in range(1, 13)
            for day in range(1, 22)
        ]
        world.sofia.corrections = {day: {"off": False} for day in days[:500]}
    answer = fill_in(elena, PAGE, **DAY)
    assert answer.status_code == 422
    assert "A city keeps at most 500 corrections." in said(answer)


def test_the_second_of_two_sees_what_the_first_has_done(elena: FlaskClient, world: World) -> None:
    page = fields(elena.get(PAGE))
    fill_in(elena, PAGE, **SATURDAY)
    overtaken = send(elena, PAGE, page, **DAY)
    assert overtaken.status_code == 409
    assert "Somebody else has changed this city meanwhile." in said(overtaken)
    assert "Sat, 9 January Working day" in said(overtaken)
    assert fields(overtaken)["name-en"] == "City Day"
    assert send(elena, PAGE, fields(overtaken), worked=None).status_code == 303
    assert list(sofia().corrections) == ["2027-01-07", "2027-01-09"]


@pytest.mark.parametrize("version", [None, "", "x", "-1", "9" * 5000])
def test_a_version_that_is_none_is_an_old_one(elena: FlaskClient, world: World, version) -> None:
    assert fill_in(elena, PAGE, **DAY | {"version": version}).status_code == 409
    assert sofia().corrections == {}


def test_only_organizers_of_its_programmes_correct(client: FlaskClient, world: World) -> None:
    assert client.get(PAGE).status_code == 302
    for person in (world.petar, world.mallory):
        sign_in(client, person)
        assert client.get(PAGE).status_code == 403
        assert post(client, PAGE, day="7.1.2027").status_code == 403
        assert post(client, f"{PAGE}/2027-01-07/removal", version="1").status_code == 403


def test_a_city_that_is_not_announced_has_no_such_page(elena: FlaskClient, world: World) -> None:
    assert elena.get("/en/manage/cities/third-city/days-off").status_code == 404
    assert elena.get("/en/manage/cities/atlantis/days-off").status_code == 404
    assert post(elena, "/en/manage/cities/third-city/days-off", day="7.1.2027").status_code == 404


def test_a_country_without_known_holidays_says_so(elena: FlaskClient, world: World) -> None:
    with transaction():
        world.sofia.holiday_calendar = None
    assert "No public holidays are known here." in said(elena.get(PAGE))
