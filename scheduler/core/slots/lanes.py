"""Rows of small numbers, one for each slot of a range, reckoned with all at once.

A row is `bytes`, its n-th byte the number of the n-th slot. For reckoning it becomes one whole
number in which every byte is a lane, so that Python adds and compares thousands of slots in one
operation on long integers. Numbers up to 127 leave each lane's highest bit free: set in the
one and subtracted from, it stays set where the other is not larger, and never borrows from the
next lane (SWAR, "SIMD within a register"; Knuth, The Art of Computer Programming 4A, 7.1.3).

Knows nothing of cities or hours.
"""

from __future__ import annotations

from functools import lru_cache, reduce
from struct import unpack
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LARGEST = 127


def largest(rows: Sequence[bytes]) -> bytes:
    """Return the largest number of each place, of rows of one size and numbers up to 127.

    >>> list(largest([bytes([1, 90, 0]), bytes([2, 7, 0])]))
    [2, 90, 0]
    """
    size = len(rows[0])
    high = _every(0x80, size)
    return _row(reduce(lambda a, b: _larger(a, b, high), map(_lanes, rows)), size)


def largest_ahead(row: bytes, width: int) -> bytes:
    """Return the largest number from each place on in so many; the last places see fewer.

    >>> list(largest_ahead(bytes([5, 1, 2, 9, 0]), 3))
    [5, 9, 9, 9, 0]
    """
    high = _every(0x80, len(row))
    lanes, seen = _lanes(row), 1
    while seen < width:
        ahead = min(seen, width - seen)
        lanes, seen = _larger(lanes, lanes >> 8 * ahead, high), seen + ahead
    return _row(lanes, len(row))


def any_ahead(row: bytes, width: int) -> bytes:
    """Return all bits that are set from each place on in so many.

    >>> list(any_ahead(bytes([1, 0, 2, 0]), 2))
    [1, 2, 2, 0]
    """
    lanes, seen = _lanes(row), 1
    while seen < width:
        ahead = min(seen, width - seen)
        lanes, seen = lanes | lanes >> 8 * ahead, seen + ahead
    return _row(lanes, len(row))


def any_of(rows: Sequence[bytes]) -> bytes:
    """Return all bits of each place that are set in any row."""
    return _row(reduce(lambda a, b: a | b, map(_lanes, rows)), len(rows[0]))


def sums(rows: Iterable[bytes], size: int) -> list[int]:
    """Return the sum of each place, up to 65,535; of no rows, zeros.

    Every other lane gives way to its neighbour, which so has room for two bytes.

    >>> sums([bytes([255, 1, 7]), bytes([255, 2, 8])], 3)
    [510, 3, 15]
    """
    low, even, odd = _every(0xFF, size, every=2), 0, 0
    for row in rows:
        lanes = _lanes(row)
        even, odd = even + (lanes & low), odd + (lanes >> 8 & low)
    pairs = size // 2 + 1
    found = [0] * (2 * pairs)
    for place, lanes in enumerate((even, odd)):
        found[place::2] = unpack(f"<{pairs}H", lanes.to_bytes(2 * pairs, "little"))
    return found[:size]


def running(more: bytearray, less: bytearray) -> bytes:
    """Return for each place what all up to it add and take, which is always from 0 to 255.

    By doubling: after each round a lane holds the sum of twice as many (Hillis and Steele, 1986).

    >>> list(running(bytearray([2, 0, 1, 0]), bytearray([0, 1, 0, 2])))
    [2, 1, 2, 0]
    """
    size, summed = len(more), 1
    lanes, all_of_it = _lanes(more) - _lanes(less), _every(0xFF, size)
    while summed < size:
        lanes, summed = (lanes + (lanes << 8 * summed)) & all_of_it, 2 * summed
    return _row(lanes, size)


def up_to(row: bytes, most: int) -> int:
    """Return the set of the places with at most that number: a whole number, bit n for place n.

    >>> f"{up_to(bytes([7, 6, 0, 9]), 6):b}"
    '110'
    """
    return int(row[::-1].translate(b"1" * (most + 1) + b"0" * (255 - most)), 2)


def lowest(places: int) -> int:
    """Return the lowest place of a set that is not empty.

    >>> lowest(0b110)
    1
    """
    return (places & -places).bit_length() - 1


def _larger(a: int, b: int, high: int) -> int:
    not_smaller = ((a | high) - b) & high
    keep = not_smaller - (not_smaller >> 7)
    return b ^ ((a ^ b) & keep)


@lru_cache(maxsize=32)
def _every(number: int, size: int, every: int = 1) -> int:
    """Return that number in every lane of so many, or in every second one of them."""
    return _lanes((bytes([number]) + bytes(every - 1)) * -(-size // every))


def _lanes(row: bytes | bytearray) -> int:
    return int.from_bytes(row, "little")


def _row(lanes: int, size: int) -> bytes:
    return lanes.to_bytes(size, "little")
