"""Checking a plan: every rule it breaks at once, each refusal named for its field."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scheduler import errors
from scheduler.core import conflicts, recurrence, zones
from scheduler.models.event import KINDS, VISIBILITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scheduler.actions.scheduling.plan import Plan
    from scheduler.models import Event, Occurrence, Programme

TITLE_LIMIT = 300
TEXT_LIMIT = 10_000
LINK_LIMIT = 2_000
MOST_PLACES = 10_000
LONGEST_DAYS = 366


def check(plan: Plan, programme: Programme) -> None:
    """Raise errors.Several with a refusal for each rule that the plan breaks."""
    refusals = [*_texts(plan, programme), *_names(plan, programme), *_time(plan), *_rest(plan)]
    if refusals:
        raise errors.Several(refusals)


def check_change(event: Event, plan: Plan, *, now: datetime) -> None:
    """Raise errors.Several for what an event that exists may no longer become.

    SeriesBegun where meetings of a series that are over would have been at another time; of a
    draft none has been.
    """
    refusals: list[errors.Refusal] = list(_kind(event, plan))
    if event.visit is not None and not plan.timed:
        days = ((plan.end or plan.start) - plan.start).days + 1
        if any(item.day is not None and item.day > days for item in event.visit.items):
            refusals.append(errors.StopsBeyondEnd(field="end"))
    if refusals:
        raise errors.Several(refusals)
    if event.repeats and event.published:
        _keep_past(event.occurrences, plan, now)


def check_split(rows: Sequence[Occurrence], plan: Plan, *, now: datetime) -> None:
    """Raise errors.Several, or SeriesBegun, for what those meetings of a series may not become.

    Of a draft they may become anything.
    """
    event = rows[0].event
    refusals = list(_kind(event, plan))
    if refusals:
        raise errors.Several(refusals)
    if event.published:
        _keep_past(rows, plan, now)


def _kind(event: Event, plan: Plan) -> Iterator[errors.Refusal]:
    """Yield that what was announced as a visit, or as none, stays one, or none."""
    if event.published and "city_visit" in {event.kind, plan.kind} and event.kind != plan.kind:
        yield errors.KindFixed(field="kind")


def _keep_past(rows: Iterable[Occurrence], plan: Plan, now: datetime) -> None:
    """Raise SeriesBegun unless the meetings that took place would still have been when they were.

    One that was called off is free to be left out.
    """
    over = [row for row in rows if row.end_utc <= now and row.status == "scheduled"]
    planned = {each.original: each for each in recurrence.expand(plan.series())} if over else {}
    kept = all(
        row.original in planned
        and (row.moved or planned[row.original].start_utc == row.start_utc)
        and (row.moved or planned[row.original].end_utc == row.end_utc)
        for row in over
    )
    if not kept:
        raise errors.SeriesBegun(field="start")


def missing_for_publishing(plan: Plan, programme: Programme) -> list[tuple[str, str]]:
    """Return what a public page lacks, as (field, language): a title in each language."""
    return [("title", code) for code in programme.languages if not plan.title.get(code)]


def untranslated(plan: Plan, programme: Programme) -> list[tuple[str, str]]:
    """Return the texts that exist in one language and not in another, as (field, language)."""
    texts = {name: getattr(plan, name) for name in ("title", "description", "venue")}
    return conflicts.untranslated(texts, programme.languages)


def _texts(plan: Plan, programme: Programme) -> Iterator[errors.Refusal]:
    leading = programme.languages[0]
    if not any(plan.title.values()):
        yield errors.Missing(field=f"title.{leading}")
    limits = {"title": TITLE_LIMIT, "description": TEXT_LIMIT, "venue": TITLE_LIMIT}
    for name, limit in limits.items():
        for code, text in getattr(plan, name).items():
            yield from _text(f"{name}.{code}", text, limit, programme, code)


def _text(
    name: str, text: str, limit: int, programme: Programme, code: str
) -> Iterator[errors.Refusal]:
    if code not in programme.languages:
        yield errors.NotInProgramme(field=name, value=code)
    if len(text) > limit:
        yield errors.TooLong(field=name, limit=limit, length=len(text))
    if errors.has_control(text):
        yield errors.ControlCharacters(field=name)


def _names(plan: Plan, programme: Programme) -> Iterator[errors.Refusal]:
    cities = {city.slug: city for city in programme.cities}
    themes = {theme.slug for theme in programme.themes}
    if plan.kind not in KINDS:
        yield errors.Invalid(field="kind")
    if plan.visibility not in VISIBILITIES:
        yield errors.Invalid(field="visibility")
    for slug in plan.cities:
        if slug not in cities:
            yield errors.NotInProgramme(field="cities", value=slug)
    for slug in plan.themes:
        if slug not in themes:
            yield errors.NotInProgramme(field="themes", value=slug)
    if plan.host_city and (plan.host_city not in cities or not cities[plan.host_city].announced):
        yield errors.NotInProgramme(field="host_city", value=plan.host_city)


def _time(plan: Plan) -> Iterator[errors.Refusal]:
    if plan.zone is not None and not zones.is_zone(plan.zone):
        yield errors.ZoneUnknown(field="zone", zone=plan.zone)
        return
    if plan.timed and (plan.zone is None or plan.all_day or not plan.time_known):
        yield errors.Missing(field="zone")
        return
    if not plan.timed and isinstance(plan.end, datetime):
        yield errors.Missing(field="start_time")
        return
    try:
        start, end = plan.moments()
    except errors.Invalid as refusal:
        refusal.field = refusal.field or "start"
        yield refusal
        return
    if end <= start:
        yield errors.EndBeforeStart(field="end")
    elif (end - start).days > LONGEST_DAYS:
        yield errors.TooFarApart(field="end", days=LONGEST_DAYS)
    elif plan.rule:
        yield from _rule(plan)


def _rule(plan: Plan) -> Iterator[errors.Refusal]:
    """Yield what keeps a plan with a rule from being a series."""
    if plan.kind == "city_visit":
        yield errors.VisitsDoNotRepeat(field="recurrence")
    settled = plan.settled()
    if settled.fold or settled.end_fold:
        yield errors.StartRepeated(field="start")
    try:
        planned = recurrence.expand(plan.series())
    except errors.Invalid as refusal:
        yield refusal
        return
    if any(each.end_utc > later.start_utc for each, later in pairwise(planned)):
        yield errors.OccurrencesOverlap(field="end")


def _rest(plan: Plan) -> Iterator[errors.Refusal]:
    if plan.capacity is not None and not 1 <= plan.capacity <= MOST_PLACES:
        yield errors.TooLarge(field="capacity", least=1, most=MOST_PLACES)
    if plan.online_url and not _is_link(plan.online_url):
        yield errors.LinkInvalid(field="online_url")
    if plan.opens and plan.closes and plan.closes <= plan.opens:
        yield errors.EndBeforeStart(field="closes")


def _is_link(text: str) -> bool:
    strange = errors.has_control(text) or any(c in '<>"\\' or c.isspace() for c in text)
    if len(text) > LINK_LIMIT or strange:
        return False
    try:
        parts = urlsplit(text)
        # A port out of range is a ValueError, and only when it is asked for.
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
