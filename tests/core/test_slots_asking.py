"""Questions that cannot be answered, and what past meetings weigh."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from scheduler import errors
from scheduler.core.slots import Diary, burdens, find, judge
from tests.core.slot_questions import LOS_ANGELES, SEOUL, SOFIA, TUESDAY, question


def cities(number):
    return [replace(SOFIA, key=f"city {n}") for n in range(number)]


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"parties": [SOFIA]}, errors.CitiesTooFewOrMany, "cities"),
        ({"parties": cities(31)}, errors.CitiesTooFewOrMany, "cities"),
        ({"parties": [SOFIA, SEOUL, SOFIA]}, errors.CityTwice, "cities"),
        ({"parties": [SOFIA, replace(SEOUL, zone="Seoul")]}, errors.ZoneUnknown, "cities"),
        ({"anchor": "Europe"}, errors.ZoneUnknown, "anchor"),
        ({"first": date(1989, 1, 1)}, errors.DateOutOfRange, "first"),
        ({"last": date(2100, 1, 1)}, errors.DateOutOfRange, "last"),
        ({"last": date(2026, 7, 6)}, errors.LastBeforeFirst, "last"),
        ({"last": date(2027, 7, 8)}, errors.RangeTooLong, "last"),
        ({"last": date(2036, 7, 7)}, errors.RangeTooLong, "last"),
        ({"length": 0}, errors.TooLarge, "length"),
        ({"length": -60}, errors.TooLarge, "length"),
        ({"length": 725}, errors.TooLarge, "length"),
        ({"length": 47}, errors.LengthUneven, "length"),
        ({"step": 0}, errors.StepUneven, "step"),
        ({"step": 7}, errors.StepUneven, "step"),
        ({"step": 12}, errors.StepUneven, "step"),
        ({"step": 120}, errors.StepUneven, "step"),
        ({"most": 0}, errors.TooLarge, "most"),
        ({"most": 101}, errors.TooLarge, "most"),
        (
            {"parties": [SOFIA, replace(SEOUL, people=[Diary([])] * 2001)]},
            errors.TooManyDiaries,
            "people",
        ),
        (
            {"parties": [SOFIA, replace(SEOUL, people=[Diary([(0, 1)] * 100_001)])]},
            errors.TooManyDiaries,
            "people",
        ),
    ],
)
def test_what_cannot_be_answered_is_refused_at_its_field(changes, refusal, field):
    asked = question(SOFIA, SEOUL, **changes)
    for ask in (find, lambda asked: judge(asked, [])):
        with pytest.raises(refusal) as refused:
            ask(asked)
        assert refused.value.field == field


@pytest.mark.parametrize(
    "changes",
    [
        {"parties": cities(30)},
        {"last": date(2027, 7, 7)},
        {"length": 5},
        {"length": 720},
        {"step": 5},
        {"step": 60},
        {"first": date(1990, 1, 1), "last": date(1990, 1, 2)},
        {"first": date(2099, 12, 30), "last": date(2099, 12, 31)},
    ],
)
def test_what_is_just_allowed_is_answered(changes):
    assert find(question(SOFIA, SEOUL, **changes)).slots or "first" in changes


def test_a_moment_without_a_zone_is_a_mistake_of_the_program():
    with pytest.raises(TypeError):
        find(question(SOFIA, SEOUL, earliest=datetime(2026, 7, 7)))


def weights(*past):
    asked = question(SOFIA, SEOUL, LOS_ANGELES, past=past)
    return {each.key: (each.count, each.weight) for each in burdens(asked)}


@pytest.mark.parametrize(
    ("past", "sofia", "seoul", "los_angeles"),
    [
        ([], (0, 0), (0, 0), (0, 0)),
        ([{"seoul"}], (0, 0), (1, 15), (0, 0)),
        ([{"seoul"}, {"sofia"}], (1, 15), (1, 10), (0, 0)),
        # Equals take turns: who carried the latest is spared.
        ([{"seoul"}, {"sofia"}, {"los-angeles"}], (1, 0), (1, 0), (1, 5)),
        ([{"sofia", "seoul"}, {"los-angeles"}, {"seoul"}], (1, 0), (2, 15), (1, 0)),
        # What all carry is no burden of any of them.
        ([{"sofia", "seoul", "los-angeles"}], (1, 0), (1, 0), (1, 0)),
        ([{"seoul"}, {"sofia", "seoul", "los-angeles"}, set()], (1, 0), (2, 15), (1, 0)),
        # Cities that do not take part now are not counted.
        ([{"ulaanbaatar"}, {"seoul", "ulaanbaatar"}], (0, 0), (1, 15), (0, 0)),
        # Twelve meetings are remembered.
        ([{"sofia"}] * 5 + [{"seoul"}] * 12, (0, 0), (12, 125), (0, 0)),
    ],
)
def test_what_past_meetings_weigh(past, sofia, seoul, los_angeles):
    assert weights(*past) == {"sofia": sofia, "seoul": seoul, "los-angeles": los_angeles}


def test_an_answer_says_how_many_meetings_count():
    asked = question(SOFIA, SEOUL, past=[{"seoul"}] * 4 + [{"sofia"}] * 2, left_out=["third"])
    answer = find(asked)
    assert [(each.key, each.count, each.latest) for each in answer.burdens] == [
        ("sofia", 2, True),
        ("seoul", 4, False),
    ]
    assert (answer.meetings, answer.left_out) == (6, ("third",))
    assert find(replace(asked, past=[set()] * 20)).meetings == 12


def test_dates_are_those_of_the_anchor():
    slots = find(question(SOFIA, SEOUL, anchor="Asia/Seoul", most=100)).slots
    assert {slot.readings[1].start.date() for slot in slots} == {TUESDAY}
