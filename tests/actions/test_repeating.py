"""What an organizer does to the meetings of a series, and what people are told, on both databases."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from scheduler import errors
from scheduler.actions import inviting, mailing, repeating, scheduling
from scheduler.actions.repeating.following import plan_from
from scheduler.db import db, transaction
from scheduler.models import Event, Invitation, OutboxMail
from scheduler.queries import calendar, history, verification
from tests import letters
from tests.world import NOW, SESSION, World, mails

pytestmark = pytest.mark.any_db
LATER = NOW + timedelta(hours=1)
RULE = "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270630"
MONTHLY = replace(
    SESSION,
    title={"bg": "Месечна среща", "en": "Monthly meeting"},
    start=datetime(2026, 12, 1, 10),
    end=datetime(2026, 12, 1, 11),
    rule=RULE,
)
DATES = [date(2026, 12, 1), date(2027, 1, 5), date(2027, 2, 2), date(2027, 3, 2)]
DATES += [date(2027, 4, 6), date(2027, 5, 4), date(2027, 6, 1)]
JANUARY, MARCH = DATES[1], DATES[3]
AFTER_TWO = datetime(2027, 1, 20, 8, tzinfo=NOW.tzinfo)


def series(world: World, *, told: bool = True) -> Event:
    """Return a monthly series to which Petar and Minseo are invited, and have been told."""
    event = world.published(MONTHLY, invite=True)
    if told:
        letters.all_left()
    return event


def rows(event: Event) -> list[str]:
    """Return a series' meetings as "12-01 10:00", with ! where moved and x where called off."""
    return [
        f"{row.start_wall:%m-%d %H:%M}"
        + ("!" if row.moved else "")
        + ("x" if row.status == "cancelled" else "")
        for row in event.occurrences
    ]


def new_mails(kind: str) -> list[tuple[str, str | None]]:
    return [
        (mail.recipient, mail.original and mail.original.isoformat())
        for mail in mails(kind)
        if mail.state == "queued"
    ]


def meeting(event: Event, original: date, **changes: object) -> repeating.Meeting:
    row = next(row for row in event.occurrences if row.original == original)
    return replace(repeating.meeting_of(row), **changes)


def _refused(claimed: list[mailing.Claimed], *, permanent: bool) -> None:
    for mail in claimed:
        with transaction():
            mailing.refused(mail, "the server says no", permanent=permanent, now=LATER)


def test_a_series_is_one_event_with_a_row_for_each_meeting(world: World) -> None:
    event = series(world)
    assert [row.original for row in event.occurrences] == DATES
    assert {row.start_time.hour for row in event.occurrences} == {10}
    assert event.until_utc == event.occurrences[-1].end_utc
    assert [mail.recipient for mail in mails("invitation")] == [
        "petar@sofia.example",
        "minseo@seoul.example",
    ]
    assert list(verification.findings(NOW)) == []


def test_the_invitation_to_a_series_says_its_rule_and_its_dates_in_both_cities(
    world: World,
) -> None:
    series(world)
    text = letters.text(letters.opened(mails("invitation")[0])).replace("\N{NO-BREAK SPACE}", " ")
    assert "Повтаря се: всеки месец, първия вторник, до 30 юни 2027 г." in text
    assert "- вт, 2 март 2027 г.: 10:00–11:00 ч. София · 17:00–18:00 ч. Сеул" in text
    assert "- вт, 6 април 2027 г.: 10:00–11:00 ч. София · 16:00–17:00 ч. Сеул" in text
    entry = letters.event(letters.opened(mails("invitation")[0]))
    assert entry.one("RRULE") == "FREQ=MONTHLY;UNTIL=20270630T070000Z;BYDAY=1TU"
    assert entry.parameters("DTSTART") == {"TZID": "Europe/Sofia"}


# --- one meeting ------------------------------------------------------------------------------


def test_one_meeting_is_moved_and_only_that_one_is_told(world: World) -> None:
    event = series(world)
    version = event.version
    with transaction():
        changed = repeating.change_one(
            event,
            MARCH,
            meeting(event, MARCH, start=datetime(2027, 3, 4, 11), end=datetime(2027, 3, 4, 12)),
            version=version,
            by=world.elena,
            now=LATER,
        )
    assert changed
    assert rows(event)[3] == "03-04 11:00!"
    assert (event.version, event.sequence) == (version + 1, 1)
    assert new_mails("update") == [
        ("petar@sofia.example", "2027-03-02"),
        ("minseo@seoul.example", "2027-03-02"),
    ]
    entry = letters.event(letters.opened(mails("update")[0]))
    assert (entry.one("RECURRENCE-ID"), entry.one("DTSTART")) == (
        "20270302T100000",
        "20270304T110000",
    )
    assert entry.parameters("RECURRENCE-ID") == {"TZID": "Europe/Sofia"}
    assert (entry.one("UID"), entry.one("SEQUENCE")) == (event.uid, "1")
    assert entry.all("RRULE") == []
    text = letters.text(letters.opened(mails("update")[1]))
    assert "One meeting of a series to which you are invited has changed." in text
    assert "Thu, 4 March 2027" in text


def test_an_answer_to_the_series_stands_when_one_meeting_moves(world: World) -> None:
    event = series(world)
    invitation = inviting.get_invitation(event, world.petar)
    with transaction():
        inviting.respond(invitation, "accepted", now=LATER)
    with transaction():
        repeating.change_one(
            event, MARCH, meeting(event, MARCH, start=datetime(2027, 3, 2, 12), end=datetime(2027, 3, 2, 13)),
            version=event.version, by=world.elena, now=LATER,
        )  # fmt: skip
    assert inviting.get_invitation(event, world.petar).answer == "accepted"
    entry = letters.event(letters.opened(mails("update")[0]))
    assert entry.parameters("ATTENDEE")["PARTSTAT"] == "ACCEPTED"


