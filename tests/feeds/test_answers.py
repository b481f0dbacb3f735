"""What HTTP says of a feed: methods, headers, 304, gzip, and what is answered when all fails."""

from __future__ import annotations

import gzip
import http.client
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from scheduler.actions import scheduling, subscribing
from scheduler.db import db, transaction
from scheduler.queries import subscriptions
from tests.feeds.asking import PUBLIC, address_of, ask
from tests.world import NOW, World

KINDS_OF_FEED = ("programme", "event", "personal")


@pytest.fixture
def addresses(world: World) -> dict[str, str]:
    """Return one address of each kind, with an event in it."""
    event = world.published()
    return {
        "programme": PUBLIC,
        "event": f"/feeds/sofia-seoul/{event.uid}.ics",
        "personal": address_of(world.petar),
    }


@pytest.fixture(params=KINDS_OF_FEED)
def address(request: pytest.FixtureRequest, addresses: dict[str, str]) -> str:
    return addresses[request.param]


def test_a_feed_is_a_calendar_to_everybody(client, address) -> None:
    answer = ask(client, address)
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    assert answer.data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert answer.data.endswith(b"END:VCALENDAR\r\n")
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("kind", "name", "cache"),
    [
        ("programme", "sofia-seoul", "public, max-age=900"),
        ("event", "district-heating-", "public, max-age=900"),
        ("personal", "mine", "private, max-age=900"),
    ],
)
def test_a_feed_has_a_name_and_says_who_may_keep_it(client, addresses, kind, name, cache) -> None:
    headers = ask(client, addresses[kind]).headers
    disposition = headers["Content-Disposition"]
    assert disposition.startswith(f'inline; filename="{name}')
    assert disposition.endswith('.ics"')
    assert headers["Cache-Control"] == cache


def test_head_says_the_same_without_the_body(client, address) -> None:
    get, head = ask(client, address), ask(client, address, "HEAD")
    assert (head.status_code, head.data) == (200, b"")
    assert dict(head.headers) == dict(get.headers)


@pytest.mark.parametrize(
    "method",
    ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "REPORT", "PROPPATCH", "MKCALENDAR"],
)
def test_every_other_method_is_refused_in_plain_words(client, addresses, method) -> None:
    for address in addresses.values():
        answer = ask(client, address, method)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
        assert answer.content_type == "text/plain; charset=utf-8"
        assert "<" not in answer.text


