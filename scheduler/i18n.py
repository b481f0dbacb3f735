"""Languages: the current one, gettext, and dates, times and numbers in words.

Decides where catalogues come from (one folder a language under `translations/`, read from its
.po file, so that nothing has to be compiled and nothing can be out of date) and how this
product writes dates: the patterns are entries of the catalogue too (context "pattern"), hence
a further language takes a catalogue and no code. Knows nothing of requests: an edge says which
language is spoken, `speaking("bg")` says it for a while.
"""

from __future__ import annotations

import gettext as stdlib_gettext
import io
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime, time

SOURCE = "en"
CATALOGUES = Path(__file__).parent / "translations"
# CLDR's plain "en" is American; European programmes write 8 July 2026 and 24 hours.
CLDR = {"en": "en_GB"}
A_MONDAY = date(2024, 1, 1)
_current: ContextVar[str] = ContextVar("language", default=SOURCE)


def languages() -> list[str]:
    """Return the codes of all languages that the program itself speaks, the source last."""
    return [*sorted(_catalogue_codes()), SOURCE]


def locale() -> str:
    """Return the code of the current language: "bg", "en" ..."""
    return _current.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak another language inside the block."""
    token = _current.set(language if language in languages() else SOURCE)
    try:
        yield
    finally:
        _current.reset(token)


def speak(language: str) -> None:
    """Speak that language from here on, in this request or command."""
    _current.set(language if language in languages() else SOURCE)


def lazy(text: str) -> str:
    """Mark a text for the catalogue that is translated later, by whoever shows it."""
    return text


def gettext(text: str, **values: Any) -> str:
    """Return that text in the current language, with its %(name)s filled in."""
    translated = _catalogue(locale()).gettext(text) if text else ""
    return translated % values if values else translated


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    """Return the right plural for `num` in the current language."""
    return _catalogue(locale()).ngettext(one, many, num) % {"num": num, **values}


def pgettext(context: str, text: str, **values: Any) -> str:
    """Return a text that means different things in different places."""
    translated = _catalogue(locale()).pgettext(context, text)
    return translated % values if values else translated


def pick(texts: Mapping[str, str] | None, language: str | None = None) -> str:
    """Return people's text in the current language, or else in the first that has it."""
    if not texts:
        return ""
    return texts.get(language or locale()) or next((t for t in texts.values() if t), "")


def language_of(texts: Mapping[str, str] | None, language: str | None = None) -> str:
    """Return the code of the language that `pick` takes, for the `lang` attribute."""
    wanted = language or locale()
    if not texts or texts.get(wanted):
        return wanted
    return next((code for code, text in texts.items() if text), wanted)


def joined(texts: Mapping[str, str] | None, order: list[str]) -> str:
    """Return all the languages of a text in one line: „Среща / Meeting“, none twice."""
    found = [texts[code] for code in order if texts and texts.get(code)]
    return " / ".join(dict.fromkeys(found))


def in_each(order: Sequence[str], say: Callable[[], str]) -> str:
    """Return what `say` says in each of those languages, in one line, nothing twice."""
    found = []
    for code in order:
        with speaking(code):
            found.append(say())
    return " / ".join(dict.fromkeys(text for text in found if text))


def language_name(code: str) -> str:
    """Return a language's name in itself: „български“, “English”."""
    return Locale.parse(CLDR.get(code, code)).get_language_name(code) or code


def capitalised(text: str) -> str:
    """Return a text that begins a line: „Български“. The rest stays as it is."""
    return text[:1].upper() + text[1:]


def language_words(code: str) -> str:
    """Return a language's name in the current language: „английски“, “Bulgarian”."""
    here = Locale.parse(CLDR.get(locale(), locale()))
    return str(here.languages.get(code, code))


def list_words(names: Sequence[str]) -> str:
    """Return „София, Сеул и Токио“, “Sofia, Seoul and Tokyo”."""
    return format_list(names, locale=CLDR.get(locale(), locale()))


def in_place(name: str) -> str:
    """Return „в София“, „във Варна“, “in Sofia”: before some letters a language says it otherwise.

    Which letters those are is an entry of the catalogue.
    """
    if name.startswith(tuple(pgettext("letters before which the other form is said", "-"))):
        return pgettext("other form", "in %(place)s", place=name)
    return gettext("in %(place)s", place=name)


