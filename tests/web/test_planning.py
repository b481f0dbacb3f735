"""The event form: what is typed, echoed, refused, saved, and chosen from two versions."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler.actions import scheduling
from scheduler.actions.scheduling import plan_of
from scheduler.core import zones
from scheduler.db import db, transaction
from scheduler.models import Event
from scheduler.queries import agenda
from tests.web.filling import fields, fill_in, send
from tests.web.posting import said, sign_in
from tests.world import NOW, SESSION, VISIT, World, mails

pytestmark = pytest.mark.usefixtures("stopped_clock")
NEW = "/en/manage/programmes/sofia-seoul/events/new"
NEW_BG = NEW.replace("/en/", "/bg/")
TALK = {
    "kind": "thematic_discussion",
    "title__bg": "Реките в града",
    "title__en": "Rivers in the city",
    "start_date": "10.3.2027",
    "start_time": "10:00",
    "end_time": "11:30",
}


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


# --- a new event --------------------------------------------------------------------------


@pytest.mark.any_db
def test_a_draft_is_saved_as_it_was_typed(elena: FlaskClient, world: World) -> None:
    answer = fill_in(
        elena, NEW, **TALK, description__en="One.\r\n\r\nTwo.", topics=["innovation"], capacity="30"
    )
    assert answer.status_code == 303
    event = events()[0]
    assert answer.location == f"/en/manage/events/{event.slug}"
    plan = plan_of(event)
    assert (plan.start, plan.end) == (datetime(2027, 3, 10, 10), datetime(2027, 3, 10, 11, 30))
    assert plan.zone == "Europe/Sofia"
    assert plan.title == {"bg": "Реките в града", "en": "Rivers in the city"}
    assert plan.description == {"en": "One.\n\nTwo."}
    assert plan.cities == ("sofia", "seoul", "third-city")
    assert plan.themes == ("innovation",)
    assert plan.capacity == 30
    assert event.status == "draft"
    assert mails() == []


def test_the_form_starts_with_the_organizers_own_clock(jiho: FlaskClient) -> None:
    assert fields(jiho.get(NEW))["anchor"] == "seoul"


@pytest.mark.parametrize("typed", ["10.3.2027", "10.03.2027", "2027-03-10", " 10. 3. 2027 г. "])
def test_a_date_is_read_as_people_write_it(elena: FlaskClient, world: World, typed: str) -> None:
    assert fill_in(elena, NEW, **(TALK | {"start_date": typed})).status_code == 303
    assert events()[0].start_date == date(2027, 3, 10)


def test_a_visit_has_days_and_a_registration_on_its_own_clock(
    elena: FlaskClient, world: World
) -> None:
    answer = fill_in(
        elena,
        NEW,
        **TALK | {"kind": "city_visit", "start_time": "", "end_time": ""},
        timing="days",
        end_date="14.3.2027",
        anchor="seoul",
        host_city="seoul",
        opens_date="1.12.2026",
        opens_time="9",
        closes_date="1.2.2027",
        closes_time="17.00",
        capacity="12",
    )
    assert answer.status_code == 303
    plan = plan_of(events()[0])
    assert (plan.start, plan.end, plan.all_day) == (date(2027, 3, 10), date(2027, 3, 14), True)
    assert plan.opens == zones.to_utc(datetime(2026, 12, 1, 9), "Asia/Seoul")
    assert plan.closes == zones.to_utc(datetime(2027, 2, 1, 17), "Asia/Seoul")


def test_a_date_may_be_all_that_is_known(elena: FlaskClient, world: World) -> None:
    typed = TALK | {"start_time": "", "end_time": "", "timing": "unknown", "anchor": ""}
    assert fill_in(elena, NEW, **typed).status_code == 303
    plan = plan_of(events()[0])
    assert (plan.start, plan.all_day, plan.time_known, plan.zone) == (
        date(2027, 3, 10),
        False,
        False,
        None,
    )


def test_a_third_language_needs_no_code(elena: FlaskClient, world: World) -> None:
    with transaction():
        db.session.merge(world.programme).languages = ["bg", "en", "ko"]
    assert fill_in(elena, NEW, **TALK, title__ko="도시의 강").status_code == 303
    assert events()[0].title["ko"] == "도시의 강"


def test_a_stranger_has_no_form(client: FlaskClient, world: World) -> None:
    sign_in(client, world.mallory)
    assert client.get(NEW).status_code == 403
    assert client.post(NEW).status_code == 403


def test_who_is_not_signed_in_is_led_to_sign_in(client: FlaskClient, world: World) -> None:
    answer = client.get(NEW)
    assert answer.status_code == 302
    assert answer.location.startswith("/en/sign-in?next=")


# --- bad input ----------------------------------------------------------------------------

SKIPPED = {"start_date": "28.3.2027", "start_time": "03:30", "end_time": "05:00"}
REPEATED = {"start_date": "31.10.2027", "start_time": "03:30", "end_time": "05:00"}
LONG = "x" * 10_000
WRONG = [
    (SKIPPED, "start_time", "This time does not exist", "Такъв час няма"),
    (REPEATED, "start_time", "This time comes twice on that night", "настъпва два пъти"),
    ({"end_time": "09:00"}, "end_time", "The end must be after the start.", "Краят"),
    ({"anchor": "other", "other_zone": "Europe"}, "other_zone", "“Europe”", "„Europe“"),
    ({"title__en": LONG}, "title-en", "at most 300 characters, now 10000", "10000"),
    ({"title__bg": "a\x00b\x08"}, "title-bg", "invisible control characters", "управляващи знаци"),
    ({"start_date": "31.2.2027"}, "start_date", "This is not a date.", "Това не е дата."),
    ({"start_date": "8/7/2027"}, "start_date", "This is not a date.", "Това не е дата."),
    ({"start_time": "25:00"}, "start_time", "This is not a time.", "Това не е час."),
    ({"start_date": "1.1.1066"}, "start_date", "between 1990 and 2099", "1990"),
    ({"capacity": "many"}, "capacity", "Enter a number from 1 to 10000.", "от 1 до 10000"),
    ({"capacity": "9" * 5000}, "capacity", "Enter a number from 1 to 10000.", "от 1 до 10000"),
    ({"online_url": "javascript:alert(1)"}, "online_url", "https://", "https://"),
    ({"title__bg": "", "title__en": ""}, "title-bg", "Fill in this field.", "Попълнете"),
    ({"anchor": ""}, "anchor", "Fill in this field.", "Попълнете"),
    ({"anchor": "atlantis"}, "anchor", "“atlantis”", "„atlantis“"),
    ({"host_city": "atlantis"}, "host_city", "“atlantis”", "„atlantis“"),
    ({"cities": ["sofia", "atlantis"]}, "cities", "“atlantis”", "„atlantis“"),
    ({"topics": ["alchemy"]}, "topics", "“alchemy”", "„alchemy“"),
    ({"kind": "party"}, "kind", "This value is not valid.", "не е валидна"),
    ({"kind": None}, "kind", "This value is not valid.", "не е валидна"),
    ({"visibility": "nobody"}, "visibility", "This value is not valid.", "не е валидна"),
    ({"timing": None}, "timing", "Fill in this field.", "Попълнете"),
]


@pytest.mark.parametrize(("typed", "field", "english", "bulgarian"), WRONG)
def test_what_is_wrong_stands_in_the_summary_and_at_the_field(
    elena: FlaskClient,
    world: World,
    typed: dict[str, object],
    field: str,
    english: str,
    bulgarian: str,
) -> None:
    for path, message, word in ((NEW, english, "Error:"), (NEW_BG, bulgarian, "Грешка:")):
        answer = fill_in(elena, path, **TALK | typed)
        assert answer.status_code == 422
        assert f"<title>{word}" in answer.text
        assert message.casefold() in summary(answer).casefold()
        assert message in at_field(answer, field)
        assert fields(answer)["start_time"] == typed.get("start_time", "10:00")
    assert events() == []


def summary(answer: object) -> str:
    """Return the list of what is wrong, without markup."""
    found = re.search(r'<div class="error-summary".*?</div>', answer.text, re.DOTALL)
    assert found
    return _plain(found[0])


def at_field(answer: object, field: str) -> str:
    """Return the message that stands at a field."""
    found = re.search(
        rf'<p class="error" id="{re.escape(field)}-error">.*?</p>', answer.text, re.DOTALL
    )
    assert found, field
    return _plain(found[0])


def _plain(markup: str) -> str:
    return re.sub(r"<[^>]*>", "", markup).replace("&#34;", '"')


def test_everything_wrong_is_told_at_once(elena: FlaskClient, world: World) -> None:
    answer = fill_in(
        elena, NEW, **TALK | {"start_date": "soon", "title__en": LONG, "capacity": "0"}
    )
    text = summary(answer)
    assert "Start date: this is not a date." in text
    assert "Title (English): this text is too long" in text
    assert "from 1 to 10000" in text


def test_nothing_typed_is_lost(elena: FlaskClient, world: World) -> None:
    typed = TALK | {
        "start_date": "soon",
        "description__bg": "Ред 1\r\nРед 2",
        "cities": ["seoul"],
        "topics": ["innovation"],
        "online_public": "y",
        "visibility": "invited",
        "other_zone": "Asia/Tokyo",
    }
    kept = fields(fill_in(elena, NEW, **typed))
    for name, value in typed.items():
        expected = value if isinstance(value, list) else [value]
        assert kept.getlist(name.replace("__", "-")) == expected


@pytest.mark.parametrize("token", [None, "", "forged"])
def test_a_stale_page_loses_nothing(elena: FlaskClient, world: World, token: str | None) -> None:
    answer = fill_in(elena, NEW, **TALK, csrf_token=token)
    assert answer.status_code == 422
    assert "This page was open for too long." in summary(answer)
    kept = fields(answer)
    assert kept["title-en"] == "Rivers in the city"
    assert events() == []
    assert send(elena, NEW, kept).status_code == 303


def test_an_hour_that_is_skipped_offers_its_neighbours(elena: FlaskClient, world: World) -> None:
    answer = fill_in(elena, NEW, **TALK | SKIPPED)
    offered = re.findall(r'name="take" value="([^"]+)"', answer.text)
    assert offered == ["start=2027-03-28T02:30:00", "start=2027-03-28T04:30:00"]
    taken = send(elena, NEW, fields(answer), take=offered[1])
    assert taken.status_code == 200
    kept = fields(taken)
    assert (kept["start_time"], kept["end_time"]) == ("04:30", "06:00")
    assert send(elena, NEW, kept).status_code == 303
    assert events()[0].start_utc == zones.to_utc(datetime(2027, 3, 28, 4, 30), "Europe/Sofia")


@pytest.mark.parametrize("fold", ["0", "1"])
def test_an_hour_that_comes_twice_is_asked_for(elena: FlaskClient, world: World, fold: str) -> None:
    answer = fill_in(elena, NEW, **TALK | REPEATED)
    assert "the first time (UTC+3)" in said(answer)
    assert "the second time (UTC+2)" in said(answer)
    assert send(elena, NEW, fields(answer), fold=fold).status_code == 303
    wall = datetime(2027, 10, 31, 3, 30)
    assert events()[0].start_utc == zones.to_utc(wall, "Europe/Sofia", int(fold))


def test_an_end_that_comes_twice_is_asked_for_too(elena: FlaskClient, world: World) -> None:
    typed = {"start_date": "31.10.2027", "start_time": "02:00", "end_time": "03:30"}
    answer = fill_in(elena, NEW, **TALK | typed)
    assert "The end comes twice that night." in said(answer)
    assert send(elena, NEW, fields(answer), end_fold="1").status_code == 303
    assert events()[0].end_utc == zones.to_utc(datetime(2027, 10, 31, 3, 30), "Europe/Sofia", 1)


def test_a_registration_that_closes_before_it_opens(elena: FlaskClient, world: World) -> None:
    answer = fill_in(
        elena,
        NEW,
        **TALK | {"kind": "city_visit"},
        opens_date="2.2.2027",
        opens_time="9",
        closes_date="1.2.2027",
        closes_time="9",
    )
    assert answer.status_code == 422
    assert "The end must be after the start." in at_field(answer, "closes_time")


@pytest.mark.any_db
@pytest.mark.parametrize(
    "path",
    [
        "/en/manage/events/no-such-event/edit",
        "/en/manage/events/no-such-event",
        "/en/manage/events/no-such-event/time",
        "/en/manage/events/%00/edit",
        "/en/manage/programmes/no-such-programme/events/new",
        "/en/manage/programmes/no-such-programme/times",
    ],
)
def test_what_does_not_exist_is_not_found(elena: FlaskClient, path: str) -> None:
    assert elena.get(path).status_code == 404
    assert elena.get(path.replace("/en/", "/bg/")).status_code == 404


# --- the echo -----------------------------------------------------------------------------


def test_the_times_are_checked_without_saving(elena: FlaskClient, world: World) -> None:
    answer = fill_in(elena, NEW, **TALK | {"start_time": "18:00", "end_time": "19:30"}, preview="1")
    assert answer.status_code == 200
    text = said(answer)
    assert "Thu, 11 March 01:00–02:30 Seoul (UTC+9) +1 day · night" in text
    assert "Seoul: 01:00–02:30, night" in text
    assert "Sofia: 18:00–19:30, outside office hours" in text
    assert "Choose 08:30 Sofia / 15:30 Seoul" in text
    assert fields(answer)["title-en"] == "Rivers in the city"
    assert events() == []


def test_an_offered_hour_is_taken_and_keeps_the_length(elena: FlaskClient, world: World) -> None:
    answer = fill_in(elena, NEW, **TALK | {"start_time": "18:00", "end_time": "19:30"}, preview="1")
    offered = re.findall(r'name="take" value="([^"]+)"', answer.text)
    kept = fields(send(elena, NEW, fields(answer), take=offered[0]))
    assert (kept["start_date"], kept["start_time"]) == ("10.3.2027", "08:30")
    assert (kept["end_date"], kept["end_time"]) == ("", "10:00")


@pytest.mark.parametrize(
    "taken", ["start", "start=never", "start=2027-03-10T10:00Z", "slug=2027-03-10"]
)
def test_an_offer_that_nobody_made_changes_nothing(
    elena: FlaskClient, world: World, taken: str
) -> None:
    answer = fill_in(elena, NEW, **TALK, take=taken)
    assert answer.status_code == 200
    assert fields(answer)["start_time"] == "10:00"


def test_the_echo_is_a_fragment_for_what_is_typed(elena: FlaskClient) -> None:
    address = NEW.replace("events/new", "times")
    query = {"timing": "hours", "start_date": "10.3.2027", "start_time": "10", "anchor": "sofia"}
    answer = elena.get(address, query_string=query | {"cities": ["sofia", "seoul"]})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "17:00" in answer.text
    assert elena.get(address).status_code == 200
    assert elena.get(address, query_string={"start_date": "\x00", "anchor": "?"}).status_code == 200


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"start_date": "3.3.2027"}, "Sofia: day off (Liberation Day)"),
        ({"start_date": "13.3.2027"}, "Saturday, the office is closed"),
        ({"start_time": "9:00"}, "Within office hours in every city."),
        ({"start_time": "16:00", "end_time": "17:00"}, "Seoul: 23:00–00:00, night"),
    ],
)
def test_the_echo_says_where_an_hour_is_bad(
    elena: FlaskClient, world: World, typed: dict[str, str], words: str
) -> None:
    plain = TALK | {"end_time": "", "cities": ["sofia", "seoul"]}
    assert words in said(fill_in(elena, NEW, **plain | typed, preview="1"))


def test_days_off_of_the_host_are_said_of_a_visit(elena: FlaskClient, world: World) -> None:
    typed = {"timing": "days", "start_date": "1.3.2027", "end_date": "5.3.2027"}
    rest = {"start_time": "", "end_time": "", "host_city": "sofia", "cities": ["sofia", "seoul"]}
    answer = fill_in(elena, NEW, **TALK | typed | rest, preview="1")
    assert "Sofia: day off (Wed, 3 March: Liberation Day)" in said(answer)


# --- a change -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"zone": "Asia/Tokyo", "host_city": None},
        {"cities": ("seoul", "sofia"), "capacity": 7, "online_public": True},
        {"start": datetime(2027, 10, 31, 3, 30), "end": None, "fold": 1},
        {"start": datetime(2027, 3, 10, 23), "end": datetime(2027, 3, 11, 1)},
        {"start": date(2027, 3, 10), "end": None, "time_known": False, "zone": None},
    ],
)
def test_a_form_that_is_sent_back_untouched_changes_nothing(
    elena: FlaskClient, world: World, changes: dict[str, object]
) -> None:
    event = world.published(invite=True, **changes)
    before = plan_of(event)
    assert fill_in(elena, edit(event)).status_code == 303
    event = agenda.get_event(event.slug)
    assert (plan_of(event), event.version) == (before, 2)
    assert len(mails()) == 2


def test_a_visit_sent_back_untouched_changes_nothing(elena: FlaskClient, world: World) -> None:
    event = world.visit()
    before = plan_of(event)
    assert fill_in(elena, edit(event)).status_code == 303
    assert plan_of(agenda.get_event(event.slug)) == before


def test_a_change_is_saved_and_told_if_wished(elena: FlaskClient, world: World) -> None:
    event = world.published(invite=True)
    assert fill_in(elena, edit(event), title__en="Heat", tell=None).status_code == 303
    assert len(mails()) == 2
    assert fill_in(elena, edit(event), title__en="Warmth").status_code == 303
    assert len(mails()) == 4
    assert agenda.get_event(event.slug).title["en"] == "Warmth"


def test_a_cancelled_event_is_not_changed(elena: FlaskClient, world: World) -> None:
    event = world.published()
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW)
    assert elena.get(edit(event)).status_code == 409
    assert elena.post(edit(event), data=TALK).status_code == 409


# --- two organizers at once ---------------------------------------------------------------


@pytest.mark.any_db
def test_the_second_gets_both_versions_and_overwrites_nothing(
    elena: FlaskClient, jiho: FlaskClient, world: World
) -> None:
    event = world.published()
    page = fields(elena.get(edit(event)))
    fill_in(jiho, edit(event), title__en="Jiho's title", description__en="Jiho's words")
    answer = send(elena, edit(event), page, title__en="Elena's title", capacity="20")
    assert answer.status_code == 409
    text = said(answer)
    assert "Jiho Kim has changed this event since you opened it." in text
    for words in ("Elena's title", "Jiho's title", "Jiho's words", "20"):
        assert words in text
    assert agenda.get_event(event.slug).title["en"] == "Jiho's title"
    carried = fields(answer)
    assert "choice-title.en" not in carried  # both have touched it: it has to be chosen
    assert carried["choice-description.en"] == "theirs"
    assert carried["choice-capacity"] == "mine"


@pytest.mark.any_db
def test_what_is_chosen_is_saved(elena: FlaskClient, jiho: FlaskClient, world: World) -> None:
    event = world.published()
    page = fields(elena.get(edit(event)))
    fill_in(jiho, edit(event), title__en="Jiho's title", description__en="Jiho's words")
    answer = send(elena, edit(event), page, title__en="Elena's title", capacity="20")
    saved = send(elena, edit(event), fields(answer), **{"choice-title.en": "mine"})
    assert saved.status_code == 303
    plan = plan_of(agenda.get_event(event.slug))
    assert plan.title["en"] == "Elena's title"
    assert plan.description["en"] == "Jiho's words"
    assert plan.capacity == 20


def test_what_both_have_touched_must_be_chosen(
    elena: FlaskClient, jiho: FlaskClient, world: World
) -> None:
    event = world.published()
    page = fields(elena.get(edit(event)))
    fill_in(jiho, edit(event), start_time="11:00", end_time="12:00")
    answer = send(elena, edit(event), page, start_time="09:00")
    assert "10 March 2027, 09:00–11:30 Sofia" in said(answer)
    assert "10 March 2027, 11:00–12:00 Sofia" in said(answer)
    unanswered = send(elena, edit(event), fields(answer))
    assert unanswered.status_code == 422
    assert "Choose what to keep: When" in said(unanswered)
    chosen = send(elena, edit(event), fields(unanswered), **{"choice-when": "theirs"})
    assert chosen.status_code == 303
    assert plan_of(agenda.get_event(event.slug)).start == datetime(2027, 3, 10, 11)


def test_a_third_version_is_asked_about_again(
    elena: FlaskClient, jiho: FlaskClient, world: World
) -> None:
    event = world.published()
    page = fields(elena.get(edit(event)))
    fill_in(jiho, edit(event), title__en="Jiho's first")
    answer = send(elena, edit(event), page, title__en="Elena's title")
    fill_in(jiho, edit(event), title__en="Jiho's second")
    again = send(elena, edit(event), fields(answer), **{"choice-title.en": "theirs"})
    assert again.status_code == 409
    assert "Jiho's second" in said(again)
    assert agenda.get_event(event.slug).title["en"] == "Jiho's second"


def test_choosing_on_a_stale_page_loses_nothing(
    elena: FlaskClient, jiho: FlaskClient, world: World
) -> None:
    event = world.published()
    page = fields(elena.get(edit(event)))
    fill_in(jiho, edit(event), title__en="Jiho's title")
    answer = send(elena, edit(event), page, title__en="Elena's title")
    choice = {"choice-title.en": "mine"}
    stale = send(elena, edit(event), fields(answer), **choice, csrf_token="forged")
    assert stale.status_code == 422
    assert agenda.get_event(event.slug).title["en"] == "Jiho's title"
    assert fields(stale)["choice-title.en"] == "mine"
    assert send(elena, edit(event), fields(stale)).status_code == 303
    assert agenda.get_event(event.slug).title["en"] == "Elena's title"


def test_the_same_change_by_both_is_no_conflict(
    elena: FlaskClient, jiho: FlaskClient, world: World
) -> None:
    event = world.published()
    page = fields(elena.get(edit(event)))
    fill_in(jiho, edit(event), title__en="The same")
    assert send(elena, edit(event), page, title__en="The same").status_code == 303
    assert agenda.get_event(event.slug).version == 3


@pytest.mark.parametrize(
    "seen", ["", "[]", "{", '{"when": 1}', pytest.param("[" * 100_000, id="deep")]
)
def test_without_what_was_seen_everything_is_asked(
    elena: FlaskClient, jiho: FlaskClient, world: World, seen: str
) -> None:
    event = world.published()
    page = fields(elena.get(edit(event)))
    fill_in(jiho, edit(event), description__en="Jiho's words")
    answer = send(elena, edit(event), page, capacity="20", seen=seen)
    assert answer.status_code == 409
    assert "choice-description.en" not in fields(answer)


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40])
def test_a_forged_version_overwrites_nothing(
    elena: FlaskClient, world: World, version: str
) -> None:
    event = world.published()
    answer = fill_in(elena, edit(event), title__en="Forged", version=version)
    assert answer.status_code == 409
    assert agenda.get_event(event.slug).title == SESSION.title


# --- moving -------------------------------------------------------------------------------


def time_of(event: Event) -> str:
    """Return the address where an event is moved."""
    return f"/en/manage/events/{event.slug}/time"


def test_moving_keeps_the_length_and_tells_everybody(elena: FlaskClient, world: World) -> None:
    event = world.published(invite=True)
    assert "Move and tell 2 people" in said(elena.get(time_of(event)))
    answer = fill_in(elena, time_of(event), start_date="11.3.2027", start_time="9:00")
    assert answer.status_code == 303
    plan = plan_of(agenda.get_event(event.slug))
    assert (plan.start, plan.end) == (datetime(2027, 3, 11, 9), datetime(2027, 3, 11, 10, 30))
    assert len(mails()) == 4


def test_a_visit_is_moved_by_days(elena: FlaskClient, world: World) -> None:
    event = world.published(VISIT)
    assert fill_in(elena, time_of(event), start_date="17.5.2027").status_code == 303
    plan = plan_of(agenda.get_event(event.slug))
    assert (plan.start, plan.end) == (date(2027, 5, 17), date(2027, 5, 21))


def test_moving_what_was_changed_meanwhile_shows_it_first(
    elena: FlaskClient, jiho: FlaskClient, world: World
) -> None:
    event = world.published()
    page = fields(elena.get(time_of(event)))
    fill_in(jiho, time_of(event), start_time="12:00")
    answer = send(elena, time_of(event), page, start_time="09:00")
    assert answer.status_code == 409
    assert "12:00–13:30 Sofia" in said(answer)
    assert send(elena, time_of(event), fields(answer)).status_code == 303
    assert plan_of(agenda.get_event(event.slug)).start == datetime(2027, 3, 10, 9)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"start_date": "28.3.2027", "start_time": "3:30"}, "This time does not exist"),
        ({"start_date": "31.10.2027", "start_time": "3:30"}, "This time comes twice"),
        ({"start_date": ""}, "Fill in this field."),
        ({"start_time": "later"}, "This is not a time."),
        ({"csrf_token": None}, "This page was open for too long."),
    ],
)
def test_a_wrong_time_is_told_and_kept(
    elena: FlaskClient, world: World, typed: dict[str, str | None], message: str
) -> None:
    event = world.published()
    answer = fill_in(elena, time_of(event), **typed)
    assert answer.status_code == 422
    assert message.casefold() in summary(answer).casefold()
    assert plan_of(agenda.get_event(event.slug)).start == SESSION.start


def test_moving_into_an_hour_that_comes_twice(elena: FlaskClient, world: World) -> None:
    event = world.published()
    answer = fill_in(elena, time_of(event), start_date="31.10.2027", start_time="2")
    assert "The end comes twice that night." in said(answer)  # 02:00 and an hour and a half
    assert send(elena, time_of(event), fields(answer), fold="1").status_code == 303


def test_the_new_time_is_echoed(elena: FlaskClient, world: World) -> None:
    event = world.published()
    answer = elena.get(time_of(event) + "/echo?start_date=11.3.2027&start_time=9:00")
    assert answer.status_code == 200
    assert "16:00–17:30" in answer.text
    preview = fill_in(elena, time_of(event), start_time="18:00", preview="1")
    assert "Seoul: 01:00–02:30, night" in said(preview)


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "The date must lie between 1990 and 2099."),
        ("bg", "Датата трябва да е между 1990 г. и 2099 г."),
    ],
)
def test_a_year_that_no_calendar_holds_is_refused_at_its_field(
    elena: FlaskClient, world: World, language: str, message: str
) -> None:
    path = time_of(world.published()).replace("/en/", f"/{language}/")
    late = fill_in(elena, path, start_date="31.12.9999", start_time="23:59")
    taken = fill_in(elena, path, preview="1", take="start=9999-12-31T23:59")
    typed = fill_in(elena, path.replace("/time", "/edit"), preview="1", start_date="31.12.9999")
    moved = fill_in(elena, path.replace("/time", "/edit"), take="start=9999-12-31T23:59")
    echoed = elena.get(f"{path}/echo?start_date=31.12.9999&start_time=23:59")
    assert [late.status_code, taken.status_code, typed.status_code] == [422, 200, 200]
    assert (moved.status_code, echoed.status_code) == (200, 200)
    for page in (late, taken, typed, moved):
        assert 'id="start_date-error"><span class="vh">' in page.text
        assert message in said(page)
    assert message in echoed.text
