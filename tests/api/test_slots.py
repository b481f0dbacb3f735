"""findSlots: the planner's answer for scripts, strictly asked, told in both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from scheduler.db import db, transaction
from scheduler.models import City, Person, ProgrammeCity, Role
from tests.api.asking import Script, fields
from tests.counting import statements
from tests.world import NOW, SESSION, World

PATH = "/programmes/sofia-seoul/slots"
ASKED: dict[str, Any] = {"city": ["sofia", "seoul"], "from": "2027-03-10", "to": "2027-03-10"}


def find(script: Script, **changes: Any) -> Any:
    """Return the answer to that question."""
    asked = {name: value for name, value in (ASKED | changes).items() if value is not None}
    return script.get(PATH, **asked)


def refused(script: Script, **changes: Any) -> dict[str, str]:
    """Return the fields that are refused, each with its code."""
    asked = {name: value for name, value in (ASKED | changes).items() if value is not None}
    answer = script.ask("GET", PATH, query_string=asked)
    assert answer.status_code == 422
    return fields(answer)


def test_the_best_slots_with_every_citys_reading(elena: Script) -> None:
    answer = find(elena, most=2, step=30)
    assert [slot["start_utc"] for slot in answer["slots"]] == [
        "2027-03-10T06:30:00Z",
        "2027-03-10T07:30:00Z",
    ]
    first = answer["slots"][0]
    assert first["cities"][1] == {
        "city": "seoul",
        "zone": "Asia/Seoul",
        "start": "2027-03-10T15:30",
        "end": "2027-03-10T16:30",
        "offset": "+09:00",
        "part": "office",
        "discomfort": 0,
        "score": 0,
        "busy": 0,
        "people": 1,
        "reasons": [],
    }
    assert {name: first[name] for name in ("common", "outside", "score", "busy")} == {
        "common": True,
        "outside": False,
        "score": 0,
        "busy": 0,
    }
    assert (answer["anchor"], answer["people"], answer["has_common"]) == ("sofia", 2, True)
    assert (answer["least_bad"], answer["two_sessions"]) == (False, None)


def test_reasons_are_told_in_both_languages(elena: Script) -> None:
    answer = find(elena, **{"from": "2027-03-03", "to": "2027-03-03"})
    sofia = answer["slots"][0]["cities"][0]
    assert sofia["reasons"][0] == {
        "code": "day_off",
        "discomfort": 75,
        "count": 0,
        "of": 0,
        "text": {
            "bg": "почивен ден (Ден на Освобождението на България от османско иго)",
            "en": "day off (Liberation Day)",
        },
    }
    assert answer["least_bad"] is True


def test_busy_people_are_counted(elena: Script, world: World) -> None:
    world.published(invite=True)
    asked = {"preferred": ["sofia:10:00-11:00", "seoul:17:00-18:00"], "step": "60"}
    slots = find(elena, **asked)["slots"]
    busy = next(slot for slot in slots if slot["start_utc"] == "2027-03-10T08:00:00Z")
    assert (busy["busy"], busy["common"]) == (2, True)
    assert busy["cities"][0]["reasons"][0]["text"]["en"] == "1 of 1 people is busy"
    only = find(elena, person=["Elena@sofia.example ", "minseo@seoul.example"], **asked)
    assert only["people"] == 2
    assert sum(slot["busy"] for slot in only["slots"] if slot["common"]) == 1


def test_who_carried_the_last_awkward_hours(elena: Script, world: World) -> None:
    for week, hour in enumerate([14, 14, 7]):
        start = datetime(2027, 1, 6, hour) + timedelta(weeks=week)
        world.published(replace(SESSION, start=start, end=start + timedelta(hours=1)))
    assert find(elena)["fairness"] == {
        "meetings": 3,
        "cities": [
            {"city": "sofia", "awkward": 1, "weight": 5},
            {"city": "seoul", "awkward": 2, "weight": 10},
        ],
        "text": {
            "bg": "От последните 3 срещи неудобни са били: за Сеул – 2, за София – 1.",
            "en": "The last 3 meetings: awkward for Seoul 2, for Sofia 1.",
        },
    }


def test_what_is_left_out_and_what_is_assumed(elena: Script, world: World) -> None:
    with transaction():
        world.seoul.hours = {}
    answer = find(elena, city=["sofia", "third-city", "seoul"], anchor="seoul")
    assert (answer["left_out"], answer["hours_assumed"]) == (["third-city"], ["seoul"])
    assert [reading["city"] for reading in answer["slots"][0]["cities"]] == ["seoul", "sofia"]


def test_two_sessions_where_no_hour_is_common(elena: Script, world: World) -> None:
    with transaction():
        world.third.name, world.third.zone = {"en": "Lima"}, "America/Lima"
        world.third.country = world.third.holiday_calendar = "PE"
        world.third.hours = {"wed": [["09:00", "17:00"]], "thu": [["09:00", "17:00"]]}
    answer = find(elena, city=["sofia", "seoul", "third-city"], to="2027-03-11")
    two = answer["two_sessions"]
    assert answer["has_common"] is False
    assert {*two["in_first"], *two["in_second"]} == {"sofia", "seoul", "third-city"}
    assert two["first"]["start_utc"] < two["second"]["start_utc"]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"city": None}, {"city": "missing"}),
        ({"city": ["sofia"]}, {"city": "cities_out_of_range"}),
        ({"city": ["sofia", "atlantis"]}, {"city": "not_in_programme"}),
        ({"city": ["sofia", "sofia"]}, {"city": "city_twice"}),
        ({"city": [f"c{n}" for n in range(201)]}, {"city": "out_of_range"}),
        ({"from": "10.3.2027"}, {"from": "date_unreadable"}),
        ({"from": "2027-02-30"}, {"from": "not_a_wall_time"}),
        ({"from": "2027-03-10T10:00"}, {"from": "date_unreadable"}),
        ({"from": "1889-01-01", "to": "1889-01-01"}, {"from": "date_out_of_range"}),
        ({"to": "2027-03-09"}, {"to": "last_before_first"}),
        ({"to": "2037-03-10"}, {"to": "range_too_long"}),
        ({"minutes": "0"}, {"minutes": "out_of_range"}),
        ({"minutes": "10000"}, {"minutes": "out_of_range"}),
        ({"minutes": "61"}, {"minutes": "length_uneven"}),
        ({"minutes": "an hour"}, {"minutes": "wrong_type"}),
        ({"step": "7"}, {"step": "step_uneven"}),
        ({"notice": "-1"}, {"notice": "out_of_range"}),
        ({"most": "101"}, {"most": "out_of_range"}),
        ({"anchor": "third-city"}, {"anchor": "not_in_programme"}),
        ({"person": ["nobody@x.example"]}, {"person": "person_not_in_programme"}),
        ({"person": ["mallory@elsewhere.example"]}, {"person": "person_not_in_programme"}),
        ({"acceptable": ["sofia"]}, {"acceptable.0": "hours_unreadable"}),
        ({"acceptable": ["sofia:8-12,11-13"]}, {"acceptable.0": "hours_unreadable"}),
        ({"acceptable": ["sofia:8-20", "sofia:9-20"]}, {"acceptable": "city_twice"}),
        ({"preferred": ["lima:8-20"]}, {"preferred": "not_in_programme"}),
        ({"day": "2027-03-10"}, {"day": "unknown_field"}),
    ],
)
def test_what_cannot_be_answered_is_refused_at_its_field(
    elena: Script, changes: dict[str, Any], codes: dict[str, str]
) -> None:
    assert refused(elena, **changes) == codes


def test_people_of_no_chosen_city_are_refused(elena: Script, world: World) -> None:
    with transaction():
        role = Role(programme_id=world.programme.id, kind="organizer")
        ana = Person(email="ana@x.example", given_name="Ana", created=NOW, roles=[role])
        db.session.add(ana)
    assert refused(elena, person=["ana@x.example"]) == {"person": "person_without_city"}


def test_only_organizers_of_the_programme_ask(
    elena: Script,
    mallory: Script,
    stranger: Script,
    script_of: Callable[[Person], Script],
    world: World,
) -> None:
    assert stranger.problem("GET", PATH) == (401, "token_missing")
    query = "?city=sofia&city=seoul&from=2027-03-10&to=2027-03-10"
    assert mallory.problem("GET", PATH + query) == (403, "not_allowed")
    assert script_of(world.petar).problem("GET", PATH + query) == (403, "not_allowed")
    assert elena.problem("GET", f"/programmes/nowhere/slots{query}") == (404, "not_found")
    assert script_of(world.admin).ask("GET", PATH + query).status_code == 200


def test_thirty_cities_ask_no_more_of_the_database_than_two(elena: Script, world: World) -> None:
    counts = [_statements(elena, ["sofia", "seoul"])]
    with transaction():
        for n in range(28):
            city = City(
                slug=f"city-{n}", name={"en": f"City {n}"}, country="BG", zone="Europe/Sofia"
            )
            db.session.add(ProgrammeCity(programme_id=world.programme.id, city=city, position=n))
            db.session.flush()
            role = Role(programme_id=world.programme.id, city_id=city.id, kind="participant")
            db.session.add(Person(email=f"p{n}@x.example", roles=[role], created=NOW))
    counts.append(_statements(elena, ["sofia", "seoul", *(f"city-{n}" for n in range(28))]))
    assert counts[0] == counts[1]


def _statements(script: Script, cities: list[str]) -> int:
    with statements() as asked:
        assert len(find(script, city=cities)["slots"][0]["cities"]) == len(cities)
    return len(asked)
