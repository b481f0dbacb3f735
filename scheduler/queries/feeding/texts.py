"""An event's calendar texts: in which languages and parts it is kept, and how each is written.

Decides what is kept of an event so that every feed can be joined from finished bytes. Reads no
table but the event's own rows, and stores nothing: `actions.rendering` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scheduler import i18n
from scheduler.core import zones
from scheduler.documents import ical
from scheduler.queries import calendar
from scheduler.queries.naming import Blank

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.models import Event

_BLANK = Blank()
PUBLIC, JOINING, ITEMS, BRIEF = "public", "joining", "items", "brief"


class Text(NamedTuple):
    """One part of an event in one choice of languages, as `CalendarText` keeps it."""

    languages: str
    part: str
    body: bytes
    zones: str


def spoken(known: Sequence[str]) -> list[str]:
    """Return those of a programme's languages that the program speaks, or else all of these."""
    return [code for code in known if code in i18n.languages()] or i18n.languages()


def order_for(known: Sequence[str], reader: str, language: str = "") -> list[str]:
    """Return that language alone if it is known, else all that are, the reader's own first."""
    codes = spoken(known)
    return [language] if language in codes else sorted(codes, key=lambda code: code != reader)


def orders(known: Sequence[str]) -> list[list[str]]:
    """Return the choices of languages in which a programme's events are kept.

    Each language alone, and all of them with each at the head: a person reads their own first.
    """
    codes = spoken(known)
    heads = [order_for(codes, head) for head in codes]
    return [*([code] for code in codes), *(heads if len(codes) > 1 else [])]


def languages_key(order: Iterable[str]) -> str:
    """Return how a choice of languages is stored: "bg en"."""
    return " ".join(order)


def write(event: Event, order: Sequence[str] | None = None) -> list[Text]:
    """Return all texts of an event, or those of one choice of languages.

    None where nobody knows its clock any more.
    """
    wanted = orders(event.programme.languages) if order is None else [order]
    return [text for each in wanted for text in _written(event, each)]


def _written(event: Event, order: Sequence[str]) -> list[Text]:
    clocks = {event.zone, *(city.zone for city in event.cities)} - {None}
    if not all(map(zones.is_zone, clocks)):
        return []  # the zone data at work has lost one of them, as `flask rezone` says
    entries = calendar.entries(event, order, naming=_BLANK)
    parts = {
        PUBLIC: entries,
        ITEMS: calendar.visit_items(event, order, naming=_BLANK),
        BRIEF: calendar.without_details(event, order),
    }
    joining = calendar.entries(event, order, naming=_BLANK, joining=True)
    if joining != entries:
        parts[JOINING] = joining
    return [
        Text(languages_key(order), part, b"".join(map(ical.piece, found)), zones_of(found))
        for part, found in parts.items()
        if found
    ]


def zones_of(entries: Iterable[ical.Entry]) -> str:
    """Return the zones that entries name, as `spans` reads them."""
    spans = ical.spans(entries)
    return ";".join(f"{zone} {first} {last}" for zone, (first, last) in sorted(spans.items()))


def spans(stored: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Return the zones that stored texts name, each with the first and last year in question."""
    found: dict[str, tuple[int, int]] = {}
    for each in {part for text in set(stored) if text for part in text.split(";")}:
        zone, first, last = each.split(" ")
        known = found.get(zone, (int(first), int(last)))
        found[zone] = (min(known[0], int(first)), max(known[1], int(last)))
    return found
