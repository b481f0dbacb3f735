"""History as organizers read it: who did what, when, in words.

Decides how each verb that is recorded reads, and what of its details is told. An entry holds no
personal data; the name of who acted is read where that person still exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask import render_template

from scheduler import i18n
from scheduler.actions import policy
from scheduler.actions.policy import declare
from scheduler.core.conflicts import KINDS
from scheduler.queries import changes, conflicts, managing, polls
from scheduler.queries import history as reads
from scheduler.web import desk
from scheduler.web.blueprint import pages
from scheduler.web.deeds import ANSWERS, BY_LINK, VERBS
from scheduler.web.door import get_me

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scheduler.models import Event, HistoryEntry, Poll, Programme

FIELDS = {
    **changes.LABELS,
    "kind": i18n.lazy("Kind"),
    "themes": i18n.lazy("Themes"),
    "visibility": i18n.lazy("Who may see it"),
    "capacity": i18n.lazy("Number of places"),
    "online_public": i18n.lazy("Link"),
    "opens": i18n.lazy("Registration"),
    "closes": i18n.lazy("Registration"),
    "all_day": i18n.lazy("How much is known"),
    "time_known": i18n.lazy("How much is known"),
}
TEXTS = {"title", "description", "venue"}
IN_FULL = {"start", "end"}
"""The changes whose values are told; of others only that they changed."""


@dataclass(frozen=True)
class Line:
    """One entry in words of the current language."""

    at: datetime
    who: str
    did: str
    details: list[str]
    event: Event | None = None
    poll: Poll | None = None


@pages.get("/manage/history")
@declare("manage")
def programme_history() -> str:
    """Show the latest of what was done in a programme."""
    programme = desk.asked_programme()
    policy.require(get_me(), "history.see", programme)
    return render_template(
        "history/programme.html",
        programme=programme,
        programmes=desk.my_programmes(),
        accent=programme.accent,
        clock=desk.clock_of(programme.cities),
        lines=of_programme(programme),
    )


def of_programme(programme: Programme) -> list[Line]:
    """Return the latest of what was done in a programme, each with its event or poll."""
    found = reads.of_programme(programme)
    subjects = {entry.subject for entry in found}
    return _lines(found, managing.events_of(subjects), polls.of_subjects(subjects))


def of_event(event: Event) -> list[Line]:
    """Return what was done to an event, the latest first."""
    return _lines(reads.of_event(event), {}, {})


def _lines(
    entries: Sequence[HistoryEntry], events: dict[str, Event], asked: dict[str, Poll]
) -> list[Line]:
    names = reads.actors(entries)
    return [
        Line(
            at=entry.at,
            who=_who(entry, names),
            did=i18n.gettext(VERBS[entry.verb]) if entry.verb in VERBS else entry.verb,
            details=details_in_words(entry.verb, entry.details),
            event=events.get(entry.subject),
            poll=asked.get(entry.subject),
        )
        for entry in entries
    ]


def _who(entry: HistoryEntry, names: dict[int, str]) -> str:
    """Return who did it: a name, somebody who is not known (any more), or the system itself."""
    if entry.actor_id is not None:
        return names.get(entry.actor_id) or i18n.gettext("Somebody")
    by_link = entry.verb in BY_LINK or entry.details.get("reason") in {"withdrawn", "not_me"}
    return i18n.gettext("Somebody") if by_link else i18n.gettext("The system")


def details_in_words(verb: str, details: dict[str, Any]) -> list[str]:
    """Return what is told of an entry's details, in the current language."""
    return DETAILS[verb](details) if verb in DETAILS else []


def _answered(details: dict[str, Any]) -> list[str]:
    return [i18n.gettext(ANSWERS[said])] if (said := details.get("answer")) in ANSWERS else []


def _published(details: dict[str, Any]) -> list[str]:
    invited = int(details.get("invited") or 0)
    found = [i18n.gettext("as tentative")] if details.get("status") == "tentative" else []
    if invited:
        return [*found, _invited(invited)]
    return [*found, i18n.gettext("without invitations")]


def _invited(invited: int) -> str:
    return i18n.ngettext("%(num)s person invited", "%(num)s people invited", invited)


def _asked(asked: int) -> str:
    return i18n.ngettext("%(num)s person asked", "%(num)s people asked", asked)


def _imported(details: dict[str, Any]) -> list[str]:
    """Return how many drafts were made, changed and thrown away."""
    new, changed, gone = (int(details.get(n) or 0) for n in ("new", "changed", "discarded"))
    found = {
        i18n.ngettext("%(num)s new draft", "%(num)s new drafts", new): new,
        i18n.ngettext("%(num)s changed draft", "%(num)s changed drafts", changed): changed,
        i18n.ngettext("%(num)s draft discarded", "%(num)s drafts discarded", gone): gone,
    }
    return [words for words, count in found.items() if count]


