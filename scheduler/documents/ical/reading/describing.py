"""The texts of an entry: title, description, place, links, categories, and what it is known by.

Each is cut to what its place in the product holds, and every cut is told.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.documents.ical.incoming import Note
from scheduler.documents.ical.reading import texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.documents.ical.incoming import Incoming
    from scheduler.documents.ical.reading.lines import Properties

JOINING = ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")
"""Where programs put the address to join at, the standard's place first."""
_LONGEST_PAGE = 40_000
_SHOWN = 80
_HASHED = 40


def described(incoming: Incoming, found: Properties) -> Incoming:
    """Return the entry with its texts, and with what is told of them."""
    notes = list(incoming.notes)
    conference = next(_joining(found), "")
    summary = _line(found, "SUMMARY", "title_cut", notes)
    if not summary:
        notes.append(Note(code="summary_missing"))
    location = _line(found, "LOCATION", "place_cut", notes)
    whole = replace(
        incoming,
        uid=_uid(found, notes),
        summary=summary,
        description=_description(found, conference, notes),
        location="" if location == conference else location,
        url=_url(found, notes),
        conference=conference,
        categories=_categories(found, notes),
    )
    if found.value("CLASS").upper() in {"PRIVATE", "CONFIDENTIAL"}:
        notes.append(Note(code="private"))
    return replace(whole, notes=tuple({note.code: note for note in notes}.values()))


def _uid(found: Properties, notes: list[Note]) -> str:
    """Return what an entry is known by, the same at every reading."""
    uid = texts.line(found.value("UID"))
    if not uid:
        notes.append(Note(code="uid_missing"))
        made_of = "\n".join(found.value(name) for name in ("DTSTART", "SUMMARY"))
        return "without-uid-" + _hash(made_of)
    if len(uid) > texts.UID_LIMIT:
        notes.append(Note(code="uid_long"))
        return uid[: texts.UID_LIMIT - _HASHED - 1] + "-" + _hash(uid)
    return uid


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_HASHED]


def _line(found: Properties, name: str, code: str, notes: list[Note]) -> str:
    text = texts.line(found.value(name))
    if len(text) > texts.TITLE_LIMIT:
        notes.append(Note(code=code, values={"limit": str(texts.TITLE_LIMIT)}))
    return text[: texts.TITLE_LIMIT].rstrip(texts.BLANKS)


def _description(found: Properties, conference: str, notes: list[Note]) -> str:
    """Return the description as text, without the joining link that only repeats CONFERENCE."""
    value = found.value("DESCRIPTION") or found.value("X-ALT-DESC")
    text = texts.lines(value[:_LONGEST_PAGE])
    if texts.is_page(text):
        text = texts.of_page(text)
        notes.append(Note(code="description_html"))
    if conference:
        text = text.removesuffix(conference).rstrip("\n")
    if len(text) > texts.TEXT_LIMIT or len(value) > _LONGEST_PAGE:
        notes.append(Note(code="description_cut", values={"limit": str(texts.TEXT_LIMIT)}))
    return text[: texts.TEXT_LIMIT].rstrip(texts.BLANKS)


def _joining(found: Properties) -> Iterator[str]:
    """Give the addresses at which one joins."""
    for name in JOINING:
        for line in found.all(name):
            if address := texts.link(texts.line(line.value)):
                yield address


def _url(found: Properties, notes: list[Note]) -> str:
    value = texts.line(found.value("URL"))
    url = texts.link(value)
    if value and not url:
        notes.append(Note(code="link_left_out", values={"link": value[:_SHOWN]}))
    return url


def _categories(found: Properties, notes: list[Note]) -> tuple[str, ...]:
    most = texts.MOST_CATEGORIES
    every = (text for line in found.all("CATEGORIES") for text in texts.listed(line.value))
    kept = [text for text in dict.fromkeys(every) if text]
    if len(kept) > most:
        notes.append(Note(code="categories_cut", values={"limit": str(most)}))
    return tuple(kept[:most])
