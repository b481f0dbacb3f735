"""Two organizers at once: what differs between their versions, and the plan that is chosen.

Decides into which parts a plan is compared (each language of a text, the whole time as one),
which version is proposed for a part that only one of them touched, and that a part which both
touched must be chosen. Overwrites nothing: the verb that saves refuses an old version again.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from scheduler.actions.scheduling.plan import TIME_FIELDS, Plan, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MINE, THEIRS = "mine", "theirs"
TEXTS = ("title", "description", "venue")
GROUPS: dict[str, tuple[str, ...]] = {
    "kind": ("kind",),
    "when": TIME_FIELDS,
    "host_city": ("host_city",),
    "online": ("online_url", "online_public"),
    "cities": ("cities",),
    "themes": ("themes",),
    "visibility": ("visibility",),
    "capacity": ("capacity",),
    "registration": ("opens", "closes"),
}
ORDER = (
    *("kind", "title", "description", "when", "venue", "host_city", "online"),
    *("cities", "themes", "visibility", "capacity", "registration"),
)


@dataclass(frozen=True)
class Difference:
    """A part in which two versions of one event are not the same."""

    name: str
    """A group of fields, or a text in one language: "title.bg"."""
    chosen: str
    """mine, theirs, or nothing: then the organizer has to say."""


def seen(plan: Plan) -> str:
    """Return what a form carries of the version that it was filled from, part by part."""
    return json.dumps(_digests(plan, _codes(plan)), separators=(",", ":"))


def differences(
    mine: Plan, theirs: Plan, carried: str, choices: Mapping[str, str]
) -> list[Difference]:
    """Return the parts that differ. `carried` is `seen` of what both started from."""
    codes = _codes(mine) | _codes(theirs)
    before, ours, others = _read(carried), _digests(mine, codes), _digests(theirs, codes)
    return [
        Difference(name, choices.get(name) or _proposed(name, before, ours, others))
        for name in sorted(ours, key=_place)
        if ours[name] != others[name]
    ]


def combined(mine: Plan, theirs: Plan, chosen: Iterable[Difference]) -> Plan:
    """Return my plan with those parts of the other that were chosen."""
    plan = mine
    for part in chosen:
        if part.chosen == THEIRS:
            plan = replace(plan, **_part(part.name, plan, theirs))
    return plan


def _part(name: str, mine: Plan, theirs: Plan) -> dict[str, Any]:
    """Return the fields that taking their version of a part would change."""
    if name in GROUPS:
        return {field: getattr(theirs, field) for field in GROUPS[name]}
    text, _, code = name.partition(".")
    kept = {other: words for other, words in getattr(mine, text).items() if other != code}
    taken = getattr(theirs, text).get(code)
    return {text: kept | ({code: taken} if taken else {})}


def _proposed(
    name: str, before: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]
) -> str:
    """Propose the version of whoever alone has touched a part; nothing where both have."""
    start = before.get(name, _digest("") if before else None)
    if start == theirs[name]:
        return MINE
    return THEIRS if start == mine[name] else ""


def _place(name: str) -> tuple[int, str]:
    """Return where a part stands among the others: in the order of the form."""
    return ORDER.index(name.partition(".")[0]), name


def _codes(plan: Plan) -> set[str]:
    return {code for name in TEXTS for code in getattr(plan, name)}


def _digests(plan: Plan, codes: set[str]) -> dict[str, str]:
    """Return a short digest of each part; a text that is not there is an empty one."""
    settled = plan.settled()
    parts: dict[str, Any] = {
        name: [plain(getattr(settled, field)) for field in fields]
        for name, fields in GROUPS.items()
    }
    for name in TEXTS:
        for code in sorted(codes):
            parts[f"{name}.{code}"] = getattr(plan, name).get(code, "")
    return {name: _digest(value) for name, value in parts.items()}


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _read(carried: str) -> dict[str, str]:
    """Return what a form carried; what is no such thing carries nothing."""
    try:
        found = json.loads(carried)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
