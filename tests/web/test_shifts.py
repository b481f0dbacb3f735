"""Before the clocks change the pages say what that moves: to everybody, to members, to organizers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from scheduler import clock
from scheduler.actions import noticing
from scheduler.db import db, transaction
from scheduler.models import Event
from tests.counting import statements
from tests.web.posting import said, sign_in
from tests.world import World

pytestmark = pytest.mark.usefixtures("stopped_clock")
SPRING = datetime(2027, 4, 6, 7, tzinfo=UTC)
ENGLISH = "From Tuesday, 6 April 2027 the meeting is at 16:00 in Seoul; in Sofia it stays at 10:00."
BULGARIAN = "От вторник, 6 април 2027 г., срещата е в 16:00 ч. в Сеул; в София остава в 10:00 ч."


@pytest.fixture(autouse=True)
def spring(stopped_clock: time_machine.Traveller) -> None:
    """Stop the clock two weeks before the first meeting after the change."""
    stopped_clock.move_to(SPRING - timedelta(days=14))


def series(world: World, **changes: Any) -> Event:
    plan = {
        "title": {"bg": "Месечна среща", "en": "Monthly meeting"},
        "rule": "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270630",
        "start": datetime(2026, 12, 1, 10),
        "end": datetime(2026, 12, 1, 11, 30),
    }
    return world.published(**(plan | changes))


def text(client: FlaskClient, path: str) -> str:
    return said(client.get(path)).replace("\xa0", " ").replace("\u202f", " ")


def test_the_page_of_the_series_says_it(client: FlaskClient, world: World) -> None:
    event = series(world)
    assert ENGLISH in text(client, f"/en/events/{event.slug}")
    assert BULGARIAN in text(client, f"/bg/events/{event.slug}")


@pytest.mark.parametrize("path", ["/", "/programmes/sofia-seoul"])
def test_home_and_programme_say_it_of_each_series_by_name(
    client: FlaskClient, world: World, path: str
) -> None:
    event = series(world)
    assert f"Clock change Monthly meeting : {ENGLISH}" in text(client, f"/en{path}")
    assert f"Месечна среща : {BULGARIAN}" in text(client, f"/bg{path}")
    assert f'<p><a href="/en/events/{event.slug}">' in client.get(f"/en{path}").text


def test_what_is_not_public_is_said_to_those_concerned_alone(
    client: FlaskClient, world: World
) -> None:
    series(world, visibility="programme")
    for path in ("/en/", "/en/programmes/sofia-seoul"):
        assert "From Tuesday" not in text(client, path)
    assert ENGLISH in text(sign_in(client, world.petar), "/en/me")
    mallory = sign_in(client.application.test_client(), world.mallory)
    assert "From Tuesday" not in text(mallory, "/en/me")
    elena = sign_in(client.application.test_client(), world.elena)
    assert ENGLISH in text(elena, "/en/manage")


def test_ones_own_page_says_it_in_ones_language(client: FlaskClient, world: World) -> None:
    series(world, invite=True)
    browser = sign_in(client, world.petar)
    assert BULGARIAN in text(browser, "/bg/me")
    assert ENGLISH in text(browser, "/en/me")


def test_the_management_page_says_it_of_a_draft_too(client: FlaskClient, world: World) -> None:
    event = world.draft(
        rule="FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270630",
        start=datetime(2026, 12, 1, 10),
        end=datetime(2026, 12, 1, 11, 30),
    )
    elena = sign_in(client, world.elena)
    assert ENGLISH in text(elena, f"/en/manage/events/{event.slug}")
    assert BULGARIAN in text(elena, f"/bg/manage/events/{event.slug}")
    assert "From Tuesday" not in text(elena, "/en/manage")


def test_afterwards_nothing_is_said(
    client: FlaskClient, world: World, stopped_clock: time_machine.Traveller
) -> None:
    event = series(world)
    stopped_clock.move_to(SPRING)
    for path in ("/en/", "/en/programmes/sofia-seoul", f"/en/events/{event.slug}"):
        assert "From Tuesday" not in text(client, path)


def test_more_series_ask_the_database_no_more(client: FlaskClient, world: World) -> None:
    counts = []
    for number in (1, 4):
        for _ in range(number):
            series(world)
        client.get("/en/")
        db.session.rollback()
        with statements() as asked:
            assert "From Tuesday" in text(client, "/en/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_history_says_that_people_were_told(client: FlaskClient, world: World) -> None:
    event = series(world, invite=True)
    with transaction():
        noticing.notice_changes(event, now=clock.now())
    elena = sign_in(client, world.elena)
    assert "The system told of a change of the clocks" in text(
        elena, f"/en/manage/events/{event.slug}"
    )
    page = text(elena, f"/bg/manage/events/{event.slug}")
    assert "Системата съобщи за смяна на часовото време" in page
    assert "от 6 април 2027 г." in page
