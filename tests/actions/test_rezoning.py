"""New zone data: what is stored as older data had it, put right, and who hears of it.

Older data are played by what is stored: moments that the data in use do not give.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from scheduler import worker
from scheduler.actions import repeating, rezoning, scheduling
from scheduler.core import zones
from scheduler.db import db, transaction
from scheduler.models import Event, HistoryEntry, KnownZone, OutboxMail, Poll, PollSlot
from scheduler.queries import verification
from tests import letters
from tests.world import NOW, World, mails

pytestmark = pytest.mark.any_db
HOUR = timedelta(hours=1)
SEOUL_UNDER_OLD_RULES = "In Seoul it is now 17:00 instead of 16:00."


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _rezone() -> list[rezoning.Rezoned]:
    with transaction():
        return rezoning.rezone(now=NOW)


def _displace(event: Event, by: timedelta, *dates: date) -> None:
    """Store what older data gave: everything so much off, or the meetings on those dates alone."""
    with transaction():
        rows = [row for row in event.occurrences if not dates or row.start_date in dates]
        for row in [*rows, *([] if dates else [event])]:
            row.start_utc, row.end_utc = row.start_utc + by, row.end_utc + by
        event.until_utc = max(row.end_utc for row in event.occurrences)
        event.zone_data = "2020a"


def _told(event: Event) -> list[OutboxMail]:
    """Return the letters about an event that still are to go out."""
    return [mail for mail in mails() if mail.event_id == event.id and mail.state == "queued"]


def _entry(event: Event) -> HistoryEntry | None:
    chosen = sa.select(HistoryEntry).where(
        HistoryEntry.subject == f"event:{event.id}", HistoryEntry.verb == "rezone"
    )
    return db.session.scalars(chosen.order_by(HistoryEntry.id.desc())).first()


@pytest.fixture
def session(world: World) -> Event:
    """Return a session at 10:00 in Sofia whose people were told, by data that put it at 07:00."""
    event = world.published(invite=True)
    letters.all_left()
    _displace(event, -HOUR)
    return event


def test_the_wall_time_stays_and_utc_is_derived_anew(session) -> None:
    (found,) = _rezone()
    assert (session.start_utc, session.end_utc) == (
        utc("2027-03-10 08:00"),
        utc("2027-03-10 09:30"),
    )
    (row,) = session.occurrences
    assert (row.start_utc, row.end_utc) == (session.start_utc, session.end_utc)
    assert session.until_utc == session.end_utc
    assert (session.start_time, session.zone) == (time(10), "Europe/Sofia")
    assert session.zone_data == zones.DATA_VERSION
    (moved,) = found.moved
    assert (found.event, found.told) == (session, 2)
    assert (moved.before, moved.after) == (utc("2027-03-10 07:00"), utc("2027-03-10 08:00"))
    assert list(verification.findings(NOW)) == []


def test_each_person_gets_one_letter_that_says_why_in_both_languages(session) -> None:
    _rezone()
    petar, minseo = _told(session)
    assert [mail.kind for mail in (petar, minseo)] == ["update", "update"]
    for mail in (petar, minseo):
        text = letters.text(letters.opened(mail))
        said = " ".join(text.split())
        assert (
            "The rules of a time zone have been changed. The clock time stays 10:00 in Sofia."
            f" {SEOUL_UNDER_OLD_RULES}"
        ) in said
        assert (
            "Променени са правилата на часова зона. Часът в София остава 10:00 ч."
            " В Сеул часът вече е 17:00 ч. вместо 16:00 ч."
        ) in said
        assert "This concerns" not in said
    html = letters.text(letters.opened(minseo), "html")
    assert SEOUL_UNDER_OLD_RULES in html


def test_calendars_get_the_same_wall_time_with_a_higher_sequence(session) -> None:
    before = (session.sequence, session.version)
    _rezone()
    assert (session.sequence, session.version) == (before[0] + 1, before[1] + 1)
    entry = letters.event(letters.opened(_told(session)[0]))
    assert entry.one("SEQUENCE") == str(session.sequence)
    assert entry.one("DTSTART") == "20270310T100000"


def test_history_says_why(session) -> None:
    _rezone()
    entry = _entry(session)
    assert entry is not None
    assert entry.actor_id is None
    assert entry.details == {
        "data": ["2020a", zones.DATA_VERSION],
        "zone": "Europe/Sofia",
        "meetings": [["2027-03-10T10:00", "2027-03-10T07:00+00:00", "2027-03-10T08:00+00:00"]],
        "told": 2,
    }


def test_a_second_time_changes_nothing(session) -> None:
    _rezone()
    before = (session.version, session.sequence, session.changed, len(mails()))
    assert _rezone() == []
    assert (session.version, session.sequence, session.changed, len(mails())) == before


def test_nothing_happens_where_the_data_are_those_in_use(world) -> None:
    event = world.published(invite=True)
    world.visit()
    letters.all_left()
    assert _rezone() == []
    assert (event.version, _told(event)) == (2, [])


def test_whoever_was_not_told_yet_gets_the_invitation_written_anew(world) -> None:
    event = world.published(invite=True)
    _displace(event, -HOUR)
    (found,) = _rezone()
    assert found.told == 2
    assert [mail.kind for mail in _told(event)] == ["invitation", "invitation"]
    said = letters.text(letters.opened(_told(event)[0]))
    assert "17:00" in said
    assert "rules of a time zone" not in said


@pytest.mark.parametrize(
    "changes",
    [
        {"start": datetime(2026, 11, 20, 10), "end": datetime(2026, 11, 20, 11)},
        {"start": datetime(2026, 11, 23, 8), "end": datetime(2026, 11, 23, 9)},
    ],
)
def test_what_is_over_is_corrected_and_tells_nobody(world, changes) -> None:
    event = world.published(invite=True, **changes)
    sequence, start = event.sequence, event.start_utc
    _displace(event, -HOUR)
    (found,) = _rezone()
    assert (event.start_utc, event.sequence, found.told) == (start, sequence, 0)
    assert (len(found.moved), found.turn) == (1, None)
    assert _entry(event) is not None


def test_a_draft_and_a_cancelled_event_are_corrected_and_tell_nobody(world) -> None:
    draft, cancelled = world.draft(), world.published(invite=True)
    letters.all_left()
    with transaction():
        scheduling.cancel(cancelled, by=world.elena, now=NOW, tell=False)
    starts = (draft.start_utc, cancelled.start_utc)
    sequences = (draft.sequence, cancelled.sequence)
    for event in (draft, cancelled):
        _displace(event, HOUR)
    assert [found.told for found in _rezone()] == [0, 0]
    assert (draft.start_utc, cancelled.start_utc) == starts
    assert (draft.sequence, cancelled.sequence) == sequences
    assert (_told(draft), _told(cancelled)) == ([], [])


def test_of_a_series_the_meetings_move_that_the_new_rules_concern(world) -> None:
    event = world.published(
        invite=True,
        start=datetime(2027, 10, 5, 10),
        end=datetime(2027, 10, 5, 11),
        rule="FREQ=WEEKLY;COUNT=6",
    )
    with transaction():
        last = event.occurrences[5].original
        repeating.cancel_one(event, last, version=event.version, by=world.elena, now=NOW)
    letters.all_left()
    winter = (date(2027, 11, 2), date(2027, 11, 9))
    _displace(event, -HOUR, *winter)
    sequence = event.sequence
    (found,) = _rezone()
    assert [each.wall for each in found.moved] == [
        datetime.combine(day, time(10)) for day in winter
    ]
    assert [row.start_utc.hour for row in event.occurrences] == [7, 7, 7, 7, 8, 8]
    assert event.start_utc == utc("2027-10-05 07:00")
    assert (event.sequence, found.told, len(_told(event))) == (sequence + 1, 2, 2)
    said = " ".join(letters.text(letters.opened(_told(event)[1])).split())
    assert f"{SEOUL_UNDER_OLD_RULES} This concerns 1 meeting, on Tuesday, 2 November 2027." in said
    assert list(verification.findings(NOW)) == []


def test_a_meeting_with_a_time_of_its_own_keeps_that(world) -> None:
    event = world.published(rule="FREQ=WEEKLY;COUNT=3")
    with transaction():
        row = event.occurrences[1]
        row.start_date, row.start_time, row.end_date, row.end_time, row.moved = (
            date(2027, 3, 18),
            time(15),
            date(2027, 3, 18),
            time(16),
            True,
        )
        row.start_utc = datetime(2027, 3, 18, 12, tzinfo=UTC)
        row.end_utc = row.start_utc + HOUR
    (found,) = _rezone()
    assert [each.wall for each in found.moved] == [datetime(2027, 3, 18, 15)]
    assert (row.start_utc, row.start_time) == (datetime(2027, 3, 18, 13, tzinfo=UTC), time(15))


def test_days_stay_days_and_tell_nobody(world) -> None:
    visit = world.visit(invite=True)
    letters.all_left()
    sequence = visit.sequence
    _displace(visit, HOUR)
    (found,) = _rezone()
    assert (visit.start_utc, visit.end_utc) == (utc("2027-05-09 15:00"), utc("2027-05-14 15:00"))
    assert (visit.sequence, found.told, _told(visit)) == (sequence, 0, [])


def _at_night(world: World, start: datetime, minutes: int, stored: datetime) -> Event:
    """Return a published event at an hour that the data in use skip or repeat."""
    event = world.published(invite=True)
    end = start + timedelta(minutes=minutes)
    with transaction():
        for row in (event, *event.occurrences):
            row.start_date, row.start_time = start.date(), start.time()
            row.end_date, row.end_time = end.date(), end.time()
            row.start_utc, row.end_utc = stored, stored + timedelta(minutes=minutes)
        event.until_utc = event.end_utc
    letters.all_left()
    return event


def test_an_hour_that_is_skipped_now_begins_when_the_clocks_have_moved_on(world) -> None:
    # Stored by data in which Sofia was three hours ahead in winter too.
    event = _at_night(world, datetime(2027, 3, 28, 3, 30), 45, utc("2027-03-28 00:30"))
    (found,) = _rezone()
    assert (event.start_utc, event.end_utc) == (utc("2027-03-28 01:30"), utc("2027-03-28 02:15"))
    assert (event.start_time, event.end_time) == (time(4, 30), time(5, 15))
    assert event.occurrences[0].start_time == time(4, 30)
    assert found.moved[0].wall_after == datetime(2027, 3, 28, 4, 30)
    said = " ".join(letters.text(letters.opened(_told(event)[1])).split())
    assert "03:30 no longer exists in Sofia on that date; it begins at 04:30." in said
    assert "На тази дата в София вече няма 03:30 ч.; началото е в 04:30 ч." in said
    assert list(verification.findings(NOW)) == []
    assert _rezone() == []


def test_an_hour_that_comes_twice_now_is_the_first(world) -> None:
    # Stored by data in which Sofia was two hours ahead in summer too.
    event = _at_night(world, datetime(2027, 10, 31, 3, 30), 45, utc("2027-10-31 01:30"))
    _rezone()
    assert (event.start_utc, event.fold) == (utc("2027-10-31 00:30"), 0)
    # 04:15 comes once, after both passes of the hour before.
    assert (event.end_utc, event.start_time) == (utc("2027-10-31 02:15"), time(3, 30))


def test_the_second_of_two_hours_stays_the_second(world) -> None:
    event = world.published(
        start=datetime(2027, 10, 31, 3, 30), end=datetime(2027, 10, 31, 5), fold=1
    )
    _displace(event, HOUR)
    _rezone()
    assert (event.start_utc, event.fold) == (utc("2027-10-31 01:30"), 1)


def _knew(zone: str, hours: int) -> None:
    """Store that by older data a zone was always so many hours ahead."""
    with transaction():
        known = db.session.get(KnownZone, zone) or KnownZone(name=zone)
        known.data, known.offsets = "2020a", [[0, hours * 3600]]
        db.session.add(known)


def test_whoever_sees_another_hour_because_of_their_own_city_is_told(world) -> None:
    event = world.published(invite=True)
    letters.all_left()
    before = (event.sequence, event.version, event.start_utc)
    _knew("Asia/Seoul", 8)
    (found,) = _rezone()
    assert (found.moved, found.told) == ([], 2)
    # No calendar has to move anything, and every answer stands.
    assert (event.sequence, event.version, event.start_utc) == (before[0], before[1] + 1, before[2])
    minseo = _told(event)[1]
    assert SEOUL_UNDER_OLD_RULES in " ".join(letters.text(letters.opened(minseo)).split())
    assert letters.event(letters.opened(minseo)).one("SEQUENCE") == str(event.sequence)
    assert _rezone() == []


def test_of_a_change_in_a_city_that_takes_no_part_nobody_is_told(world) -> None:
    event = world.published(invite=True, cities=("sofia",))
    letters.all_left()
    _knew("Asia/Seoul", 8)
    assert (_rezone(), _told(event)) == ([], [])


def test_both_cities_may_have_changed(world) -> None:
    event = world.published(invite=True)
    letters.all_left()
    _displace(event, -HOUR)
    _knew("Asia/Seoul", 10)
    _knew("Europe/Sofia", 3)
    (found,) = _rezone()
    # 07:00 UTC was 17:00 by the older data, 08:00 UTC is 17:00 by those in use.
    assert (len(found.moved), found.told) == (1, 2)
    said = " ".join(letters.text(letters.opened(_told(event)[1])).split())
    assert "The clock time stays 10:00 in Sofia." in said
    assert "instead of" not in said


def test_a_registration_closes_at_the_same_hour_on_the_clock(world) -> None:
    visit = world.visit(opens=NOW - HOUR, closes=NOW + timedelta(days=30))
    _knew("Asia/Seoul", 8)
    (found,) = _rezone()
    # 08:00 UTC was 16:00 in Seoul, and 16:00 in Seoul is 07:00 UTC. What has opened has opened.
    assert (visit.visit.opens, visit.visit.closes) == (NOW - HOUR, NOW + timedelta(days=30) - HOUR)
    assert (found.windows, found.told) == (["closes"], 0)


def test_a_registration_closes_at_the_same_moment_where_nothing_else_is_known(world) -> None:
    visit = world.visit()
    closes = visit.visit.closes
    _displace(visit, HOUR)
    (found,) = _rezone()
    assert (visit.visit.closes, found.windows) == (closes, [])


def test_zones_are_kept_once_and_renewed_by_new_data(world) -> None:
    with transaction():
        rezoning.keep()
    assert set(db.session.scalars(sa.select(KnownZone.name))) == {"Europe/Sofia", "Asia/Seoul"}
    _knew("Asia/Seoul", 8)
    with transaction():
        rezoning.keep()
    assert db.session.get_one(KnownZone, "Asia/Seoul").data == "2020a"
    _rezone()
    seoul = db.session.get_one(KnownZone, "Asia/Seoul")
    assert (seoul.data, seoul.offsets[-1][1]) == (zones.DATA_VERSION, 9 * 3600)


def test_the_worker_keeps_what_is_known_of_new_cities(world) -> None:
    worker.chores()
    assert db.session.get_one(KnownZone, "Europe/Sofia").data == zones.DATA_VERSION


def test_a_zone_that_the_data_lost_is_said_and_holds_up_nothing(world, session) -> None:
    lost = world.published()
    with transaction():
        lost.zone = "Mars/Base"
    found = _rezone()
    assert [(each.event.id, each.lost) for each in found] == [(session.id, False), (lost.id, True)]
    assert found[0].told == 2


@pytest.fixture
def poll(world: World) -> Poll:
    """Return a poll of three hours in a row in Sofia, as data with an hour more had it."""
    made = Poll(
        ref="5f3c",
        programme=world.programme,
        title={"en": "When?"},
        kind="live_session",
        visibility="public",
        zone="Europe/Sofia",
        minutes=60,
        deadline_date=date(2027, 1, 8),
        deadline_time=time(18),
        deadline_zone="Asia/Seoul",
        deadline_utc=utc("2027-01-08 09:00"),
        created=NOW,
        slots=[
            PollSlot(
                start_date=date(2027, 1, 12),
                start_time=time(hour),
                start_utc=utc(f"2027-01-12 {hour - 3:02}:00"),
                end_utc=utc(f"2027-01-12 {hour - 2:02}:00"),
            )
            for hour in (10, 11, 12)
        ],
    )
    with transaction():
        db.session.add(made)
    return made


def _rezone_polls() -> list[rezoning.RezonedPoll]:
    with transaction():
        return rezoning.rezone_polls()


def test_the_times_of_a_poll_keep_their_hour(poll) -> None:
    displaced = "poll 5f3c: its moments are not its wall times; run `flask rezone`"
    assert list(verification.findings(NOW)) == [displaced]
    (found,) = _rezone_polls()
    assert list(verification.findings(NOW)) == []
    assert (found.slots, found.deadline, found.clash, poll.version) == (3, False, False, 2)
    assert [(slot.start_time.hour, slot.start_utc.hour) for slot in poll.slots] == [
        (10, 8),
        (11, 9),
        (12, 10),
    ]
    assert {slot.end_utc - slot.start_utc for slot in poll.slots} == {HOUR}
    assert _rezone_polls() == []


def test_the_deadline_of_a_poll_keeps_its_hour_in_its_own_zone(poll) -> None:
    with transaction():
        poll.deadline_utc = utc("2027-01-08 10:00")
    (found,) = _rezone_polls()
    assert (found.deadline, poll.deadline_utc) == (True, utc("2027-01-08 09:00"))


def test_two_times_that_became_one_are_left_for_somebody_to_change(poll) -> None:
    with transaction():
        for slot, start, at in zip(poll.slots, (3, 4, 5), ("00:30", "01:30", "02:30"), strict=True):
            slot.start_date, slot.start_time = date(2027, 3, 28), time(start, 30)
            slot.start_utc = utc(f"2027-03-28 {at}")
            slot.end_utc = slot.start_utc + HOUR
    (found,) = _rezone_polls()
    assert found.clash
    assert [f"{slot.start_utc:%H:%M}" for slot in poll.slots] == ["00:30", "01:30", "02:30"]
