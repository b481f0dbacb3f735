"""The slot finder against one that tries every slot, on random questions."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random
from typing import get_args

import pytest

from scheduler.core.slots import find, judge
from scheduler.core.slots.values import Code
from tests.core import plain_slots
from tests.core.slot_questions import a_question

CASES, BATCH = 1000, 25


@pytest.mark.parametrize("batch", range(CASES // BATCH))
def test_it_finds_what_the_plainest_finder_finds(batch, rounds):
    for case in range(rounds(BATCH)):
        question, every = a_question(Random(f"{batch}/{case}"))
        assert find(question) == plain_slots.find(question, every), f"{batch}/{case}"


@pytest.mark.parametrize("case", range(20))
def test_it_judges_any_moment_as_the_plainest_finder_does(case, rounds):
    for more in range(rounds(2)):
        random = Random(f"{case}/{more}")
        question, every = a_question(random)
        minutes = [random.randrange(-900, 900) * every for _ in range(8)]
        starts = [
            question.earliest.replace(minute=0, second=0) + timedelta(minutes=n) for n in minutes
        ]
        assert judge(question, starts) == tuple(
            plain_slots.slot(question, start, every) for start in starts
        )


def test_the_cases_are_of_every_sort():
    met = Counter()
    for batch in range(CASES // BATCH):
        answer = find(a_question(Random(f"{batch}/0"))[0])
        met += Counter(common=answer.has_common, least_bad=answer.least_bad, empty=not answer.slots)
        met += Counter(pair=answer.pair is not None, fair=any(not s.outside for s in answer.slots))
        met += Counter(r.code for s in answer.slots for city in s.readings for r in city.reasons)
    assert set(met) == {"common", "least_bad", "empty", "pair", "fair", *get_args(Code)}