def test_a_meeting_that_goes_back_to_its_rule_is_no_exception_any_more(world: World) -> None:
    event = series(world)
    for hour in (15, 10):
        with transaction():
            repeating.change_one(
                event, MARCH, meeting(event, MARCH, start=datetime(2027, 3, 2, hour), end=datetime(2027, 3, 2, hour + 1)),
                version=event.version, by=world.elena, now=LATER,
            )  # fmt: skip
    assert rows(event)[3] == "03-02 10:00"
    assert event.occurrences[3].own == {}


def test_a_changed_text_of_one_meeting_is_its_own_and_raises_no_sequence(world: World) -> None:
    event = series(world)
    title = {"bg": "Месечна среща: въздух", "en": "Monthly meeting: air"}
    with transaction():
        repeating.change_one(
            event, MARCH, meeting(event, MARCH, title=title), version=event.version, by=world.elena, now=LATER
        )  # fmt: skip
    assert letters.event(letters.opened(mails("update")[0])).one("SEQUENCE") == "0"
    assert event.occurrences[3].own == {"title": title}
    assert (event.occurrences[3].title, event.occurrences[2].title) == (title, MONTHLY.title)
    assert event.sequence == 0


def test_a_text_of_a_meeting_in_an_hour_that_comes_twice_asks_for_no_hour(world: World) -> None:
    event = world.published(
        MONTHLY,
        start=datetime(2027, 10, 24, 3, 30),
        end=datetime(2027, 10, 24, 3, 45),
        rule="FREQ=WEEKLY;COUNT=3",
    )
    original = date(2027, 10, 31)
    title = {"bg": "Нощна среща", "en": "Night meeting"}
    said = meeting(event, original, title=title, fold=None, end_fold=None)
    with transaction():
        repeating.change_one(
            event, original, said, version=event.version, by=world.elena, now=LATER
        )
    with transaction():
        into = repeating.change_following(
            event, original, replace(plan_from(event, original), venue=title, fold=None, end_fold=None),
            version=event.version, by=world.elena, now=LATER,
        )  # fmt: skip
    assert [f"{row.start_utc:%H:%M}" for row in into.occurrences] == ["00:30", "01:30"]
    assert into.occurrences[0].title == title


def test_a_meeting_is_told_in_the_pass_of_the_hour_that_is_its_own(world: World) -> None:
    event = world.published(MONTHLY, rule="FREQ=MONTHLY;BYDAY=1TU;UNTIL=20271130", invite=True)
    letters.all_left()
    original = date(2027, 11, 2)
    night = {"start": datetime(2027, 10, 31, 3, 30), "end": datetime(2027, 10, 31, 4, 30)}
    said = []
    for fold in (1, 0):
        with transaction():
            assert repeating.change_one(
                event, original, meeting(event, original, **night, fold=fold, end_fold=0),
                version=event.version, by=world.elena, now=LATER,
            )  # fmt: skip
        assert event.occurrences[-1].fold == fold
        said.append(letters.text(letters.opened(mails("update")[-1])))
    later, earlier = ("03:30 (Sofia) · 10:30 (Seoul)", "03:30 (Sofia) · 09:30 (Seoul)")
    assert f"Now: Sunday, 31 October 2027, {later}" in said[0]
    assert f"Before: Sunday, 31 October 2027, {later}" in said[1]
    assert f"Now: Sunday, 31 October 2027, {earlier}" in said[1]


def test_nothing_changed_tells_nobody(world: World) -> None:
    event = series(world)
    with transaction():
        assert not repeating.change_one(
            event, MARCH, meeting(event, MARCH), version=event.version, by=world.elena, now=LATER
        )
    assert new_mails("update") == []
    assert event.sequence == 0


def test_one_meeting_is_called_off_and_put_back(world: World) -> None:
    event = series(world)
    with transaction():
        repeating.cancel_one(event, JANUARY, version=event.version, by=world.elena, now=LATER)
    assert rows(event)[1] == "01-05 10:00x"
    message = letters.opened(mails("cancellation")[0])
    assert letters.calendar(message).one("METHOD") == "CANCEL"
    entry = letters.event(message)
    assert (entry.one("RECURRENCE-ID"), entry.one("STATUS")) == ("20270105T100000", "CANCELLED")
    assert "one meeting of a series is cancelled" in letters.text(
        letters.opened(mails("cancellation")[1])
    )
    assert db.session.query(Invitation).filter_by(status="open").count() == 2


def test_a_meeting_is_put_back_by_a_message_about_the_whole_series(world: World) -> None:
    """Calendars keep a cancelled meeting as an EXDATE, which outlives a message about it alone."""
    event = series(world)
    with transaction():
        inviting.respond(inviting.get_invitation(event, world.petar), "accepted", now=LATER)
    with transaction():
        repeating.cancel_one(event, JANUARY, version=event.version, by=world.elena, now=LATER)
    letters.all_left()
    off = letters.event(letters.opened(mails("cancellation")[0]))
    with transaction():
        repeating.restore_one(event, JANUARY, version=event.version, by=world.elena, now=LATER)
    assert rows(event)[1] == "01-05 10:00"
    message = letters.opened(mails("update")[0])
    again = letters.event(message)
    assert (again.all("RECURRENCE-ID"), again.all("EXDATE")) == ([], [])
    assert int(again.one("SEQUENCE")) > int(off.one("SEQUENCE"))
    assert again.parameters("ATTENDEE")["PARTSTAT"] == "ACCEPTED"
    words = letters.text(message).replace("\N{NO-BREAK SPACE}", " ")
    assert "Срещата на вторник, 5 януари 2027 г. все пак ще се проведе." in words
    assert "The meeting on Tuesday, 5 January 2027 takes place after all." in words
    assert "- Tue, 5 January 2027: 10:00–11:00 Sofia" in words


def test_the_last_meeting_that_is_left_ends_the_series(world: World) -> None:
    event = series(world)
    for original in DATES:
        with transaction():
            repeating.cancel_one(event, original, version=event.version, by=world.elena, now=LATER)
    assert event.status == "cancelled"
    [whole] = [
        mail for mail in mails("cancellation") if mail.state == "queued" and mail.original is None
    ][:1]
    assert letters.event(letters.opened(whole)).all("RECURRENCE-ID") == []


