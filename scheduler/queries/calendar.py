"""Events as calendar entries: what feeds, downloads and messages say of an event.

Decides the texts (both languages in one line, a cancelled one marked in words, the other
cities' times in the description) and what may be seen by whom; `documents.ical` writes them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scheduler import i18n, links
from scheduler.core import recurrence, zones
from scheduler.documents import ical
from scheduler.models import Occurrence
from scheduler.queries import series
from scheduler.queries.naming import Naming, Said, kind_words
from scheduler.queries.occurrences import when

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.core import timeblock
    from scheduler.models import Event, VisitItem

STATUS = {"tentative": "TENTATIVE", "confirmed": "CONFIRMED", "cancelled": "CANCELLED"}

SAID = Said()
AROUND_A_CHANGE = timedelta(hours=2)
"""How near a change of the clocks makes a wall time doubtful; no zone turns them further."""


def entries(
    event: Event, order: Sequence[str], *, joining: bool = False, naming: Naming = SAID
) -> list[ical.Entry]:
    """Return all that a feed has of an event: a series' exceptions behind the series itself.

    `order` has one language, or all of the programme's for a feed in both; `joining` shows a
    join link that is not public.
    """
    hand = _Hand(order, naming, joining=joining)
    rows = event.occurrences if event.repeats else []
    return [_whole(hand, event), *(_one(hand, row) for row in rows if _stands_apart(row))]


def entry(event: Event, order: Sequence[str]) -> ical.Entry:
    """Return an event's own entry; of a series with its rule, and without what was cancelled."""
    return _whole(_Hand(order), event)


def occurrence_entry(row: Occurrence, order: Sequence[str], *, joining: bool = False) -> ical.Entry:
    """Return one occurrence of a series by itself."""
    return _one(_Hand(order, joining=joining), row)


def without_details(event: Event, order: Sequence[str]) -> list[ical.Entry]:
    """Return the entries as a screen may show them that others see: the kind and the time."""
    title = i18n.in_each(order, lambda: i18n.capitalised(kind_words(event.kind)))
    return [
        replace(
            each,
            summary=_marked(title, order, cancelled=each.status == "CANCELLED"),
            description="",
            location="",
            url="",
            conference="",
            categories=(),
        )
        for each in entries(event, order)
    ]


def _whole(hand: _Hand, event: Event) -> ical.Entry:
    found = _entry(hand, event)
    rule = series.rule_of(event)
    if rule is None:
        return found
    gone = [row.original_wall for row in event.occurrences if row.status == "cancelled"]
    return replace(
        found,
        rule=recurrence.written(rule, event.start_wall, event.zone),
        last=event.occurrences[-1].last_date,
        excluded=tuple(sorted(gone)),
    )


def _stands_apart(row: Occurrence) -> bool:
    """Tell whether a meeting is written by itself beside its series.

    One that differs; and one around which the clocks change, since there some programs keep the
    length of a meeting and others its hour, and each reads a skipped or repeated hour its own way.
    """
    zone = row.event.zone or ""
    if row.differs or row.status == "cancelled" or not row.timed or not zones.is_zone(zone):
        return row.differs
    begin, end = row.start_utc - AROUND_A_CHANGE, row.end_utc + AROUND_A_CHANGE
    return len(zones.offsets_between(zone, begin, end)) > 1


def _one(hand: _Hand, row: Occurrence) -> ical.Entry:
    return replace(_entry(hand, row), original=row.original_wall)


@dataclass(frozen=True)
class _Hand:
    """In which languages an entry is written, how it names things, whether it says the link."""

    order: Sequence[str]
    naming: Naming = SAID
    joining: bool = False

    def link(self, found: Event | Occurrence) -> str:
        event = found.event if isinstance(found, Occurrence) else found
        return found.online_url if self.joining or event.online_public else ""

    def page(self, event: Event, code: str) -> str:
        return links.event(code, event.slug, self.naming.base())

    def place(self, found: Event | Occurrence) -> str:
        host = (found.event if isinstance(found, Occurrence) else found).host_city
        venue = i18n.in_each(self.order, lambda: i18n.pick(found.venue))
        return venue or (self.naming.place(host, self.order) if host else "")