def _polled(details: dict[str, Any]) -> list[str]:
    """Return how often somebody said what; which times they were is not kept."""
    said = {
        "yes": i18n.pgettext("poll", "yes"),
        "maybe": i18n.pgettext("poll", "if need be"),
        "no": i18n.pgettext("poll", "no"),
    }
    return [f"{words}: {details[code]}" for code, words in said.items() if details.get(code)]


def _people_told(told: int) -> str:
    return i18n.ngettext("%(num)s person told", "%(num)s people told", told)


def _noticed(details: dict[str, Any]) -> list[str]:
    """Return from when on the hour is another one, and who was told."""
    days = [date.fromisoformat(day) for day in details.get("first") or []]
    found = [i18n.gettext("from %(date)s", date=i18n.date_long(day)) for day in days]
    return [*found, _people_told(int(details.get("told") or 0))]


def _rezoned(details: dict[str, Any]) -> list[str]:
    """Return which data came, how many meetings are at another moment, and who was told."""
    before, now = details.get("data") or ("", "")
    found = [i18n.gettext("Time zone data: %(before)s → %(now)s", before=before, now=now)]
    meetings = details.get("meetings") or []
    if meetings:
        text = i18n.ngettext(
            "%(num)s meeting at another moment", "%(num)s meetings at another moment", len(meetings)
        )
        wall, was, is_now = meetings[0]
        found.append(f"{text}: {_moment(wall)}, {was[11:16]} → {is_now[11:16]} UTC")
    return [*found, _people_told(int(details.get("told") or 0))]


def _conflicts(details: dict[str, Any]) -> list[str]:
    """Return which kinds of conflicts they were."""
    return [conflicts.kind_words(kind) for kind in KINDS if kind in details.get("conflicts", {})]


def _of_calendar(details: dict[str, Any]) -> list[str]:
    return [i18n.pick(details.get("calendar"))]


def _of_meeting(details: dict[str, Any]) -> list[str]:
    return [i18n.gettext("the meeting of %(date)s", date=_moment(details.get("original")))]


def _changed(changed: dict[str, Any], texts: list[str]) -> list[str]:
    """Return what changed. `texts` names the texts that did, by language: "title.bg"."""
    named = {*changed, *(text.partition(".")[0] for text in texts)}
    found = []
    for name in (name for name in FIELDS if name in named):
        label = i18n.gettext(FIELDS[name])
        if name in IN_FULL:
            before, now = (_moment(value) for value in changed[name])
            found.append(f"{label}: {before} → {now}")
        elif languages := _languages(name, changed, texts):
            found.append(f"{label} ({', '.join(map(i18n.language_words, languages))})")
        else:
            found.append(label)
    return list(dict.fromkeys(found))


def _languages(name: str, changed: dict[str, Any], texts: list[str]) -> list[str]:
    """Return the languages in which a text changed; nothing of what is no text."""
    codes = {code for text in texts for of, _, code in [text.partition(".")] if of == name and code}
    if name in TEXTS and name in changed:
        before, now = (value if isinstance(value, dict) else {} for value in changed[name])
        codes |= {code for code in {*before, *now} if before.get(code) != now.get(code)}
    return sorted(codes)


def _moment(value: str | None) -> str:
    """Return a stored wall time or date in words."""
    if not value:
        return "–"
    if "T" not in value:
        return i18n.date_short_words(date.fromisoformat(value))
    wall = datetime.fromisoformat(value)
    return f"{i18n.date_short_words(wall.date())}, {i18n.time_words(wall.time())}"


DETAILS: dict[str, Callable[[dict[str, Any]], list[str]]] = {
    "publish": _published,
    "invite": lambda details: [_invited(int(details.get("invited") or 0))],
    "cancel": lambda details: [_people_told(int(details.get("told") or 0))],
    "change": lambda details: _changed(details.get("changes") or {}, details.get("texts") or []),
    "change_one": lambda details: [
        *_of_meeting(details),
        *_changed(details.get("changes") or {}, details.get("texts") or []),
    ],
    **dict.fromkeys(("cancel_one", "restore_one", "cancel_following", "split"), _of_meeting),
    **dict.fromkeys(
        ("follow", "change following", "pause following", "resume following", "unfollow"),
        _of_calendar,
    ),
    "answer": _answered,
    "acknowledge": _conflicts,
    "take back": _conflicts,
    "rezone": _rezoned,
    "notice": _noticed,
    "open poll": lambda details: [_asked(int(details.get("asked") or 0))],
    "change poll": lambda details: [_people_told(int(details.get("told") or 0))],
    "answer poll": _polled,
    "remind": lambda details: [_people_told(int(details.get("told") or 0))],
    "cancel poll": lambda details: [_people_told(int(details.get("told") or 0))],
    "choose": lambda details: [_moment(details.get("start"))],
    "import": _imported,
}
"""What is told of the details of each verb; of the others nothing."""
