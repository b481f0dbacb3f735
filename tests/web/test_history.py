"""History in words: every verb has its own, and says who, what and in which language."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from scheduler import i18n
from scheduler.actions import inviting, registering, scheduling
from scheduler.actions.scheduling import plan_of
from scheduler.db import transaction
from scheduler.web import history
from tests.house.source import calls, python, report
from tests.web.posting import said, sign_in
from tests.world import NOW, World

pytestmark = pytest.mark.usefixtures("stopped_clock")


def _recorded() -> set[str]:
    """Return every verb that the product records, read from its code."""
    first = {"record": 0, "_settle": 2}
    return {
        call.args[first[last]].value
        for source in python("scheduler")
        for name, call in calls(source)
        if (last := name.rpartition(".")[2]) in first
        and len(call.args) > first[last]
        and isinstance(call.args[first[last]], ast.Constant)
    }


def test_every_verb_that_is_recorded_has_its_words() -> None:
    recorded = _recorded()
    assert {"answer", "add item", "make person"} <= recorded
    report("say it in scheduler/web/deeds.py", sorted(recorded - history.VERBS.keys()))


@pytest.mark.parametrize(
    ("answer", "english", "bulgarian"),
    [
        ("accepted", "takes part", "ще участва"),
        ("tentative", "perhaps", "може би"),
        ("declined", "does not take part", "няма да участва"),
    ],
)
def test_an_answer_is_told_in_words(
    client: FlaskClient, world: World, answer: str, english: str, bulgarian: str
) -> None:
    event = world.published(invite=True)
    with transaction():
        invitation = inviting.get_invitation(event, world.petar)
        inviting.respond(invitation, answer, now=NOW)
    sign_in(client, world.elena)
    text = said(client.get(f"/en/manage/events/{event.slug}"))
    assert f"Petar Ivanov answered the invitation Mon, 23 November 2026, 10:00 {english}" in text
    text = said(client.get(f"/bg/manage/events/{event.slug}"))
    assert "Petar Ivanov отговори на поканата" in text
    assert f"10:00 ч. {bulgarian} Elena" in text


def test_a_changed_text_names_its_languages(client: FlaskClient, world: World) -> None:
    event = world.published()
    plan = plan_of(event)
    changed = replace(
        plan, title=plan.title | {"bg": "Друго"}, description=plan.description | {"en": "New"}
    )
    with transaction():
        scheduling.change(event, changed, version=event.version, by=world.elena, now=NOW)
    sign_in(client, world.elena)
    text = said(client.get(f"/en/manage/events/{event.slug}"))
    assert "Title (Bulgarian) Description (English)" in text
    text = said(client.get(f"/bg/manage/events/{event.slug}"))
    assert "Заглавие (български) Описание (английски)" in text


@pytest.mark.parametrize(
    "details",
    [
        {
            "changes": {
                "title": [{"bg": "а", "en": "b"}, {"en": "c", "bg": "а"}],
                "capacity": [1, 2],
            }
        },
        {"changes": {"capacity": [1, 2]}, "texts": ["title.en"]},
        {"changes": {"title": [None, None], "capacity": [1, 2]}, "texts": ["title.en"]},
    ],
)
def test_both_forms_of_a_changed_text_are_read(details: dict[str, object]) -> None:
    with i18n.speaking("en"):
        assert history.details_in_words("change", details) == [
            "Title (English)",
            "Number of places",
        ]


def test_who_registered_without_signing_in_is_no_machine(client: FlaskClient, world: World) -> None:
    event = world.visit()
    said_of_me = registering.Application(
        name="Petar Ivanov", email="petar.new@sofia.example", city="sofia", language="bg"
    )
    with transaction():
        made, _ = registering.register(event, said_of_me, by=None, now=NOW)
        registering.cancel(made, by=None, link=True, now=NOW)
    sign_in(client, world.elena)
    text = said(client.get("/en/manage/history"))
    assert "Somebody registered for a visit" in text
    assert "The system registered" not in text
    assert "Somebody cancelled a registration" in text


def test_new_rules_of_a_time_zone_are_told_with_what_they_moved() -> None:
    meeting = ["2027-03-10T10:00", "2027-03-10T07:00+00:00", "2027-03-10T08:00+00:00"]
    details = {"data": ["2026f", "2027a"], "meetings": [meeting, meeting], "told": 12}
    with i18n.speaking("en"):
        assert history.details_in_words("rezone", details) == [
            "Time zone data: 2026f → 2027a",
            "2 meetings at another moment: Wed, 10 March 2027, 10:00, 07:00 → 08:00 UTC",
            "12 people told",
        ]
    with i18n.speaking("bg"):
        assert history.details_in_words("rezone", details | {"meetings": []}) == [
            "Данни за часовите зони: 2026f → 2027a",
            "12 уведомления",
        ]