def test_messages_about_two_meetings_do_not_supersede_each_other(world: World) -> None:
    event = series(world)
    for original in (JANUARY, MARCH):
        with transaction():
            repeating.cancel_one(event, original, version=event.version, by=world.elena, now=LATER)
    assert [original for _, original in new_mails("cancellation")] == ["2027-01-05"] * 2 + [
        "2027-03-02"
    ] * 2
    with transaction():
        claimed = mailing.claim(now=LATER, most=50)
    assert len(claimed) == 4


def test_a_second_change_of_the_same_meeting_supersedes_the_first(world: World) -> None:
    event = series(world)
    for hour in (14, 15):
        with transaction():
            repeating.change_one(
                event, MARCH, meeting(event, MARCH, start=datetime(2027, 3, 2, hour), end=datetime(2027, 3, 2, hour + 1)),
                version=event.version, by=world.elena, now=LATER,
            )  # fmt: skip
    assert len(new_mails("update")) == 2
    assert letters.event(letters.opened(mails("update")[-1])).one("DTSTART") == "20270302T150000"


def test_whoever_was_not_told_of_the_series_yet_gets_one_message_with_everything(
    world: World,
) -> None:
    event = series(world, told=False)
    with transaction():
        repeating.cancel_one(event, JANUARY, version=event.version, by=world.elena, now=LATER)
    with transaction():
        repeating.change_one(
            event, MARCH, meeting(event, MARCH, start=datetime(2027, 3, 4, 11), end=datetime(2027, 3, 4, 12)),
            version=event.version, by=world.elena, now=LATER,
        )  # fmt: skip
    assert new_mails("cancellation") == new_mails("update") == []
    assert new_mails("invitation") == [
        ("petar@sofia.example", None),
        ("minseo@seoul.example", None),
    ]
    message = letters.opened(mails("invitation")[-1])
    master, exception = letters.calendar(message).inside("VEVENT")
    assert master.all("EXDATE") == ["20270105T100000"]
    assert (exception.one("RECURRENCE-ID"), exception.one("DTSTART")) == (
        "20270302T100000",
        "20270304T110000",
    )


def test_what_was_not_told_of_one_meeting_is_made_good_with_the_next(world: World) -> None:
    event = series(world)
    with transaction():
        repeating.cancel_one(event, JANUARY, version=event.version, by=world.elena, now=LATER)
        claimed = mailing.claim(now=LATER, most=50)
    _refused(claimed[:1], permanent=True)
    with transaction():
        mailing.delivered(claimed[1], now=LATER)
        repeating.cancel_one(event, MARCH, version=event.version, by=world.elena, now=LATER)
    assert new_mails("cancellation") == [("minseo@seoul.example", "2027-03-02")]
    assert new_mails("update") == [("petar@sofia.example", None)]
    entry = letters.event(letters.opened(mails("update")[0]))
    assert entry.all("EXDATE") == ["20270105T100000", "20270302T100000"]
    letters.all_left()
    with transaction():
        repeating.cancel_one(event, DATES[4], version=event.version, by=world.elena, now=LATER)
    assert len(new_mails("cancellation")) == 2


def test_who_waits_for_a_meeting_hears_that_it_has_been_already(world: World) -> None:
    event = series(world)
    with transaction():
        repeating.change_one(
            event, DATES[0], meeting(event, DATES[0], start=datetime(2026, 11, 20, 10), end=datetime(2026, 11, 20, 11)),
            version=event.version, by=world.elena, now=LATER,
        )  # fmt: skip
    assert len(new_mails("update")) == 2


def test_of_a_draft_a_meeting_in_the_past_may_be_left_out(world: World) -> None:
    begun = {"start": datetime(2026, 1, 6, 10), "end": datetime(2026, 1, 6, 11)}
    event = world.draft(MONTHLY, **begun, rule="FREQ=MONTHLY;BYDAY=1TU;COUNT=3")
    original = date(2026, 2, 3)
    with transaction():
        repeating.cancel_one(event, original, version=event.version, by=world.elena, now=LATER)
    assert rows(event) == ["01-06 10:00", "02-03 10:00x", "03-03 10:00"]


@pytest.mark.parametrize("permanent", [False, True], ids=["tried again", "given up"])
def test_whom_the_series_has_not_reached_hears_of_one_meeting_by_the_whole(
    world: World, *, permanent: bool
) -> None:
    event = series(world, told=False)
    with transaction():
        claimed = mailing.claim(now=LATER, most=50)
    if permanent:
        _refused(claimed, permanent=True)
    with transaction():
        repeating.change_one(
            event, MARCH, meeting(event, MARCH, start=datetime(2027, 3, 4, 11), end=datetime(2027, 3, 4, 12)),
            version=event.version, by=world.elena, now=LATER,
        )  # fmt: skip
    if not permanent:
        _refused(claimed, permanent=False)
    with transaction():
        last = mailing.claim(now=LATER + timedelta(hours=1), most=50)
    assert [(mail.kind, mail.recipient) for mail in last] == [
        ("update", "petar@sofia.example"),
        ("update", "minseo@seoul.example"),
    ]
    message = letters.opened(db.session.get_one(OutboxMail, last[0].id))
    master, exception = letters.calendar(message).inside("VEVENT")
    assert master.one("RRULE").startswith("FREQ=MONTHLY")
    assert exception.one("DTSTART") == "20270304T110000"


