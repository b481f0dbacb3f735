"""An event's texts against each other: what is not translated, and what stayed behind a change.

Decides which texts are compared, and reads from history which of them were changed in which save.
History keeps no wording, only that there was one; what an older entry does not tell is not
guessed.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler import i18n
from scheduler.core.conflicts import Saved, outdated, untranslated
from scheduler.db import db
from scheduler.models import HistoryEntry
from scheduler.queries.conflicts.values import Conflict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from scheduler.models import Event
    from scheduler.queries.conflicts.values import Asked

TEXTS = {
    "title": i18n.lazy("title"),
    "description": i18n.lazy("description"),
    "venue": i18n.lazy("place"),
}


def of(asked: Sequence[Asked]) -> list[list[Conflict]]:
    """Return for each of the events which of its texts lack a translation, or an up-to-date one."""
    saves = _saves([one.number for one in asked if one.number is not None])
    return [_of(one, saves.get(one.number or 0, [])) for one in asked]


def _of(asked: Asked, saves: list[Saved]) -> list[Conflict]:
    texts = _texts(asked.event)
    missing = untranslated(texts, asked.event.programme.languages)
    if asked.stored is not None and asked.event is not asked.stored:
        saves = [*saves, _unsaved(_texts(asked.stored), texts, saves)]
    behind = outdated(saves, texts)
    return [
        *_by_language("translation_missing", {f"{name}.{code}": "" for name, code in missing}),
        *_by_language("translation_outdated", {t: f":{number}" for t, number in behind.items()}),
    ]


def _by_language(kind: str, found: dict[str, str]) -> Iterable[Conflict]:
    """Give a conflict for each language. `found` is {"title.en": what its key ends with}."""
    words: Callable[..., str] = _missing if kind == "translation_missing" else _behind
    by_code: defaultdict[str, list[str]] = defaultdict(list)
    for text in found:
        name, _, code = text.partition(".")
        by_code[code].append(name)
    for code, names in by_code.items():
        keys = (f"{kind}:{name}.{code}{found[f'{name}.{code}']}" for name in names)
        yield Conflict(kind=kind, keys=tuple(keys), say=partial(words, code, names))


def _missing(code: str, names: list[str]) -> str:
    return i18n.gettext(
        "Not translated into %(language)s yet: %(texts)s",
        language=i18n.language_words(code),
        texts=_named(names),
    )


def _behind(code: str, names: list[str]) -> str:
    return i18n.gettext(
        "Changed since, but not in %(language)s: %(texts)s",
        language=i18n.language_words(code),
        texts=_named(names),
    )


def _named(names: list[str]) -> str:
    return ", ".join(i18n.gettext(TEXTS[name]) for name in TEXTS if name in names)


def _texts(event: Event) -> dict[str, dict[str, str]]:
    return {name: getattr(event, name) for name in TEXTS}


def _saves(numbers: Sequence[int]) -> dict[int, list[Saved]]:
    """Return the saves of events by their numbers, in order."""
    subjects = {f"event:{number}": number for number in numbers}
    found: defaultdict[int, list[Saved]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(HistoryEntry.id, HistoryEntry.subject, HistoryEntry.details)
        .where(HistoryEntry.subject.in_(subjects), HistoryEntry.verb == "change")
        .order_by(HistoryEntry.id)
    )
    for number, subject, details in rows:
        touched, rewritten = details.get("texts", ()), details.get("rewritten", ())
        found[subjects[subject]].append(Saved(number, frozenset(touched), frozenset(rewritten)))
    return found


def _unsaved(
    before: dict[str, dict[str, str]], now: dict[str, dict[str, str]], saves: list[Saved]
) -> Saved:
    """Return the save that a form would be."""
    both = {
        f"{name}.{code}": (before[name].get(code), now[name].get(code))
        for name in TEXTS
        for code in {*before[name], *now[name]}
    }
    return Saved(
        saves[-1].number + 1 if saves else 1,
        frozenset(text for text, (old, new) in both.items() if (old or "") != (new or "")),
        frozenset(text for text, (old, new) in both.items() if old and new and old != new),
    )
