"""From JSON to a plan: a new event, or the fields of one that change (RFC 7396).

Decides what follows from what is not said: a date is a whole day unless its hour is unknown; a
text in one language leaves the others; a repeated hour is asked about again when it moves.
Whether the plan is right for its programme, the verbs decide.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scheduler import errors
from scheduler.actions.scheduling import Plan
from scheduler.api.refusals import HoursAndDates, VisitsOnly
from scheduler.core import recurrence, zones

if TYPE_CHECKING:
    from scheduler.models import City, Programme

AS_THEY_ARE = (
    "kind",
    "start",
    "end",
    "zone",
    "visibility",
    "host_city",
    "online_public",
    "capacity",
    "all_day",
    "time_known",
)
TEXTS = ("title", "description", "venue")
SLUGS = ("cities", "themes")
TIMES = {"start", "end", "all_day", "time_known"}


def new(body: dict[str, Any], programme: Programme) -> Plan:
    """Return the plan of a new event; errors.Several."""
    nothing = Plan(kind=body["kind"], title={}, start=body["start"])
    return changed(nothing, _precise(body, None) | body, programme)


def changed(plan: Plan, body: dict[str, Any], programme: Programme) -> Plan:
    """Return the plan with the fields of `body` in the place of its own; errors.Several."""
    said = _precise(body, plan) | body
    changes: dict[str, Any] = {name: said[name] for name in AS_THEY_ARE if name in said}
    changes |= {n: _merged(getattr(plan, n), said[n]) for n in TEXTS if n in said}
    changes |= {name: tuple(dict.fromkeys(said[name])) for name in SLUGS if name in said}
    changes |= {"fold": said.get("fold"), "end_fold": said.get("end_fold")}
    if "online_url" in said:
        changes["online_url"] = said["online_url"] or ""
    result = replace(plan, **changes)
    if "recurrence" in said:
        result = replace(result, rule=_rule(said["recurrence"], result))
    if said.keys() & TIMES:
        _require_one_precision(result)
    if "registration" in said:
        result = _with_registration(result, said["registration"] or NO_REGISTRATION, programme)
    return result


NO_REGISTRATION: dict[str, Any] = {"opens": None, "closes": None}


def _precise(body: dict[str, Any], before: Plan | None) -> dict[str, bool]:
    """Return what `all_day` and `time_known` are where the body leaves them open."""
    start = body.get("start", before.start if before else None)
    said = [body[name] for name in ("all_day", "time_known") if name in body]
    if isinstance(start, datetime):
        return {"all_day": False, "time_known": True}
    if said:
        return {"all_day": said[0], "time_known": said[0]}
    if before is not None and not before.timed:
        return {"all_day": before.all_day, "time_known": before.time_known}
    return {"all_day": True, "time_known": True}


def _require_one_precision(plan: Plan) -> None:
    """Raise HoursAndDates unless start, end and the two flags tell of the same precision."""
    wrong = []
    if plan.end is not None and isinstance(plan.end, datetime) != plan.timed:
        wrong.append("end")
    if plan.all_day and (plan.timed or not plan.time_known):
        wrong.append("all_day")
    if plan.timed and not plan.time_known:
        wrong.append("time_known")
    if not plan.timed and plan.time_known and not plan.all_day:
        wrong.append("time_known")
    if wrong:
        raise errors.Several([HoursAndDates(field=field) for field in wrong])


def _rule(text: str | None, plan: Plan) -> str:
    """Return a rule as a plan keeps it; RuleUnreadable, RuleUnsupported."""
    return str(recurrence.parse(text, plan.start, plan.zone)) if text else ""


def _merged(before: dict[str, str], given: dict[str, str] | None) -> dict[str, str]:
    """Return a text by language with the given languages in place; an empty one goes."""
    if given is None:
        return {}
    return {code: text for code, text in (before | given).items() if text}


def _with_registration(plan: Plan, rules: dict[str, Any], programme: Programme) -> Plan:
    hosts = {city.slug: city for city in programme.cities}
    host = hosts.get(plan.host_city or "")
    moments: dict[str, Any] = {
        name: _moment(rules[name], plan, host, f"registration.{name}")
        for name in ("opens", "closes")
        if name in rules
    }
    if plan.kind != "city_visit" and any(moments.values()):
        raise VisitsOnly(field="registration")
    return replace(plan, **moments)


def _moment(value: datetime | None, plan: Plan, host: City | None, field: str) -> datetime | None:
    """Return a moment; a wall time is read in the event's zone, else in its host's."""
    if value is None or value.tzinfo is not None:
        return value
    zone = plan.zone or (host.zone if host else None)
    if zone is None:
        raise errors.Missing(field="zone")
    return zones.to_utc(value, zone, field=field)
