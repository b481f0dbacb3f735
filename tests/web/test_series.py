"""A series as one reads it: its page, the lists it stands in, one's own page, the answer page."""

from __future__ import annotations

import html
import re
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from scheduler.actions import inviting, repeating, scheduling
from scheduler.db import transaction
from scheduler.models import Event
from scheduler.queries import agenda
from tests.counting import statements
from tests.web.monthly import BEGUN, MONTHLY
from tests.web.posting import said, sign_in
from tests.world import NOW, World

pytestmark = pytest.mark.usefixtures("stopped_clock")
JANUARY, MARCH = date(2027, 1, 5), date(2027, 3, 2)


def page(event: Event, language: str = "en") -> str:
    """Return the address of an event's page."""
    return f"/{language}/events/{event.slug}"


def move(event: Event, world: World, original: date, **changes: Any) -> None:
    """Change one meeting with a verb."""
    with transaction():
        found = agenda.get_event(event.slug)
        row = next(row for row in found.occurrences if row.original == original)
        meeting = repeating.Meeting(**vars(repeating.meeting_of(row)) | changes)
        said_by = {"version": found.version, "by": world.elena, "now": NOW}
        repeating.change_one(found, original, meeting, **said_by)


def cancel(event: Event, world: World, original: date) -> None:
    """Call one meeting off with a verb."""
    with transaction():
        found = agenda.get_event(event.slug)
        repeating.cancel_one(found, original, version=found.version, by=world.elena, now=NOW)


def links(markup: str) -> list[tuple[str, str]]:
    """Return the links of entries in a list as (address, words)."""
    found = re.findall(
        r'class="entry-title"><a href="([^"]*)">(.*?)</a>', html.unescape(markup), re.DOTALL
    )
    return [(address, re.sub(r"<[^>]*>", "", words).strip()) for address, words in found]


# --- its page -----------------------------------------------------------------------------


@pytest.mark.any_db
def test_the_page_of_a_series_begins_with_its_next_meeting(
    client: FlaskClient, world: World
) -> None:
    event = world.published(BEGUN)
    text = said(client.get(page(event)))
    assert "live session confirmed series" in text
    assert "Every month on the first Tuesday, 9 times Next meeting" in text
    assert "Tue, 1 December 2026 10:00–11:00 Sofia (UTC+2)" in text.partition("All meetings")[0]
    listed = text.partition("All meetings")[2]
    assert listed.strip().startswith("2 meetings are over Tue, 6 October 2026, 10:00–11:00 Sofia")
    assert "Tue, 1 June 2027, 10:00–11:00 Sofia · 16:00–17:00 Seoul" in listed


def test_the_page_of_a_series_in_bulgarian(client: FlaskClient, world: World) -> None:
    event = world.published(BEGUN)
    cancel(event, world, MARCH)
    move(event, world, JANUARY, start=datetime(2027, 1, 12, 10), end=datetime(2027, 1, 12, 11))
    text = said(client.get(page(event, "bg")))
    assert "Всеки месец, първия вторник, общо 9 пъти Следваща среща" in text
    assert "Всички срещи 2 минали срещи" in text
    assert "вт, 2 март 2027 г., 10:00–11:00 ч. София · 17:00–18:00 ч. Сеул отменена" in text
    assert "(преместена от вт, 5 януари)" in text


def test_each_meeting_has_a_place_on_the_page(client: FlaskClient, world: World) -> None:
    event = world.published(MONTHLY)
    move(event, world, JANUARY, start=datetime(2027, 1, 12, 10), end=datetime(2027, 1, 12, 11))
    found = re.findall(r'<li id="(\d{4}-\d\d-\d\d)">', client.get(page(event)).text)
    assert found == [row.original.isoformat() for row in event.occurrences]


def test_what_is_particular_about_a_meeting_is_said(client: FlaskClient, world: World) -> None:
    event = world.published(MONTHLY)
    move(event, world, JANUARY, start=datetime(2027, 1, 5, 15), end=datetime(2027, 1, 5, 16))
    move(
        event,
        world,
        MARCH,
        title={"bg": "Бюджет", "en": "Budget"},
        venue={"en": "Seoul City Hall"},
        description={"en": "Bring figures."},
    )
    text = said(client.get(page(event)))
    assert (
        "15:00–16:00 Sofia · 22:00–23:00 Seoul ( night ) ( moved to another hour )"
        in text.replace("(night)", "( night )").replace(
            "(moved to another hour)", "( moved to another hour )"
        )
    )
    assert "Budget Place: Seoul City Hall Bring figures." in text


