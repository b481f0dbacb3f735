"""The demo's files: every fact has its source, and nothing made up stands among the facts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from scheduler.core import hours, zones
from scheduler.demo.facts import plan_of_fact, stops
from scheduler.demo.files import rows

FILES = ("programmes", "themes", "cities", "events", "visits", "people")
CYRILLIC = re.compile(r"[Ѐ-ӿ]")
MIXED = re.compile(r"\w*(?:[A-Za-z]\w*[Ѐ-ӿ]|[Ѐ-ӿ]\w*[A-Za-z])\w*")


def _texts(value: Any) -> Iterator[dict[str, str]]:
    """Give every text in several languages, however deep it lies."""
    if isinstance(value, dict):
        if "bg" in value or "en" in value:
            yield value
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _all_texts() -> list[dict[str, str]]:
    found = [text for name in FILES for text in _texts(rows(name))]
    return found + list(_texts(rows("season", "events")))


def test_the_files_hold_what_their_readme_counts() -> None:
    assert {name: len(rows(name)) for name in FILES} == {
        "programmes": 6,
        "themes": 8,
        "cities": 263,
        "events": 135,
        "visits": 10,
        "people": 31,
    }
    assert len(rows("season", "events")) == 16


def test_events_are_where_their_publishers_programme_belongs() -> None:
    assert Counter(row["programme"] for row in rows("events")) == {
        "iurc": 100,
        "other-exchanges": 26,
        "intelligent-cities-challenge": 6,
        "policycloud": 2,
        "digital-innovation-initiative": 1,
    }


def test_every_fact_has_its_source() -> None:
    facts = [row for name in ("cities", "events", "visits") for row in rows(name)]
    facts += [row for row in rows("programmes") if row["slug"] != "other-exchanges"]
    without = [row for row in facts if not row["source"].startswith(("https://", "http://"))]
    assert without == []


def test_every_text_is_there_in_bulgarian_and_english() -> None:
    assert [text for text in _all_texts() if not (text.get("bg") and text.get("en"))] == []


def test_bulgarian_is_cyrillic() -> None:
    # A proper name may stay as its owner writes it; then it is the same in both languages.
    names = ("Remondis", "PolicyCLOUD")
    latin = [
        text
        for text in _all_texts()
        if not CYRILLIC.search(text["bg"]) and not text["bg"].startswith(names)
    ]
    assert latin == []


def test_english_holds_no_cyrillic_and_no_word_mixes_scripts() -> None:
    assert [text for text in _all_texts() if CYRILLIC.search(text["en"])] == []
    assert [text for text in _all_texts() if MIXED.search(text["bg"])] == []


def test_bulgarian_uses_the_words_of_the_glossary() -> None:
    assert [text["bg"] for text in _all_texts() if "цифров" in text["bg"].lower()] == []


def test_every_zone_exists() -> None:
    named = {row["zone"] for name in ("cities", "events") for row in rows(name) if row.get("zone")}
    assert [zone for zone in named if not zones.is_zone(zone)] == []


def test_only_the_third_city_is_unannounced() -> None:
    waiting = [row for row in rows("cities") if not row.get("announced", True)]
    assert [(row["slug"], row["programmes"], "zone" in row) for row in waiting] == [
        ("third-city", ["sofia-seoul"], False)
    ]
    assert waiting[0]["placeholder"] == {
        "bg": "Третият град предстои да бъде обявен",
        "en": "The third city is to be announced",
    }


def test_sofia_seoul_holds_no_fact_but_itself() -> None:
    assert [row["slug"] for row in rows("events") if row["programme"] == "sofia-seoul"] == []
    assert {row["made_up"] for row in rows("season", "events")} == {True}


def test_no_hour_is_made_up() -> None:
    unknown = [row for row in rows("events") if not row["time_known"]]
    assert len(unknown) == 45
    assert [row["slug"] for row in unknown if "T" in row["start"] + (row["end"] or "")] == []
    assert {row["all_day"] for row in unknown} == {False}
    assert sum(row["zone"] is None for row in unknown) == 37


def test_days_are_dates_and_hours_have_a_zone() -> None:
    days = [row for row in rows("events") if row["all_day"]]
    timed = [row for row in rows("events") if "T" in row["start"]]
    assert (len(days), len(timed)) == (51, 39)
    assert [row["slug"] for row in days if "T" in row["start"] + row["end"]] == []
    assert [row["slug"] for row in timed if row["zone"] is None or not row["time_known"]] == []
    assert [row["slug"] for row in timed if not row.get("stated_times")] == []


@pytest.mark.parametrize(
    ("slug", "moment"),
    [
        # the hours that their publishers printed in a second zone
        ("iurc-aa-2021-09-30-eu-korea-kickoff", "2021-09-30T08:00+00:00"),
        ("iurc-aa-2021-10-05-nature-based-solutions", "2021-10-05T07:00+00:00"),
        ("iurc-aa-2021-11-11-post-covid-mobility", "2021-11-11T08:30+00:00"),
        ("policycloud-2021-04-27-urban-pilot", "2021-04-27T12:00+00:00"),
        ("iuc-2018-03-12-austin", "2018-03-12T17:30+00:00"),
    ],
)
def test_a_wall_time_is_the_moment_that_was_meant(slug: str, moment: str) -> None:
    row = next(row for row in rows("events") if row["slug"] == slug)
    assert plan_of_fact(row).moments()[0] == datetime.fromisoformat(moment)


def test_every_end_is_after_its_start() -> None:
    plans = {row["slug"]: plan_of_fact(row) for row in rows("events")}
    assert [slug for slug, plan in plans.items() if plan.moments()[0] >= plan.moments()[1]] == []


def test_names_are_unique_and_fit_an_address() -> None:
    for name in ("programmes", "themes", "cities", "events"):
        slugs = [row["slug"] for row in rows(name)]
        assert len(set(slugs)) == len(slugs)
        assert [slug for slug in slugs if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)] == []
    uids = [row["uid"] for row in rows("events")]
    uids += [item["uid"] for visit in rows("visits") for item in visit["items"]]
    assert len(set(uids)) == len(uids)


def test_every_city_named_by_an_event_is_in_its_programme() -> None:
    members = {row["slug"]: row["programmes"] for row in rows("cities")}
    strangers = [
        (row["slug"], slug)
        for row in rows("events")
        for slug in row["cities"]
        if row["programme"] not in members[slug]
    ]
    assert strangers == []


def test_a_host_is_the_first_of_an_events_cities() -> None:
    hosted = [row for row in rows("events") if row["host_city"]]
    assert [row["slug"] for row in hosted if row["cities"][0] != row["host_city"]] == []


def test_stops_lie_within_their_visit() -> None:
    dates = {row["slug"]: plan_of_fact(row) for row in rows("events")}
    for visit in rows("visits"):
        plan = dates[visit["event"]]
        length = (plan.end or plan.start) - plan.start
        late = [s.title["en"] for s in stops(visit["items"]) if (s.day or 1) > length.days + 1]
        assert (visit["event"], late) == (visit["event"], [])


def test_office_hours_are_well_formed() -> None:
    kept = {row["slug"]: row["hours"] for row in rows("cities") if "hours" in row}
    assert kept == {"sofia": ["08:30", "17:00"], "seoul": ["09:00", "18:00"]}
    assert hours.WEEKDAYS[:5] == ("mon", "tue", "wed", "thu", "fri")


def test_made_up_people_have_addresses_that_nobody_owns() -> None:
    owned = [
        row["email"]
        for row in rows("people")
        if not row["email"].endswith(("@example.org", "@example.com"))
    ]
    assert owned == []


def test_letters_address_people_by_the_name_of_their_sex_and_language() -> None:
    greetings = re.compile(r"(Уважаема госпожо|Уважаеми господин) [А-Я][а-я]+,")
    assert [p for p in rows("people") if not greetings.fullmatch(p["salutation"]["bg"])] == []
    english = re.compile(r"Dear M[rs]s? [A-Z][a-z]+,")
    assert [p for p in rows("people") if not english.fullmatch(p["salutation"]["en"])] == []
