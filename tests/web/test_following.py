"""Followed calendars as organizers see them: added, looked at, in planning; and nowhere in public."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from scheduler import worker
from scheduler.actions import following
from scheduler.actions.following import Contents, Failed
from scheduler.db import db, transaction
from scheduler.models import FollowedCalendar
from tests.calendars import AT_TEN, calendar, entry
from tests.counting import statements
from tests.outside import open_outside
from tests.web.filling import fields, fill_in, send
from tests.web.posting import post, said, sign_in
from tests.world import NOW, World

pytestmark = pytest.mark.usefixtures("stopped_clock")
LIST = "/en/manage/programmes/sofia-seoul/calendars"
NEW = f"{LIST}/new"
SECRET = "https://calendar.example.org/private-4711/basic.ics"
TYPED = {"name__bg": "Уебинари", "name__en": "Webinars", "address": SECRET, "cities": ["seoul"]}


@pytest.fixture
def elena(client: FlaskClient, world: World) -> FlaskClient:
    """Return the browser of the organizer in Sofia."""
    return sign_in(client, world.elena)


def newest() -> FollowedCalendar:
    db.session.rollback()
    return db.session.query(FollowedCalendar).order_by(FollowedCalendar.id.desc()).first() or (
        FollowedCalendar()
    )


def follow(elena: FlaskClient, **changes: Any) -> str:
    """Follow a calendar by the form; return the address of its page."""
    answer = fill_in(elena, NEW, **(TYPED | changes))
    assert answer.status_code == 303, said(answer)
    assert answer.location == f"{LIST}/{newest().id}"
    return answer.location


def read(*entries: str, failed: Failed | None = None) -> None:
    """Have the newest calendar be read, as by a worker."""
    with transaction():
        claimed = following.claim(newest().id, now=NOW)
    assert claimed is not None
    found = failed or following.understand(calendar(*entries), claimed.zone, now=NOW)
    assert isinstance(found, (Contents, Failed))
    with transaction():
        following.keep(claimed, found, now=NOW)


def again(elena: FlaskClient) -> None:
    """Have it be due once more."""
    post(elena, f"{LIST}/{newest().id}/fetch")


# --- adding, changing, removing ---------------------------------------------------------------


def test_nothing_is_followed_and_the_page_says_what_would_be_here(elena, world: World) -> None:
    assert f'href="{LIST}"' in elena.get("/en/manage/programmes/sofia-seoul").text
    assert "No calendar is followed. Add the address of one" in said(elena.get(LIST))
    assert "Не се следи нито един календар." in said(elena.get(LIST.replace("/en/", "/bg/")))


def test_one_is_added_and_its_address_is_not_shown_again(elena: FlaskClient, world: World) -> None:
    page = follow(elena)
    text = said(elena.get(page))
    assert "Webinars" in text
    assert "Address https://calendar.example.org/… Concerns Seoul" in text
    assert "Last fetched Not fetched yet." in text
    assert "What is read of this calendar will be here." in text
    everywhere = "".join(
        elena.get(path).text
        for path in (page, LIST, f"{page}/edit", f"{page}/removal", "/en/manage/history")
    )
    assert "4711" not in everywhere
    assert "followed an outside calendar" in everywhere
    found = newest()
    assert (found.name, found.zone) == ({"bg": "Уебинари", "en": "Webinars"}, "Europe/Sofia")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"address": ""}, "Address of the calendar: fill in this field."),
        ({"address": "calendar"}, "Address of the calendar: enter the full address of a calendar."),
        ({"address": "https://u:p@example.org/"}, "a user name and a password"),
        ({"address": "http://10.0.0.1/"}, "leads into an internal network"),
        ({"address": "https://example.org:22/"}, "from this port"),
        ({"name__bg": "", "name__en": ""}, "Name (Bulgarian): fill in this field."),
        ({"name__en": "a" * 121}, "Name (English): this text is too long"),
        ({"cities": ["atlantis"]}, "“atlantis” is not part of this programme."),
        (
            {"zone": "Europe/Atlantis"},
            "Hours that name no time zone: there is no time zone called “Europe/Atlantis”",
        ),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    elena: FlaskClient, world: World, changes: dict[str, Any], told: str
) -> None:
    answer = fill_in(elena, NEW, **(TYPED | changes))
    assert answer.status_code == 422
    assert told in said(answer)
    kept = fields(answer)
    for name, value in (TYPED | changes).items():
        if isinstance(value, str) and name != "zone":
            assert kept[name.replace("__", "-")] == value
    assert db.session.query(FollowedCalendar).count() == 0


def test_a_stale_page_loses_nothing_that_was_typed(elena: FlaskClient, world: World) -> None:
    answer = fill_in(elena, NEW, **TYPED, csrf_token="old")
    assert answer.status_code == 422
    assert "This page was open for too long." in said(answer)
    assert fields(answer)["address"] == SECRET


def test_the_same_calendar_is_followed_once(elena: FlaskClient, world: World) -> None:
    follow(elena)
    answer = fill_in(elena, NEW, **TYPED)
    assert "The programme follows a calendar with this address already." in said(answer)


def test_it_is_changed_and_its_address_stays(elena: FlaskClient, world: World) -> None:
    page = follow(elena)
    assert fields(elena.get(f"{page}/edit"))["address"] == ""
    before = newest().address_digest
    assert fill_in(elena, f"{page}/edit", name__en="Talks", cities=None, zone="").location == page
    found = newest()
    assert (found.name["en"], found.cities, found.zone) == ("Talks", [], None)
    assert found.address_digest == before
    fill_in(elena, f"{page}/edit", address="https://other.example/a.ics")
    assert newest().shown == "https://other.example/…"


def test_who_was_slower_is_told(elena: FlaskClient, world: World) -> None:
    page = follow(elena)
    form = fields(elena.get(f"{page}/edit"))
    fill_in(elena, f"{page}/edit", name__en="Quicker")
    answer = send(elena, f"{page}/edit", form, name__en="Slower")
    assert answer.status_code == 409
    assert "Somebody else has changed this calendar meanwhile." in said(answer)
    assert send(elena, f"{page}/edit", fields(answer)).status_code == 303
    assert newest().name["en"] == "Slower"


def test_it_is_paused_followed_again_and_removed(elena: FlaskClient, world: World) -> None:
    page = follow(elena)
    assert post(elena, f"{page}/pause").location == page
    text = said(elena.get(page))
    assert "This calendar is paused: it is not fetched" in text
    assert "Fetch now" not in text
    assert post(elena, f"{page}/fetch").status_code == 409
    post(elena, f"{page}/resume")
    assert "It is fetched within a minute." in said(elena.get(page))
    assert newest().active
    assert "Remove this calendar?" in said(elena.get(f"{page}/removal"))
    assert post(elena, f"{page}/removal").location == LIST
    assert "Removed: Webinars." in said(elena.get(LIST))
    assert elena.get(page).status_code == 404


@pytest.mark.parametrize("who", ["petar", "mallory"])
def test_others_see_nothing_of_it(app, elena, world: World, who: str) -> None:
    page = follow(elena)
    other = sign_in(app.test_client(), getattr(world, who))
    for path in (LIST, NEW, page, f"{page}/edit", f"{page}/removal"):
        assert other.get(path).status_code in {403, 404}, path
    for verb in ("fetch", "pause", "resume", "removal", "edit"):
        assert post(other, f"{page}/{verb}").status_code in {403, 404}, verb
    assert app.test_client().get(page).status_code in {302, 303}


def test_an_address_with_any_number_is_only_not_found(elena: FlaskClient, world: World) -> None:
    for number in ("0", "99", "9" * 9, "9" * 30):
        assert elena.get(f"{LIST}/{number}").status_code == 404


# --- what came of it --------------------------------------------------------------------------


def test_the_page_shows_the_next_entries_in_every_city(elena: FlaskClient, world: World) -> None:
    page = follow(elena)
    read(
        entry(),
        entry(uid="2", title="<b>Free & easy</b>", when=AT_TEN + "TRANSP:TRANSPARENT\r\n"),
        entry(uid="3", title="Days", when="DTSTART;VALUE=DATE:20270501\r\n"),
        entry(uid="4", title="Odd", when="DTSTART:nonsense\r\n"),
        entry(uid="5", title="Past", when="DTSTART:20261101T100000Z\r\n"),
    )
    answer = elena.get(page)
    text = said(answer)
    assert "Last fetched Mon, 23 November 2026, 10:00 (Sofia): Read." in text
    assert "Dates known 4" in text
    assert "Wed, 10 March 2027, 10:00 Sofia · 17:00 Seoul: “Webinar on heat”" in text
    assert "“<b>Free & easy</b>” (takes nobody's time)" in text
    assert "<b>Free" not in answer.text
    assert "1 May 2027: “Days”" in text
    assert "Past" not in text
    assert "Odd : Its start cannot be read: nonsense" in text
    assert "is followed" in said(elena.get(LIST))
    bulgarian = said(elena.get(page.replace("/en/", "/bg/")))
    assert "ср, 10 март 2027 г., 10:00 ч. София · 17:00 ч. Сеул: „Webinar on heat“" in bulgarian


def test_a_failure_is_told_and_what_was_read_still_counts(elena, world: World) -> None:
    page = follow(elena)
    read(failed=Failed("not_found"))
    assert "There is nothing at this address (404). Nothing could be read yet." in said(
        elena.get(page)
    )
    again(elena)
    read(entry())
    again(elena)
    read(failed=Failed("busy", {"status": "503"}))
    text = said(elena.get(page))
    assert "trouble of its own (503). What was read before still counts." in text
    assert "Last read Mon, 23 November 2026, 10:00 (Sofia)" in text
    assert "“Webinar on heat”" in text
    assert "does not answer" in said(elena.get(LIST))
    again(elena)
    read(failed=Failed("gone"))
    assert "taken down for good (410)" in said(elena.get(page))
    assert "paused" in said(elena.get(LIST))


@pytest.mark.parametrize("code", ["unreachable", "nobody knows this one"])
def test_every_result_has_words(elena: FlaskClient, world: World, code: str) -> None:
    page = follow(elena)
    read(failed=Failed(code[:24]))
    expected = {"unreachable": "The server cannot be reached."}
    assert expected.get(code, "The answer was no calendar that can be read.") in said(
        elena.get(page)
    )


def test_a_list_of_more_asks_no_more_of_the_database(elena: FlaskClient, world: World) -> None:
    counts = []
    for number in range(3):
        follow(elena, address=f"{SECRET}?{number}")
        read(entry(uid=f"{number}"))
        elena.get(LIST)
        with statements() as asked:
            assert said(elena.get(LIST)).count("1 date known") == number + 1
        counts.append(len(asked))
    assert counts == [counts[0]] * 3


def test_the_whole_way_with_a_real_server(
    elena: FlaskClient, world: World, configure: Callable[..., Any]
) -> None:
    configure(fetch_private=True)
    with open_outside() as outside:
        page = follow(elena, address=outside.says("/a.ics", calendar(entry())))
        assert outside.asked == []  # no page waits for another server
        assert worker.fetch_due()
    assert "“Webinar on heat”" in said(elena.get(page))


# --- in planning ------------------------------------------------------------------------------


def test_it_is_a_quiet_conflict_of_an_event(elena: FlaskClient, world: World) -> None:
    follow(elena)
    read(entry())
    event = world.draft()
    words = (
        "At the same time as “Webinar on heat” in the followed calendar “Webinars” "
        "(Wed, 10 March 2027, 10:00 Sofia · 17:00 Seoul)"
    )
    assert words in said(elena.get(f"/en/manage/events/{event.slug}"))
    assert words in said(elena.get(f"/en/manage/events/{event.slug}/edit"))
    assert "serious conflict" not in said(elena.get("/en/manage/programmes/sofia-seoul"))


def test_the_planner_shows_it_beside_the_hours(elena: FlaskClient, world: World) -> None:
    asked = (
        "/en/manage/programmes/sofia-seoul/planner?city=sofia&city=seoul&anchor=sofia"
        "&from=10.3.2027&to=10.3.2027&minutes=60&step=60"
    )
    plain = said(elena.get(asked))
    assert "ollowed calendars" not in plain
    follow(elena)
    read(
        entry(),
        entry(uid="2", title="Day of heat", when="DTSTART;VALUE=DATE:20270310\r\n"),
        entry(uid="3", title="Free", when=AT_TEN + "TRANSP:TRANSPARENT\r\n"),
    )
    text = said(elena.get(asked))
    assert "At the same time: “Day of heat” (Webinars); “Webinar on heat” (Webinars)" in text
    assert "At the same time: “Day of heat” (Webinars) " in text
    assert (
        "In followed calendars 10 March 2027: “Day of heat” (Webinars) "
        "Wed, 10 March 2027, 10:00 Sofia · 17:00 Seoul: “Free” (Webinars), takes nobody's time "
        "Wed, 10 March 2027, 10:00 Sofia · 17:00 Seoul: “Webinar on heat” (Webinars)"
    ) in text
    # The order of the suggestions is the finder's: what is elsewhere changes no judgement.
    choose = "Choose 09:00 Sofia / 16:00 Seoul"
    assert (choose in plain) == (choose in text)


def test_public_pages_and_feeds_know_nothing_of_it(app, elena, world: World) -> None:
    follow(elena)
    read(entry())
    event = world.published()
    stranger = app.test_client()
    for path in (
        "/en/",
        f"/en/events/{event.slug}",
        "/en/programmes/sofia-seoul/agenda?month=2027-03",
        "/feeds/sofia-seoul.ics",
        "/api/v1/events",
    ):
        answer = stranger.get(path)
        assert answer.status_code == 200, path
        assert "Webinar" not in answer.text
