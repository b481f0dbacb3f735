"""An event's conflicts as values: for its organizers alone, in every language of its programme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler import clock, i18n
from scheduler.actions import policy
from scheduler.api.bearer import me
from scheduler.queries import conflicts

if TYPE_CHECKING:
    from scheduler.models import Event
    from scheduler.queries.conflicts import Conflict


def of(event: Event) -> list[dict[str, Any]] | None:
    """Return an event's conflicts as who asks may read them; None to who does not organize it."""
    person = me()
    if not policy.may(person, "invitations.see", event):
        return None
    found = conflicts.of_event(event, now=clock.now(), reader=person)
    languages = [code for code in event.programme.languages if code in i18n.languages()]
    return [_shown(one, languages) for one in found]


def _shown(one: Conflict, languages: list[str]) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "severity": one.severity,
        "key": one.key,
        "acknowledged": one.acknowledged is not None,
        "text": {code: _words(one, code) for code in languages},
        "event": one.other.uid if one.other else None,
        "cities": [city.slug for city in one.cities],
        "dates": one.dates,
    }


def _words(one: Conflict, language: str) -> str:
    with i18n.speaking(language):
        return one.words