def _entry(hand: _Hand, found: Event | Occurrence) -> ical.Entry:
    event = found.event if isinstance(found, Occurrence) else found
    order, link = hand.order, hand.link(found)
    cancelled = event.status == "cancelled" or found.status == "cancelled"
    return ical.Entry(
        uid=event.uid,
        sequence=event.sequence,
        created=event.created,
        changed=event.changed,
        status="CANCELLED" if cancelled else STATUS.get(event.status, "TENTATIVE"),
        start=found.start_wall,
        end=found.end_wall,
        zone=event.zone if event.timed else None,
        fold=found.fold,
        end_fold=found.end_fold,
        summary=_summary(found, order, cancelled=cancelled),
        description="\n\n".join(_description(hand, found, code) for code in order),
        location=hand.place(found) or link,
        url=hand.page(event, order[0]),
        conference=link,
        categories=tuple(hand.naming.categories(event, order)),
        language=order[0] if len(order) == 1 else None,
        transparent=cancelled or not event.timed,
    )


def visit_items(event: Event, order: Sequence[str], *, naming: Naming = SAID) -> list[ical.Entry]:
    """Return a visit's timed items, each related to the visit's bar."""
    if event.visit is None or event.zone is None:
        return []
    hand = _Hand(order, naming)
    return [
        _item_entry(hand, event, item)
        for item in event.visit.items
        if item.day is not None and item.start_time is not None
    ]


def _item_entry(hand: _Hand, event: Event, item: VisitItem) -> ical.Entry:
    order = hand.order
    day = item.on(event.start_date) or event.start_date
    start = datetime.combine(day, item.start_time) if item.start_time else day
    place = i18n.joined(item.place, [*order, "local"])
    title = i18n.joined(item.title, list(order))
    return ical.Entry(
        uid=item.uid,
        sequence=event.sequence + item.sequence,
        created=event.created,
        changed=event.changed,
        status=STATUS.get(event.status, "TENTATIVE"),
        start=start,
        end=datetime.combine(day, item.end_time) if item.end_time else None,
        zone=event.zone,
        summary=_marked(title, order, cancelled=event.status == "cancelled"),
        description=i18n.joined(event.title, list(order)),
        location=", ".join(text for text in (place, item.address) if text),
        url=hand.page(event, order[0]),
        categories=tuple(hand.naming.categories(event, order)),
        language=order[0] if len(order) == 1 else None,
        transparent=event.status == "cancelled",
        parent=event.uid,
    )


def _summary(found: Event | Occurrence, order: Sequence[str], *, cancelled: bool) -> str:
    event = found.event if isinstance(found, Occurrence) else found
    title = i18n.joined(found.title, list(order)) or i18n.pick(found.title)
    if not event.time_known:
        unknown = i18n.in_each(order, lambda: i18n.gettext("hour not published"))
        title = f"{title} ({unknown})"
    return _marked(title, order, cancelled=cancelled)


def _marked(title: str, order: Sequence[str], *, cancelled: bool) -> str:
    if not cancelled:
        return title
    mark = i18n.in_each(order, lambda: i18n.gettext("Cancelled"))
    return f"{mark}: {title}"


def _description(hand: _Hand, found: Event | Occurrence, code: str) -> str:
    event, link = found.event if isinstance(found, Occurrence) else found, hand.link(found)
    with i18n.speaking(code):
        join = i18n.gettext("Join")
        parts = [
            i18n.gettext("Made-up example for the demonstration.") if event.made_up else "",
            _times(found, hand.naming),
            i18n.gettext("The end was not published.") if _open_end(found) else "",
            found.description.get(code, ""),
            f"{join}: {link}" if link else "",
            hand.page(event, code),
        ]
    return "\n".join(part for part in parts if part)


def _times(found: Event | Occurrence, naming: Naming) -> str:
    """Return „10:00 ч. София · 16:00 ч. Сеул“, with a date where it differs.

    The text of a series stands in every meeting of it: it says from when to when each hour holds.
    """
    if not found.timed:
        return ""
    if isinstance(found, Occurrence) or not found.repeats:
        return hours(when(found, name=naming.city).rows)
    parts = series.seasons(found, naming.city)
    if len(parts) == 1:
        return hours(parts[0].rows)
    return "\n".join(
        f"{i18n.date_range(part.first, part.last)}: {hours(part.rows)}" for part in parts
    )


def hours(rows: Sequence[timeblock.Row]) -> str:
    """Return the hours of all clocks in one line."""
    return " · ".join(_time(row) for row in rows)


def _time(row: timeblock.Row) -> str:
    day = f" ({i18n.date_no_year(row.start.date())})" if row.date_differs else ""
    return f"{i18n.time_words(row.start.time())} {row.place.name}{day}"


def _open_end(found: Event | Occurrence) -> bool:
    return found.timed and found.end_date is None


def place_words(found: Event | Occurrence) -> str:
    """Return where it takes place: the venue, else the host city, else nothing."""
    host = (found.event if isinstance(found, Occurrence) else found).host_city
    return i18n.pick(found.venue) or (i18n.pick(host.name) if host else "")
