"""Announcing a city: one form, and from then on every page says its name."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from scheduler.db import db
from scheduler.models import City
from scheduler.queries import programmes
from tests.web.filling import fields, fill_in, send
from tests.web.posting import said, sign_in
from tests.world import World

pytestmark = pytest.mark.usefixtures("stopped_clock")
FORM = "/en/manage/cities/third-city/announcement"
TOKYO = {
    "name__bg": "Токио",
    "name__en": "Tokyo",
    "local_name": "東京",
    "country": "JP",
    "zone": "Asia/Tokyo",
}


@pytest.fixture
def elena(client: FlaskClient, world: World) -> FlaskClient:
    """Return Elena's browser, signed in."""
    return sign_in(client, world.elena)


def third() -> City:
    """Return the third city as it is stored by now."""
    db.session.rollback()
    return programmes.get_city("third-city")


def test_the_cities_are_listed_with_their_time(elena: FlaskClient, world: World) -> None:
    text = said(elena.get("/en/manage/cities"))
    assert "The third city is to be announced" in text
    assert "Announce this city" in text
    assert "Sofia София Bulgaria Mon, 10:00 (UTC+2) open" in text
    assert "Seoul 서울 South Korea Mon, 17:00 (UTC+9) open" in text


@pytest.mark.any_db
def test_a_city_is_announced_in_one_form(elena: FlaskClient, world: World) -> None:
    answer = fill_in(
        elena,
        FORM,
        **TOKYO,
        pause__opens="12:00",
        pause__closes="13",
        fri__opens="",
        fri__closes="",
    )
    assert answer.status_code == 303
    city = third()
    assert city.name == {"bg": "Токио", "en": "Tokyo"}
    assert (city.country, city.holiday_calendar, city.zone) == ("JP", "JP", "Asia/Tokyo")
    day = [["09:00", "12:00"], ["13:00", "17:00"]]
    assert city.hours == {"mon": day, "tue": day, "wed": day, "thu": day}
    assert "Tokyo is announced. Next, add the people of the city" in said(
        elena.get("/en/manage/cities")
    )
    new = said(elena.get("/en/manage/programmes/sofia-seoul/events/new"))
    assert "Tokyo" in new
    assert "to be announced" not in new


def test_a_city_is_announced_once(elena: FlaskClient, world: World) -> None:
    page = fields(elena.get(FORM))
    assert fill_in(elena, FORM, **TOKYO).status_code == 303
    assert elena.get(FORM).status_code == 409
    assert send(elena, FORM, page, **TOKYO | {"name__en": "Kyoto"}).status_code == 409
    assert third().name["en"] == "Tokyo"


@pytest.mark.parametrize(
    ("typed", "english", "bulgarian"),
    [
        ({"name__bg": ""}, "Fill in this field.", "Попълнете"),
        ({"name__en": "x" * 10_000}, "at most 200 characters, now 10000", "10000"),
        ({"name__en": "To\x00kyo"}, "invisible control characters", "управляващи знаци"),
        ({"local_name": "x" * 201}, "at most 200 characters", "200"),
        ({"country": ""}, "Fill in this field.", "Попълнете"),
        ({"country": "Japan"}, "This value is not valid.", "не е валидна"),
        ({"zone": ""}, "Fill in this field.", "Попълнете"),
        ({"zone": "Atlantis"}, "There is no time zone called “Atlantis”.", "„Atlantis“"),
        ({"mon__opens": "nine"}, "This is not a time.", "Това не е час."),
        ({"mon__closes": ""}, "This is not a time.", "Това не е час."),
        ({"mon__opens": "18:00"}, "Write office hours like", "работното време"),
        ({"csrf_token": None}, "This page was open for too long.", "Страницата"),
    ],
)
def test_what_is_wrong_is_told_and_kept(
    elena: FlaskClient, world: World, typed: dict[str, str | None], english: str, bulgarian: str
) -> None:
    for path, message in ((FORM, english), (FORM.replace("/en/", "/bg/"), bulgarian)):
        answer = fill_in(elena, path, **TOKYO | typed)
        assert answer.status_code == 422
        assert message in said(answer)
        assert fields(answer)["name-bg"] == typed.get("name__bg", "Токио")
    assert third().name == {}


def test_the_time_there_is_echoed(elena: FlaskClient, world: World) -> None:
    text = said(fill_in(elena, FORM, **TOKYO, preview="1"))
    assert "It is now 17:00 there (UTC+9), Monday, 23 November 2026" in text
    assert "17:00" in elena.get(f"{FORM}/echo?zone=Asia/Tokyo").text
    assert "no time zone called" in elena.get(f"{FORM}/echo?zone=Atlantis").text
    assert elena.get(f"{FORM}/echo?zone=%00").status_code in {200, 404}
    assert third().name == {}


def test_only_organizers_of_its_programmes_announce(client: FlaskClient, world: World) -> None:
    assert client.get(FORM).status_code == 302
    sign_in(client, world.petar)
    assert client.get(FORM).status_code == 403
    assert client.post(FORM, data=TOKYO).status_code == 403
    assert client.get("/en/manage/cities/atlantis/announcement").status_code == 403


def test_a_city_that_is_not_there(elena: FlaskClient) -> None:
    assert elena.get("/en/manage/cities/atlantis/announcement").status_code == 404


@pytest.mark.parametrize("typed", ["asia/tokyo", "ASIA/TOKYO", "Tokyo", " tokyo "])
def test_a_zone_is_known_by_its_city_and_in_any_case(
    elena: FlaskClient, world: World, typed: str
) -> None:
    assert "Asia/Tokyo : It is now 17:00" in said(fill_in(elena, FORM, zone=typed, preview="1"))
    assert fill_in(elena, FORM, **TOKYO | {"zone": typed}).status_code == 303
    assert third().zone == "Asia/Tokyo"


def test_the_zones_of_the_chosen_country_come_first(elena: FlaskClient, world: World) -> None:
    page = fill_in(elena, FORM, country="MN", preview="1").text.partition("<datalist")[2]
    assert page.index("Asia/Ulaanbaatar") < page.index("Asia/Hovd") < page.index("Africa/Abidjan")
    assert page.count("Asia/Ulaanbaatar") == 1
