"""The fair slot finder: what it offers to the cities of the network, and what always holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.core import zones
from scheduler.core.slots import Diary, find, judge, minute_of
from scheduler.core.slots.board import Board, Column
from scheduler.core.slots.city import Clock
from scheduler.core.slots.ranking import Ranking
from scheduler.core.slots.timeline import Grid
from tests.core import plain_slots
from tests.core.slot_questions import (
    LOS_ANGELES,
    SEOUL,
    SOFIA,
    TUESDAY,
    ULAANBAATAR,
    a_question,
    question,
    weekdays,
)

WINTER = date(2026, 12, 1)
FRIDAY = date(2026, 7, 10)
# 9 hours apart and an hour between their offices: somebody has to be early or late.
WEST = replace(SOFIA, key="west", zone="UTC", preferred=weekdays("09:00", "17:00"))
EAST = replace(SOFIA, key="east", zone="Asia/Tokyo", preferred=weekdays("09:00", "17:00"))


def walls(slot):
    """Say when a slot begins in each city."""
    return [f"{reading.start:%a %H:%M}" for reading in slot.readings]


def on(day, **values):
    return {"first": day, "last": day, **values}


# --- common hours ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parties", "day", "first", "last", "hours"),
    [
        ([SOFIA, SEOUL], TUESDAY, ["Tue 08:30", "Tue 14:30"], ["Tue 11:45", "Tue 17:45"], 3.5),
        ([SOFIA, SEOUL], WINTER, ["Tue 08:30", "Tue 15:30"], ["Tue 10:45", "Tue 17:45"], 2.5),
        (
            [SOFIA, ULAANBAATAR],
            TUESDAY,
            ["Tue 08:30", "Tue 13:30"],
            ["Tue 11:45", "Tue 16:45"],
            3.5,
        ),
        ([SOFIA, LOS_ANGELES], TUESDAY, None, None, 0),
        (
            [SOFIA, SEOUL, ULAANBAATAR],
            TUESDAY,
            ["Tue 08:30", "Tue 14:30", "Tue 13:30"],
            ["Tue 11:45", "Tue 17:45", "Tue 16:45"],
            3.5,
        ),
        ([SOFIA, SEOUL, LOS_ANGELES], TUESDAY, None, None, 0),
    ],
)
def test_common_office_hours(parties, day, first, last, hours):
    answer = find(question(*parties, **on(day, length=15, most=100)))
    common = sorted((s for s in answer.slots if s.common), key=lambda slot: slot.start_utc)
    assert len(common) / 4 == hours
    assert answer.has_common == bool(common)
    assert [walls(common[n]) for n in (0, -1) if common] == [x for x in (first, last) if x]


def test_a_common_hour_may_be_offered_to_nobody_and_still_be_there():
    ten = minute_of(zones.to_utc(datetime.combine(TUESDAY, time(8)), "Europe/Sofia"))
    away = [Diary([(ten, ten + 300)])]
    answer = find(question(SOFIA, replace(SEOUL, people=away), most=1))
    assert answer.has_common
    assert not answer.slots[0].common
    assert answer.pair is None


# --- the order ------------------------------------------------------------------------------


def test_the_table_of_the_order():
    """The one of the package's docstring, its lines from the last to the first."""
    lines = [(25, 0, 0), (0, 20, 1), (20, 20, 0), (20, 0, 0), (10, 10, 0)]
    grid = Grid(first=0, step=1440, count=len(lines), length=60)
    sofia, seoul, missing = (bytes(column) for column in zip(*lines, strict=True))
    columns = [
        Column(None, bytes(n // 5 for n in sofia), b"", [], []),
        Column(None, bytes(n // 5 for n in seoul), b"", [missing], []),
    ]
    assert Ranking(Board(grid, Clock([0], [0]), columns)).best(5) == [4, 3, 2, 1, 0]


def test_the_best_are_of_different_days_and_do_not_overlap():
    slots = find(question(SOFIA, SEOUL, last=FRIDAY, most=9)).slots
    assert [walls(slot)[0] for slot in slots] == [
        *["Tue 08:30", "Wed 08:30", "Thu 08:30", "Fri 08:30"],
        *["Tue 09:30", "Wed 09:30", "Thu 09:30", "Fri 09:30"],
        "Tue 10:30",
    ]


def test_overlapping_ones_come_last_among_equals_and_before_worse_ones():
    slots = find(question(SOFIA, SEOUL, length=90, step=30, most=8)).slots
    assert [(walls(slot)[0], slot.score) for slot in slots] == [
        ("Tue 08:30", 0),
        ("Tue 10:00", 0),
        ("Tue 09:00", 0),
        ("Tue 09:30", 0),
        ("Tue 10:30", 0),
        ("Tue 07:30", 20),
        ("Tue 08:00", 20),
        ("Tue 11:00", 20),
    ]


def test_a_slot_is_judged_by_its_worst_city_and_not_by_the_average():
    slots = find(question(SOFIA, LOS_ANGELES, length=60, step=60, most=100)).slots
    assert [(walls(slot), [r.score for r in slot.readings]) for slot in slots[:3]] == [
        (["Tue 17:00", "Tue 07:00"], [20, 20]),  # 40 in all
        (["Tue 18:00", "Tue 08:00"], [30, 0]),  # only 30, but all of it Sofia's
        (["Tue 19:00", "Tue 09:00"], [40, 0]),
    ]
    assert slots[0].worst.key == "sofia"
    assert slots[1].worst.key == "sofia"


def test_where_the_worst_are_equal_missing_people_count_and_then_the_sum():
    five = minute_of(zones.to_utc(datetime.combine(TUESDAY, time(17)), "Europe/Sofia"))
    others = [Diary([])] * 9
    people = [Diary([(five, five + 60)]), *others]
    sofia = replace(SOFIA, people=people)
    asked = question(sofia, LOS_ANGELES, last=date(2026, 7, 8), length=60, step=60, most=2)
    busy = find(asked).slots
    # 5 for the one of ten adds nothing to the 20 of the hour; the other day has nobody missing.
    assert [(walls(slot)[0], slot.score, slot.busy) for slot in busy] == [
        ("Wed 17:00", 20, 0),
        ("Tue 17:00", 20, 1),
    ]


def test_others_who_are_busy_decide_between_equals():
    half_past_eight = minute_of(
        zones.to_utc(datetime.combine(TUESDAY, time(8, 30)), "Europe/Sofia")
    )
    other = Diary([(half_past_eight, half_past_eight + 15)], required=False)
    (slot,) = find(question(replace(SOFIA, people=[other]), SEOUL, most=1)).slots
    assert walls(slot)[0] == "Tue 08:45"


# --- nothing acceptable ---------------------------------------------------------------------


def test_a_slot_beyond_acceptable_hours_is_offered_only_where_nothing_else_is_left():
    asked = question(SOFIA, LOS_ANGELES, most=100)
    acceptable = find(asked)
    assert not acceptable.least_bad
    assert not any(slot.outside for slot in acceptable.slots)
    strict = [replace(party, acceptable={}) for party in asked.parties]
    refused = find(replace(asked, parties=strict))
    assert refused.least_bad
    assert all(slot.outside for slot in refused.slots)
    assert walls(refused.slots[0]) == ["Tue 17:00", "Tue 07:00"]


def test_a_holiday_moves_the_meeting_to_another_day():
    seoul = replace(SEOUL, days_off={TUESDAY: "Constitution Day"})
    asked = question(SOFIA, seoul, last=date(2026, 7, 8), most=100)
    answer = find(asked)
    assert {slot.readings[1].start.date() for slot in answer.slots} == {date(2026, 7, 8)}
    (alone,) = find(replace(asked, last=TUESDAY, most=1)).slots
    assert [reason.code for reason in alone.worst.reasons] == ["day_off", "outside"]
    assert alone.worst.reasons[0].name == "Constitution Day"


# --- two sessions ---------------------------------------------------------------------------


def test_two_sessions_together_reach_everybody():
    answer = find(question(SOFIA, LOS_ANGELES, SEOUL, last=FRIDAY))
    pair = answer.pair
    assert (answer.has_common, answer.least_bad) == (False, False)
    # One slot a day would do, with Los Angeles at nine in the evening.
    assert walls(answer.slots[0]) == ["Tue 07:00", "Mon 21:00", "Tue 13:00"]
    assert (answer.slots[0].score, pair.score) == (60, 20)
    assert (walls(pair.first)[0], pair.in_first) == ("Tue 08:30", ("sofia", "seoul"))
    assert (walls(pair.second)[:2], pair.in_second) == (
        ["Tue 17:00", "Tue 07:00"],
        ("sofia", "los-angeles"),
    )
    assert pair.in_both == ("sofia",)


@pytest.mark.parametrize(
    ("parties", "host"),
    [
        ([SOFIA, LOS_ANGELES, SEOUL], "sofia"),
        ([SEOUL, LOS_ANGELES, SOFIA], "seoul"),
        # Los Angeles would have to be early or late for both.
        ([LOS_ANGELES, SOFIA, SEOUL], "seoul"),
    ],
)
def test_the_organizers_city_comes_to_both_sessions_if_that_costs_nobody_more(parties, host):
    pair = find(question(*parties, anchor="Europe/Sofia", last=FRIDAY)).pair
    assert (pair.score, pair.in_both) == (20, (host,))


def test_two_sessions_are_offered_to_none_who_have_a_common_hour():
    assert find(question(SOFIA, SEOUL, ULAANBAATAR)).pair is None


def test_two_cities_gain_nothing_from_two_sessions():
    assert find(question(SOFIA, LOS_ANGELES, last=FRIDAY)).pair is None


def test_the_second_session_may_be_the_next_morning():
    asked = question(LOS_ANGELES, SEOUL, SOFIA, last=date(2026, 7, 8))
    noon = zones.to_utc(datetime.combine(TUESDAY, time(6)), "America/Los_Angeles")
    pair = find(replace(asked, earliest=noon, anchor="America/Los_Angeles")).pair
    assert pair.first.end_utc <= pair.second.start_utc
    assert {*pair.in_first, *pair.in_second} == {"sofia", "seoul", "los-angeles"}


# --- turns ----------------------------------------------------------------------------------


def test_a_series_takes_turns():
    # One hour nearer to each other, the one or the other has to be an hour off.
    near = replace(EAST, zone="Asia/Shanghai")
    past = []
    for week in range(6):
        asked = question(WEST, near, **on(TUESDAY + timedelta(days=7 * week)), step=60, past=past)
        past = [
            *past,
            {reading.key for reading in find(asked).slots[0].readings if reading.awkward},
        ]
    assert past == [{"west"}, {"east"}] * 3


@pytest.mark.parametrize(
    ("past", "slot", "weighed"),
    [
        ([], ["Tue 08:00", "Tue 17:00"], [20, 20]),
        # Four of the last six were late for the east, but not the latest one, which weighs 5.
        ([{"east"}] * 4 + [{"west"}] * 2, ["Tue 07:00", "Tue 16:00"], [35, 0]),
        ([{"west"}] * 4 + [{"east"}] * 2, ["Tue 09:00", "Tue 18:00"], [0, 35]),
        # One more than the other is not enough to give up what is mildest for both.
        ([{"west"}, {"east"}], ["Tue 08:00", "Tue 17:00"], [20, 25]),
    ],
)
def test_who_carried_more_is_spared(past, slot, weighed):
    (found,) = find(question(WEST, EAST, length=60, step=60, most=1, past=past)).slots
    assert (walls(found), [reading.score for reading in found.readings]) == (slot, weighed)


def test_a_turn_is_a_reason():
    past = [{"east"}] * 4 + [{"west"}] * 2
    eight = datetime.combine(TUESDAY, time(8), UTC)
    (slot,) = judge(question(WEST, EAST, past=past), [eight])
    west, east = slot.readings
    assert [(reason.code, reason.discomfort) for reason in west.reasons] == [
        ("early", 20),
        ("turn", 5),
    ]
    assert [(r.code, r.discomfort, r.count, r.of) for r in east.reasons] == [
        ("late", 20, 60, 0),
        ("turn", 20, 4, 6),
    ]
    assert [(r.discomfort, r.score, r.awkward) for r in (west, east)] == [
        (20, 25, True),
        (20, 40, True),
    ]


def test_good_hours_weigh_nothing_however_much_was_carried():
    answer = find(question(SOFIA, SEOUL, past=[{"seoul"}] * 6))
    assert answer.slots[0].score == 0
    assert not any(reading.awkward for reading in answer.slots[0].readings)


# --- clocks that change ---------------------------------------------------------------------


def test_a_slot_over_a_change_is_read_right_at_both_ends():
    starts = [datetime(2026, 10, 24, 23, 30, tzinfo=UTC), datetime(2027, 3, 28, 0, 30, tzinfo=UTC)]
    back, forward = judge(question(SOFIA, SEOUL, length=90), starts)
    assert [f"{r.start:%H:%M}-{r.end:%H:%M}" for r in back.readings] == [
        "02:30-03:00",
        "08:30-10:00",
    ]
    assert [f"{r.start:%H:%M}-{r.end:%H:%M}" for r in forward.readings] == [
        "02:30-05:00",
        "09:30-11:00",
    ]


def test_a_day_has_as_many_slots_as_hours():
    for day, hours in ((date(2026, 10, 25), 25), (date(2027, 3, 28), 23), (TUESDAY, 24)):
        strict = [replace(party, acceptable={}, preferred={}) for party in (SOFIA, SEOUL)]
        slots = find(question(*strict, **on(day), step=60, most=100)).slots
        assert len(slots) == hours


def test_the_week_after_a_change_has_another_common_hour():
    before, after = date(2026, 10, 23), date(2026, 10, 26)
    answers = [find(question(SOFIA, SEOUL, **on(day), most=1)) for day in (before, after)]
    assert [walls(answer.slots[0]) for answer in answers] == [
        ["Fri 08:30", "Fri 14:30"],
        ["Mon 08:30", "Mon 15:30"],
    ]


@pytest.mark.parametrize(
    ("zone", "anchor", "start"),
    [
        ("Asia/Kathmandu", "Asia/Kathmandu", "Tue 09:00"),
        ("Asia/Kathmandu", "Europe/Sofia", "Tue 09:15"),  # 06:30 in Sofia
        ("Australia/Lord_Howe", "Australia/Lord_Howe", "Tue 09:00"),
        ("Australia/Lord_Howe", "Europe/Sofia", "Tue 09:00"),
    ],
)
def test_steps_are_those_of_the_anchors_clock(zone, anchor, start):
    here = replace(SEOUL, zone=zone)
    there = replace(SEOUL, key="there", zone=zone)
    (slot,) = find(question(here, there, anchor=anchor, step=30, length=30, most=1)).slots
    assert walls(slot)[0] == start


# --- notice ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("earliest", "start"),
    [
        ("2026-07-06 20:59", "Tue 00:00"),
        ("2026-07-07 05:30:00", "Tue 08:30"),
        ("2026-07-07 05:30:00.000001", "Tue 08:45"),
        ("2026-07-07 05:31", "Tue 08:45"),
        ("2026-07-07 20:45", "Tue 23:45"),
    ],
)
def test_no_slot_begins_before_the_notice_is_over(earliest, start, utc):
    always = [replace(party, preferred={}, acceptable={}) for party in (SOFIA, SEOUL)]
    slots = find(question(*always, earliest=utc(earliest), most=100)).slots
    assert walls(min(slots, key=lambda slot: slot.start_utc))[0] == start


@pytest.mark.parametrize("earliest", ["2026-07-07 20:46", "2027-01-01 00:00"])
def test_a_notice_that_leaves_nothing_is_no_error(earliest, utc):
    answer = find(question(SOFIA, SEOUL, LOS_ANGELES, earliest=utc(earliest), past=[{"sofia"}]))
    assert (answer.slots, answer.pair, answer.has_common, answer.least_bad) == (
        (),
        None,
        False,
        False,
    )
    assert [each.count for each in answer.burdens] == [1, 0, 0]


# --- any moment -----------------------------------------------------------------------------


def test_any_moment_is_judged_and_told_whether_it_is_too_soon(utc):
    starts = [utc("2026-07-07 09:07"), utc("2020-01-01 00:00"), utc("2026-07-07 09:07")]
    later, before, again = judge(question(SOFIA, SEOUL), starts)
    assert (walls(later), later.too_soon, before.too_soon) == (
        ["Tue 12:07", "Tue 18:07"],
        False,
        True,
    )
    assert later == again
    assert judge(question(SOFIA, SEOUL), []) == ()


def test_what_is_found_is_what_is_judged():
    asked = question(SOFIA, LOS_ANGELES, SEOUL, last=FRIDAY, past=[{"seoul"}, {"sofia"}])
    answer = find(asked)
    assert judge(asked, [slot.start_utc for slot in answer.slots]) == answer.slots


# --- what always holds ----------------------------------------------------------------------

SEEDS = st.integers(0, 10**9).map(lambda seed: a_question(Random(seed))[0])
SPANS = st.tuples(st.integers(-3000, 9000), st.integers(1, 600))


def with_person(asked, place, person):
    """Return the question with one more person in one of its cities."""
    place %= len(asked.parties)
    changed = replace(asked.parties[place], people=[*asked.parties[place].people, person])
    return replace(asked, parties=[*asked.parties[:place], changed, *asked.parties[place + 1 :]])


@given(SEEDS, st.integers(0, 4), SPANS, st.booleans())
def test_one_more_event_makes_no_slot_better(asked, place, span, required):
    begin = minute_of(asked.earliest) + span[0]
    person = Diary([(begin - 700, begin - 100)], required=required)
    busier = replace(person, busy=[*person.busy, (begin, begin + span[1])])
    starts = [slot.start_utc for slot in find(asked).slots]
    before, after = (judge(with_person(asked, place, each), starts) for each in (person, busier))
    assert all(new.score >= old.score for old, new in zip(before, after, strict=True))


@given(SEEDS, st.integers(0, 4), st.booleans())
def test_one_more_person_who_cannot_come_makes_no_slot_better(asked, place, required):
    slots = find(asked).slots
    always = Diary([(0, 10**9)], required=required)
    after = judge(with_person(asked, place, always), [slot.start_utc for slot in slots])
    assert all(new.score >= old.score for old, new in zip(slots, after, strict=True))


@given(SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_cities_does_not_matter(asked, random):
    shuffled = random.sample(asked.parties, len(asked.parties))
    one, other = find(asked), find(replace(asked, parties=shuffled))
    assert [outline(slot) for slot in one.slots] == [outline(slot) for slot in other.slots]
    assert (one.has_common, one.least_bad) == (other.has_common, other.least_bad)
    assert (one.pair and one.pair.score) == (other.pair and other.pair.score)


def outline(slot):
    return slot.start_utc, slot.score, {reading.key: reading for reading in slot.readings}


@given(SEEDS, st.integers(0, 4))
def test_what_a_city_carried_never_helps_its_awkward_hours(asked, place):
    key = asked.parties[place % len(asked.parties)].key
    slots = find(asked).slots
    more = replace(asked, past=[*asked.past, {key}])
    for old, new in zip(slots, judge(more, [slot.start_utc for slot in slots]), strict=True):
        before, after = (next(r for r in slot.readings if r.key == key) for slot in (old, new))
        assert after.discomfort == before.discomfort
        assert after.score >= before.score or len(asked.past) >= 12


def test_more_people_than_a_byte_can_count():
    begin = minute_of(zones.to_utc(datetime.combine(TUESDAY, time()), "Europe/Sofia"))
    people = [Diary([(begin + n, begin + n + 700)], required=n % 4 > 0) for n in range(1200)]
    asked = question(replace(SOFIA, people=people), SEOUL, most=100)
    answer = find(asked)
    assert answer == plain_slots.find(asked, 15)
    assert max(slot.readings[0].busy for slot in answer.slots) > 255
    assert max(slot.readings[0].optional_busy for slot in answer.slots) > 150
