"""What an address asks for: its time, its filters, its languages. Read once, and in one order.

A filter that the programme does not have is not found: it must not answer an empty calendar, in
which a program would delete what it holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from scheduler import errors, i18n
from scheduler.models.event import KINDS
from scheduler.queries import agenda, feeding

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scheduler.models import Programme

FILTERS = ("city", "theme", "kind")
BOTH = "both"


def window(now: datetime) -> feeding.Window:
    """Return the part of the time that is asked for."""
    return feeding.Window.at(now, whole=_whole())


def _whole() -> bool:
    return request.args.get("all") == "1"


def chosen() -> dict[str, list[str]]:
    """Return the filters by name, each value once; one left empty, as a form sends it, is none."""
    return {name: sorted({v for v in request.args.getlist(name) if v}) for name in FILTERS}


def wishes() -> str:
    """Return all that the address asks for, the same for addresses that ask for the same.

    What nothing here understands asks for nothing: anybody may write anything behind an address,
    and each that asks for something else may be kept.
    """
    if not request.query_string:
        return ""
    named = request.args.get("lang", "")
    language = named if named in {"", *i18n.languages()} else BOTH
    asked = [*chosen().values(), language, bars(), _whole()]
    return repr(asked) if any(asked) else ""


def filters(found: Programme) -> agenda.Filters:
    """Return the filters of the address; NotFound for a value that the programme does not have."""
    asked = chosen()
    if any(asked.values()):
        known = {
            "city": {city.slug for city in found.cities},
            "theme": {theme.slug for theme in found.themes},
            "kind": set(KINDS),
        }
        if any(set(values) - known[name] for name, values in asked.items()):
            raise errors.NotFound
    return agenda.Filters(cities=asked["city"], themes=asked["theme"], kinds=asked["kind"])


def bars() -> bool:
    """Return whether visits are asked for as whole days only."""
    return request.args.get("days") == "bars"


def languages(known: Sequence[str]) -> list[str]:
    """Return the languages of a programme's feed: the one that is asked for, or all."""
    codes, wanted = feeding.spoken(known), request.args.get("lang")
    return [wanted] if wanted in codes else codes
