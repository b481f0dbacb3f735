"""Events as calendar entries: what feeds, downloads and messages say of an event.

Decides the texts (both languages in one line, a cancelled one marked in words, the other
cities' times in the description) and what may be seen by whom; `documents.ical` writes them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from scheduler import i18n, links
from scheduler.core import recurrence
from scheduler.documents import ical
from scheduler.models import Occurrence
from scheduler.queries import agenda, roster, series
from scheduler.queries.occurrences import when

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scheduler.core import timeblock
    from scheduler.models import Event, Invitation, Person, Registration, VisitItem

STATUS = {"tentative": "TENTATIVE", "confirmed": "CONFIRMED", "cancelled": "CANCELLED"}

KIND_WORDS = {
    "thematic_discussion": i18n.lazy("thematic discussion"),
    "live_session": i18n.lazy("live session"),
    "city_visit": i18n.lazy("city visit"),
    "event": i18n.lazy("event"),
}
WAITING = i18n.lazy("on the waitlist")
UNANSWERED = i18n.lazy("not answered yet")
DECLINED = i18n.lazy("declined")


def entries(event: Event, order: Sequence[str], *, joining: bool = False) -> list[ical.Entry]:
    """Return all that a feed has of an event: a series' exceptions behind the series itself.

    `order` has one language, or all of the programme's for a feed in both; `joining` shows a
    join link that is not public.
    """
    return [entry(event, order, joining=joining), *exceptions(event, order, joining=joining)]


def entry(event: Event, order: Sequence[str], *, joining: bool = False) -> ical.Entry:
    """Return an event's own entry; of a series with its rule, and without what was cancelled."""
    found = _entry(event, order, joining=joining)
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


def exceptions(event: Event, order: Sequence[str], *, joining: bool = False) -> list[ical.Entry]:
    """Return the occurrences of a series that take place in another way than it says."""
    if not event.repeats:
        return []
    return [
        occurrence_entry(row, order, joining=joining) for row in event.occurrences if row.differs
    ]


def occurrence_entry(row: Occurrence, order: Sequence[str], *, joining: bool = False) -> ical.Entry:
    """Return one occurrence of a series by itself."""
    return replace(_entry(row, order, joining=joining), original=row.original_wall)


def _entry(found: Event | Occurrence, order: Sequence[str], *, joining: bool) -> ical.Entry:
    event = found.event if isinstance(found, Occurrence) else found
    link = found.online_url if joining or event.online_public else ""
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
        description="\n\n".join(_description(found, code, link) for code in order),
        location=i18n.in_each(order, lambda: place_words(found)) or link,
        url=links.event(order[0], event.slug),
        conference=link,
        categories=tuple(_categories(event, order)),
        language=order[0] if len(order) == 1 else None,
        transparent=cancelled or not event.timed,
    )


def visit_items(event: Event, order: Sequence[str]) -> list[ical.Entry]:
    """Return a visit's timed items, each related to the visit's bar."""
    if event.visit is None or event.zone is None:
        return []
    return [
        _item_entry(event, item, order)
        for item in event.visit.items
        if item.day is not None and item.start_time is not None
    ]


def personal_entries(
    person: Person, events: Sequence[Event], order: Sequence[str]
) -> Iterator[ical.Entry]:
    """Return one person's events: the link to join, and in words what is not certain yet."""
    answers, places = agenda.answers_of(person), roster.by_event(person)
    expected = agenda.expected_of(person, events)
    for event in events:
        invited, place = answers.get(event.id), places.get(event.id)
        state = _state(event, invited, place)
        for found in entries(event, order, joining=event.id in expected):
            yield _with_state(found, state, order)
        if place is None or place.status == "confirmed":
            yield from visit_items(event, order)


def _state(event: Event, invited: Invitation | None, place: Registration | None) -> str:
    """Return what is not certain about a person's coming, or nothing; to be translated."""
    if event.status == "cancelled":
        return ""
    if place is not None and place.status == "waitlisted":
        return WAITING
    if invited is not None and invited.answer == "needs-action":
        return UNANSWERED
    return DECLINED if invited is not None and invited.answer == "declined" else ""


def _with_state(found: ical.Entry, state: str, order: Sequence[str]) -> ical.Entry:
    """Return the entry with that state in its title; who does not come has the time free."""
    if not state:
        return found
    words = i18n.in_each(order, lambda: i18n.gettext(state))
    return replace(
        found,
        summary=f"{found.summary} ({words})",
        transparent=found.transparent or state in {WAITING, DECLINED},
    )


def _item_entry(event: Event, item: VisitItem, order: Sequence[str]) -> ical.Entry:
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
        url=links.event(order[0], event.slug),
        categories=tuple(_categories(event, order)),
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


def _description(found: Event | Occurrence, code: str, link: str) -> str:
    event = found.event if isinstance(found, Occurrence) else found
    with i18n.speaking(code):
        join = i18n.gettext("Join")
        parts = [
            i18n.gettext("Made-up example for the demonstration.") if event.made_up else "",
            _times(found),
            i18n.gettext("The end was not published.") if _open_end(found) else "",
            found.description.get(code, ""),
            f"{join}: {link}" if link else "",
            links.event(code, event.slug),
        ]
    return "\n".join(part for part in parts if part)


def _times(found: Event | Occurrence) -> str:
    """Return „10:00 ч. София · 16:00 ч. Сеул“, with a date where it differs.

    The text of a series stands in every meeting of it: it says from when to when each hour holds.
    """
    if not found.timed:
        return ""
    if isinstance(found, Occurrence) or not found.repeats:
        return _hours(when(found).rows)
    parts = series.seasons(found)
    if len(parts) == 1:
        return _hours(parts[0].rows)
    return "\n".join(
        f"{i18n.date_range(part.first, part.last)}: {_hours(part.rows)}" for part in parts
    )


def _hours(rows: Sequence[timeblock.Row]) -> str:
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


def _categories(event: Event, order: Sequence[str]) -> list[str]:
    found = []
    for code in order:
        with i18n.speaking(code):
            found.append(kind_words(event.kind))
            found += [i18n.pick(theme.name) for theme in event.themes]
            found += [i18n.pick(city.name) for city in event.cities if city.announced]
    return list(dict.fromkeys(found))


def kind_words(kind: str) -> str:
    """Return a kind in words of the current language."""
    return i18n.gettext(KIND_WORDS[kind])
