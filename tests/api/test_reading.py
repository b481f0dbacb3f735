"""What holds for every request: who asks, how strictly it is read, how a refusal looks."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from scheduler.db import db, transaction
from scheduler.models import ApiToken, Person
from tests.api.asking import Script, fields
from tests.api.test_events import LEAST
from tests.world import NOW, World


def test_a_wrong_token_is_refused_even_where_none_is_needed(app: Flask, stranger: Script) -> None:
    for header in (
        "Bearer nobodys",
        "Bearer",
        "bearer  ",
        "Basic eDp5",
        "nonsense",
        "",
        "Bearer я",
    ):
        answer = stranger.ask("GET", "/programmes", headers={"Authorization": header})
        assert (answer.status_code, answer.json["code"]) == (401, "token_wrong")
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api", error="invalid_token"'


def test_a_missing_token_is_asked_for(app: Flask, stranger: Script) -> None:
    for path in ("/me", "/registrations/x", "/events/x/registrations"):
        answer = stranger.ask("GET", path)
        assert (answer.status_code, answer.json["code"]) == (401, "token_missing")
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api"'


def test_a_revoked_token_is_wrong(world: World, elena: Script) -> None:
    assert elena.get("/me")["email"] == "elena@sofia.example"
    with transaction():
        db.session.query(ApiToken).one().revoked = NOW
    assert elena.problem("GET", "/me") == (401, "token_wrong")


def test_a_session_of_the_pages_opens_nothing(world: World, client: FlaskClient) -> None:
    with client.session_transaction() as session:
        session["person"], session["generation"] = world.elena.id, world.elena.generation
    assert client.get("/api/v1/me").status_code == 401


def test_get_me(world: World, script_of: Callable[[Person], Script]) -> None:
    assert script_of(world.jiho).get("/me") == {
        "email": "jiho@seoul.example",
        "name": "Jiho Kim",
        "language": "en",
        "admin": False,
        "cities": ["seoul"],
        "roles": [{"programme": "sofia-seoul", "city": "seoul", "kind": "organizer"}],
    }
    assert script_of(world.admin).get("/me")["admin"] is True


def test_health(app: Flask, stranger: Script) -> None:
    assert stranger.get("/health") == {"status": "ok"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/nothing"),
        ("GET", "/api/v2/events"),
        ("GET", "/api/"),
        ("GET", "/api/v1/events/"),
        ("GET", "/api//v1/events"),
        ("POST", "/api/v1"),
        ("GET", "/api/me"),
        ("GET", "/api/subscribe"),
        ("POST", "/api/events/x/registration"),
        ("GET", "/api/v1/events/%00"),
        ("GET", "/api/v1/events/a%0Ab"),
    ],
)
def test_an_unknown_path_is_a_problem_and_no_page(
    app: Flask, client: FlaskClient, method: str, path: str
) -> None:
    answer = client.open(path, method=method)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.json["code"] == "not_found"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/events", {"GET", "HEAD", "OPTIONS", "POST"}),
        ("PUT", "/events/x", {"GET", "HEAD", "OPTIONS", "PATCH"}),
        ("POST", "/me", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_a_wrong_method_is_a_problem(
    app: Flask, stranger: Script, method: str, path: str, allowed: set[str]
) -> None:
    answer = stranger.client.open(f"/api/v1{path}", method=method)
    assert (answer.status_code, answer.json["code"]) == (405, "method_not_allowed")
    assert set(answer.headers["Allow"].split(", ")) == allowed


def test_a_post_to_the_description_is_a_problem(client: FlaskClient) -> None:
    answer = client.post("/api/openapi.json")
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe",
        b"[" * 200_000,
        b'{"title": {"en": "\\ud800"}}',
        b'{"capacity": NaN}',
        b'{"capacity": ' + b"9" * 5000 + b"}",
        b"{} {}",
    ],
)
def test_what_is_no_json_is_malformed(world: World, elena: Script, body: bytes) -> None:
    answer = elena.ask("POST", "/events", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (400, "malformed")


@pytest.mark.parametrize("body", [[], "text", 5, [LEAST]])
def test_what_is_no_object_is_of_the_wrong_type(world: World, elena: Script, body: object) -> None:
    answer = elena.ask("POST", "/events", data=json.dumps(body), content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (422, "wrong_type")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", None])
def test_what_says_that_it_is_no_json_is_not_read(
    world: World, elena: Script, kind: str | None
) -> None:
    answer = elena.ask("POST", "/events", data=json.dumps(LEAST), content_type=kind)
    assert (answer.status_code, answer.json["code"]) == (415, "not_json")


def test_a_merge_patch_may_call_itself_so(world: World, elena: Script) -> None:
    path = f"/events/{world.draft().uid}"
    answer = elena.ask(
        "PATCH",
        path,
        data='{"capacity": 5}',
        content_type="application/merge-patch+json",
        headers={"If-Match": "*"},
    )
    assert (answer.status_code, answer.json["capacity"]) == (200, 5)


def test_two_megabytes_are_too_many(world: World, elena: Script) -> None:
    body = LEAST | {"description": {"en": "x" * 2_100_000}}
    assert elena.problem("POST", "/events", body) == (413, "too_large")


def test_an_unknown_filter_is_refused(app: Flask, stranger: Script) -> None:
    answer = stranger.ask("GET", "/events", query_string={"citty": "sofia", "limit": 500})
    assert answer.status_code == 422
    assert fields(answer) == {"citty": "unknown_field", "limit": "out_of_range"}


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("limit=0", {"limit": "out_of_range"}),
        ("limit=201", {"limit": "out_of_range"}),
        ("limit=ten", {"limit": "wrong_type"}),
        ("limit=" + "9" * 5000, {"limit": "wrong_type"}),
        ("cursor=x", {"cursor": "cursor_wrong"}),
        ("cursor=WzFd.x", {"cursor": "cursor_wrong"}),
        ("kind=party", {"kind.0": "not_a_choice"}),
        ("status=draft&status=x", {"status.1": "not_a_choice"}),
        ("city=%00", {"city.0": "control_characters"}),
        ("from=yesterday", {"from": "not_a_moment"}),
        ("from=2027-03-10T10:00", {"from": "not_a_moment"}),
        ("from=2027-02-30", {"from": "not_a_moment"}),
        ("to=9999-12-31", {"to": "date_out_of_range"}),
        ("updated_since=0001-01-01T00:00:00%2B14:00", {"updated_since": "date_out_of_range"}),
    ],
)
def test_a_wrong_filter_is_named(
    app: Flask, stranger: Script, query: str, wrong: dict[str, str]
) -> None:
    answer = stranger.ask("GET", f"/events?{query}")
    assert (answer.status_code, fields(answer)) == (422, wrong)


def test_a_refusal_speaks_the_language_that_is_preferred(world: World, elena: Script) -> None:
    said = {}
    for language in ("bg-BG,bg;q=0.9", "en", "ko", ""):
        answer = elena.write("POST", "/events", {}, **{"Accept-Language": language})
        said[answer.headers["Content-Language"]] = answer.json["errors"][0]
    assert said["bg"]["code"] == said["en"]["code"]
    assert said["bg"]["detail"] != said["en"]["detail"]
    assert said.keys() == {"bg", "en"}


def test_a_fault_of_ours_is_a_problem(
    app: Flask, stranger: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(app.view_functions, "api.health", fail)
    fail.permission = "public"
    monkeypatch.setitem(app.config, "TESTING", None)
    answer = stranger.ask("GET", "/health")
    assert (answer.status_code, answer.json["code"]) == (500, "server_error")


def test_a_database_that_is_away_is_said_to_be(
    app: Flask, stranger: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        db.session.execute(sa.text("SELECT * FROM nothing"))

    fail.permission = "public"
    monkeypatch.setitem(app.view_functions, "api.health", fail)
    answer = stranger.ask("GET", "/health")
    assert (answer.status_code, answer.json["code"]) == (503, "not_available")
    assert answer.headers["Retry-After"] == "10"