@pytest.mark.parametrize(
    ("original", "now", "refusal"),
    [
        (date(2027, 1, 6), LATER, errors.OccurrenceUnknown),
        (JANUARY, AFTER_TWO, errors.OccurrenceOver),
    ],
)
def test_a_meeting_that_is_none_or_over_is_refused(
    world: World, original: date, now: datetime, refusal: type[errors.Refusal]
) -> None:
    event = series(world)
    with pytest.raises(refusal), transaction():
        repeating.cancel_one(event, original, version=event.version, by=world.elena, now=now)
    with pytest.raises(refusal), transaction():
        repeating.change_one(
            event, original, meeting(event, MARCH), version=event.version, by=world.elena, now=now
        )


def test_two_organizers_at_one_meeting(world: World) -> None:
    event = series(world)
    seen = event.version
    with transaction():
        repeating.cancel_one(event, JANUARY, version=seen, by=world.jiho, now=LATER)
    with pytest.raises(errors.EditedMeanwhile), transaction():
        repeating.cancel_one(event, MARCH, version=seen, by=world.elena, now=LATER)
    with pytest.raises(errors.AlreadyCancelled), transaction():
        repeating.cancel_one(event, JANUARY, version=event.version, by=world.elena, now=LATER)


def test_strangers_and_rules_are_held_off(world: World) -> None:
    event = series(world)
    with pytest.raises(errors.NotAllowed), transaction():
        repeating.cancel_one(event, MARCH, version=event.version, by=world.petar, now=LATER)
    with pytest.raises(errors.Several) as caught, transaction():
        repeating.change_one(
            event, MARCH, meeting(event, MARCH, start=datetime(2027, 3, 28, 3, 30), end=datetime(2027, 3, 28, 3, 0)),
            version=event.version, by=world.elena, now=LATER,
        )  # fmt: skip
    assert [type(refusal) for refusal in caught.value.refusals] == [errors.HourSkipped]
    assert rows(event)[3] == "03-02 10:00"


def test_letters_list_a_meeting_that_was_moved_where_it_is_now(world: World) -> None:
    event = series(world)
    with transaction():
        repeating.change_one(
            event, DATES[0], meeting(event, DATES[0], start=datetime(2027, 3, 10, 10), end=datetime(2027, 3, 10, 11)),
            version=event.version, by=world.elena, now=LATER,
        )  # fmt: skip
    plan = replace(scheduling.plan_of(event), venue={"bg": "Кметство", "en": "Town hall"})
    with transaction():
        scheduling.change(event, plan, version=event.version, by=world.elena, now=LATER)
    message = letters.opened(mails("update")[-1])
    days = re.findall(r"^- (.*?):", letters.text(message), re.MULTILINE)[:4]
    assert days == [
        "Tue, 5 January 2027",
        "Tue, 2 February 2027",
        "Tue, 2 March 2027",
        "Wed, 10 March 2027",
    ]
    assert "5 January 2027" in message["Subject"].replace("\N{NO-BREAK SPACE}", " ")


def test_a_series_is_over_with_its_last_meeting_wherever_the_first_would_have_been(
    world: World,
) -> None:
    event = series(world)
    with transaction():
        repeating.change_one(
            event, DATES[0], meeting(event, DATES[0], start=datetime(2026, 11, 30, 10), end=datetime(2026, 11, 30, 11)),
            version=event.version, by=world.elena, now=LATER,
        )  # fmt: skip
    with transaction():
        repeating.cancel_following(event, JANUARY, version=event.version, by=world.elena, now=LATER)
    assert event.until_utc == event.occurrences[0].end_utc
    assert list(verification.findings(LATER)) == []


def _moved(world: World, *, timed: bool) -> Event:
    """Return a series of which March is two days later, its venue its own."""
    days = {"start": date(2026, 12, 1), "end": date(2026, 12, 1), "all_day": True}
    event = world.published(MONTHLY, invite=True, **({} if timed else days))
    own = {"bg": "Кметство", "en": "Town hall"}
    hours = {"start": datetime(2027, 3, 4, 15), "end": datetime(2027, 3, 4, 16), "venue": own}
    if not timed:
        hours |= {"start": date(2027, 3, 4), "end": date(2027, 3, 4)}
    with transaction():
        repeating.change_one(
            event, MARCH, meeting(event, MARCH, **hours),
            version=event.version, by=world.elena, now=LATER,
        )  # fmt: skip
    return event


@pytest.mark.parametrize("timed", [True, False])
@pytest.mark.parametrize("how", ["all", "following"])
def test_a_moved_meeting_is_where_the_rule_puts_it_once_hours_are_days_or_days_hours(
    world: World, how: str, *, timed: bool
) -> None:
    event = _moved(world, timed=timed)
    first = DATES[0] if how == "all" else JANUARY
    plan = plan_from(event, first)
    if timed:
        plan = replace(plan, start=first, end=first, all_day=True)
    else:
        begins = datetime.combine(first, time(9))
        plan = replace(plan, start=begins, end=begins + timedelta(hours=1), all_day=False)
    with transaction():
        into = repeating.change_following(
            event, first, plan, version=event.version, by=world.elena, now=LATER
        )
    row = next(row for row in into.occurrences if row.original == MARCH)
    assert (row.moved, row.start_date, row.timed) == (False, MARCH, not timed)
    assert row.own == {"venue": {"bg": "Кметство", "en": "Town hall"}}
    assert list(verification.findings(LATER)) == []
    kinds = {type(each.start) for each in calendar.entries(into, ["en"])}
    assert kinds == {date if timed else datetime}


def test_moved_days_are_other_moments_in_another_zone(world: World) -> None:
    event = _moved(world, timed=False)
    with transaction():
        plan = replace(scheduling.plan_of(event), zone="Asia/Seoul")
        scheduling.change(event, plan, version=event.version, by=world.elena, now=LATER)
    row = next(row for row in event.occurrences if row.original == MARCH)
    assert (row.moved, row.start_date) == (True, date(2027, 3, 4))
    assert row.start_utc == datetime(2027, 3, 3, 15, tzinfo=UTC)
    assert list(verification.findings(LATER)) == []


# --- one and all that follow --------------------------------------------------------------------


