"""What is said of a slot in words: why it is not a good one, how good it is, whose turn it was.

Decides the sentence for each of the finder's reasons, in the current language, and the three
degrees that a page marks days and hours with. Judges nothing: the numbers are the finder's.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from scheduler import i18n
from scheduler.queries.days_off import calendar_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.core.slots import Reading, Reason, Slot
    from scheduler.models import City
    from scheduler.queries.slots.finding import Finding

Mark = Literal["good", "fair", "hard"]
State = Literal["office", "edge", "off", "night"]
OFF = frozenset({"closed", "day_off", "rest"})
_SMALL = 15
"""What is no worse than this, such as a lunch hour, is still a good time."""
_HOUR = 60


def mark(slot: Slot) -> Mark:
    """Return how good a slot is for whoever has it worst.

    Good is within office hours everywhere with nobody missing; hard is the night, a day that is
    not worked, or beyond the acceptable hours of any city; fair is what lies between.
    """
    if slot.outside or any(state(reading) in {"off", "night"} for reading in slot.readings):
        return "hard"
    return "good" if slot.common and slot.discomfort <= _SMALL and not slot.busy else "fair"


def state(reading: Reading) -> State:
    """Return what a slot is in one city: within office hours, beside them, in the night, or off."""
    if reading.part == "night":
        return "night"
    if any(reason.code in OFF for reason in reading.reasons):
        return "off"
    return reading.part


def reasons(finding: Finding, reading: Reading) -> list[str]:
    """Return why a slot is not a good one in a city, the worst first."""
    city = finding.by_slug[reading.key]
    return [reason_words(finding, city, reason, reading) for reason in reading.reasons]


def reason_words(finding: Finding, city: City, reason: Reason, reading: Reading) -> str:
    """Return one reason as one reads it: „свършва 1 ч. след работното време“."""
    named = _NAMED.get(reason.code)
    if named:
        return named(finding, city, date.fromisoformat(reason.name))
    if reason.code == "closed":
        return i18n.gettext(
            "%(day)s, the office is closed", day=i18n.weekday_words(reading.start.date())
        )
    if reason.code in {"early", "late"}:
        return _beside_office(reason)
    if reason.code in {"busy", "turn"}:
        return _counted(reason)
    return _plain(reason)


def length_words(minutes: int) -> str:
    """Return „1 ч. 30 мин.“, “1 h 30 min”."""
    hours, rest = divmod(minutes, _HOUR)
    if not hours:
        return i18n.gettext("%(minutes)s min", minutes=rest)
    if not rest:
        return i18n.gettext("%(hours)s h", hours=hours)
    return i18n.gettext("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)


def fairness(finding: Finding) -> str:
    """Say who carried the awkward hours of the meetings before; nothing where there were none.

    „Последните 6 срещи: неудобни за Сеул 4, за София 2.“
    """
    answer = finding.answer
    if not answer.meetings:
        return ""
    heavy = sorted(answer.burdens, key=lambda burden: -burden.count)
    told = [
        i18n.gettext(
            "for %(city)s %(count)s",
            city=i18n.pick(finding.by_slug[burden.key].name),
            count=burden.count,
        )
        for burden in heavy
        if burden.count
    ]
    if not told:
        return i18n.ngettext(
            "The last meeting was awkward for nobody.",
            "The last %(num)s meetings were awkward for nobody.",
            answer.meetings,
        )
    return i18n.ngettext(
        "The last meeting: awkward %(cities)s.",
        "The last %(num)s meetings: awkward %(cities)s.",
        answer.meetings,
        cities=", ".join(told),
    )


def _day_off(_finding: Finding, city: City, day: date) -> str:
    holiday = calendar_of(city).find_day_off(day)
    name = i18n.pick(holiday.names) if holiday else i18n.date_no_year(day)
    return i18n.gettext("day off (%(name)s)", name=name)


def travel_words(finding: Finding, city: City, day: date) -> str:
    """Return what a date is to a city's delegation: „ден на пристигане (Посещение в Сеул)“."""
    found = finding.rests[city.id][day]
    title = i18n.pick(found.event.title)
    if found.kind == "arrival":
        return i18n.gettext("the delegation arrives (%(visit)s)", visit=title)
    if found.kind == "away":
        return i18n.gettext("the delegation is away (%(visit)s)", visit=title)
    return i18n.gettext("day of rest after the flight (%(visit)s)", visit=title)


_NAMED: dict[str, Callable[[Finding, City, date], str]] = {
    "day_off": _day_off,
    "rest": travel_words,
}


def _beside_office(reason: Reason) -> str:
    length = length_words(reason.count)
    if reason.code == "early":
        return i18n.gettext("begins %(length)s before office hours", length=length)
    return i18n.gettext("ends %(length)s after office hours", length=length)


def _counted(reason: Reason) -> str:
    if reason.code == "busy":
        return i18n.ngettext(
            "%(num)s of %(of)s people is busy",
            "%(num)s of %(of)s people are busy",
            reason.count,
            of=reason.of,
        )
    return i18n.gettext(
        "awkward here %(count)s of the last %(of)s times", count=reason.count, of=reason.of
    )


def _plain(reason: Reason) -> str:
    if reason.code == "lunch":
        return i18n.gettext("lunch time")
    if reason.code == "bridge":
        return i18n.gettext("the one working day between two days off")
    if reason.code == "night":
        return i18n.gettext("night")
    return i18n.gettext("outside the acceptable hours")
