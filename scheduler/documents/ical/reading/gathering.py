"""The entries of a file put together: one of each UID, and exceptions under their series.

Of two entries with one UID the newer is kept, by SEQUENCE and then by date of change. A meeting
that was moved stands under its series, on the series' clock; one that was called off is left
out of it. One whose series is not in the file stands by itself.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from scheduler.core import zones
from scheduler.documents.ical.incoming import Incoming, Note, Refused
from scheduler.documents.ical.reading import texts
from scheduler.documents.ical.reading.entries import Read, as_start
from scheduler.documents.ical.reading.times import Point

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_NEVER = datetime.min.replace(tzinfo=UTC)


def gather(read: Sequence[Read]) -> tuple[list[Incoming], list[Refused]]:
    """Return the entries in the order of the file, and those that others replace."""
    kept: dict[tuple[str, date | None], Read] = {}
    refused: list[Refused] = []
    for each in read:
        key = (each.incoming.uid, _moment(each.incoming))
        newer, older = each, kept.get(key)
        if older is not None and _age(older) > _age(each):
            newer, older = older, each
        kept[key] = newer
        if older is not None:
            refused.append(_refused(older, "older_duplicate"))
    return _attached(kept.values(), refused), refused


def _moment(incoming: Incoming) -> date | None:
    """Return which meeting of a series an override is of: the same in whatever zone it is told."""
    if incoming.original is None:
        return None
    return Point(incoming.original, incoming.zone).moment()


def _age(each: Read) -> tuple[int, datetime]:
    return (each.incoming.sequence, each.incoming.changed or _NEVER)


def _attached(kept: Collection[Read], refused: list[Refused]) -> list[Incoming]:
    """Return the masters with their overrides, and the overrides of no master."""
    masters = {each.incoming.uid: each for each in kept if each.incoming.original is None}
    found = [(each.number, each.incoming) for each in masters.values()]
    overrides: dict[str, list[Incoming]] = {}
    for each in kept:
        uid, master = each.incoming.uid, masters.get(each.incoming.uid)
        if each.incoming.original is None:
            continue
        if master is None:
            found.append((each.number, _single(each.incoming)))
        elif _is_beyond(each.incoming, master):
            continue
        elif why := _mismatch(each.incoming, master):
            refused.append(_refused(each, why))
        else:
            overrides.setdefault(uid, []).append(_on_clock(each.incoming, master))
    found.sort(key=lambda pair: pair[0])
    return [_with(incoming, overrides.get(incoming.uid, ())) for _, incoming in found]


def _single(override: Incoming) -> Incoming:
    """Return an override as an entry of its own, known by its series and its date."""
    when = f"{override.original:%Y%m%dT%H%M}"
    uid = f"{override.uid[: texts.UID_LIMIT - len(when) - 1]}#{when}"
    notes = (*override.notes, Note(code="series_missing"))
    return replace(override, uid=uid, original=None, notes=notes)


def _mismatch(override: Incoming, master: Read) -> str:
    """Return the code that says why this is no exception of that series, or an empty text."""
    series = master.incoming
    if isinstance(override.start, datetime) != isinstance(series.start, datetime):
        return "other_kind_than_series"
    if isinstance(series.start, datetime) and (override.zone is None) != (series.zone is None):
        return "other_kind_than_series"
    start = Point(override.start, override.zone, override.fold).on(series.zone)
    if not zones.FIRST_YEAR <= start.day.year <= zones.LAST_YEAR:
        return "date_out_of_range"
    if not series.rule or (master.dates and _day(override, series) not in master.dates):
        return "not_in_series"
    return ""


def _is_beyond(override: Incoming, master: Read) -> bool:
    """Tell whether a meeting lies where its series was cut, which is told already."""
    cut = any(note.code == "rule_cut" for note in master.incoming.notes)
    return cut and _day(override, master.incoming) > master.dates[-1]


def _day(override: Incoming, series: Incoming) -> date:
    """Return the date on which the series has the meeting that an override is of."""
    original = _original(override, series)
    return original.date() if isinstance(original, datetime) else original


def _original(override: Incoming, series: Incoming) -> datetime | date:
    at = override.original or series.start
    return as_start(Point(at, override.zone).on(series.zone).at, series.start)


def _on_clock(override: Incoming, master: Read) -> Incoming:
    """Return an override on the clock of its series."""
    series = master.incoming
    start = Point(override.start, override.zone, override.fold).on(series.zone)
    end = override.end
    if isinstance(end, datetime):
        end = Point(end, override.zone).on(series.zone).at
    return replace(
        override,
        start=start.at,
        end=end,
        fold=start.fold,
        zone=series.zone,
        original=_original(override, series),
    )


def _with(series: Incoming, overrides: Sequence[Incoming]) -> Incoming:
    """Return a series with its exceptions: moved meetings, and those that were called off."""
    off = [each.original for each in overrides if each.status == "CANCELLED"]
    moved = [each for each in overrides if each.status != "CANCELLED"]
    if not overrides:
        return series
    excluded = {*series.excluded, *(at for at in off if at is not None)}
    excluded -= {each.original for each in moved}
    moved.sort(key=lambda each: str(each.original))
    return replace(series, excluded=tuple(sorted(excluded)), overrides=tuple(moved))


def _refused(each: Read, code: str) -> Refused:
    incoming = each.incoming
    values = {"value": str(incoming.original)[:16]} if code == "not_in_series" else {}
    return Refused(
        number=each.number,
        uid=incoming.uid,
        summary=incoming.summary,
        why=Note(code=code, values=values),
    )
