"""JSCalendar by the Accept header: who gets it, what it may show, and that JSON stays as it was."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scheduler.actions import membership
from scheduler.db import transaction
from scheduler.models import Person
from tests.counting import statements
from tests.documents import rfc8984
from tests.world import NOW, SESSION, World

JSCALENDAR = "application/jscalendar+json"
LINK = {"join": {"@type": "VirtualLocation", "uri": SESSION.online_url}}


def ask(client: FlaskClient, path: str, accept: str | None, **headers: str) -> TestResponse:
    """Send a request that accepts that."""
    sent = headers if accept is None else headers | {"Accept": accept}
    return client.get(f"/api/v1{path}", headers=sent)


def token_of(person: Person) -> dict[str, str]:
    """Return the header by which a script acts for that person."""
    with transaction():
        return {"Authorization": f"Bearer {membership.make_api_token(person, now=NOW)}"}


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("application/json", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        (f"{JSCALENDAR};q=0.5, application/json", "application/json"),
        (JSCALENDAR, f"{JSCALENDAR};type=event"),
        (f"{JSCALENDAR};type=event", f"{JSCALENDAR};type=event"),
        (f"{JSCALENDAR}, application/json;q=0.5", f"{JSCALENDAR};type=event"),
        (f"{JSCALENDAR}, */*;q=0.1", f"{JSCALENDAR};type=event"),
        ("text/html", "application/problem+json"),
        (f"{JSCALENDAR};type=task", "application/problem+json"),
        (f"{JSCALENDAR};q=0", "application/problem+json"),
    ],
)
def test_the_accept_header_decides(
    client: FlaskClient, world: World, accept: str | None, expected: str
) -> None:
    answer = ask(client, f"/events/{world.published().uid}", accept)
    assert answer.content_type == expected
    assert answer.status_code == (406 if "problem" in expected else 200)
    if answer.status_code == 200:
        assert set(answer.vary) == {"Accept", "Authorization", "Accept-Language"}
        assert ("ETag" in answer.headers) is (expected == "application/json")


def test_what_is_not_to_be_had_says_so(client: FlaskClient, world: World) -> None:
    answer = ask(client, "/events", "text/calendar")
    assert (answer.status_code, answer.json["code"]) == (406, "not_acceptable")


def test_the_language_is_the_readers(client: FlaskClient, world: World) -> None:
    event = world.published()
    answer = ask(client, f"/events/{event.uid}", JSCALENDAR, **{"Accept-Language": "bg"})
    assert answer.headers["Content-Language"] == "bg"
    assert rfc8984.complaints(answer.json, "Event") == []
    assert answer.json["title"] == "Топлоснабдяване в квартала"
    assert rfc8984.in_language(answer.json, "en")["title"] == "District heating"


def test_who_may_see_and_join_is_the_same_as_in_json(client: FlaskClient, world: World) -> None:
    invited = world.published(visibility="invited")
    path = f"/events/{invited.uid}"
    assert ask(client, path, JSCALENDAR).status_code == 404
    assert ask(client, path, JSCALENDAR, **token_of(world.mallory)).status_code == 404
    elena = token_of(world.elena)
    assert ask(client, path, JSCALENDAR, **elena).json["virtualLocations"] == LINK
    assert ask(client, "/events", JSCALENDAR).json["entries"] == []
    assert [e["uid"] for e in ask(client, "/events", JSCALENDAR, **elena).json["entries"]] == [
        invited.uid
    ]
    public = world.published()
    assert "virtualLocations" not in ask(client, f"/events/{public.uid}", JSCALENDAR).json
    (entry,) = ask(client, "/events", JSCALENDAR).json["entries"]
    assert "virtualLocations" not in entry


def test_a_list_is_a_group_a_page_at_a_time(client: FlaskClient, world: World) -> None:
    uids = [world.published().uid for _ in range(3)]
    path, found = "/events?programme=sofia-seoul&city=sofia&city=seoul&limit=2", []
    while path:
        answer = ask(client, path, JSCALENDAR)
        assert answer.content_type == f"{JSCALENDAR};type=group"
        assert rfc8984.complaints(answer.json, "Group") == []
        found += [entry["uid"] for entry in answer.json["entries"]]
        path = _next_page(answer)
    assert found == uids


def _next_page(answer: TestResponse) -> str:
    """Return where a list goes on, as a script finds it in the Link header."""
    link: str = answer.headers.get("Link", "")
    address, _, rel = link.partition(">; ")
    assert rel in {"", 'rel="next"'}
    return address.partition("/api/v1")[2]


def test_a_longer_list_takes_no_more_statements(client: FlaskClient, world: World) -> None:
    rule: dict[str, Any] = {"rule": "FREQ=WEEKLY;COUNT=3"}
    counts = []
    for _ in range(3):
        world.published(**rule)
        world.visit()
        with statements() as asked:
            assert ask(client, "/events", JSCALENDAR).status_code == 200
        counts.append(len(asked))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 8