def test_what_has_not_changed_is_not_sent_again(client, address) -> None:
    first = ask(client, address)
    again = ask(client, address, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    for name in ("ETag", "Vary", "Cache-Control"):
        assert again.headers[name] == first.headers[name]
    assert ask(client, address, If_None_Match=f"W/{first.headers['ETag']}").status_code == 304
    assert ask(client, address, If_None_Match='"another"').status_code == 200
    assert ask(client, address, "HEAD", If_None_Match=first.headers["ETag"]).status_code == 304


def test_a_reader_that_knows_dates_alone_is_not_sent_it_again_either(
    client, address, stopped_clock
) -> None:
    # What the world has changed in its one second is dated a second each.
    stopped_clock.move_to(NOW + timedelta(minutes=1))
    first = ask(client, address)
    since = first.headers["Last-Modified"]
    assert ask(client, address, If_Modified_Since=since).status_code == 304
    earlier = "Sun, 22 Nov 2026 08:00:00 GMT"
    assert ask(client, address, If_Modified_Since=earlier).status_code == 200
    # The stronger of two conditions decides (RFC 9110, 13.1.3).
    both = ask(client, address, If_Modified_Since=since, If_None_Match='"another"')
    assert both.status_code == 200


def test_a_change_is_seen_by_etag_and_by_date(client, world, stopped_clock) -> None:
    event = world.published()
    first = ask(client, PUBLIC)
    later = NOW + timedelta(minutes=5)
    stopped_clock.move_to(later)
    with transaction():
        scheduling.move(
            event, datetime(2027, 3, 11, 9, 0), version=event.version, by=world.elena, now=later
        )
    assert ask(client, PUBLIC, If_None_Match=first.headers["ETag"]).status_code == 200
    seen = ask(client, PUBLIC, If_Modified_Since=first.headers["Last-Modified"])
    assert (seen.status_code, seen.headers["Last-Modified"]) == (
        200,
        "Mon, 23 Nov 2026 08:05:00 GMT",
    )


def test_what_is_taken_out_of_sight_is_a_change_too(client, world, stopped_clock) -> None:
    event = world.published()
    first = ask(client, PUBLIC)
    later = NOW + timedelta(minutes=5)
    stopped_clock.move_to(later)
    hidden = scheduling.plan_of(event)
    with transaction():
        scheduling.change(
            event,
            scheduling.Plan(**(vars(hidden) | {"visibility": "invited"})),
            version=event.version,
            by=world.elena,
            now=later,
        )
    seen = ask(client, PUBLIC, If_Modified_Since=first.headers["Last-Modified"])
    assert seen.status_code == 200
    assert b"BEGIN:VEVENT" not in seen.data


def test_what_no_row_dates_reaches_such_a_reader_within_a_day(client, world, stopped_clock) -> None:
    world.published()
    first = ask(client, PUBLIC)
    stopped_clock.move_to(NOW + timedelta(days=1))
    assert ask(client, PUBLIC, If_None_Match=first.headers["ETag"]).status_code == 304
    seen = ask(client, PUBLIC, If_Modified_Since=first.headers["Last-Modified"])
    assert (seen.status_code, seen.data) == (200, first.data)


@pytest.mark.parametrize(
    ("accepted", "zipped"),
    [
        ("", False),
        ("gzip", True),
        ("deflate, gzip;q=0.5, br", True),
        ("GZIP", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("br, identity", False),
        ("*;q=0", False),
        (";;;", False),
    ],
)
def test_only_who_asks_gets_gzip(client, addresses, accepted, zipped) -> None:
    plain = ask(client, PUBLIC)
    answer = ask(client, PUBLIC, Accept_Encoding=accepted)
    assert answer.headers.get("Content-Encoding") == ("gzip" if zipped else None)
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert (gzip.decompress(answer.data) if zipped else answer.data) == plain.data
    assert (answer.headers["ETag"] == plain.headers["ETag"]) is not zipped
    again = ask(client, PUBLIC, Accept_Encoding=accepted, If_None_Match=answer.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")


def test_the_same_feed_twice_is_the_same_bytes(client, address, stopped_clock) -> None:
    first = ask(client, address, Accept_Encoding="gzip")
    stopped_clock.move_to(NOW + timedelta(hours=3))
    again = ask(client, address, Accept_Encoding="gzip")
    assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])


def test_an_address_taken_back_is_told_from_one_that_never_was_by_its_status_alone(
    client, world
) -> None:
    revoked = address_of(world.petar)
    with transaction():
        (feed,) = subscriptions.working_feeds(world.petar)
        subscribing.rotate_feed(feed, now=NOW)
    gone, unknown = ask(client, revoked), ask(client, f"/feeds/mine/{'x' * 32}.ics")
    assert (gone.status_code, unknown.status_code) == (410, 404)
    assert (gone.data, gone.content_type) == (unknown.data, "text/plain; charset=utf-8")
    assert ask(client, address_of(world.petar)).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/feeds/atlantis.ics",
        "/feeds/sofia-seoul",
        "/feeds/sofia-seoul.ics/",
        "/feeds//sofia-seoul.ics",
        "/feeds/sofia-seoul/unknown.ics",
        "/feeds/atlantis/{uid}.ics",
        "/feeds/mine/.ics",
        "/feeds/mine.ics",
        "/feeds/a/b/c.ics",
        "/feeds/%ff%fe.ics",
        "/feeds/sofia-seoul.ics?city=atlantis",
        "/feeds/sofia-seoul.ics?theme=magic",
        "/feeds/sofia-seoul.ics?kind=party",
        "/feeds/sofia-seoul.ics?city=sofia&city=atlantis",
    ],
)
def test_no_such_feed_is_404_in_plain_words_and_never_empty(client, world, address) -> None:
    answer = ask(client, address.replace("{uid}", world.published().uid))
    assert (answer.status_code, answer.content_type) == (404, "text/plain; charset=utf-8")
    assert answer.text == "This calendar address is not valid.\n"


@pytest.mark.any_db
@pytest.mark.parametrize(
    "address",
    ["/feeds/%00.ics", "/feeds/sofia-seoul/%00.ics", "/feeds/mine/%00.ics", f"{PUBLIC}?city=%00"],
)
def test_what_no_database_can_hold_is_no_feed_either(client, world, address) -> None:
    assert ask(client, address).status_code == 404


@pytest.mark.any_db
@pytest.mark.parametrize("kind", KINDS_OF_FEED)
def test_a_database_in_trouble_asks_to_come_again(client, addresses, kind) -> None:
    with transaction():
        db.session.execute(sa.text("ALTER TABLE event RENAME TO event_away"))
    answer = ask(client, addresses[kind])
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "300")
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.text == "Try again later.\n"
    assert "ETag" not in answer.headers


def test_a_session_changes_nothing_and_gets_no_cookie(app, client, addresses, world) -> None:
    world.draft(title={"bg": "Чернова", "en": "A draft"})
    anonymous = ask(client, PUBLIC)
    elena = app.test_client()
    with elena.session_transaction() as session:
        session["person"], session["generation"] = world.elena.id, world.elena.generation
    signed_in = ask(elena, PUBLIC)
    assert (signed_in.data, signed_in.headers["ETag"]) == (
        anonymous.data,
        anonymous.headers["ETag"],
    )
    assert "Set-Cookie" not in signed_in.headers


def test_the_real_server_answers_the_same(live, addresses) -> None:
    live.serve()
    host = live.url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=10)

    def asked(method: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, PUBLIC, headers=named)
        answer = connection.getresponse()
        return answer.status, dict(answer.headers), answer.read()

    status, headers, body = asked("GET")
    assert (status, headers["Content-Length"]) == (200, str(len(body)))
    assert asked("HEAD")[::2] == (200, b"")
    assert asked("HEAD")[1]["Content-Length"] == headers["Content-Length"]
    status, unchanged, nothing = asked("GET", If_None_Match=headers["ETag"])
    assert (status, nothing, unchanged["ETag"]) == (304, b"", headers["ETag"])
    status, zipped, short = asked("GET", Accept_Encoding="gzip")
    assert (status, gzip.decompress(short)) == (200, body)
    assert zipped["Content-Length"] == str(len(short))
    assert asked("PROPFIND", Depth="0")[0] == 405
    connection.close()
