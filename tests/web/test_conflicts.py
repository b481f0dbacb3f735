"""Conflicts as organizers see them: in the form, on the event's page, in the list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from scheduler.actions import acknowledging
from scheduler.db import db, transaction
from scheduler.models import Acknowledgement, Event
from scheduler.queries import agenda, conflicts, history
from tests.counting import statements
from tests.web.filling import fields, fill_in, send
from tests.web.posting import post, said, sign_in
from tests.world import NOW, World

pytestmark = pytest.mark.usefixtures("stopped_clock")
NIGHT: dict[str, Any] = {"start": datetime(2027, 3, 10, 18), "end": datetime(2027, 3, 10, 19)}
KEY = "night:seoul:2027-03-11T01:00-02:00"
OUTSIDE = "outside_hours:sofia:2027-03-10T18:00-19:00"
NEW = "/en/manage/programmes/sofia-seoul/events/new"
LATE = {
    "title__bg": "Вечерна среща",
    "title__en": "Evening meeting",
    "start_date": "10.3.2027",
    "start_time": "18:00",
    "end_time": "19:00",
    "cities": ["sofia", "seoul"],
}


@pytest.fixture
def elena(client: FlaskClient, world: World) -> FlaskClient:
    """Return the browser of the organizer in Sofia."""
    return sign_in(client, world.elena)


def page(event: Event, rest: str = "", language: str = "en") -> str:
    return f"/{language}/manage/events/{event.slug}{rest}"


def known(event: Event) -> list[str]:
    rows = db.session.query(Acknowledgement).filter_by(event_id=event.id)
    return sorted(row.key for row in rows)


def newest() -> Event:
    return db.session.query(Event).order_by(Event.id.desc()).first() or Event()


# --- the page of the event --------------------------------------------------------------------


def test_the_page_says_what_speaks_against_it(elena: FlaskClient, world: World) -> None:
    event = world.draft(**NIGHT)
    text = said(elena.get(page(event)))
    assert (
        "Conflicts serious Seoul: 01:00–02:00, night Mark as noted : Seoul: 01:00–02:00, night "
        "Sofia: 18:00–19:00, outside office hours Mark as noted" in text
    )
    assert "Mark all 2 as noted" in text
    assert "1 serious conflict is not noted yet. Publishing is possible all the same." in text
    text = said(elena.get(page(event, language="bg")))
    assert "Конфликти сериозен Сеул: 01:00–02:00\u00a0ч.".replace("\u00a0", " ") in text
    assert "1 сериозен конфликт още не е взет предвид." in text


def test_what_is_known_folds_away_with_who_and_when(elena: FlaskClient, world: World) -> None:
    event = world.draft(**NIGHT)
    answer = post(elena, page(event, "/acknowledgements"), acknowledge=KEY)
    assert (answer.status_code, answer.location) == (303, page(event) + "#conflicts")
    text = said(elena.get(page(event)))
    assert "1 conflict is noted." in text
    assert "1 noted Seoul: 01:00–02:00, night Elena Dimitrova, Mon, 23 November 2026, 10:00" in text
    assert "serious conflict is not noted" not in text
    assert "Elena Dimitrova took note of conflicts" in text


def test_all_are_known_by_one_button_and_put_up_again(elena: FlaskClient, world: World) -> None:
    event = world.draft(**NIGHT)
    post(elena, page(event, "/acknowledgements"), acknowledge=[KEY, OUTSIDE])
    assert known(event) == [KEY, OUTSIDE]
    assert "Everything is noted." in said(elena.get(page(event)))
    post(elena, page(event, "/acknowledgements/removal"), acknowledge=KEY)
    assert known(event) == [OUTSIDE]


def test_publishing_is_not_held_up(elena: FlaskClient, world: World) -> None:
    event = world.draft(**NIGHT)
    assert post(elena, page(event, "/publication"), how="quiet").status_code == 303
    assert agenda.get_event(event.slug).status == "confirmed"


def test_the_other_event_is_named_and_linked(elena: FlaskClient, world: World) -> None:
    beside = world.published(title={"bg": "Друга", "en": "Another"}, invite=True)
    answer = elena.get(page(world.draft()))
    assert "2 people are also expected at “Another”" in said(answer)
    assert f'href="/en/events/{beside.slug}">See that event' in answer.text


def test_a_missing_translation_leads_to_the_form(elena: FlaskClient, world: World) -> None:
    event = world.published(description={"bg": "Само тук."})
    answer = elena.get(page(event))
    assert "Not translated into English yet: description" in said(answer)
    assert f'href="{page(event, "/edit")}">Change the texts' in answer.text


def test_without_conflicts_it_says_so(elena: FlaskClient, world: World) -> None:
    assert "Conflicts None." in said(elena.get(page(world.draft(cities=("sofia",)))))


@pytest.mark.parametrize("keys", [[], ["night"], ["x" * 5000], [f"k{n}" for n in range(3000)]])
def test_keys_of_nothing_are_told_as_such(
    elena: FlaskClient, world: World, keys: list[str]
) -> None:
    event = world.draft(**NIGHT)
    assert post(elena, page(event, "/acknowledgements"), acknowledge=keys).status_code == 303
    assert "This is no longer so, or is noted already." in said(elena.get(page(event)))
    assert (
        post(elena, page(event, "/acknowledgements/removal"), acknowledge=keys).status_code == 303
    )
    assert known(event) == []


@pytest.mark.parametrize("who", ["mallory", "petar", None])
def test_strangers_press_no_button(client: FlaskClient, world: World, who: str | None) -> None:
    event = world.draft(**NIGHT)
    if who:
        sign_in(client, getattr(world, who))
    for path in ("/acknowledgements", "/acknowledgements/removal"):
        assert post(client, page(event, path), acknowledge=KEY).status_code in {302, 403, 404}
    assert known(event) == []


def test_who_may_only_look_gets_no_buttons(client: FlaskClient, world: World) -> None:
    """Jiho organizes in Seoul, which does not take part."""
    event = world.draft(cities=("sofia",), start=datetime(2027, 3, 3, 9), end=None)
    text = said(sign_in(client, world.jiho).get(page(event)))
    assert "Sofia: day off (Liberation Day)" in text
    assert "Mark as noted" not in text
    assert post(client, page(event, "/acknowledgements"), acknowledge="x").status_code == 403


# --- the list ---------------------------------------------------------------------------------


def test_the_list_counts_what_is_serious_and_not_known(elena: FlaskClient, world: World) -> None:
    event = world.draft(**NIGHT)
    answer = elena.get("/en/manage")
    assert "Seoul: 01:00–02:00, night Sofia: 18:00–19:00, outside" in said(answer)
    assert "draft 1 serious conflict" in said(answer)
    assert f'href="{page(event)}#conflicts"' in answer.text
    with transaction():
        acknowledging.acknowledge(event, [KEY], by=world.elena, now=NOW)
    assert "serious conflict" not in said(elena.get("/en/manage"))


def test_a_longer_list_takes_no_more_statements(elena: FlaskClient, world: World) -> None:
    def counted() -> int:
        db.session.expire_all()
        with statements() as found:
            assert elena.get("/en/manage").status_code == 200
        return len(found)

    def add(minute: int) -> None:
        event = world.draft(start=datetime(2027, 3, 10, 18, minute), end=None)
        world.published(start=datetime(2027, 3, 10, 10, minute), invite=True)
        with transaction():
            found = conflicts.of_event(event, now=NOW)
            acknowledging.acknowledge(event, [found[0].key], by=world.elena, now=NOW)

    add(0)
    add(1)
    few = counted()
    for minute in range(2, 6):
        add(minute)
    assert counted() == few


# --- the form ---------------------------------------------------------------------------------


def test_the_form_says_it_before_saving(elena: FlaskClient, world: World) -> None:
    answer = fill_in(elena, NEW, preview="1", **LATE)
    assert f'type="checkbox" id="acknowledge-0" name="acknowledge" value="{KEY}"' in answer.text
    text = said(answer)
    assert "Tick what you know of and leave as it is" in text
    assert "serious Seoul: 01:00–02:00, night Sofia: 18:00–19:00, outside office hours" in text
    assert "1 serious conflict is not noted yet. You can save all the same." in text
    assert answer.text.count('name="acknowledge"') == 1


def test_what_is_ticked_is_noted_on_saving(elena: FlaskClient, world: World) -> None:
    assert fill_in(elena, NEW, acknowledge=KEY, **LATE).status_code == 303
    event = newest()
    assert known(event) == [KEY]
    assert [entry.verb for entry in history.of_event(event)] == ["acknowledge", "draft"]


def test_nothing_has_to_be_ticked(elena: FlaskClient, world: World) -> None:
    assert fill_in(elena, NEW, **LATE).status_code == 303
    assert known(newest()) == []


def test_a_tick_stays_while_the_form_comes_back(elena: FlaskClient, world: World) -> None:
    answer = fill_in(elena, NEW, acknowledge=KEY, **(LATE | {"title__bg": "", "title__en": ""}))
    assert answer.status_code == 422
    assert f'value="{KEY}" checked' in answer.text
    assert known(newest()) == []
    assert send(elena, NEW, fields(answer), title__bg="Х").status_code == 303
    assert known(newest()) == [KEY]


def test_a_change_says_what_it_leads_to_and_what_is_known(elena: FlaskClient, world: World) -> None:
    event = world.draft(**NIGHT)
    post(elena, page(event, "/acknowledgements"), acknowledge=KEY)
    text = said(elena.get(page(event, "/edit")))
    assert "Seoul: 01:00–02:00, night (noted by Elena Dimitrova)" in text
    assert "is not noted yet" not in text
    later = fill_in(elena, page(event, "/edit"), preview="1", start_time="18:30", end_time="19:30")
    assert "serious Seoul: 01:30–02:30, night" in said(later)


def test_moving_notes_as_well(elena: FlaskClient, world: World) -> None:
    event = world.draft(**NIGHT)
    key = "night:seoul:2027-03-11T01:30-02:30"
    answer = fill_in(elena, page(event, "/time"), start_time="18:30", acknowledge=key)
    assert answer.status_code == 303
    assert known(event) == [key]


def test_an_edited_event_does_not_clash_with_itself(elena: FlaskClient, world: World) -> None:
    event = world.published(invite=True)
    for path in ("/edit", "/time"):
        assert "also expected" not in said(elena.get(page(event, path)))
    beside = world.published(title={"bg": "Друга", "en": "Another"}, invite=True)
    assert "also expected at “District heating”" in said(elena.get(page(beside, "/edit")))


@pytest.mark.parametrize("what", ["new", "stored"])
def test_the_live_echo_says_it_too(elena: FlaskClient, world: World, what: str) -> None:
    beside = world.published(title={"bg": "Друга", "en": "Another"}, invite=True)
    form = {"timing": "hours", "anchor": "sofia", "start_date": "10.3.2027", "start_time": "10:00"}
    form |= {"cities": ["sofia", "seoul"], "venue-en": "Sofia Municipality", "host_city": "sofia"}
    event = world.draft() if what == "stored" else None
    path = page(event, "/times") if event else "/en/manage/programmes/sofia-seoul/times"
    answer = elena.get(path, query_string=form)
    assert answer.status_code == 200
    assert "2 people are also expected at “Another”" in answer.text
    assert "Sofia Municipality: taken at the same time by “Another”" in answer.text
    assert '<div hidden data-into="clashes"><p><a href="#conflicts">2 serious' in answer.text
    assert "translated" not in answer.text
    assert beside.slug in answer.text


def test_a_series_is_told_by_its_dates(elena: FlaskClient, world: World) -> None:
    weekly = {"repeats": "weekly", "interval": "1", "count": "10"}
    text = said(fill_in(elena, NEW, preview="1", **LATE, **weekly))
    assert "Seoul: 01:00–02:00, night (Thu, 11 March; Thu, 18 March; Thu, 25 March)" in text
    assert (
        "Seoul: 00:00–01:00, night (Thu, 1 April; Thu, 8 April; Thu, 15 April and 4 more)" in text
    )


def test_one_meeting_of_a_series_is_noted_by_itself(elena: FlaskClient, world: World) -> None:
    event = world.draft(**NIGHT, rule="FREQ=WEEKLY;COUNT=3")
    path = page(event, "/meetings/2027-03-17")
    answer = fill_in(elena, path, preview="1", start_time="18:30", end_time="19:30")
    assert "Seoul: 01:30–02:30, night" in said(answer)
    key = "night:seoul:01:30-02:30"
    saved = send(elena, path, fields(answer), acknowledge=key)
    assert saved.status_code == 303
    assert known(event) == [key]
    text = said(elena.get(page(event)))
    assert "1 noted Seoul: 01:30–02:30, night (Thu, 18 March)" in text
    assert "serious Seoul: 01:00–02:00, night (Thu, 11 March; Thu, 25 March) Mark as noted" in text


def test_of_many_the_gravest_are_said_and_the_rest_folds_away(
    elena: FlaskClient, world: World
) -> None:
    for minute in range(6):
        world.published(start=datetime(2027, 3, 10, 10, minute), invite=True)
    event = world.draft()
    found = conflicts.of_event(event, now=NOW, reader=world.elena)
    assert len(found) > 8
    for path in ("", "/edit"):
        answer = elena.get(page(event, path))
        assert f"and {len(found) - 8} more" in said(answer)
        assert said(answer).count("See that event") == len([one for one in found if one.other])
