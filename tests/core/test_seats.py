"""Who gets a seat: the table of arrival, and what holds for every line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.core.seats import Decision, Facts, Waiting, decide, next_up, positions

CONFIRMED = Decision("confirmed")


def line(*parties):
    """Stand parties in a line: numbers from 11 on, named by their number."""
    return [Waiting(number, party, f"r{number}") for number, party in enumerate(parties, start=11)]


def waits(position):
    return Decision("waitlisted", position)


@pytest.mark.parametrize(
    ("capacity", "taken", "waiting", "party", "decision"),
    [
        # Seats are free and nobody waits.
        (40, 0, (), 1, CONFIRMED),
        (40, 39, (), 1, CONFIRMED),
        (40, 38, (), 2, CONFIRMED),
        # Full, or too few seats for the whole party.
        (40, 40, (), 1, waits(1)),
        (40, 39, (), 2, waits(1)),
        (2, 0, (), 3, waits(1)),
        (0, 0, (), 1, waits(1)),
        # The line is kept, also where the newcomer would fit.
        (40, 40, (1, 1), 1, waits(3)),
        (40, 39, (2,), 1, waits(2)),
        # The capacity was lowered below what is taken.
        (10, 12, (), 1, waits(1)),
        # No limit.
        (None, 5000, (), 9, CONFIRMED),
    ],
)
def test_what_a_newcomer_gets(capacity, taken, waiting, party, decision):
    assert decide(Facts(capacity, taken, line(*waiting)), party) == decision


@pytest.mark.parametrize(
    ("capacity", "taken", "waiting", "moved"),
    [
        (40, 39, (), []),
        (40, 40, (1, 1), []),
        (40, 39, (1, 1), ["r11"]),
        (40, 38, (1, 1, 1), ["r11", "r12"]),
        # The first does not fit and keeps its place; the next one does.
        (40, 39, (2, 1), ["r12"]),
        (40, 38, (3, 1, 2, 1), ["r12", "r14"]),
        (40, 36, (3, 2, 1), ["r11", "r13"]),
        # Capacity lowered, raised, lifted.
        (10, 12, (1,), []),
        (50, 40, (4, 4, 4), ["r11", "r12"]),
        (None, 40, (4, 4, 4), ["r11", "r12", "r13"]),
    ],
)
def test_who_moves_up(capacity, taken, waiting, moved):
    assert next_up(Facts(capacity, taken, line(*waiting))) == moved


def test_the_line_is_by_number_however_it_was_read():
    waiting = [Waiting(9, 1, "late"), Waiting(3, 1, "early"), Waiting(5, 1, "middle")]
    assert positions(waiting) == {"early": 1, "middle": 2, "late": 3}
    assert next_up(Facts(10, 9, waiting)) == ["early"]


FACTS = st.builds(
    Facts,
    capacity=st.integers(0, 30),
    taken=st.integers(0, 30),
    waiting=st.lists(st.integers(1, 6), max_size=12).map(lambda parties: line(*parties)),
)


@given(FACTS)
def test_moving_up_fills_what_can_be_filled_and_never_oversells(facts):
    parties = {each.ref: each.party for each in facts.waiting}
    moved = next_up(facts)
    taken = facts.taken + sum(parties[ref] for ref in moved)
    left = [each for each in facts.waiting if each.ref not in moved]
    assert taken <= max(facts.capacity, facts.taken)
    assert moved == sorted(moved)
    assert next_up(Facts(facts.capacity, taken, left)) == []


@given(FACTS)
def test_nobody_is_passed_over_by_a_party_as_large_as_their_own(facts):
    moved = set(next_up(facts))
    for index, stays in enumerate(facts.waiting):
        if stays.ref not in moved:
            behind = facts.waiting[index + 1 :]
            assert all(each.party < stays.party for each in behind if each.ref in moved)


@given(st.integers(0, 12), st.lists(st.booleans(), max_size=60))
def test_single_seats_are_always_full_before_anyone_waits(capacity, arrivals):
    """People arrive (True), or the longest confirmed one cancels (False)."""
    confirmed, waiting = [], []
    for number, arrives in enumerate(arrivals):
        if arrives:
            decision = decide(Facts(capacity, len(confirmed), waiting))
            stands = waiting if decision.status == "waitlisted" else confirmed
            stands.append(Waiting(number, 1, str(number)))
            assert decision.position == (len(waiting) if stands is waiting else None)
        elif confirmed:
            confirmed.pop(0)
            moved = next_up(Facts(capacity, len(confirmed), waiting))
            confirmed += [each for each in waiting if each.ref in moved]
            waiting = [each for each in waiting if each.ref not in moved]
        assert len(confirmed) <= capacity
        assert not waiting or len(confirmed) == capacity
        everybody = [each.number for each in confirmed + waiting]
        assert everybody == sorted(everybody)
