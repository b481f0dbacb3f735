"""Lists: pages that fit together, filters, who sees what, and a fixed number of statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from scheduler.actions import policy, registering, scheduling
from scheduler.actions.registering import Application
from scheduler.api import showing
from scheduler.db import db, transaction
from scheduler.models import City, Event, Person, Programme, Theme
from scheduler.queries import agenda, listing
from tests.api.asking import Script
from tests.world import NOW, World


@contextmanager
def counted() -> Iterator[list[str]]:
    """Give the statements that are sent to the database meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(engine, "before_cursor_execute", note)


def uids(page: dict[str, Any]) -> list[str]:
    """Return which events a page lists."""
    return [item["uid"] for item in page["items"]]


def walk(script: Script, path: str, limit: int) -> list[Any]:
    """Return all items of a list, a page at a time."""
    found, cursor = [], {}
    while True:
        page = script.get(path, limit=limit, **cursor)
        assert len(page["items"]) <= limit
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}


def test_programmes_cities_and_themes(world: World, stranger: Script) -> None:
    programmes = stranger.get("/programmes")
    assert programmes["next"] is None
    assert programmes["items"] == [
        {
            "slug": "sofia-seoul",
            "name": {"bg": "София – Сеул", "en": "Sofia – Seoul"},
            "description": {},
            "languages": ["bg", "en"],
            "starts_on": None,
            "ends_on": None,
            "cities": ["sofia", "seoul", "third-city"],
            "areas": ["smart-city"],
            "topics": ["innovation"],
            "source": "",
        }
    ]
    cities = stranger.get("/cities", programme="sofia-seoul")["items"]
    assert [(c["slug"], c["announced"], c["zone"]) for c in cities] == [
        ("seoul", True, "Asia/Seoul"),
        ("sofia", True, "Europe/Sofia"),
        ("third-city", False, None),
    ]
    assert cities[2]["placeholder"]["en"] == "The third city is to be announced"
    assert cities[1]["hours"]["mon"] == [["08:30", "17:00"]]
    assert [city["corrections"] for city in cities] == [{}, {}, {}]
    themes = [
        {"slug": t["slug"], "name": t["name"]["en"]} for t in stranger.get("/themes")["items"]
    ]
    assert themes == [
        {"slug": "innovation", "name": "innovation"},
        {"slug": "smart-city", "name": "smart city"},
    ]
    assert stranger.get("/themes", programme="nowhere")["items"] == []
    assert stranger.get("/cities", programme="nowhere") == {"items": [], "next": None}


def test_a_city_shows_what_it_has_corrected(world: World, stranger: Script) -> None:
    name = {"bg": "Ден на града", "en": "City Day"}
    with transaction():
        world.sofia.corrections = {
            "2027-01-07": {"off": True, "name": name},
            "2027-01-09": {"off": False},
        }
    (sofia,) = [c for c in stranger.get("/cities")["items"] if c["slug"] == "sofia"]
    assert sofia["corrections"] == {
        "2027-01-07": {"off": True, "name": name},
        "2027-01-09": {"off": False, "name": {}},
    }


@pytest.mark.any_db
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 200])
def test_pages_fit_together(world: World, elena: Script, limit: int) -> None:
    days = [3, 1, 2, 2, 2, 5, 4]
    made = [world.published(start=date(2027, 3, day), end=None, all_day=True) for day in days]
    whole = [e.uid for e in sorted(made, key=lambda e: (e.start_utc, e.id))]
    assert [item["uid"] for item in walk(elena, "/events", limit)] == whole
    assert [item["event"] for item in walk(elena, "/occurrences", limit)] == whole
    for path in ("/cities", "/themes", "/programmes"):
        slugs = [item["slug"] for item in walk(elena, path, limit)]
        assert len(slugs) == len(set(slugs)) == {"/cities": 3, "/themes": 2, "/programmes": 1}[path]


def test_a_cursor_belongs_to_its_list(world: World, stranger: Script) -> None:
    cursor = stranger.get("/cities", limit=1)["next"]
    for path in (f"/themes?cursor={cursor}", f"/cities?cursor={cursor}x", "/cities?cursor=."):
        assert stranger.problem("GET", path) == (422, "cursor_wrong")


def test_filters_combine_and_repeat(world: World, elena: Script) -> None:
    session = world.published()
    visit = world.visit()
    talk = world.draft(
        kind="thematic_discussion",
        cities=("sofia",),
        themes=("smart-city",),
        start=date(2027, 4, 1),
        end=None,
        zone=None,
        time_known=False,
        host_city=None,
    )
    assert uids(elena.get("/events")) == [session.uid, talk.uid, visit.uid]
    for query, found in [
        ({"programme": "sofia-seoul"}, [session, talk, visit]),
        ({"programme": "nowhere"}, []),
        ({"city": "seoul"}, [session, visit]),
        ({"city": ["seoul", "sofia"]}, [session, talk, visit]),
        ({"theme": "smart-city"}, [talk]),
        ({"kind": ["city_visit", "thematic_discussion"]}, [talk, visit]),
        ({"status": "draft"}, [talk]),
        ({"city": "sofia", "kind": "city_visit", "status": "confirmed"}, [visit]),
        ({"from": "2027-03-10"}, [session, talk, visit]),
        ({"from": "2027-03-10T09:30:00Z"}, [talk, visit]),
        ({"from": "2027-03-10T11:29:59+02:00"}, [session, talk, visit]),
        ({"to": "2027-03-10"}, [session]),
        ({"to": "2027-03-10T08:00:00Z"}, []),
        ({"from": "2027-04-01", "to": "2027-04-01"}, [talk]),
        ({"from": "2027-05-13", "to": "2027-05-13"}, [visit]),
        ({"updated_since": "2027-01-01"}, []),
        ({"updated_since": NOW.isoformat()}, [session, talk, visit]),
    ]:
        assert uids(elena.get("/events", **query)) == [event.uid for event in found], query


