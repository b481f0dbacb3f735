"""How an event repeats, in its form: typed, echoed, refused at its fields, saved and filled in."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from scheduler.actions.scheduling import plan_of
from scheduler.db import db
from scheduler.models import Event
from scheduler.queries import agenda
from tests.web.filling import fields, fill_in, send
from tests.web.monthly import BEGUN, MONTHLY
from tests.web.posting import said, sign_in
from tests.world import SESSION, World, mails

pytestmark = pytest.mark.usefixtures("stopped_clock")
NEW = "/en/manage/programmes/sofia-seoul/events/new"
NEW_BG = NEW.replace("/en/", "/bg/")
ECHO = NEW.replace("events/new", "times")
MEETING = {
    "kind": "event",
    "title__bg": "Месечна среща",
    "title__en": "Monthly meeting",
    "start_date": "2.3.2027",
    "start_time": "10:00",
    "end_time": "11:00",
    "cities": ["sofia", "seoul"],
}
"""On the first Tuesday of March."""


@pytest.fixture
def elena(client: FlaskClient, world: World) -> FlaskClient:
    """Return Elena's browser, signed in."""
    return sign_in(client, world.elena)


@pytest.fixture
def jiho(client: FlaskClient, world: World) -> FlaskClient:
    """Return Jiho's browser, signed in."""
    return sign_in(client.application.test_client(), world.jiho)


def edit(event: Event, language: str = "en") -> str:
    """Return the address of an event's form."""
    return f"/{language}/manage/events/{event.slug}/edit"


def events() -> list[Event]:
    """Return all stored events."""
    return list(db.session.scalars(select(Event).order_by(Event.id)))


def offered(page: TestResponse) -> dict[str, str]:
    """Return the ways to repeat that a form offers, by value."""
    (select_box,) = re.findall(r'<select[^>]* name="repeats".*?</select>', page.text, re.DOTALL)
    found = re.findall(r'<option[^>]*value="([^"]*)"[^>]*>([^<]*)', select_box)
    assert found
    return dict(found)


def at_field(page: TestResponse, field: str) -> str:
    """Return the message that stands at a field."""
    found = re.search(rf'<p class="error" id="{field}-error">(.*?)</p>', page.text, re.DOTALL)
    assert found, field
    return re.sub(r"<[^>]*>", "", found[1])


# --- typed and saved ----------------------------------------------------------------------

SHAPES: list[tuple[dict[str, Any], str]] = [
    ({"repeats": "daily", "count": "5"}, "FREQ=DAILY;COUNT=5"),
    ({"repeats": "daily", "interval": "3", "count": "5"}, "FREQ=DAILY;INTERVAL=3;COUNT=5"),
    ({"repeats": "weekly", "count": "4"}, "FREQ=WEEKLY;COUNT=4"),
    (
        {"repeats": "weekly", "weekdays": ["TH", "TU"], "until": "30.6.2027"},
        "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270630",
    ),
    ({"repeats": "month_nth", "until": "30.6.2027"}, "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270630"),
    (
        {"repeats": "month_last", "start_date": "30.3.2027", "count": "3"},
        "FREQ=MONTHLY;BYDAY=-1TU;COUNT=3",
    ),
    (
        {"repeats": "month_nth", "start_date": "30.3.2027", "count": "3"},
        "FREQ=MONTHLY;BYDAY=5TU;COUNT=3",
    ),
    ({"repeats": "month_day", "interval": "2", "count": "3"}, "FREQ=MONTHLY;INTERVAL=2;COUNT=3"),
    (
        {"repeats": "month_end", "start_date": "31.3.2027", "count": "3"},
        "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3",
    ),
    ({"repeats": "year_day", "until": "2030-03-02"}, "FREQ=YEARLY;UNTIL=20300302"),
    ({"repeats": "year_nth", "count": "2"}, "FREQ=YEARLY;BYMONTH=3;BYDAY=1TU;COUNT=2"),
]


@pytest.mark.parametrize(("typed", "rule"), SHAPES)
def test_a_rule_is_read_as_it_was_typed(
    elena: FlaskClient, world: World, typed: dict[str, Any], rule: str
) -> None:
    assert fill_in(elena, NEW, **MEETING | typed).status_code == 303
    assert events()[0].rule == rule


