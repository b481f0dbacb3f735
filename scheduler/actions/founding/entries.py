"""Entries of a file, as JSON has them: anything may stand there, and is asked for by its type.

Decides what a text, a slug, a date and a list of words are. Each refusal names its field.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from babel.localedata import exists

from scheduler import errors

Entry = dict[str, Any]
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LANGUAGE = re.compile("[a-z]{2,3}")
SLUG_LIMIT = 80
LIMIT = 200
LONG = 5_000


def text(entry: Entry, key: str, *, limit: int = LIMIT) -> str:
    """Return the text under a key, "" where there is none; TooLong, ControlCharacters, Invalid."""
    return _text(entry.get(key) or "", field=key, limit=limit)


def texts(entry: Entry, key: str, *, limit: int = LIMIT) -> dict[str, str]:
    """Return a text by language, {} where there is none; refusals as of `text`."""
    found = entry.get(key) or {}
    if not isinstance(found, dict) or not all(is_language(code) for code in found):
        raise errors.Invalid(field=key)
    return {code: _text(said, field=f"{key}.{code}", limit=limit) for code, said in found.items()}


def required_texts(entry: Entry, key: str) -> dict[str, str]:
    """Return a text by language that at least one language has; Missing."""
    found = texts(entry, key)
    if not any(said.strip() for said in found.values()):
        raise errors.Missing(field=key)
    return found


def slug(entry: Entry) -> str:
    """Return the entry's own slug; Missing, Invalid. "mine" is reserved for personal feeds."""
    found = text(entry, "slug", limit=SLUG_LIMIT)
    if not found:
        raise errors.Missing(field="slug")
    if not SLUG.fullmatch(found) or found == "mine":
        raise errors.Invalid(field="slug")
    return found


def words(entry: Entry, key: str) -> list[str]:
    """Return a list of short texts, [] where there is none; Invalid."""
    found = entry.get(key) or []
    if not isinstance(found, list):
        raise errors.Invalid(field=key)
    return list(dict.fromkeys(_text(word, field=key, limit=LIMIT) for word in found))


def languages(entry: Entry) -> list[str]:
    """Return the codes of a programme's languages, the first leading; Missing, Invalid."""
    found = words(entry, "languages")
    if not found:
        raise errors.Missing(field="languages")
    if not all(is_language(code) for code in found):
        raise errors.Invalid(field="languages")
    return found


def day(entry: Entry, key: str) -> date | None:
    """Return the date under a key, written 2027-03-10; None where there is none; Invalid."""
    found = text(entry, key)
    try:
        return date.fromisoformat(found) if found else None
    except ValueError as no_date:
        raise errors.DateUnreadable(field=key) from no_date


def flag(entry: Entry, key: str, *, default: bool = False) -> bool:
    """Return true or false; Invalid for anything else."""
    found = entry.get(key, default)
    if not isinstance(found, bool):
        raise errors.Invalid(field=key)
    return found


def is_language(code: object) -> bool:
    """Tell whether that is the code of a language that has a name."""
    return isinstance(code, str) and bool(LANGUAGE.fullmatch(code)) and exists(code)


def _text(found: object, *, field: str, limit: int) -> str:
    if not isinstance(found, str):
        raise errors.Invalid(field=field)
    if len(found) > limit:
        raise errors.TooLong(field=field, limit=limit, length=len(found))
    if errors.has_control(found):
        raise errors.ControlCharacters(field=field)
    return found
