"""A person's several calendars, from the form to the program that fetches them, and to their end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from scheduler.actions import inviting
from scheduler.db import transaction
from tests.feeds.asking import ask, titles
from tests.web.filling import fill_in
from tests.web.posting import post, said, sign_in
from tests.world import NOW, World

APPLE = "iOS/26.6 (23G71) dataaccessd/1.0"
TITLE = "District heating"


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def make(browser: FlaskClient, **typed: object) -> str:
    """Make a calendar by the form, and return what follows the host in its address."""
    answer = fill_in(browser, "/en/me/feeds/new", **typed)
    assert answer.status_code == 303, answer.text
    address = browser.get(answer.location).text.partition("/feeds/mine/")[2].partition(".ics")[0]
    return f"/feeds/mine/{address}.ics"


@pytest.mark.any_db
def test_each_holds_what_was_chosen_for_it(app: Flask, world: World) -> None:
    browser, program = sign_in(app.test_client(), world.petar), app.test_client()
    session = world.published(invite=True)
    world.published(title={"bg": "За Сеул", "en": "For Seoul"}, cities=("seoul",))
    world.visit()
    addresses = [
        make(browser, name=name, language="en", **choice)
        for name, choice in {
            "all": {},
            "visits": {"only": ["visits"]},
            "certain": {"only": ["confirmed"]},
            "theme": {"holds": [], "themes": ["innovation"]},
            "hall": {"details": "brief"},
        }.items()
    ]
    everything = [f"{TITLE} (not answered yet)", "Study visit to Seoul"]
    *named, hall = [sorted(titles(program, address)) for address in addresses]
    assert named == [
        everything,
        ["Study visit to Seoul"],
        [],
        sorted(["For Seoul", *everything]),
    ]
    assert len(hall) == 2
    assert not {word for title in hall for word in (TITLE, "Seoul") if word in title}
    with transaction():
        invitation = inviting.find_invitation(session, world.petar)
        assert invitation is not None
        inviting.respond(invitation, "accepted", now=NOW)
    assert titles(program, addresses[2]) == [TITLE]


def test_its_owner_sees_who_fetched_it_and_ends_it(app: Flask, world: World) -> None:
    browser, program = sign_in(app.test_client(), world.petar), app.test_client()
    world.published()
    phone, office = make(browser, name="phone"), make(browser, name="office")
    assert ask(program, phone, User_Agent=APPLE).status_code == 200
    text = said(browser.get("/en/me"))
    assert "Last fetched: less than an hour ago, a calendar of Apple's" in text
    assert text.count("Not fetched by any program yet") == 1

    assert fill_in(browser, "/en/me/feeds/1", name="tablet", language="bg").status_code == 303
    assert titles(program, phone) == ["Топлоснабдяване в квартала"]

    moved = post(browser, "/en/me/feeds/1/rotation").location
    assert moved == "/en/me/feeds/3"
    assert "tablet" in said(browser.get(moved))
    post(browser, "/en/me/feeds/2/revocation")
    statuses = [ask(program, address).status_code for address in (phone, office)]
    assert statuses == [410, 410]