def test_a_series_is_split_and_both_parts_are_told(world: World) -> None:
    event = series(world)
    invitation = inviting.get_invitation(event, world.petar)
    with transaction():
        inviting.respond(invitation, "accepted", now=LATER)
    plan = replace(
        plan_from(event, MARCH), start=datetime(2027, 3, 2, 11), end=datetime(2027, 3, 2, 12)
    )
    with transaction():
        into = repeating.change_following(
            event, MARCH, plan, version=event.version, by=world.elena, now=LATER
        )
    assert rows(event) == ["12-01 10:00", "01-05 10:00", "02-02 10:00"]
    assert rows(into) == ["03-02 11:00", "04-06 11:00", "05-04 11:00", "06-01 11:00"]
    assert (into.continues, into.status, into.published) == (event.uid, "confirmed", LATER)
    assert into.uid != event.uid
    assert (event.rule, event.sequence) == ("FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270202", 1)
    assert len(new_mails("update")) == len(new_mails("invitation")) == 2
    ended = letters.event(letters.opened(mails("update")[0]))
    assert ended.one("RRULE") == "FREQ=MONTHLY;UNTIL=20270202T080000Z;BYDAY=1TU"
    goes_on = letters.event(letters.opened(mails("invitation")[-2]))
    assert (goes_on.one("UID"), goes_on.one("DTSTART")) == (into.uid, "20270302T110000")
    # The hour is another one: the answer to the first part is none to the second.
    assert inviting.get_invitation(event, world.petar).answer == "accepted"
    assert inviting.get_invitation(into, world.petar).answer == "needs-action"
    assert [entry.verb for entry in history.of_event(event)][:1] == ["split"]
    assert [entry.verb for entry in history.of_event(into)] == ["continue"]
    assert list(verification.findings(LATER)) == []


def test_a_split_that_changes_only_texts_keeps_answers_and_exceptions(world: World) -> None:
    event = series(world)
    for person in (world.petar, world.minseo):
        with transaction():
            inviting.respond(inviting.get_invitation(event, person), "accepted", now=LATER)
    with transaction():
        repeating.cancel_one(event, DATES[4], version=event.version, by=world.elena, now=LATER)
    with transaction():
        repeating.change_one(
            event, DATES[5], meeting(event, DATES[5], start=datetime(2027, 5, 5, 9), end=datetime(2027, 5, 5, 10)),
            version=event.version, by=world.elena, now=LATER,
        )  # fmt: skip
    letters.all_left()
    plan = replace(plan_from(event, MARCH), title={"bg": "Нова поредица", "en": "New series"})
    with transaction():
        into = repeating.change_following(
            event, MARCH, plan, version=event.version, by=world.elena, now=LATER
        )
    assert rows(into) == ["03-02 10:00", "04-06 10:00x", "05-05 09:00!", "06-01 10:00"]
    assert inviting.get_invitation(into, world.minseo).answer == "accepted"
    message = letters.opened(next(mail for mail in mails("invitation") if mail.state == "queued"))
    master, exception = letters.calendar(message).inside("VEVENT")
    assert master.all("EXDATE") == ["20270406T100000"]
    assert exception.one("RECURRENCE-ID") == "20270504T100000"


@pytest.mark.parametrize(
    ("before", "after", "invited"),
    [
        (("sofia", "seoul"), ("sofia",), ["petar@sofia.example"]),
        (("sofia",), ("sofia", "seoul"), ["petar@sofia.example", "minseo@seoul.example"]),
    ],
)
def test_to_what_goes_on_are_invited_the_people_of_its_own_cities(
    world: World, before: tuple[str, ...], after: tuple[str, ...], invited: list[str]
) -> None:
    event = world.published(MONTHLY, invite=True, cities=before)
    letters.all_left()
    plan = replace(plan_from(event, MARCH), cities=after)
    with transaction():
        into = repeating.change_following(
            event, MARCH, plan, version=event.version, by=world.elena, now=LATER
        )
    told = [mail for mail in mails() if mail.state == "queued"]
    assert [mail.recipient for mail in told if mail.event_id == into.id] == invited
    ended = [mail for mail in told if mail.event_id == event.id]
    assert [mail.kind for mail in ended] == ["update"] * len(before)


def test_a_series_that_invited_nobody_goes_on_without_inviting_anybody(world: World) -> None:
    event = world.published(MONTHLY)
    plan = replace(plan_from(event, MARCH), cities=("sofia",))
    with transaction():
        repeating.change_following(
            event, MARCH, plan, version=event.version, by=world.elena, now=LATER
        )
    assert mails() == []


def test_from_the_first_meeting_on_is_the_series_itself(world: World) -> None:
    event = series(world)
    plan = replace(
        plan_from(event, DATES[0]), start=datetime(2026, 12, 1, 9), end=datetime(2026, 12, 1, 10)
    )
    with transaction():
        into = repeating.change_following(
            event, DATES[0], plan, version=event.version, by=world.elena, now=LATER
        )
    assert into is event
    assert {at[-5:] for at in rows(event)} == {"09:00"}
    assert len(new_mails("update")) == 2
    assert new_mails("invitation") == []


def test_a_counted_series_goes_on_with_what_is_left(world: World) -> None:
    event = world.published(replace(MONTHLY, rule="FREQ=MONTHLY;BYDAY=1TU;COUNT=7"))
    plan = replace(plan_from(event, MARCH), venue={"en": "Town hall", "bg": "Кметство"})
    with transaction():
        into = repeating.change_following(
            event, MARCH, plan, version=event.version, by=world.elena, now=LATER
        )
    assert (event.rule, into.rule) == (
        "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270202",
        "FREQ=MONTHLY;BYDAY=1TU;COUNT=4",
    )
    assert mails() == []


