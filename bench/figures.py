"""A figure: what was measured, how much it is, and what it should be."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME, VALUE, TARGET = 64, 12, 12


@dataclass(frozen=True)
class Figure:
    """One line of the table; `met` is None where nothing is aimed at."""

    name: str
    value: str
    target: str = ""
    met: bool | None = None

    def line(self) -> str:
        """Return the line as it is printed."""
        verdict = {None: "", True: "met", False: "MISSED"}[self.met]
        return f"{self.name:{NAME}}{self.value:>{VALUE}}{self.target:>{TARGET}}  {verdict}".rstrip()


def heading(title: str) -> str:
    """Return the line above a part of the table."""
    return f"\n{title:{NAME}}{'figure':>{VALUE}}{'target':>{TARGET}}"


def seconds(name: str, value: float, *, most: float) -> Figure:
    """Return a time in seconds that should stay under `most`."""
    return Figure(name, f"{value:.2f} s", f"< {most:g} s", value < most)


def milliseconds(name: str, value: float, *, most: float | None = None) -> Figure:
    """Return a time given in seconds as milliseconds, and what it should stay under."""
    shown = f"{value * 1000:.2f} ms"
    if most is None:
        return Figure(name, shown)
    return Figure(name, shown, f"< {most * 1000:g} ms", value < most)


def kilobytes(name: str, size: int, *, most: int | None = None) -> Figure:
    """Return a size given in bytes, and what it should not exceed."""
    shown = f"{size / 1000:,.0f} kB"
    if most is None:
        return Figure(name, shown)
    return Figure(name, shown, f"<= {most / 1000:g} kB", size <= most)


def megabytes(name: str, size: int, *, most: int) -> Figure:
    """Return a size given in bytes, and what it should not exceed."""
    return Figure(name, f"{size / 1e6:,.1f} MB", f"<= {most / 1e6:g} MB", size <= most)


def at_most(name: str, value: float, most: float) -> Figure:
    """Return how many times as much one thing is as another, and what it should not exceed."""
    return Figure(name, f"{value:.1f} x", f"<= {most:g} x", value <= most)


def at_least(name: str, value: float, least: float) -> Figure:
    """Return how many times as much one thing is as another, and what it should reach."""
    return Figure(name, f"{value:.1f} x", f">= {least:g} x", value >= least)


def count(name: str, value: int, *, exactly: int) -> Figure:
    """Return a number that should be one number and no other."""
    return Figure(name, str(value), f"= {exactly}", value == exactly)


def middle(values: Sequence[float]) -> float:
    """Return the median."""
    return median(values)


def ninety_fifth(values: Sequence[float]) -> float:
    """Return the value that 95 of 100 do not exceed (nearest rank)."""
    return sorted(values)[math.ceil(len(values) * 0.95) - 1]
