"""The event form's fields: made for a programme, in whatever languages and cities it has.

Decides which fields there are and what may be chosen in them. Fields for texts are generated
from the programme's languages, so that a further language takes a row and no code. What was
typed is read by `reading`, and no rule is checked here.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from wtforms import (
    BooleanField,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from scheduler import i18n
from scheduler.models.event import KINDS, VISIBILITIES
from scheduler.queries.naming import kind_words
from scheduler.web.forms import PageForm, texts_field
from scheduler.web.planning import repeating

if TYPE_CHECKING:
    from wtforms import Field

    from scheduler.models import City, Programme, Theme

HOURS, DAYS, UNKNOWN = "hours", "days", "unknown"
"""How much of the time is known: the hours, whole days, or only a date."""
OTHER_ZONE = "other"
TEXTS = {
    "title": (i18n.lazy("Title"), StringField),
    "description": (i18n.lazy("Description"), TextAreaField),
    "venue": (i18n.lazy("Place"), StringField),
}


class TextsForm(PageForm):
    """What is typed of an event, or of one meeting; `title` and such come to it by language."""

    title: FormField[Form]
    description: FormField[Form]
    venue: FormField[Form]
    start_date: StringField
    start_time: StringField
    end_date: StringField
    end_time: StringField
    fold: RadioField
    end_fold: RadioField
    online_url: StringField

    version = HiddenField()
    seen = HiddenField()
    """What each part held when the page was opened: who changed what, where two did at once."""


AnyForm = TypeVar("AnyForm", bound=TextsForm)


class EventForm(TextsForm):
    """What an organizer types about an event."""

    kind = RadioField(i18n.lazy("Kind"), validate_choice=False)
    timing = RadioField(i18n.lazy("How much is known"), validate_choice=False)
    start_date = StringField(i18n.lazy("Start date"))
    start_time = StringField(i18n.lazy("Start time"))
    end_date = StringField(i18n.lazy("End date"))
    end_time = StringField(i18n.lazy("End time"))
    anchor = SelectField(i18n.lazy("On the clock of"), validate_choice=False)
    other_zone = StringField(i18n.lazy("Another time zone"))
    fold = RadioField(
        i18n.lazy("The start comes twice that night. Which one is meant?"), validate_choice=False
    )
    end_fold = RadioField(
        i18n.lazy("The end comes twice that night. Which one is meant?"), validate_choice=False
    )

    repeats = SelectField(i18n.lazy("Repeats"), validate_choice=False)
    interval = StringField(i18n.lazy("Interval"))
    weekdays = SelectMultipleField(i18n.lazy("On these weekdays"), validate_choice=False)
    count = StringField(i18n.lazy("Number of meetings"))
    until = StringField(i18n.lazy("Or until"))

    host_city = SelectField(i18n.lazy("Host city"), validate_choice=False)
    online_url = StringField(i18n.lazy("Link for joining"))
    online_public = BooleanField(i18n.lazy("Show the link to everybody"))

    cities = SelectMultipleField(i18n.lazy("Cities that take part"), validate_choice=False)
    areas = SelectMultipleField(i18n.lazy("Thematic areas"), validate_choice=False)
    topics = SelectMultipleField(i18n.lazy("Topics"), validate_choice=False)
    visibility = RadioField(i18n.lazy("Who may see it"), validate_choice=False)
    capacity = StringField(i18n.lazy("Number of places"))

    opens_date = StringField(i18n.lazy("Registration opens on"))
    opens_time = StringField(i18n.lazy("Registration opens at"))
    closes_date = StringField(i18n.lazy("Registration closes on"))
    closes_time = StringField(i18n.lazy("Registration closes at"))

    tell = BooleanField(i18n.lazy("Tell them of other changes as well"))


def event_form(programme: Programme, **source: Any) -> EventForm:
    """Return the form of that programme: what was sent, `data=` to begin with, or `formdata=`."""
    form: EventForm = with_texts(EventForm, tuple(programme.languages))(**source)
    form.kind.choices = [(kind, i18n.capitalised(kind_words(kind))) for kind in KINDS]
    form.timing.choices = [
        (HOURS, i18n.gettext("With hours")),
        (DAYS, i18n.gettext("Whole days")),
        (UNKNOWN, i18n.gettext("Only the date is known")),
    ]
    form.visibility.choices = [(value, visibility_words(value)) for value in VISIBILITIES]
    form.repeats.choices = repeating.choices(form.repeats.data or "", None)
    form.weekdays.choices = repeating.weekdays()
    _offer_cities(form, programme)
    form.areas.choices = _themes(programme.areas)
    form.topics.choices = _themes(programme.topics)
    form.fold.choices = form.end_fold.choices = [
        ("0", i18n.gettext("the first time")),
        ("1", i18n.gettext("the second time")),
    ]
    return form


def pairs(texts: FormField[Form]) -> list[tuple[str, Field]]:
    """Return a text's fields with their languages, in the order of the programme."""
    return [(field.short_name, field) for field in texts.form]


@cache
def with_texts(base: type[AnyForm], languages: tuple[str, ...]) -> type[AnyForm]:
    """Return that form with a field for each text in each of those languages."""
    texts: dict[str, Any] = {
        name: texts_field(label, languages, field, place=place)
        for place, (name, (label, field)) in enumerate(TEXTS.items())
    }
    return type(base.__name__, (base,), texts)


def _offer_cities(form: EventForm, programme: Programme) -> None:
    announced = sorted((_named(city) for city in programme.cities if city.announced), key=_by_name)
    pending = [_named(city) for city in programme.cities if not city.announced]
    none = ("", "–")
    form.anchor.choices = [none, *announced, (OTHER_ZONE, i18n.gettext("another time zone"))]
    form.host_city.choices = [none, *announced]
    form.cities.choices = [*announced, *pending]


def _named(city: City) -> tuple[str, str]:
    return city.slug, i18n.pick(city.name if city.announced else city.placeholder)


def _by_name(choice: tuple[str, str]) -> str:
    return choice[1].casefold()


def _themes(themes: list[Theme]) -> list[tuple[str, str]]:
    return [(theme.slug, i18n.capitalised(i18n.pick(theme.name))) for theme in themes]


def visibility_words(value: str) -> str:
    """Return in the current language who may see an event."""
    return {
        "public": i18n.gettext("Everybody"),
        "programme": i18n.gettext("Members of the programme"),
        "invited": i18n.gettext("Only the people invited"),
    }[value]
