"""The fields of an import: the file itself, and what is said about it as a whole.

Decides what is proposed where an address says nothing: the language by the letters of the texts,
the cities as for any new event. Which values are right, the verbs decide.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wtforms import Form, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import FileField

from scheduler import errors, i18n
from scheduler.actions.importing import Choices, Source
from scheduler.core import dates
from scheduler.models.event import KINDS
from scheduler.queries.naming import kind_words
from scheduler.queries.occurrences import zone_city
from scheduler.web.forms import PageForm, put
from scheduler.web.planning.filling import blank

if TYPE_CHECKING:
    from datetime import date

    from werkzeug.datastructures import MultiDict

    from scheduler.models import City, Person, Programme

KIND = "event"
SCRIPTS = {"bg": re.compile("[а-яА-Я]"), "ko": re.compile("[가-힣]"), "en": re.compile("[a-zA-Z]")}
_LOOKED_AT = 100


class Upload:
    """A file, or its text."""

    file = FileField(i18n.lazy("File"))
    text = TextAreaField(i18n.lazy("Or its text"))


class UploadForm(Upload, PageForm):
    """What was sent."""


class EmptyForm(Upload, Form):
    """The same fields with nothing in them, where what was sent is too large to be looked at."""


class TakeForm(PageForm):
    """The ticks, which are no fields: there are as many as the file has entries."""


class SettingsForm(Form):
    """What is said about a file, in the page's address."""

    language = SelectField(i18n.lazy("Language of the texts"), validate_choice=False)
    zone = SelectField(i18n.lazy("On the clock of"), validate_choice=False)
    kind = SelectField(i18n.lazy("Kind of the new drafts"), validate_choice=False)
    cities = SelectMultipleField(
        i18n.lazy("Cities of the new drafts"), name="city", validate_choice=False
    )
    since = StringField(i18n.lazy("Only what is not over before"))


def settings_form(
    programme: Programme, source: Source, args: MultiDict[str, str], by: Person
) -> SettingsForm:
    """Return what an address says about a file, completed by what is proposed."""
    form = SettingsForm(args)
    form.language.choices = [
        (code, i18n.capitalised(i18n.language_words(code))) for code in programme.languages
    ]
    clocks = _zones(programme, source.zone)
    form.zone.choices = [("", "–"), *clocks.items()]
    form.kind.choices = [(kind, i18n.capitalised(kind_words(kind))) for kind in KINDS]
    form.cities.choices = [(city.slug, _name(city)) for city in programme.cities]
    if form.language.data not in programme.languages:
        form.language.data = guessed_language(programme, source)
    if form.zone.data not in clocks:
        form.zone.data = ""
    if form.kind.data not in KINDS:
        form.kind.data = KIND
    if "kind" not in args:
        form.cities.data = blank(programme, by)["cities"]
    return form


def choices_of(form: SettingsForm, programme: Programme) -> Choices:
    """Return the choices that a form holds; a date that cannot be read is told at its field."""
    named = form.cities.data or ()
    return Choices(
        language=form.language.data,
        zone=form.zone.data or None,
        kind=form.kind.data,
        cities=tuple(city.slug for city in programme.cities if city.slug in named),
        since=_since(form),
    )


def guessed_language(programme: Programme, source: Source) -> str:
    """Return the language of the programme in whose letters most titles are, else the reader's."""
    text = "".join(told.entry.summary for told in source.entries[:_LOOKED_AT])
    counts = {code: len(used.findall(text)) for code, used in SCRIPTS.items()}
    best = max(counts, key=lambda code: counts[code])
    own = i18n.locale() if i18n.locale() in programme.languages else programme.languages[0]
    return best if counts[best] and best in programme.languages else own


def _since(form: SettingsForm) -> date | None:
    typed = (form.since.data or "").strip()
    if not typed:
        return None
    try:
        return dates.parse_date(typed, field="since")
    except errors.Invalid as refusal:
        put(form, [refusal])
        return None


def _zones(programme: Programme, own: str | None) -> dict[str, str]:
    """Return the clocks of the programme's cities, and the one that the file names."""
    found = {city.zone: i18n.pick(city.name) for city in programme.cities if city.zone}
    if own is not None:
        found.setdefault(own, zone_city(own))
    return found


def _name(city: City) -> str:
    return i18n.pick(city.name if city.announced else city.placeholder)