def test_the_following_meetings_are_called_off_in_one_message(world: World) -> None:
    event = series(world)
    with transaction():
        repeating.cancel_following(event, MARCH, version=event.version, by=world.elena, now=LATER)
    assert rows(event) == ["12-01 10:00", "01-05 10:00", "02-02 10:00"]
    assert event.status == "confirmed"
    assert new_mails("cancellation") == []
    assert len(new_mails("update")) == 2
    text = letters.text(letters.opened(mails("update")[1]))
    assert "Before: every month on the first Tuesday, until 30 June 2027" in text
    assert "Now: every month on the first Tuesday, until 2 February 2027" in text


@pytest.mark.parametrize("how", ["split", "cancelled"])
def test_an_end_is_newer_also_for_whoever_was_told_more_than_the_others(
    world: World, how: str
) -> None:
    """Petar was taken off and put back, so that his sequence is ahead of the series' own."""
    event = world.published(MONTHLY, invite=True)
    for role in ("delegate", "participant"):
        letters.all_left()
        with transaction():
            world.petar.roles[0].kind = role
        plan = replace(scheduling.plan_of(event), title={"bg": role, "en": role})
        with transaction():
            scheduling.change(event, plan, version=event.version, by=world.elena, now=LATER)
    letters.all_left()
    with transaction():
        if how == "split":
            plan = replace(plan_from(event, MARCH), online_url="https://meet.example.org/new")
            repeating.change_following(
                event, MARCH, plan, version=event.version, by=world.elena, now=LATER
            )
        else:
            repeating.cancel_following(
                event, MARCH, version=event.version, by=world.elena, now=LATER
            )
    told = [m for m in mails() if m.event_id == event.id and m.recipient == world.petar.email]
    sequences = [int(letters.event(letters.opened(mail)).one("SEQUENCE")) for mail in told]
    assert sequences == [0, 1, 2, 3]


def _off(world: World, event: Event, *originals: date) -> None:
    for original in originals:
        with transaction():
            repeating.cancel_one(event, original, version=event.version, by=world.elena, now=LATER)
    letters.all_left()


def test_where_no_meeting_is_left_before_the_whole_series_is_cancelled(world: World) -> None:
    event = series(world)
    _off(world, event, DATES[0])
    with transaction():
        repeating.cancel_following(event, JANUARY, version=event.version, by=world.elena, now=LATER)
    assert event.status == "cancelled"
    assert new_mails("cancellation") == [
        ("petar@sofia.example", None),
        ("minseo@seoul.example", None),
    ]
    assert new_mails("update") == []


@pytest.mark.parametrize("now", [LATER, AFTER_TWO])
def test_a_series_of_which_all_goes_on_elsewhere_is_cancelled(world: World, now: datetime) -> None:
    event = series(world)
    _off(world, event, DATES[0], JANUARY)
    plan = replace(plan_from(event, DATES[2]), title={"bg": "Нова поредица", "en": "New series"})
    with transaction():
        into = repeating.change_following(
            event, DATES[2], plan, version=event.version, by=world.elena, now=now
        )
    assert (event.status, into.status) == ("cancelled", "confirmed")
    assert [(mail.kind, mail.event_id) for mail in mails() if mail.state == "queued"] == [
        ("invitation", into.id),
        ("invitation", into.id),
        ("cancellation", event.id),
        ("cancellation", event.id),
    ]
    assert [entry.verb for entry in history.of_event(event)][:2] == ["cancel", "split"]


def test_a_meeting_that_was_held_before_its_date_stays_when_the_rest_is_called_off(
    world: World,
) -> None:
    event = series(world)
    with transaction():
        repeating.change_one(
            event, DATES[5], meeting(event, DATES[5], start=datetime(2026, 12, 10, 10), end=datetime(2026, 12, 10, 11)),
            version=event.version, by=world.elena, now=LATER,
        )  # fmt: skip
    letters.all_left()
    with transaction():
        repeating.cancel_following(
            event, MARCH, version=event.version, by=world.elena, now=AFTER_TWO
        )
    assert rows(event) == [
        "12-01 10:00",
        "12-10 10:00!",
        "01-05 10:00",
        "02-02 10:00",
        "03-02 10:00x",
        "04-06 10:00x",
        "06-01 10:00x",
    ]
    assert event.status == "confirmed"
    assert len(new_mails("update")) == 2


def test_what_was_announced_as_no_visit_does_not_go_on_as_one(world: World) -> None:
    event = series(world)
    plan = replace(plan_from(event, MARCH), kind="city_visit", rule="")
    with pytest.raises(errors.Several) as caught, transaction():
        repeating.change_following(
            event, MARCH, plan, version=event.version, by=world.elena, now=LATER
        )
    assert [type(refusal) for refusal in caught.value.refusals] == [errors.KindFixed]


def test_a_series_does_not_go_on_without_a_meeting(world: World) -> None:
    event = series(world)
    _off(world, event, DATES[6])
    plan = replace(plan_from(event, DATES[6]), online_url="https://meet.example.org/new")
    with pytest.raises(errors.AlreadyCancelled), transaction():
        repeating.change_following(
            event, DATES[6], plan, version=event.version, by=world.elena, now=LATER
        )
    assert db.session.query(Event).count() == 1
    assert new_mails("update") == new_mails("invitation") == []


def test_what_goes_on_as_one_event_takes_place(world: World) -> None:
    event = series(world)
    _off(world, event, MARCH)
    with transaction():
        into = repeating.change_following(
            event, MARCH, replace(plan_from(event, MARCH), rule=""),
            version=event.version, by=world.elena, now=LATER,
        )  # fmt: skip
    assert rows(into) == ["03-02 10:00"]