def test_a_plus_may_have_become_a_space(world: World, stranger: Script) -> None:
    event = world.published()
    assert uids(stranger.get("/events?from=2027-03-10T11:29:59+02:00")) == [event.uid]


def everything(world: World) -> list[Event]:
    """Return events of every visibility, drafts and discarded ones among them."""
    made = []
    for visibility in ("public", "programme", "invited"):
        made.append(world.draft(visibility=visibility))
        made.append(world.published(visibility=visibility))
        made.append(world.published(visibility=visibility, invite=True))
        discarded, cancelled = world.draft(visibility=visibility), world.published()
        with transaction():
            for event in (discarded, cancelled):
                scheduling.cancel(event, by=world.elena, now=NOW)
        made += [discarded, cancelled]
    visit = world.visit(visibility="invited")
    with transaction():
        world_of_mallory = Application("Mallory", world.mallory.email, "sofia", "en")
        registering.register(visit, world_of_mallory, by=world.mallory, now=NOW)
    return [*made, visit, _elsewhere()]


def _elsewhere() -> Event:
    with transaction():
        other = Programme(slug="elsewhere", name={"en": "Elsewhere"}, languages=["en"])
        admin = db.session.query(Person).filter_by(is_admin=True).one()
        db.session.add(other)
        plan = scheduling.Plan(
            kind="event",
            title={"en": "Far"},
            start=datetime(2027, 1, 1, 10),
            zone="Asia/Tokyo",
            visibility="programme",
        )
        event = scheduling.draft(other, plan, by=admin, now=NOW)
        scheduling.publish(event, by=admin, now=NOW)
    return event


@pytest.mark.any_db
def test_a_list_shows_what_the_policy_table_says(world: World) -> None:
    events = everything(world)
    for name in ("elena", "jiho", "petar", "minseo", "mallory", "admin", None):
        person = getattr(world, name) if name else None
        found = listing.events(person, agenda.Filters(statuses=()), listing.Place(200)).items
        listed = {event.uid: joins for event, joins in found}
        assert listed == {
            event.uid: policy.may(person, "event.join", event)
            for event in events
            if policy.may(person, "event.see", event)
        }, name


def test_a_list_and_a_single_answer_agree(world: World, elena: Script, mallory: Script) -> None:
    everything(world)
    for script in (elena, mallory):
        for item in script.get("/events")["items"]:
            single = script.get(f"/events/{item['uid']}")
            # What an event clashes with is told of it alone.
            assert single | {"conflicts": None} == item


@pytest.mark.parametrize("path", ["/events", "/occurrences", "/programmes", "/cities", "/themes"])
def test_a_longer_list_takes_no_more_statements(
    world: World, script_of: Callable[[Person], Script], path: str
) -> None:
    script, counts = script_of(world.petar), []
    for more in range(3):
        world.published(invite=True, cities=("sofia", "seoul"))
        with transaction():
            slug = f"more-{more}"
            city = City(slug=slug, placeholder={"en": slug})
            theme = Theme(slug=slug, name={"en": slug})
            db.session.add_all([city, theme])
            db.session.add(Programme(slug=slug, name={"en": slug}, languages=["en"]))
        with counted() as statements:
            assert len(script.get(path)["items"]) > more
        counts.append(len(statements))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 8


def test_occurrences_show_every_citys_clock(world: World, stranger: Script) -> None:
    event = world.published()
    world.draft()
    assert stranger.get("/occurrences")["items"] == [
        {
            "event": event.uid,
            "slug": event.slug,
            "programme": "sofia-seoul",
            "kind": "live_session",
            "status": "confirmed",
            "title": {"bg": "Топлоснабдяване в квартала", "en": "District heating"},
            "original": None,
            "start": "2027-03-10T10:00",
            "end": "2027-03-10T11:30",
            "all_day": False,
            "time_known": True,
            "zone": "Europe/Sofia",
            "start_utc": "2027-03-10T08:00:00Z",
            "end_utc": "2027-03-10T09:30:00Z",
            "cities": [
                {
                    "city": "sofia",
                    "zone": "Europe/Sofia",
                    "start": "2027-03-10T10:00",
                    "end": "2027-03-10T11:30",
                    "offset": "+02:00",
                },
                {
                    "city": "seoul",
                    "zone": "Asia/Seoul",
                    "start": "2027-03-10T17:00",
                    "end": "2027-03-10T18:30",
                    "offset": "+09:00",
                },
            ],
            "made_up": False,
        }
    ]


def test_occurrences_are_never_drafts_and_dates_are_never_converted(
    world: World, elena: Script
) -> None:
    world.draft()
    visit = world.visit()
    found = elena.get("/occurrences", kind="city_visit", city="sofia")["items"]
    assert [(o["event"], o["start"], o["end"], o["cities"]) for o in found] == [
        (visit.uid, "2027-05-10", "2027-05-14", [])
    ]
    assert elena.get("/occurrences", to="2027-05-01") == {"items": [], "next": None}
    assert elena.problem("GET", "/occurrences?status=draft") == (422, "unknown_field")


@pytest.mark.parametrize(
    ("offset", "text"),
    [
        (timedelta(hours=9), "+09:00"),
        (timedelta(hours=-3, minutes=-30), "-03:30"),
        (timedelta(), "+00:00"),
        (timedelta(hours=5, minutes=45), "+05:45"),
    ],
)
def test_offsets_in_iso(offset: timedelta, text: str) -> None:
    assert showing.offset_text(offset) == text
