"""What a public holiday is called: in English, in Bulgarian, in the country's own language.

Decides how the library's names read. They are American English, several of one day with a
semicolon between, and wrapped where the day is a substitute, a guess or moved from another one.
Bulgarian names are those of `bulgarian`'s tables; a holiday that is not there is told as
„официален празник“ with its English name, so that nobody reads a translation made up on the
way. Bulgarian phrases begin small: they stand after a colon or in brackets, and whoever begins
a line with one makes its first letter great.
"""

from __future__ import annotations

import re
from datetime import date

from scheduler import i18n
from scheduler.core.holidays import bulgarian

SEPARATOR = "; "
_MOVED = re.compile(r"Day off \(substituted from (\d\d)/(\d\d)/(\d{4})\)")
_SUBSTITUTE = re.compile(r"Alternative holiday for (?P<before>.+)|(?P<after>.+) \(observed\)")
_ESTIMATED = " (estimated)"


def of(country: str, english: str, own: str | None, own_name: str) -> dict[str, str]:
    """Return the names of one holiday by language.

    `english` is the library's name; `own` is the language of the country ("ko", "en_AU"), None
    where it is English and the library has no other, and `own_name` the name in it.
    """
    if own is None or own.startswith(i18n.SOURCE):
        names = {"en": _without_american_date(own_name)}
    else:
        british = _without_american_date(english.replace("Labor", "Labour"))
        names = {"en": british, own.partition("_")[0]: own_name}
    fallback = own_name if country == "BG" else f"официален празник „{names['en']}“"
    return names | {"bg": _in_bulgarian(country, english) or fallback}


def _without_american_date(name: str) -> str:
    """Return an English name whose date nobody takes for 1 April: 01/04/2026 is in January."""
    return _MOVED.sub(lambda found: f"Day off, moved from {_date_in('en', found)}", name)


def _in_bulgarian(country: str, english: str) -> str:
    """Return the Bulgarian name of all of a day's holidays, or nothing where one is not known."""
    known = bulgarian.NAMES.get(country, {})
    parts = [_part(part, known) for part in english.split(SEPARATOR)]
    return SEPARATOR.join(parts) if all(parts) else ""


def _part(english: str, known: dict[str, str]) -> str:
    """Return one of a day's holidays in Bulgarian, or nothing where it is not known."""
    if found := _MOVED.fullmatch(english):
        return f"почивен ден, прехвърлен от {_date_in('bg', found)}"
    if found := _SUBSTITUTE.fullmatch(english):
        name = known.get(found["before"] or found["after"])
        return f"заместващ почивен ден за „{name}“" if name else ""
    name = known.get(english.removesuffix(_ESTIMATED), "")
    return f"{name}, очаквана дата" if name and english.endswith(_ESTIMATED) else name


def _date_in(language: str, american: re.Match[str]) -> str:
    month, day, year = map(int, american.groups())
    with i18n.speaking(language):
        return i18n.date_long(date(year, month, day))
