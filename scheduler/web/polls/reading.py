"""What was typed, as a proposal: the one place where the poll form's words become dates and hours.

Decides what each field means, and puts each refusal where it was typed; rows left empty are no
times. Which proposals are right, the verbs decide.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from scheduler import errors, i18n
from scheduler.actions import polling
from scheduler.actions.polling import Offer, Proposal
from scheduler.core import dates, zones
from scheduler.core.timeblock import offset_words
from scheduler.web.forms import put, refused
from scheduler.web.planning.reading import Reader, at

if TYPE_CHECKING:
    from collections.abc import Collection

    from wtforms import Field, Form

    from scheduler.models import Event, Programme
    from scheduler.web.polls.fields import PollForm

SOME_MOMENT = datetime(2000, 1, 1)  # noqa: DTZ001 - a wall time, like all that is typed
"""Stands for a deadline that cannot be read, while the rest is checked."""
MOST_DIGITS = 9
NAMES = {"zone": "anchor", "deadline": "deadline_time", "deadline_zone": "deadline_city"}


@dataclass
class Reading:
    """A proposal as it was typed, and what is wrong with it."""

    proposal: Proposal
    rows: list[int]
    """Which row of the form each of the proposal's times stands in."""
    refusals: list[errors.Refusal] = field(default_factory=list)


def read(
    form: PollForm,
    programme: Programme,
    event: Event | None = None,
    *,
    now: datetime,
    stored: Collection[datetime] = (),
) -> Reading:
    """Return what the form says, checked by every rule; `event` is what is to be moved."""
    reader = Reader()
    zone = _zone(form.anchor, "anchor", programme, reader)
    offers = _offers(form, reader)
    proposal = Proposal(
        title=_texts(form.title.form),
        description=_texts(form.description.form),
        kind=_text(form.kind),
        visibility=_text(form.visibility),
        online_url=_text(form.online_url),
        cities=tuple(form.cities.data or ()),
        zone=zone,
        minutes=reader.take(_number, form.minutes, "minutes", required=True) or 0,
        offers=tuple(offers.values()),
        people=_people(form, reader),
        deadline=_deadline(form, reader) or SOME_MOMENT,
        deadline_zone=_zone(form.deadline_city, "deadline_city", programme, reader),
        shows_answers=bool(form.shows_answers.data),
    )
    if event is not None:
        proposal = polling.of_event(proposal, event)
    reading = Reading(proposal, list(offers), reader.refusals)
    reading.refusals += _checked(reading, programme, now=now, stored=stored)
    return reading


def tell(form: PollForm, reading: Reading) -> None:
    """Put every refusal on the field in which it was typed."""
    for refusal in reading.refusals:
        name, _, place = (refusal.field or "").partition(".")
        if name == "offers":
            _tell_row(form, int(place) if place else None, refusal)
        else:
            put(form, [refusal], NAMES)
    # A list of rows has errors where a row has.
    form.offers.errors = [row.errors for row in form.offers if row.errors]


def offer_folds(form: PollForm, reading: Reading) -> set[int]:
    """Return the rows whose time comes twice, and name both in the choices of their fields."""
    twice = set()
    for row, offer in zip(reading.rows, reading.proposal.offers, strict=True):
        try:
            zones.to_utc(offer.start, reading.proposal.zone)
        except errors.HourRepeated as repeated:
            words = [
                offset_words(zones.offset(moment, reading.proposal.zone))
                for moment in (repeated.first, repeated.second)
            ]
            form.offers[row].form.fold.choices = [
                ("0", i18n.gettext("the first time (%(offset)s)", offset=words[0])),
                ("1", i18n.gettext("the second time (%(offset)s)", offset=words[1])),
            ]
            twice.add(row)
        except errors.Invalid:
            continue
    return twice


def _checked(
    reading: Reading, programme: Programme, *, now: datetime, stored: Collection[datetime]
) -> list[errors.Refusal]:
    """Return what the verbs' own rules say, but for what could not be read."""
    told = {(refusal.field or "").partition(".")[0] for refusal in reading.refusals}
    silent = {rule for rule, name in NAMES.items() if name in told} | {"minutes"} & told
    if "deadline_date" in told:
        silent.add("deadline")
    if "offers" in told and not reading.proposal.offers:
        silent.add("offers")
    try:
        polling.check(reading.proposal, programme, now=now, stored=stored)
    except errors.Several as several:
        return [_placed(r, reading.rows) for r in refused(several) if r.field not in silent]
    return []


def _placed(refusal: errors.Refusal, rows: list[int]) -> errors.Refusal:
    """Return a refusal of the n-th time as one of the row in which it was typed."""
    name, _, place = (refusal.field or "").partition(".")
    if name == "offers" and place:
        refusal.field = f"offers.{rows[int(place)]}"
    return refusal


def _tell_row(form: PollForm, row: int | None, refusal: errors.Refusal) -> None:
    """Put a refusal on the date or the hour of a row; on the first row where it is of all."""
    inner = form.offers[row or 0].form
    dated = row is None or isinstance(refusal, errors.DateUnreadable | errors.DateOutOfRange)
    missing = row is not None and not _text(inner.date)
    target = inner.date if dated or missing else inner.time
    target.errors = [*target.errors, refusal.message]


def _offers(form: PollForm, reader: Reader) -> dict[int, Offer]:
    """Return the times that can be read, by their rows; empty rows are none."""
    found = {}
    for number, row in enumerate(form.offers):
        inner, name = row.form, f"offers.{number}"
        if not _text(inner.date) and not _text(inner.time):
            continue
        day = reader.take(dates.parse_date, inner.date, name, required=True)
        hour = reader.take(dates.parse_time, inner.time, name, required=True)
        wall = at(day, hour)
        if wall is not None:
            found[number] = Offer(wall, _choice(inner.fold))
    return found


def _deadline(form: PollForm, reader: Reader) -> datetime | None:
    day = reader.take(dates.parse_date, form.deadline_date, "deadline_date", required=True)
    hour = reader.take(dates.parse_time, form.deadline_time, "deadline_time", required=True)
    return at(day, hour)


def _zone(source: Field, name: str, programme: Programme, reader: Reader) -> str:
    """Return the zone of the chosen city; "" for none that there is."""
    chosen = _text(source)
    found = next((c.zone for c in programme.cities if c.slug == chosen and c.zone), "")
    if not found:
        reader.refusals.append(errors.NotInProgramme(field=name, value=chosen))
    return found


def _people(form: PollForm, reader: Reader) -> tuple[int, ...]:
    chosen = dict.fromkeys(form.people.data or ())
    if not all(_is_number(text) for text in chosen):
        reader.refusals.append(errors.PersonNotInProgramme(field="people"))
    return tuple(int(text) for text in chosen if _is_number(text))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def _number(text: str, *, field: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise errors.TooLarge(field=field, least=polling.SHORTEST, most=polling.LONGEST)
    return int(text)


def _texts(texts: Form) -> dict[str, str]:
    """Return a text by language, without the languages that are empty."""
    return {field.short_name: text for field in texts if (text := _text(field))}


def _text(source: Field) -> str:
    return str(source.data or "").replace("\r\n", "\n").strip()


def _choice(source: Field) -> int | None:
    return int(source.data) if source.data in {"0", "1"} else None