@pytest.mark.any_db
def test_a_series_is_saved_with_all_of_its_dates(elena: FlaskClient, world: World) -> None:
    typed = {"repeats": "month_nth", "until": "30.6.2027"}
    assert fill_in(elena, NEW, **MEETING | typed).status_code == 303
    assert [row.original for row in events()[0].occurrences] == [
        date(2027, 3, 2),
        date(2027, 4, 6),
        date(2027, 5, 4),
        date(2027, 6, 1),
    ]


RULES = [
    (2026, 12, 1, "FREQ=DAILY;COUNT=5"),
    (2026, 12, 1, "FREQ=DAILY;INTERVAL=99;UNTIL=20271231"),
    (2026, 12, 1, "FREQ=WEEKLY;COUNT=5"),
    (2026, 12, 1, "FREQ=WEEKLY;BYDAY=TU;COUNT=5"),
    (2026, 12, 1, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,WE,SU;UNTIL=20270630"),
    (2026, 12, 1, "FREQ=MONTHLY;BYDAY=1TU;COUNT=5"),
    (2026, 12, 29, "FREQ=MONTHLY;BYDAY=5TU;COUNT=3"),
    (2026, 12, 29, "FREQ=MONTHLY;BYDAY=-1TU;COUNT=5"),
    (2026, 12, 1, "FREQ=MONTHLY;COUNT=5"),
    (2026, 12, 1, "FREQ=MONTHLY;BYMONTHDAY=1;COUNT=5"),
    (2026, 12, 31, "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=5"),
    (2026, 12, 31, "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1;COUNT=5"),
    (2026, 12, 1, "FREQ=YEARLY;COUNT=3"),
    (2026, 12, 1, "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1;COUNT=3"),
    (2026, 12, 1, "FREQ=YEARLY;BYMONTH=12;BYDAY=1TU;COUNT=3"),
    (2026, 12, 29, "FREQ=YEARLY;BYMONTH=12;BYDAY=-1TU;COUNT=3"),
    (2026, 12, 31, "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1;COUNT=3"),
]


@pytest.mark.parametrize(("year", "month", "day", "rule"), RULES)
def test_a_form_that_is_sent_back_untouched_keeps_the_rule_to_the_letter(
    elena: FlaskClient, world: World, year: int, month: int, day: int, rule: str
) -> None:
    start = datetime(year, month, day, 10)
    event = world.published(start=start, end=start.replace(hour=11), rule=rule)
    before = plan_of(event)
    assert fill_in(elena, edit(event)).status_code == 303
    event = agenda.get_event(event.slug)
    assert (plan_of(event), event.version) == (before, 2)


def test_an_event_becomes_a_series_and_a_single_one_again(elena: FlaskClient, world: World) -> None:
    event = world.published(invite=True)
    typed = {"start_date": "2.3.2027", "repeats": "month_nth", "count": "4"}
    assert fill_in(elena, edit(event), **typed).status_code == 303
    assert len(agenda.get_event(event.slug).occurrences) == 4
    assert fill_in(elena, edit(event), repeats="").status_code == 303
    event = agenda.get_event(event.slug)
    assert (event.rule, len(event.occurrences)) == ("", 1)
    assert len(mails("update") + mails("invitation")) >= 2


def test_with_another_first_date_the_rule_follows_it(elena: FlaskClient, world: World) -> None:
    event = world.published(MONTHLY)
    assert fill_in(elena, edit(event), start_date="9.12.2026").status_code == 303
    assert agenda.get_event(event.slug).rule == "FREQ=MONTHLY;BYDAY=2WE;UNTIL=20270630"


def test_the_ways_to_repeat_are_called_by_the_first_date(elena: FlaskClient, world: World) -> None:
    assert offered(elena.get(NEW)) == {
        "": "does not repeat",
        "daily": "every day",
        "weekly": "every week",
        "month_nth": "every month on the same weekday, like the first Tuesday",
        "month_last": "every month on the last such weekday",
        "month_day": "every month on the same date",
        "year_day": "every year on the same date",
    }
    first = offered(fill_in(elena, NEW_BG, **MEETING, preview="1"))
    assert first["month_nth"] == "всеки месец, първия вторник"
    assert first["month_day"] == "всеки месец, на дата 2"
    assert "month_last" not in first
    last = offered(fill_in(elena, NEW, **MEETING | {"start_date": "31.3.2027"}, preview="1"))
    assert last["month_nth"] == "every month on the fifth Wednesday"
    assert last["month_last"] == "every month on the last Wednesday"
    assert last["month_end"] == "every month on the last day"


# --- refused ------------------------------------------------------------------------------

WRONG: list[tuple[dict[str, Any], str, str, str]] = [
    ({}, "count", "Say how often it takes place", "до коя дата"),
    ({"count": "3", "until": "30.6.2027"}, "until", "Say one of the two", "само едното"),
    ({"count": "999999999"}, "count", "more than 500 meetings", "повече от 500"),
    ({"count": "9" * 5000}, "count", "more than 500 meetings", "повече от 500"),
    ({"count": "0"}, "count", "Enter a number from 1 to 500.", "от 1 до 500"),
    ({"count": "-3"}, "count", "Enter a number from 1 to 500.", "от 1 до 500"),
    ({"count": "many"}, "count", "Enter a number from 1 to 500.", "от 1 до 500"),
    ({"count": "4", "interval": "0"}, "interval", "from 1 to 99", "от 1 до 99"),
    ({"count": "4", "interval": "100"}, "interval", "from 1 to 99", "от 1 до 99"),
    ({"count": "4", "interval": "1.5"}, "interval", "from 1 to 99", "от 1 до 99"),
    ({"until": "2.3.2037"}, "until", "at most. Choose a nearer end", "най-много 5 години"),
    ({"until": "1.3.2027"}, "until", "ends before it begins", "преди да е започнала"),
    ({"until": "30.2.2028"}, "until", "This is not a date.", "Това не е дата."),
    ({"repeats": "hourly", "count": "4"}, "repeats", "This value is not valid.", "не е валидна"),
    (
        {"repeats": "weekly", "weekdays": ["XX"], "count": "4"},
        "weekdays",
        "This value is not valid.",
        "не е валидна",
    ),
    (
        {"repeats": "weekly", "weekdays": ["WE"], "count": "4"},
        "start_date",
        "The first one by this rule is Wednesday, 3 March 2027.",
        "сряда, 3 март 2027",
    ),
    (
        {"repeats": "month_last", "count": "4"},
        "start_date",
        "The first one by this rule is Tuesday, 30 March 2027.",
        "Първата дата по него е вторник, 30 март 2027",
    ),
    ({"repeats": "daily", "until": "2.3.2030"}, "until", "more than 500 meetings", "повече от 500"),
    ({"interval": "99", "count": "40"}, "count", "at most. Choose a nearer end", "най-много"),
    (
        {"repeats": "daily", "count": "4", "end_date": "3.3.2027", "end_time": "12:00"},
        "end_time",
        "would still be going on",
        "още ще продължава",
    ),
    ({"kind": "city_visit", "count": "4"}, "repeats", "A city visit does not repeat.", "посещение"),
]


@pytest.mark.parametrize(("typed", "field", "english", "bulgarian"), WRONG)
def test_a_wrong_rule_is_told_at_its_field_and_kept(
    elena: FlaskClient,
    world: World,
    typed: dict[str, Any],
    field: str,
    english: str,
    bulgarian: str,
) -> None:
    typed = {"repeats": "month_nth"} | typed
    for path, message in ((NEW, english), (NEW_BG, bulgarian)):
        answer = fill_in(elena, path, **MEETING | typed)
        assert answer.status_code == 422
        assert message in at_field(answer, field)
        kept = fields(answer)
        chosen = {"repeats", "weekdays"}  # where a browser sends only what it was offered
        assert {name: kept[name] for name in typed.keys() - chosen} == {
            name: value for name, value in typed.items() if name not in chosen
        }
    assert events() == []


def test_the_weekdays_and_the_way_to_repeat_are_kept(elena: FlaskClient, world: World) -> None:
    typed = {"repeats": "weekly", "weekdays": ["TU", "SU"], "count": "many"}
    kept = fields(fill_in(elena, NEW, **MEETING | typed))
    assert (kept["repeats"], kept.getlist("weekdays")) == ("weekly", ["TU", "SU"])


def test_several_mistakes_are_told_at_once(elena: FlaskClient, world: World) -> None:
    typed = {"repeats": "weekly", "interval": "x", "count": "x", "until": "soon", "start_time": "?"}
    answer = fill_in(elena, NEW, **MEETING | typed)
    for field in ("interval", "count", "until", "start_time"):
        assert at_field(answer, field)


def test_fields_of_a_series_mean_nothing_to_a_single_event(
    elena: FlaskClient, world: World
) -> None:
    typed = {"repeats": "", "interval": "x", "count": "0", "until": "soon", "weekdays": ["XX"]}
    assert fill_in(elena, NEW, **MEETING | typed).status_code == 303
    assert events()[0].rule == ""


# --- the echo -----------------------------------------------------------------------------


def test_the_echo_says_what_a_series_will_be(elena: FlaskClient, world: World) -> None:
    typed = {"start_date": "1.9.2026", "repeats": "month_nth", "until": "30.6.2027"}
    text = said(fill_in(elena, NEW, **MEETING | typed, preview="1"))
    assert "Repeats: every month on the first Tuesday, until 30 June 2027" in text
    assert "10 meetings, the last one on 1 June 2027" in text
    seasons = [
        "1 September – 6 October 2026 10:00–11:00 Sofia · 16:00–17:00 Seoul",
        "3 November 2026 – 2 March 2027 10:00–11:00 Sofia · 17:00–18:00 Seoul",
        "6 April – 1 June 2027 10:00–11:00 Sofia · 16:00–17:00 Seoul",
    ]
    assert " ".join(seasons) in text
    assert "Tue, 2 February 2027, 10:00–11:00 Sofia · 17:00–18:00 Seoul and 4 more" in text
    assert "Tue, 1 June 2027, 10:00–11:00 Sofia · 16:00–17:00 Seoul" in text


def test_the_echo_in_bulgarian(elena: FlaskClient, world: World) -> None:
    typed = {"repeats": "weekly", "interval": "2", "weekdays": ["TU", "TH"], "count": "5"}
    text = said(fill_in(elena, NEW_BG, **MEETING | typed, preview="1"))
    assert "Повторение: на всеки 2 седмици: вторник, четвъртък, общо 5 пъти" in text
    assert "5 срещи, последната на 30 март 2027 г." in text
    assert "2–18 март 2027 г. 10:00–11:00 ч. София · 17:00–18:00 ч. Сеул" in text
    assert "30 март 2027 г. 10:00–11:00 ч. София · 16:00–17:00 ч. Сеул" in text


def test_months_that_lack_the_date_are_named(elena: FlaskClient, world: World) -> None:
    typed = {"start_date": "31.1.2027", "repeats": "month_day", "count": "4"}
    text = said(fill_in(elena, NEW, **MEETING | typed, preview="1"))
    assert "do not have this date: February 2027, April 2027 and June 2027" in text
    many = MEETING | typed | {"count": "20"}
    text = said(fill_in(elena, NEW_BG, **many, preview="1"))
    assert "Месеци без среща, защото в тях няма такава дата: февруари 2027 г." in text
    assert "и още 9" in text


def test_a_series_of_one_zone_has_no_seasons(elena: FlaskClient, world: World) -> None:
    typed = {"repeats": "month_nth", "count": "12", "cities": ["sofia"]}
    text = said(fill_in(elena, NEW, **MEETING | typed, preview="1"))
    assert "12 meetings" in text
    assert "The clocks do not change everywhere alike." not in text


def test_the_echo_is_a_fragment_for_what_is_typed(elena: FlaskClient, world: World) -> None:
    query = {
        "timing": "hours",
        "start_date": "2.3.2027",
        "start_time": "10",
        "anchor": "sofia",
        "cities": ["sofia", "seoul"],
        "repeats": "month_nth",
    }
    ended = elena.get(ECHO, query_string=query | {"count": "3"})
    assert "every month on the first Tuesday, 3 times" in ended.text
    endless = elena.get(ECHO, query_string=query)
    assert "Say how often it takes place, or until which date." in endless.text
    assert "17:00" in endless.text  # the first meeting is shown meanwhile
    millions = elena.get(ECHO, query_string=query | {"count": "9" * 300})
    assert millions.status_code == 200
    assert "more than 500 meetings" in millions.text


def test_a_long_series_is_shown_in_part(elena: FlaskClient, world: World) -> None:
    text = said(fill_in(elena, NEW, **MEETING, repeats="daily", count="500", preview="1"))
    assert "500 meetings, the last one on 13 July 2028" in text
    assert "and 494 more" in text
    assert "and 464 more" in text


# --- all meetings at once -----------------------------------------------------------------


def test_the_form_of_a_series_says_that_it_changes_all(elena: FlaskClient, world: World) -> None:
    event = world.published(MONTHLY)
    text = said(elena.get(edit(event)))
    assert "what you change here is changed for all of its meetings" in text
    assert "what you change here" not in said(elena.get(edit(world.published(SESSION))))


def test_a_series_that_has_begun_offers_to_go_on_otherwise(
    elena: FlaskClient, world: World
) -> None:
    event = world.published(BEGUN)
    following = f"/en/manage/events/{event.slug}/meetings/2026-12-01/following"
    assert f'formaction="{following}"' in elena.get(edit(event)).text
    answer = fill_in(
        elena, edit(event), start_time="11:00", end_time="12:00", title__en="Later by an hour"
    )
    assert answer.status_code == 422
    assert "The series has begun" in at_field(answer, "start_time")
    taken = send(elena, following, fields(answer), over="1")
    assert taken.status_code == 200
    kept = fields(taken)
    assert (kept["start_date"], kept["start_time"], kept["end_time"]) == (
        "1.12.2026",
        "11:00",
        "12:00",
    )
    assert (kept["title-en"], kept["count"]) == ("Later by an hour", "7")
    saved = send(elena, following, kept)
    assert saved.status_code == 303
    earlier, later = events()
    assert saved.location == f"/en/manage/events/{later.slug}"
    assert (later.continues, later.title["en"]) == (earlier.uid, "Later by an hour")
    assert [row.start_wall.hour for row in later.occurrences] == [11] * 7
    assert [row.start_wall.hour for row in earlier.occurrences] == [10, 10]


def test_a_first_date_that_was_moved_by_days_moves_the_rest_by_as_many(
    elena: FlaskClient, world: World
) -> None:
    event = world.published(BEGUN)
    following = f"/en/manage/events/{event.slug}/meetings/2026-12-01/following"
    page = fields(elena.get(edit(event)))
    taken = send(elena, following, page, over="1", start_date="7.10.2026", until="x", count="")
    assert fields(taken)["start_date"] == "2.12.2026"
    assert fields(taken)["until"] == "x"
    unreadable = send(elena, following, page, over="1", start_date="soon")
    assert fields(unreadable)["start_date"] == "soon"


def test_what_another_changed_meanwhile_is_asked_about_also_then(
    elena: FlaskClient, jiho: FlaskClient, world: World
) -> None:
    event = world.published(BEGUN)
    following = f"/en/manage/events/{event.slug}/meetings/2026-12-01/following"
    page = fields(elena.get(edit(event)))
    fill_in(jiho, edit(event), title__en="Jiho's title")
    taken = fields(send(elena, following, page, over="1", start_time="11:00", end_time="12:00"))
    answer = send(elena, following, taken)
    assert answer.status_code == 409
    assert fields(answer)["choice-title.en"] == "theirs"
    assert len(events()) == 1


def test_a_text_of_a_series_that_has_begun_is_changed_for_all(
    elena: FlaskClient, world: World
) -> None:
    event = world.published(BEGUN)
    assert fill_in(elena, edit(event), title__en="Every month").status_code == 303
    assert agenda.get_event(event.slug).title["en"] == "Every month"
    assert len(events()) == 1


def test_two_versions_of_a_rule_stand_side_by_side(
    elena: FlaskClient, jiho: FlaskClient, world: World
) -> None:
    event = world.published(MONTHLY)
    page = fields(elena.get(edit(event)))
    fill_in(jiho, edit(event), until="", count="3")
    answer = send(elena, edit(event), page, interval="2")
    assert answer.status_code == 409
    text = said(answer)
    assert "Repeats: every 2 months on the first Tuesday, until 30 June 2027" in text
    assert "Repeats: every month on the first Tuesday, 3 times" in text
    assert "choice-when" not in fields(answer)
    chosen = send(elena, edit(event), fields(answer), **{"choice-when": "theirs"})
    assert chosen.status_code == 303
    assert agenda.get_event(event.slug).rule == "FREQ=MONTHLY;BYDAY=1TU;COUNT=3"
