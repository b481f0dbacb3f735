"""How large the chosen feed is, and what to choose where Google may refuse it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler.queries import narrower, weighing
from scheduler.web import filters

if TYPE_CHECKING:
    from scheduler.web.subscribing.scope import Scope

LARGE = 1_000_000
"""Octets. From about here on Google refuses calendars, without a word."""
KILO = 1000


def told(chosen: Scope) -> dict[str, Any]:
    """Return about how many kilobytes the feed has, or that it is large, and narrower ones."""
    size = weighing.octets(
        chosen.programme,
        chosen.choice.asked(),
        chosen.window,
        chosen.order,
        items=not chosen.bars,
        most=LARGE,
    )
    return {
        "large": size > LARGE,
        "kilobytes": 0 if size > LARGE else round(size / KILO),
        "narrower": _links(chosen) if size > LARGE else {},
    }


def _links(chosen: Scope) -> dict[str, list[tuple[str, str, int]]]:
    """Return by filter where narrower feeds are chosen, what they are called, how many events."""
    names = filters.names(chosen.programme)
    found: dict[str, list[tuple[str, str, int]]] = {}
    for part in narrower.parts(chosen.programme, chosen.asked()):
        words = names[part.name].get(part.value, part.value)
        link = (chosen.only(part.name, part.value), words, part.count)
        found.setdefault(part.name, []).append(link)
    return found
