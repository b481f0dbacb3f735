"""A plan: everything that an organizer says about an event, as one value.

Decides what a plan must hold to be a rule-abiding event of its programme, and turns it into the
columns of a row and back. Forms, JSON, the demo and the comparison of two editors' versions all
speak in plans. Knows nothing of who asks or of what is announced.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from scheduler.actions.scheduling import occurring
from scheduler.core import recurrence, timeblock, zones
from scheduler.models import Event, EventCity, EventTheme, Visit

if TYPE_CHECKING:
    from scheduler.models import Programme

TIME_FIELDS = ("start", "end", "zone", "fold", "end_fold", "all_day", "time_known", "rule")
PLACE_FIELDS = ("host_city", "venue", "online_url")
FREE_FIELDS = ("title", "description", "venue", "online_url")


@dataclass(frozen=True)
class Plan:
    """An event as it is meant. Names of cities and themes are their slugs."""

    kind: str
    title: dict[str, str]
    start: datetime | date
    """A naive wall time in `zone`, or a date where only days are known."""
    end: datetime | date | None = None
    """Exclusive for a time; for dates the last day, inclusive."""
    zone: str | None = None
    fold: int | None = None
    """Which one, where the start's wall time comes twice; None asks."""
    end_fold: int | None = None
    all_day: bool = False
    time_known: bool = True
    rule: str = ""
    """How it repeats, as `core.recurrence.Rule` writes itself; `start` is then the first one's."""
    description: dict[str, str] = field(default_factory=dict)
    visibility: str = "public"
    host_city: str | None = None
    cities: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    venue: dict[str, str] = field(default_factory=dict)
    online_url: str = ""
    online_public: bool = False
    capacity: int | None = None
    opens: datetime | None = None
    """Registration opens and closes at these moments (UTC); visits only."""
    closes: datetime | None = None

    @property
    def timed(self) -> bool:
        """Whether hours are known."""
        return isinstance(self.start, datetime)

    def moments(self) -> tuple[datetime, datetime]:
        """Return the UTC bounds: of the hours, or of the days. May raise HourSkipped and so on."""
        if isinstance(self.start, datetime):
            start = zones.to_utc(self.start, self.zone or "", self.fold, field="start")
            if not isinstance(self.end, datetime):
                return start, start + timeblock.ASSUMED
            return start, zones.to_utc(self.end, self.zone or "", self.end_fold, field="end")
        return zones.day_bounds(self.start, self.end or self.start, self.zone)

    def series(self) -> recurrence.Series:
        """Return what its occurrences follow from; RuleUnreadable, RuleUnsupported."""
        rule = recurrence.parse(self.rule, self.start, self.zone) if self.rule else None
        folds = (self.fold or 0, self.end_fold or 0)
        return recurrence.Series(rule, self.start, self.end, self.zone, *folds)

    def settled(self) -> Plan:
        """Return the same plan with its folds decided, so that two plans can be compared."""
        if not (self.timed and self.zone):
            return replace(self, fold=0, end_fold=0, themes=tuple(sorted(self.themes)))
        folds = [zones.fold_of(moment, self.zone) for moment in self.moments()]
        return replace(self, fold=folds[0], end_fold=folds[1], themes=tuple(sorted(self.themes)))

    def in_the_pass_of(self, before: Plan) -> Plan:
        """Return the same plan: where a time stays and nobody says which of two, it stays that."""
        plan = self
        if (plan.start, plan.zone) == (before.start, before.zone) and plan.fold is None:
            plan = replace(plan, fold=before.fold)
        if (plan.end, plan.zone) == (before.end, before.zone) and plan.end_fold is None:
            plan = replace(plan, end_fold=before.end_fold)
        return plan

    def differences(self, other: Plan) -> dict[str, tuple[Any, Any]]:
        """Return what is different in another plan: {field: (here, there)}."""
        return {
            f.name: (getattr(self, f.name), getattr(other, f.name))
            for f in fields(self)
            if getattr(self, f.name) != getattr(other, f.name)
        }

    def facts(self) -> dict[str, Any]:
        """Return what history may keep for ever: no free text and no link; they may name people."""
        return {
            name: plain(value) for name, value in asdict(self).items() if name not in FREE_FIELDS
        }


def plain(value: object) -> object:
    """Return a plan's value as JSON has it: moments and dates in ISO 8601."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def plan_of(event: Event) -> Plan:
    """Return the plan that a stored event is."""
    visit = event.visit
    return Plan(
        kind=event.kind,
        title=dict(event.title),
        start=event.start_wall,
        end=event.end_wall,
        zone=event.zone,
        fold=event.fold,
        end_fold=event.end_fold,
        all_day=event.all_day,
        time_known=event.time_known,
        rule=event.rule,
        description=dict(event.description),
        visibility=event.visibility,
        host_city=event.host_city.slug if event.host_city else None,
        cities=tuple(city.slug for city in event.cities),
        themes=tuple(sorted(theme.slug for theme in event.themes)),
        venue=dict(event.venue),
        online_url=event.online_url,
        online_public=event.online_public,
        capacity=event.capacity,
        opens=visit.opens if visit else None,
        closes=visit.closes if visit else None,
    )


def write(plan: Plan, event: Event, programme: Programme) -> None:
    """Put a checked plan into a row, the derived moments included."""
    cities = {city.slug: city for city in programme.cities}
    themes = {theme.slug: theme for theme in programme.themes}
    event.kind, event.visibility = plan.kind, plan.visibility
    event.title, event.description = plan.title, plan.description
    event.venue, event.online_url = plan.venue, plan.online_url
    event.online_public, event.capacity = plan.online_public, plan.capacity
    event.host_city = cities[plan.host_city] if plan.host_city else None
    event.city_links = [
        EventCity(city=cities[slug], position=n) for n, slug in enumerate(plan.cities)
    ]
    event.theme_links = [EventTheme(theme=themes[slug]) for slug in sorted(plan.themes)]
    _write_time(plan, event)
    if plan.kind == "city_visit":
        event.visit = event.visit or Visit()
        event.visit.opens, event.visit.closes = plan.opens, plan.closes
    elif event.visit is not None:
        event.visit.opens = event.visit.closes = None


def _write_time(plan: Plan, event: Event) -> None:
    event.start_date, event.start_time = occurring.split(plan.start)
    event.end_date, event.end_time = occurring.split(plan.end) if plan.end else (None, None)
    event.zone, event.all_day, event.time_known = plan.zone, plan.all_day, plan.time_known
    event.start_utc, event.end_utc = plan.moments()
    settled = plan.settled()
    event.fold, event.end_fold = settled.fold or 0, settled.end_fold or 0
    event.zone_data, event.rule = zones.DATA_VERSION, plan.rule
    occurring.derive(event, settled.series())
