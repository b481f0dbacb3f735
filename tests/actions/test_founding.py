"""Making what files name: once, without touching what is there, and every mistake by its name."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from scheduler import errors, i18n
from scheduler.actions import founding
from scheduler.actions.founding import Founded
from scheduler.db import Base, db, transaction
from scheduler.queries import history, people, programmes
from tests.world import NOW, World, mails

FILES: dict[str, Any] = {
    "themes": {"themes": [{"slug": "water", "name": {"bg": "Води", "en": "Water"}}]},
    "cities": {
        "hours": ["09:00", "17:00"],
        "working_days": ["mon", "tue"],
        "cities": [
            {
                "slug": "varna",
                "name": {"bg": "Варна", "en": "Varna"},
                "local": "Варна",
                "country": "BG",
                "zone": "Europe/Sofia",
                "programmes": ["rivers"],
            },
            {
                "slug": "kyoto",
                "name": {"bg": "Киото", "en": "Kyoto"},
                "country": "JP",
                "zone": "Asia/Tokyo",
                "hours": {"mon": [["09:00", "12:00"], ["13:00", "17:00"]]},
                "programmes": ["rivers"],
            },
            {
                "slug": "one-more",
                "announced": False,
                "placeholder": {"en": "One more city"},
                "programmes": ["rivers"],
            },
        ],
    },
    "programmes": {
        "programmes": [
            {
                "slug": "rivers",
                "name": {"bg": "Реки", "en": "Rivers"},
                "languages": ["bg", "en"],
                "topics": ["water"],
                "starts_on": "2027-01-15",
                "ends_on": "2028-06-30",
            }
        ]
    },
    "people": {
        "programme": "rivers",
        "people": [
            {
                "email": "Ana@Varna.Example",
                "given": "Ana",
                "family": "Petrova",
                "native": "Ана Петрова",
                "city": "varna",
                "language": "bg",
                "roles": ["participant", "delegate"],
                "coordinator": True,
                "salutation": {"bg": "Уважаема госпожо Петрова,"},
            }
        ],
    },
}


def _found(files: dict[str, Any]) -> Founded:
    with transaction():
        return founding.found(files, now=NOW)


def _changed(name: str, key: str, value: Any, *, row: int = 0) -> dict[str, Any]:
    files = deepcopy(FILES)
    if value is None:
        del files[name][name][row][key]
    else:
        files[name][name][row][key] = value
    return files


def _rows() -> dict[str, list[Any]]:
    db.session.rollback()
    return {
        table.name: [tuple(row) for row in db.session.execute(sa.select(table))]
        for table in Base.metadata.sorted_tables
    }


@pytest.mark.any_db
def test_what_is_missing_is_made_and_a_second_time_nothing(app: Flask) -> None:
    assert _found(FILES) == Founded(themes=1, cities=3, programmes=1, joined=3, people=1, roles=2)
    before = _rows()
    assert _found(FILES) == Founded()
    assert _rows() == before
    made = programmes.get_programme("rivers")
    assert [city.slug for city in made.cities] == ["varna", "kyoto", "one-more"]
    assert (made.starts_on, made.ends_on) == (date(2027, 1, 15), date(2028, 6, 30))
    assert [theme.slug for theme in made.topics] == ["water"]
    varna, kyoto, _ = made.cities
    assert varna.hours == {"mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]]}
    assert kyoto.hours == {"mon": [["09:00", "12:00"], ["13:00", "17:00"]]}
    assert (kyoto.holiday_calendar, kyoto.local_name) == ("JP", "")
    ana = people.get_by_email("ana@varna.example")
    assert sorted(role.kind for role in ana.roles) == ["delegate", "participant"]
    assert [(link.city.slug, link.coordinator) for link in ana.city_links] == [("varna", True)]
    assert [entry.verb for entry in history.entries("rivers")] == ["load"]
    assert mails() == []


def test_what_is_there_stays_and_a_programme_gains_a_city(world: World) -> None:
    cities = {
        "cities": [
            {"slug": "sofia", "name": {"en": "Other"}, "country": "KR", "zone": "Asia/Seoul"},
            {
                "slug": "kyoto",
                "name": {"en": "Kyoto"},
                "country": "JP",
                "zone": "Asia/Tokyo",
                "programmes": ["sofia-seoul"],
            },
        ]
    }
    mallory = {
        "programme": "sofia-seoul",
        "people": [
            {
                "email": "mallory@elsewhere.example",
                "family": "Other",
                "city": "sofia",
                "roles": ["participant"],
                "coordinator": True,
            }
        ],
    }
    made = _found({"cities": cities, "people": mallory})
    assert made == Founded(cities=1, joined=1, roles=1)
    found = programmes.get_programme("sofia-seoul")
    assert [city.slug for city in found.cities] == ["sofia", "seoul", "third-city", "kyoto"]
    assert found.cities[0].name == {"bg": "София", "en": "Sofia"}
    assert world.mallory.name == "Mallory Stranger"
    assert people.find_coordinator(world.sofia) == world.petar


@pytest.mark.parametrize(
    ("files", "english"),
    [
        (
            _changed("cities", "zone", "Asia/Kioto", row=1),
            "cities.json, “kyoto”: zone: There is no",
        ),
        (_changed("cities", "zone", None), "cities.json, “varna”: zone: Fill in this field."),
        (_changed("cities", "zone", 7), "cities.json, “varna”: zone: This value is not valid."),
        (_changed("cities", "country", "Japan"), "cities.json, “varna”: country: This value"),
        (_changed("cities", "holiday_calendar", "x"), "cities.json, “varna”: holiday_calendar: "),
        (_changed("cities", "name", {}), "cities.json, “varna”: name: Fill in this field."),
        (_changed("cities", "name", "Varna"), "cities.json, “varna”: name: This value is"),
        (_changed("cities", "name", {"en": "x" * 201}), "cities.json, “varna”: name.en: This text"),
        (_changed("cities", "name", {"magic": "V"}), "cities.json, “varna”: name: This value is"),
        (_changed("cities", "hours", ["nine", "5"]), "cities.json, “varna”: hours: Write office"),
        (_changed("cities", "hours", 9), "cities.json, “varna”: hours: Write office hours"),
        (_changed("cities", "hours", {"mo": []}), "cities.json, “varna”: hours: Write office"),
        (_changed("cities", "slug", "Var na"), "cities.json, “Var na”: slug: This value is not"),
        (_changed("cities", "slug", None), "cities.json, “1”: slug: Fill in this field."),
        (_changed("cities", "announced", "no"), "cities.json, “varna”: announced: This value"),
        (_changed("cities", "placeholder", None, row=2), "cities.json, “one-more”: placeholder: "),
        (_changed("cities", "programmes", ["x"]), "cities.json, “varna”: programmes: Nothing is"),
        (_changed("cities", "programmes", "rivers"), "cities.json, “varna”: programmes: This"),
        (_changed("themes", "name", {"en": "a\x00"}), "themes.json, “water”: name.en: This text"),
        (_changed("programmes", "slug", "mine"), "programmes.json, “mine”: slug: This value"),
        (_changed("programmes", "languages", []), "programmes.json, “rivers”: languages: Fill in"),
        (_changed("programmes", "languages", ["xx"]), "programmes.json, “rivers”: languages: "),
        (_changed("programmes", "topics", ["fire"]), "programmes.json, “rivers”: topics: Nothing"),
        (_changed("programmes", "accent", "pink"), "programmes.json, “rivers”: accent: This"),
        (_changed("programmes", "starts_on", "soon"), "programmes.json, “rivers”: starts_on: "),
        (_changed("programmes", "ends_on", "2026-01-01"), "programmes.json, “rivers”: ends_on: "),
        (_changed("people", "email", "ana"), "people.json, “ana”: email: This does not look"),
        (_changed("people", "email", None), "people.json, “1”: email: This does not look"),
        (_changed("people", "family", ""), "people.json, “Ana@Varna.Example”: family: Fill in"),
        (_changed("people", "city", "sofia"), "people.json, “Ana@Varna.Example”: city: “sofia”"),
        (_changed("people", "city", None), "people.json, “Ana@Varna.Example”: city: Fill in"),
        (_changed("people", "roles", ["king"]), "people.json, “Ana@Varna.Example”: roles: This"),
        (_changed("people", "language", "ko"), "people.json, “Ana@Varna.Example”: language: “ko”"),
        (_changed("people", "programme", "x"), "people.json, “Ana@Varna.Example”: programme: No"),
        ({"themes": {"themes": ["water"]}}, "themes.json, “1”: This value is not valid."),
        ({"themes": {"topics": []}}, "themes.json, “themes”: Fill in this field."),
    ],
)
def test_what_is_wrong_is_named_with_its_file_and_entry(
    app: Flask, files: dict[str, Any], english: str
) -> None:
    before = _rows()
    with pytest.raises(errors.EntryInvalid) as refused:
        _found(files)
    assert refused.value.message[: len(english)] == english
    with i18n.speaking("bg"):
        assert "„" in refused.value.message
    assert _rows() == before
