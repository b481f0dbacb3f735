"""The description at /api/openapi.json: valid, complete, and kept by every answer."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from scheduler.actions import policy, subscribing
from scheduler.actions.subscribing import Wishes
from scheduler.db import transaction
from scheduler.models import Person
from tests.api.asking import Script
from tests.api.test_registrations import ANA
from tests.world import NOW, World

OPERATIONS = {
    "listProgrammes": "GET /api/v1/programmes",
    "listCities": "GET /api/v1/cities",
    "listThemes": "GET /api/v1/themes",
    "listEvents": "GET /api/v1/events",
    "getEvent": "GET /api/v1/events/{uid}",
    "createEvent": "POST /api/v1/events",
    "updateEvent": "PATCH /api/v1/events/{uid}",
    "cancelEvent": "POST /api/v1/events/{uid}/cancellation",
    "publishEvent": "POST /api/v1/events/{uid}/publication",
    "listOccurrences": "GET /api/v1/occurrences",
    "acknowledgeConflicts": "POST /api/v1/events/{uid}/acknowledgements",
    "findSlots": "GET /api/v1/programmes/{slug}/slots",
    "importCalendar": "POST /api/v1/programmes/{slug}/import",
    "register": "POST /api/v1/events/{uid}/registrations",
    "getRegistration": "GET /api/v1/registrations/{id}",
    "listRegistrations": "GET /api/v1/events/{uid}/registrations",
    "cancelRegistration": "POST /api/v1/registrations/{id}/cancellation",
    "getMe": "GET /api/v1/me",
    "listFeeds": "GET /api/v1/me/feeds",
    "createFeed": "POST /api/v1/me/feeds",
    "revokeFeed": "DELETE /api/v1/me/feeds/{id}",
    "health": "GET /api/v1/health",
}
NOT_MEANT = [
    positive_data_acceptance,  # what the shapes allow may break a rule: an end before its start
    ignored_auth,  # the token that the test sends replaces every one that is made up
]
WITHOUT_CHOICES = {
    "GET /api/v1/events/{uid}",
    "GET /api/v1/registrations/{id}",
    "GET /api/v1/me",
    "GET /api/v1/me/feeds",
    "GET /api/v1/health",
}
METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture
def description(client: FlaskClient) -> dict[str, Any]:
    """Return the document as it is served."""
    answer = client.get("/api/openapi.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    return answer.json


def operations(description: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what is described, by "METHOD path"."""
    return {
        f"{method.upper()} {path}": item[method]
        for path, item in description["paths"].items()
        for method in METHODS
        if method in item
    }


def test_it_is_valid_openapi(description: dict[str, Any]) -> None:
    assert description["openapi"] == "3.1.0"
    assert [str(error) for error in OpenAPIV31SpecValidator(description).iter_errors()] == []


def test_it_names_the_contracts_operations(description: dict[str, Any]) -> None:
    found = {said["operationId"]: route for route, said in operations(description).items()}
    assert found == OPERATIONS


def test_every_operation_says_what_it_does(description: dict[str, Any]) -> None:
    for route, said in operations(description).items():
        assert said["summary"].endswith("."), route
        assert said["responses"]["default"], route
        assert said["security"] in ([{"bearer": []}], [{}, {"bearer": []}]), route


def test_every_write_takes_a_key_and_every_change_a_version(description: dict[str, Any]) -> None:
    changes = {"updateEvent", "cancelEvent", "publishEvent", "cancelRegistration"}
    for route, said in operations(description).items():
        headers = {p["name"] for p in said.get("parameters", []) if p["in"] == "header"}
        wanted = set() if route.startswith("GET ") else {"Idempotency-Key"}
        wanted |= {"If-Match"} if said["operationId"] in changes else set()
        assert headers == wanted, route


def test_errors_are_described_as_problems(description: dict[str, Any]) -> None:
    for name, response in description["components"]["responses"].items():
        assert list(response["content"]) == ["application/problem+json"], name


def test_every_route_of_the_api_names_its_permission(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            assert app.view_functions[rule.endpoint].permission in policy.PERMISSIONS, rule.rule


def test_answers_are_open_and_requests_are_closed(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    closed = {name for name, said in schemas.items() if said.get("additionalProperties") is False}
    assert closed == {
        "NewEvent",
        "EventPatch",
        "RegistrationRules",
        "Publication",
        "Cancellation",
        "Acknowledgements",
        "Applicant",
        "NewFeed",
        "FeedChoice",
        "Nothing",
    }


@pytest.fixture
def attempt(
    app: Flask, world: World, script_of: Callable[[Person], Script]
) -> Callable[..., list[int]]:
    """Return a function that has an independent client make up requests from the description.

    The client sends an admin's token, and holds the answers to what is described. It goes to a
    visit, a registration and a feed that exist, unless it is told to make up their names as well.
    """
    visit = world.visit()
    registration = Script(app.test_client()).write(
        "POST", f"/events/{visit.uid}/registrations", ANA
    )
    with transaction():
        feed = subscribing.make_feed(world.admin, Wishes("phone"), now=NOW)
    known = {"uid": visit.uid, "id": registration.json["id"], "slug": "sofia-seoul"}
    headers = {"Authorization": f"Bearer {script_of(world.admin).token}"}
    schema = schemathesis.openapi.from_wsgi(
        "/api/openapi.json", lambda environ, start: Context().run(app, environ, start)
    )

    def made_up(route: str, mode: schemathesis.GenerationMode, examples: int) -> list[int]:
        method, path = route.split(" ")
        there = known | ({"id": feed.generation} if "feeds" in path else {})
        statuses = []

        @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
        @given(case=schema[path][method].as_strategy(generation_mode=mode))
        def answered(case: schemathesis.Case) -> None:
            if mode is schemathesis.GenerationMode.POSITIVE:
                case.path_parameters = {name: there[name] for name in case.path_parameters or {}}
                if "If-Match" in case.headers:
                    case.headers["If-Match"] = "*"
            answer = case.call(headers=headers)
            case.validate_response(answer, excluded_checks=NOT_MEANT)
            statuses.append(answer.status_code)

        answered()
        return statuses

    return made_up


@pytest.mark.parametrize("route", OPERATIONS.values())
def test_whatever_it_allows_is_answered_as_it_says(
    attempt: Callable[..., list[int]], rounds: Callable[[int], int], route: str
) -> None:
    statuses = attempt(route, schemathesis.GenerationMode.POSITIVE, rounds(20))
    assert {status for status in statuses if status >= 500 or status in {401, 403, 404}} == set()


@pytest.mark.parametrize("route", [r for r in OPERATIONS.values() if r not in WITHOUT_CHOICES])
def test_whatever_it_forbids_is_refused(
    attempt: Callable[..., list[int]], rounds: Callable[[int], int], route: str
) -> None:
    statuses = attempt(route, schemathesis.GenerationMode.NEGATIVE, rounds(12))
    assert {status for status in statuses if status >= 500} == set()