def test_what_goes_on_does_not_rewrite_a_meeting_that_was_held(world: World) -> None:
    """January was put off behind February, so that what follows it has begun before it."""
    event = series(world)
    with transaction():
        repeating.change_one(
            event, JANUARY, meeting(event, JANUARY, start=datetime(2027, 2, 20, 10), end=datetime(2027, 2, 20, 11)),
            version=event.version, by=world.elena, now=LATER,
        )  # fmt: skip
    plan = plan_from(event, JANUARY)
    now = datetime(2027, 2, 10, tzinfo=UTC)
    earlier = replace(plan, start=datetime(2027, 1, 5, 9), end=datetime(2027, 1, 5, 10))
    with pytest.raises(errors.SeriesBegun), transaction():
        repeating.change_following(
            event, JANUARY, earlier, version=event.version, by=world.elena, now=now
        )
    elsewhere = replace(plan, online_url="https://meet.example.org/new")
    with transaction():
        into = repeating.change_following(
            event, JANUARY, elsewhere, version=event.version, by=world.elena, now=now
        )
    assert rows(into)[:3] == ["02-02 10:00", "02-20 10:00!", "03-02 10:00"]


def test_calling_off_from_the_first_meeting_on_cancels_the_series(world: World) -> None:
    event = series(world)
    with transaction():
        repeating.cancel_following(
            event, DATES[0], version=event.version, by=world.elena, now=LATER
        )
    assert event.status == "cancelled"
    assert len(new_mails("cancellation")) == 2
    message = letters.opened(mails("cancellation")[-1])
    assert message["Subject"] == (
        "Series cancelled: Monthly meeting / Отменена поредица: Месечна среща"
    )
    assert "a whole series is cancelled" in letters.text(message)
    assert "Repeats: every month on the first Tuesday, until 30 June 2027" in letters.text(message)


def test_a_series_that_ends_with_what_is_over_asks_nobody_to_come(world: World) -> None:
    event = series(world)
    with transaction():
        repeating.cancel_following(
            event, DATES[2], version=event.version, by=world.elena, now=AFTER_TWO
        )
    words = letters.text(letters.opened(mails("update")[-1]))
    assert "no further meeting takes place" in words
    assert "takes place as follows" not in words
    assert "Reply to the invitation" not in words


# --- all of them ---------------------------------------------------------------------------------


def test_all_meetings_move_with_one_message_and_exceptions_stay(world: World) -> None:
    event = series(world)
    with transaction():
        repeating.cancel_one(event, JANUARY, version=event.version, by=world.elena, now=LATER)
    letters.all_left()
    plan = replace(
        scheduling.plan_of(event), start=datetime(2026, 12, 1, 9), end=datetime(2026, 12, 1, 10)
    )
    with transaction():
        scheduling.change(event, plan, version=event.version, by=world.elena, now=LATER)
    assert rows(event)[:2] == ["12-01 09:00", "01-05 09:00x"]
    assert len(new_mails("update")) == 2
    entry = letters.event(letters.opened(next(m for m in mails("update") if m.state == "queued")))
    assert (entry.one("DTSTART"), entry.all("EXDATE")) == ("20261201T090000", ["20270105T090000"])


def test_meetings_that_are_over_are_never_rewritten(world: World) -> None:
    event = series(world)
    later = replace(
        scheduling.plan_of(event), start=datetime(2026, 12, 1, 9), end=datetime(2026, 12, 1, 10)
    )
    with pytest.raises(errors.SeriesBegun), transaction():
        scheduling.change(event, later, version=event.version, by=world.elena, now=AFTER_TWO)
    longer = replace(scheduling.plan_of(event), rule="FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270930")
    with transaction():
        assert scheduling.change(
            event, longer, version=event.version, by=world.elena, now=AFTER_TWO
        )
    assert rows(event)[-1] == "09-07 10:00"


def test_a_draft_has_had_no_meeting_and_may_begin_another_day(world: World) -> None:
    begun = {"start": datetime(2026, 1, 6, 10), "end": datetime(2026, 1, 6, 11)}
    event = world.draft(MONTHLY, **begun, rule="FREQ=MONTHLY;BYDAY=1TU;COUNT=3")
    plan = replace(
        scheduling.plan_of(event), start=datetime(2027, 1, 5, 10), end=datetime(2027, 1, 5, 11)
    )
    with transaction():
        scheduling.change(event, plan, version=event.version, by=world.elena, now=LATER)
    assert rows(event) == ["01-05 10:00", "02-02 10:00", "03-02 10:00"]


def test_a_meeting_that_was_called_off_holds_no_series_to_its_hour(world: World) -> None:
    event = series(world)
    _off(world, event, DATES[0])
    plan = replace(
        scheduling.plan_of(event), start=datetime(2026, 12, 1, 9), end=datetime(2026, 12, 1, 10)
    )
    now = datetime(2026, 12, 10, tzinfo=UTC)
    with transaction():
        scheduling.change(event, plan, version=event.version, by=world.elena, now=now)
    assert rows(event)[:2] == ["12-01 09:00x", "01-05 09:00"]


def test_a_single_event_becomes_a_series_and_a_single_one_again(world: World) -> None:
    event = world.published(replace(MONTHLY, rule=""), invite=True)
    letters.all_left()
    assert rows(event) == ["12-01 10:00"]
    for rule, count in ((RULE, 7), ("", 1)):
        plan = replace(scheduling.plan_of(event), rule=rule)
        with transaction():
            scheduling.change(event, plan, version=event.version, by=world.elena, now=LATER)
        assert len(rows(event)) == count
    assert event.until_utc == event.end_utc


@pytest.mark.parametrize(
    ("changes", "refusals"),
    [
        ({"rule": "FREQ=DAILY;COUNT=999999999"}, [errors.RuleTooMany]),
        ({"rule": "FREQ=SECONDLY;COUNT=5"}, [errors.RuleUnsupported]),
        ({"rule": "FREQ=WEEKLY;BYDAY=WE;COUNT=5"}, [errors.StartNotInRule]),
        ({"rule": "FREQ=DAILY;COUNT=5", "end": datetime(2026, 12, 2, 11)}, [errors.OccurrencesOverlap]),
        ({"kind": "city_visit"}, [errors.VisitsDoNotRepeat]),
        (
            {"start": datetime(2027, 10, 31, 3, 30), "end": datetime(2027, 10, 31, 5), "fold": 1, "rule": "FREQ=YEARLY;COUNT=2"},
            [errors.StartRepeated],
        ),
    ],
)  # fmt: skip
def test_a_plan_that_is_no_series_is_refused(
    world: World, changes: dict[str, object], refusals: list[type[errors.Refusal]]
) -> None:
    with pytest.raises(errors.Several) as caught:
        world.draft(MONTHLY, **changes)
    assert [type(refusal) for refusal in caught.value.refusals] == refusals