def test_the_next_meeting_has_its_own_title_on_top(client: FlaskClient, world: World) -> None:
    event = world.published(MONTHLY)
    move(event, world, date(2026, 12, 1), title={"bg": "Бюджет", "en": "Budget"})
    assert "Next meeting: Budget" in said(client.get(page(event)))


def test_a_series_that_is_over_shows_its_last_meeting(
    client: FlaskClient, world: World, stopped_clock: time_machine.Traveller
) -> None:
    event = world.published(MONTHLY)
    stopped_clock.move_to(datetime(2027, 7, 1, tzinfo=NOW.tzinfo))
    text = said(client.get(page(event)))
    assert "live session took place series" in text
    assert "Last meeting" in text
    assert "Tue, 1 June 2027 10:00–11:00 Sofia (UTC+3)" in text
    assert "7 meetings are over Tue, 1 December 2026" in text


def test_a_series_goes_on_while_its_first_meeting_is_over(
    client: FlaskClient, world: World
) -> None:
    text = said(client.get(page(world.published(BEGUN))))
    assert "took place" not in text


def test_a_meeting_that_is_off_is_not_the_next(client: FlaskClient, world: World) -> None:
    event = world.published(MONTHLY)
    cancel(event, world, date(2026, 12, 1))
    top = said(client.get(page(event))).partition("All meetings")[0]
    assert "Tue, 5 January 2027 10:00–11:00" in top
    assert "1 December" not in top


def test_the_parts_of_a_series_lead_to_each_other(client: FlaskClient, world: World) -> None:
    event = world.published(MONTHLY)
    with transaction():
        found = agenda.get_event(event.slug)
        plan = repeating.plan_from(found, MARCH)
        later = repeating.change_following(
            found,
            MARCH,
            scheduling.Plan(**vars(plan) | {"title": {"bg": "Нова", "en": "New"}}),
            version=found.version,
            by=world.elena,
            now=NOW,
        )
        slug = later.slug
    earlier_page, later_page = client.get(page(event)), client.get(f"/en/events/{slug}")
    assert "Is continued by: New" in said(earlier_page)
    assert f'href="/en/events/{slug}"' in earlier_page.text
    assert "Continues: Monthly meeting" in said(later_page)
    assert "Продължение на: Месечна среща" in said(client.get(f"/bg/events/{slug}"))


def test_a_part_that_one_may_not_see_is_not_named(client: FlaskClient, world: World) -> None:
    event = world.published(MONTHLY, visibility="invited")
    with transaction():
        found = agenda.get_event(event.slug)
        plan = repeating.plan_from(found, MARCH)
        public = scheduling.Plan(**vars(plan) | {"visibility": "public"})
        by = {"version": found.version, "by": world.elena, "now": NOW}
        slug = repeating.change_following(found, MARCH, public, **by).slug
    assert "Continues" not in said(client.get(f"/en/events/{slug}"))
    sign_in(client, world.elena)
    assert "Continues" in said(client.get(f"/en/events/{slug}"))


def test_a_single_event_has_no_list(client: FlaskClient, world: World) -> None:
    text = said(client.get(page(world.published())))
    assert "All meetings" not in text
    assert "series" not in text


# --- lists --------------------------------------------------------------------------------


def test_the_agenda_lists_each_date_and_leads_to_it(client: FlaskClient, world: World) -> None:
    event = world.published(MONTHLY)
    move(event, world, JANUARY, title={"bg": "Бюджет", "en": "Budget"})
    assert links(client.get("/en/agenda").text) == [
        (f"/en/events/{event.slug}#{row.original}", title)
        for row, title in zip(
            event.occurrences, ["Monthly meeting", "Budget", *["Monthly meeting"] * 5], strict=True
        )
    ]


def test_the_agenda_says_what_is_off_and_what_was_moved(client: FlaskClient, world: World) -> None:
    event = world.published(MONTHLY)
    cancel(event, world, MARCH)
    move(event, world, JANUARY, start=datetime(2027, 1, 12, 10), end=datetime(2027, 1, 12, 11))
    march = client.get("/en/agenda?month=2027-03")
    assert 'class="entry cancelled"' in march.text
    assert "live session cancelled series" in said(march)
    january = said(client.get("/bg/agenda?month=2027-01"))
    assert "поредица преместена от вт, 5 януари" in january
    assert "отменено" not in january


def test_the_month_marks_what_is_off(client: FlaskClient, world: World) -> None:
    event = world.published(MONTHLY)
    cancel(event, world, MARCH)
    found = client.get("/en/agenda?month=2027-03&view=month")
    assert f'href="/en/events/{event.slug}#2027-03-02"' in found.text
    assert '<span class="struck">Monthly meeting</span>' in found.text
    assert "(cancelled)" in said(found)
    april = client.get("/en/agenda?month=2027-04&view=month").text
    assert "struck" not in april


