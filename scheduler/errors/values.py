"""Refusals of single values, and the tests of a text that several floors need."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from scheduler.errors.parents import Invalid
from scheduler.i18n import lazy

if TYPE_CHECKING:
    from collections.abc import Iterator


class Missing(Invalid):
    """A required value is empty."""

    code = "missing"
    text = lazy("Fill in this field.")


class TooLong(Invalid):
    """A text is longer than its place."""

    code = "too_long"
    text = lazy("This text is too long: at most %(limit)s characters, now %(length)s.")


class TooLarge(Invalid):
    """A number is outside its range."""

    code = "out_of_range"
    text = lazy("Enter a number from %(least)s to %(most)s.")


class NotInProgramme(Invalid):
    """A city, theme or language that the programme does not have."""

    code = "not_in_programme"
    text = lazy("“%(value)s” is not part of this programme.")


class SlugUnknown(Invalid):
    """A slug under which nothing is stored, and nothing stands in the files."""

    code = "slug_unknown"
    text = lazy("Nothing is called “%(value)s”, neither here nor in the files.")


class EntryInvalid(Invalid):
    """An entry of a file that is loaded breaks a rule."""

    code = "entry_invalid"
    text = lazy("%(file)s, “%(entry)s”: %(why)s")


class EmailInvalid(Invalid):
    """Not an e-mail address that a message could reach."""

    code = "email_invalid"
    text = lazy("This does not look like an e-mail address. Example: name@sofia.bg")


class LinkInvalid(Invalid):
    """Not a web address."""

    code = "link_invalid"
    text = lazy("Enter a full web address that begins with https://")


class ControlCharacters(Invalid):
    """Characters that no screen shows and no calendar may carry."""

    code = "control_characters"
    text = lazy("This text holds invisible control characters. Type it again, or paste it as text.")


class NotReadyToPublish(Invalid):
    """Something that the public page needs is missing."""

    code = "not_ready"
    text = lazy("Before publishing, write the title in: %(missing)s.")


def of_line(text: str, limit: int, *, field: str) -> Iterator[Invalid]:
    """Give what is wrong with a text that has to be there, in one line of at most `limit`."""
    if not _is_seen(text):
        yield Missing(field=field)
    elif len(text) > limit:
        yield TooLong(field=field, limit=limit, length=len(text))
    elif has_control(text) or has_line_break(text):
        yield ControlCharacters(field=field)


def has_control(text: str) -> bool:
    """Tell whether a text holds control characters other than a new line or a tab.

    Half of a surrogate pair, which JSON can spell and no database can store, counts as one, and
    so does what Unicode keeps for programs' inner use (its noncharacters): calendars do use it.
    """
    return any(c not in "\n\r\t" and _is_control(c) for c in text)


def _is_seen(text: str) -> bool:
    """Tell whether a text is more than spaces and marks without width: a link needs a word."""
    return any(not c.isspace() and unicodedata.category(c) != "Cf" for c in text)


def _is_control(letter: str) -> bool:
    number = ord(letter)
    inner = 0xFDD0 <= number <= 0xFDEF or number & 0xFFFE == 0xFFFE  # noqa: PLR2004 - Unicode, 23.7
    return inner or unicodedata.category(letter) in {"Cc", "Cs"}


def has_line_break(text: str) -> bool:
    """Tell whether a text that is one line holds a break, as a forged mail header would."""
    return any(c in "\n\r\v\f\x85\u2028\u2029" for c in text)