def date_words(day: date) -> str:
    """Return „сряда, 8 юли 2026 г.“, “Wednesday, 8 July 2026”."""
    return _dated(day, pgettext("pattern", "EEEE, d MMMM y"))


def date_long(day: date) -> str:
    """Return „8 юли 2026 г.“, “8 July 2026”."""
    return _dated(day, pgettext("pattern", "d MMMM y"))


def date_short_words(day: date) -> str:
    """Return „ср, 8 юли 2026 г.“, “Wed, 8 July 2026”."""
    return _dated(day, pgettext("pattern", "EEE, d MMMM y"))


def date_no_year(day: date) -> str:
    """Return „чт, 9 юли“, “Thu, 9 July”: for a row under one that names the year."""
    return _dated(day, pgettext("pattern", "EEE, d MMMM"))


def weekday_words(day: date) -> str:
    """Return „сряда“, “Wednesday”."""
    return _dated(day, "EEEE")


def weekday_short(day: date) -> str:
    """Return „ср“, “Wed”."""
    return _dated(day, "EEE")


def weekday_of(number: int) -> str:
    """Return the weekday of that number, 0 is Monday: „сряда“, “Wednesday”."""
    return weekday_words(A_MONDAY + timedelta(days=number))


def day_and_month(day: date) -> str:
    """Return „8 юли“, “8 July”."""
    return _dated(day, pgettext("pattern", "d MMMM"))


def month_words(day: date) -> str:
    """Return „юли 2026 г.“, “July 2026”: a heading."""
    return _dated(day, pgettext("pattern", "LLLL y"))


def month_name(day: date) -> str:
    """Return „юли“, “July”: under a year."""
    return _dated(day, "LLLL")


def date_range(first: date, last: date) -> str:
    """Return „1–5 юни 2026 г.“, “28 June – 1 July 2026”; one day is that day."""
    if first == last:
        return date_long(first)
    if first.year != last.year:
        return f"{date_long(first)} – {date_long(last)}"
    if first.month != last.month:
        return f"{day_and_month(first)} – {date_long(last)}"
    return f"{first.day}–{date_long(last)}"


def date_input(day: date) -> str:
    """Return a date as a form's text field takes and shows it: „8.7.2026“."""
    return f"{day.day}.{day.month}.{day.year}"


def time_words(at: time) -> str:
    """Return „19:00 ч.“, “19:00”."""
    return _timed(at, pgettext("pattern", "HH:mm"))


def time_range(start: time, end: time) -> str:
    """Return „19:00–20:30 ч.“, “19:00–20:30”."""
    return f"{start:%H:%M}–{time_words(end)}"


def ago_words(gone: timedelta) -> str:
    """Return „преди 2 часа“, “2 hours ago”: in whole hours, and from a day on in whole days.

    >>> ago_words(timedelta(hours=49))
    '2 days ago'
    """
    if gone.days > 0:
        return ngettext("%(num)s day ago", "%(num)s days ago", gone.days)
    hours = gone // timedelta(hours=1)
    if hours > 0:
        return ngettext("%(num)s hour ago", "%(num)s hours ago", hours)
    return gettext("less than an hour ago")


def moment_words(wall: datetime, city: str) -> str:
    """Return a wall time in full: „вторник, 24 ноември 2026 г., 10:00 ч. (София)“."""
    return f"{date_words(wall.date())}, {time_words(wall.time())} ({city})"


def _dated(day: date, pattern: str) -> str:
    return format_date(day, pattern, locale=CLDR.get(locale(), locale()))


def _timed(at: time, pattern: str) -> str:
    return format_time(at, pattern, locale=CLDR.get(locale(), locale()))


@cache
def _catalogue_codes() -> tuple[str, ...]:
    return tuple(p.parent.parent.name for p in CATALOGUES.glob("*/LC_MESSAGES/messages.po"))


@cache
def _catalogue(language: str) -> stdlib_gettext.NullTranslations:
    path = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return stdlib_gettext.NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return stdlib_gettext.GNUTranslations(compiled)
