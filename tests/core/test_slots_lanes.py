"""Rows of small numbers reckoned with as one whole number, against one number at a time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scheduler.core.slots import lanes

ROW = st.binary(min_size=1, max_size=40)
SMALL = ROW.map(lambda row: bytes(number % (lanes.LARGEST + 1) for number in row))


def table(rows, size):
    """Return that many rows of one size, cut from a text of random bytes."""
    return st.lists(st.binary(min_size=size, max_size=size), min_size=1, max_size=rows)


TABLE = st.integers(1, 40).flatmap(lambda size: table(32, size))


def small(rows):
    return [bytes(number % (lanes.LARGEST + 1) for number in row) for row in rows]


@given(TABLE)
def test_the_largest_of_each_place(rows):
    rows = small(rows)
    assert lanes.largest(rows) == bytes(map(max, zip(*rows, strict=True)))


@given(TABLE)
def test_the_bits_of_each_place(rows):
    expected = [0] * len(rows[0])
    for row in rows:
        expected = [known | number for known, number in zip(expected, row, strict=True)]
    assert list(lanes.any_of(rows)) == expected


@given(SMALL, st.integers(1, 50))
def test_the_largest_in_a_window(row, width):
    expected = [max(row[place : place + width]) for place in range(len(row))]
    assert list(lanes.largest_ahead(row, width)) == expected


@given(ROW, st.integers(1, 50))
def test_the_bits_in_a_window(row, width):
    found = lanes.any_ahead(row, width)
    for place, bits in enumerate(found):
        seen = row[place : place + width]
        assert bits == sum({1 << n for n in range(8) for number in seen if number >> n & 1})


@given(TABLE)
def test_the_sum_of_each_place(rows):
    size = len(rows[0])
    assert lanes.sums(rows, size) == list(map(sum, zip(*rows, strict=True)))
    assert lanes.sums([], size) == [0] * size
    assert lanes.sums([b"\xff" * size] * 257, size) == [65535] * size


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(1, 20)), max_size=255))
def test_a_running_total(spans):
    more, less = bytearray(41), bytearray(41)
    for begin, length in spans:
        more[begin] += 1
        less[begin + length] += 1
    expected = [sum(begin <= n < begin + length for begin, length in spans) for n in range(41)]
    assert list(lanes.running(more, less)) == expected


@given(ROW, st.integers(0, 255))
def test_the_places_up_to_a_number(row, most):
    expected = [place for place, number in enumerate(row) if number <= most]
    found = lanes.up_to(row, most)
    assert found == sum(1 << place for place in expected)
    assert not found or lanes.lowest(found) == expected[0]