# --- another city's clock -----------------------------------------------------------------------


def test_a_series_follows_the_other_citys_clock_from_the_meeting_that_moves(world: World) -> None:
    event = series(world)
    with transaction():
        into = repeating.anchor(
            event, world.seoul, version=event.version, by=world.elena, now=AFTER_TWO
        )
    assert rows(event) == ["12-01 10:00", "01-05 10:00", "02-02 10:00", "03-02 10:00"]
    assert into.zone == "Asia/Seoul"
    assert rows(into) == ["04-06 17:00", "05-04 17:00", "06-01 17:00"]
    assert [f"{row.start_utc:%H:%M}" for row in into.occurrences] == ["08:00"] * 3
    assert into.continues == event.uid


def test_a_series_that_has_not_begun_changes_as_a_whole(world: World) -> None:
    event = series(world)
    with transaction():
        into = repeating.anchor(
            event, world.seoul, version=event.version, by=world.elena, now=LATER
        )
    assert into is event
    assert rows(event)[0] == "12-01 17:00"
    assert len(rows(event)) == 7
    assert len(new_mails("update")) == 2


def test_anchoring_says_what_moves_before_it_does(world: World) -> None:
    event = series(world)
    found = repeating.anchored(event, world.seoul, now=AFTER_TWO)
    assert found is not None
    assert found.original == date(2027, 4, 6)
    assert [(f"{a.start_utc:%m-%d %H}", f"{b.start_utc:%H}") for a, b in found.moved] == [
        ("04-06 07", "08"),
        ("05-04 07", "08"),
        ("06-01 07", "08"),
    ]
    assert repeating.anchored(event, world.sofia, now=AFTER_TWO) is None
    with pytest.raises(errors.NotInProgramme):
        repeating.anchored(event, world.third, now=AFTER_TWO)


def test_anchoring_leaves_meetings_that_are_off_or_at_a_time_of_their_own(world: World) -> None:
    event = series(world)
    with transaction():
        repeating.cancel_one(event, DATES[4], version=event.version, by=world.elena, now=LATER)
    with transaction():
        repeating.change_one(
            event, DATES[5], meeting(event, DATES[5], start=datetime(2027, 5, 5, 9), end=datetime(2027, 5, 5, 10)),
            version=event.version, by=world.elena, now=LATER,
        )  # fmt: skip
    found = repeating.anchored(event, world.seoul, now=AFTER_TWO)
    assert found is not None
    assert [before.original for before, _ in found.moved] == [DATES[6]]
    with transaction():
        into = repeating.anchor(
            event, world.seoul, version=event.version, by=world.elena, now=AFTER_TWO
        )
    assert rows(event)[-2:] == ["04-06 10:00x", "05-05 09:00!"]
    assert rows(into) == ["06-01 17:00"]


def test_the_hour_that_people_know_can_be_kept_though_the_next_one_differs(world: World) -> None:
    """After the last meeting before the change: 17:00 in Seoul has been, 16:00 is to come."""
    event = series(world)
    between = datetime(2027, 3, 20, tzinfo=UTC)
    assert [hour.at for hour in repeating.hours(event, world.seoul, now=between)] == [
        time(17),
        time(16),
    ]
    assert repeating.anchored(event, world.seoul, now=between, at=time(16)) is None
    with pytest.raises(errors.Invalid):
        repeating.anchored(event, world.seoul, now=between, at=time(9))
    with transaction():
        into = repeating.anchor(
            event,
            world.seoul,
            version=event.version,
            by=world.elena,
            now=between,
            at=time(17),
        )
    assert rows(into) == ["04-06 17:00", "05-04 17:00", "06-01 17:00"]
    assert [f"{row.start_utc:%H:%M}" for row in into.occurrences] == ["08:00"] * 3


def test_a_meeting_that_has_begun_is_not_moved(world: World) -> None:
    event = series(world)
    during = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
    found = repeating.anchored(event, world.seoul, now=during, at=time(16))
    assert found is not None
    assert found.original == date(2027, 1, 5)
    with transaction():
        into = repeating.anchor(
            event,
            world.seoul,
            version=event.version,
            by=world.elena,
            now=during,
            at=time(16),
        )
    assert rows(event) == ["12-01 10:00"]
    assert rows(into)[0] == "01-05 16:00"


def test_a_series_that_is_over_has_no_hours_to_keep(world: World) -> None:
    event = series(world)
    assert repeating.hours(event, world.seoul, now=datetime(2028, 1, 1, tzinfo=UTC)) == []
    assert repeating.hours(event, world.third, now=NOW) == []


def test_a_series_late_in_the_evening_cannot_be_anchored_to_the_next_day(world: World) -> None:
    event = world.published(MONTHLY, start=datetime(2026, 12, 1, 19), end=datetime(2026, 12, 1, 20))
    with pytest.raises(errors.OtherDateThere):
        repeating.anchored(event, world.seoul, now=NOW)


def test_a_moved_meeting_stays_at_its_moment_when_the_clock_is_another(world: World) -> None:
    event = series(world)
    with transaction():
        repeating.change_one(
            event, DATES[5], meeting(event, DATES[5], start=datetime(2027, 5, 5, 9), end=datetime(2027, 5, 5, 10)),
            version=event.version, by=world.elena, now=LATER,
        )  # fmt: skip
    with transaction():
        into = repeating.anchor(
            event, world.seoul, version=event.version, by=world.elena, now=AFTER_TWO
        )
    assert rows(into) == ["04-06 17:00", "05-05 15:00!", "06-01 17:00"]
    assert f"{into.occurrences[1].start_utc:%H:%M}" == "06:00"