def test_the_home_page_tells_the_next_date_once(client: FlaskClient, world: World) -> None:
    event = world.published(BEGUN)
    found = client.get("/en/")
    assert links(found.text) == [(f"/en/events/{event.slug}#2026-12-01", "Monthly meeting")]
    assert "Tue, 1 December 2026" in said(found)
    assert "confirmed series" in said(found)


def test_a_single_event_is_led_to_without_a_date(client: FlaskClient, world: World) -> None:
    event = world.published()
    assert links(client.get("/en/agenda").text) == [
        (f"/en/events/{event.slug}", "District heating")
    ]


# --- the organizer's lists ----------------------------------------------------------------


def test_the_desk_lists_a_series_once_by_its_next_date(client: FlaskClient, world: World) -> None:
    series = world.published(BEGUN)
    single = world.published(title={"bg": "Скоро", "en": "Soon"}, start=datetime(2026, 11, 25, 10))
    sign_in(client, world.elena)
    found = client.get("/en/manage")
    assert [words for _, words in links(found.text)] == ["Soon", "Monthly meeting"]
    text = said(found)
    assert "Every month on the first Tuesday, 9 times Date and time in each city" in text
    assert "Tue, 1 December 2026" in text
    assert "6 October" not in text
    assert {series.start_utc < NOW, single.start_utc < NOW} == {True, False}


def test_the_desk_asks_as_little_for_four_series_as_for_two(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.elena)
    counts = []
    for _ in range(2):
        world.published(BEGUN)
        world.published(BEGUN)
        client.get("/en/manage")
        with statements() as asked:
            client.get("/en/manage")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_cancelling_a_series_says_what_that_is(client: FlaskClient, world: World) -> None:
    event = world.published(BEGUN, invite=True)
    sign_in(client, world.elena)
    text = said(client.get(f"/en/manage/events/{event.slug}/cancellation"))
    assert "Cancel the whole series?" in text
    assert "7 meetings ahead Tue, 1 December 2026" in text
    assert "Cancel the series and tell 2 people" in text
    bulgarian = said(client.get(f"/bg/manage/events/{event.slug}/cancellation"))
    assert "Да се отмени ли цялата поредица?" in bulgarian
    assert "7 предстоящи срещи" in bulgarian


def test_publishing_says_that_it_is_a_series(client: FlaskClient, world: World) -> None:
    draft = world.draft(MONTHLY)
    sign_in(client, world.elena)
    text = said(client.get(f"/en/manage/events/{draft.slug}"))
    assert "people are invited to all of it: every month on the first Tuesday" in text
    assert "7 meetings ahead" in text


# --- one's own ----------------------------------------------------------------------------


def test_ones_own_page_begins_with_the_next_date(client: FlaskClient, world: World) -> None:
    event = world.published(BEGUN, invite=True)
    world.published(start=datetime(2026, 12, 20, 10), end=datetime(2026, 12, 20, 11))
    sign_in(client, world.petar)
    text = said(client.get("/en/me"))
    first = text.partition("Next")[2].partition("Invitations")[0]
    assert "Monthly meeting" in first
    assert "Tue, 1 December 2026" in first
    assert "Every month on the first Tuesday, 9 times. Your answer is for the whole series." in text
    assert f'href="/en/events/{event.slug}#2026-12-01"' in client.get("/en/me").text


def test_what_was_moved_comes_when_it_takes_place(client: FlaskClient, world: World) -> None:
    event = world.published(MONTHLY, invite=True)
    move(
        event,
        world,
        date(2026, 12, 1),
        start=datetime(2026, 12, 22, 10),
        end=datetime(2026, 12, 22, 11),
    )
    world.published(
        invite=True,
        title={"bg": "Преди това", "en": "Before that"},
        start=datetime(2026, 12, 10, 10),
        end=datetime(2026, 12, 10, 11),
    )
    sign_in(client, world.petar)
    found = links(client.get("/en/me").text)
    assert [words for _, words in found] == ["Before that", "Before that", "Monthly meeting"]


def test_the_answer_page_says_that_it_is_a_series(client: FlaskClient, world: World) -> None:
    event = world.published(BEGUN, invite=True)
    invitation = inviting.get_invitation(event, world.petar)
    token = inviting.answer_token(invitation)
    text = said(client.get(f"/en/invitations/{invitation.ref}/{token}"))
    assert "Every month on the first Tuesday, 9 times Next meeting" in text
    assert "7 meetings ahead" in text
    assert "Do you take part? Your answer is for the whole series." in text
    bulgarian = said(client.get(f"/bg/invitations/{invitation.ref}/{token}"))
    assert "Отговорът Ви се отнася за цялата поредица." in bulgarian
