"""The poll form's fields: made for a programme, in its languages, with its cities and people.

Decides which fields there are and what may be chosen in them. What the form starts from is said
by `filling`, what was typed is read by `reading`, and no rule is checked here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from wtforms import (
    BooleanField,
    FieldList,
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
from scheduler.actions import polling
from scheduler.models.event import VISIBILITIES
from scheduler.queries import polls
from scheduler.queries.naming import kind_words
from scheduler.web.forms import PageForm, texts_field
from scheduler.web.planning.fields import visibility_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wtforms import Field

    from scheduler.models import City, Programme

FEWEST_ROWS, MOST_ROWS = 3, 60
"""Rows for times: so many stand there at first, and no more are read."""
_NUMBERS = {str(number) for number in range(1000)}


class OfferForm(Form):
    """One of the times offered."""

    date = StringField(i18n.lazy("Date"))
    time = StringField(i18n.lazy("Start time"))
    fold = RadioField(
        i18n.lazy("This time comes twice that night. Which one is meant?"), validate_choice=False
    )


class Rows(FieldList):  # type: ignore[type-arg] # generic in the stubs alone
    """Rows of fields, in number at most so many; a row whose number no page writes is none."""

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        """Yield the rows that were sent: WTForms' own cannot read every digit that there is."""
        for name in formdata:
            start, _, rest = name.removeprefix(prefix).partition("-")
            number, _, _ = rest.partition("-")
            if name.startswith(prefix) and not start and number in _NUMBERS:
                yield int(number)


class PollForm(PageForm):
    """What an organizer types about a poll; `title` and `description` come to it."""

    title: FormField[Form]
    description: FormField[Form]

    kind = RadioField(i18n.lazy("Kind"), validate_choice=False)
    cities = SelectMultipleField(i18n.lazy("Cities that take part"), validate_choice=False)
    online_url = StringField(i18n.lazy("Link for joining"))
    visibility = RadioField(i18n.lazy("Who may see the event"), validate_choice=False)

    anchor = SelectField(i18n.lazy("On the clock of"), validate_choice=False)
    minutes = StringField(i18n.lazy("Length in minutes"))
    # Its rows name themselves: "Time 1, Date".
    offers = Rows(FormField(OfferForm), i18n.lazy("Times offered"), max_entries=MOST_ROWS)

    people = SelectMultipleField(i18n.lazy("Who is asked"), validate_choice=False)
    deadline_date = StringField(i18n.lazy("Answers until, date"))
    deadline_time = StringField(i18n.lazy("Answers until, time"))
    deadline_city = SelectField(i18n.lazy("On the clock of"), validate_choice=False)
    shows_answers = BooleanField(i18n.lazy("Show everybody who is asked the others' answers"))
    version = HiddenField()


@dataclass(frozen=True)
class Group:
    """The people of one city who can be chosen."""

    name: str
    slug: str
    options: list[Field]


def poll_form(programme: Programme, **source: Any) -> PollForm:
    """Return the form of that programme: what was sent, `data=` to begin with, or `formdata=`."""
    form = _class(tuple(programme.languages))(**source)
    announced = [(city.slug, i18n.pick(city.name)) for city in programme.cities if city.announced]
    form.kind.choices = [(kind, i18n.capitalised(kind_words(kind))) for kind in polling.POLLED]
    form.visibility.choices = [(value, visibility_words(value)) for value in VISIBILITIES]
    form.cities.choices = form.anchor.choices = form.deadline_city.choices = announced
    form.people.choices = [
        (str(one.person.id), _named(one)) for one in polls.askable(programme) if one.city
    ]
    add_rows(form, FEWEST_ROWS - len(form.offers))
    return form


def add_rows(form: PollForm, count: int) -> None:
    """Add empty rows for times, as far as there is room, and name them all."""
    for _ in range(min(count, MOST_ROWS - len(form.offers))):
        form.offers.append_entry()
    for number, row in enumerate(form.offers, start=1):
        row.label.text = i18n.gettext("Time %(number)s", number=number)
        row.form.fold.choices = [
            ("0", i18n.gettext("the first time")),
            ("1", i18n.gettext("the second time")),
        ]


def groups(form: PollForm, programme: Programme) -> list[Group]:
    """Return the people to choose from by city, each with its checkbox."""
    options = {option.data: option for option in form.people}
    found: Iterator[tuple[City | None, Iterator[polls.Askable]]] = groupby(
        polls.askable(programme), key=lambda one: one.city
    )
    return [
        Group(i18n.pick(city.name), city.slug, [options[str(one.person.id)] for one in people])
        for city, people in found
        if city is not None
    ]


def without_city(programme: Programme) -> list[str]:
    """Return the names of those who cannot be asked, because nobody knows their clock."""
    return [one.person.name for one in polls.askable(programme) if one.city is None]


def pairs(texts: FormField[Form]) -> list[tuple[str, Field]]:
    """Return a text's fields with their languages, in the order of the programme."""
    return [(field.short_name, field) for field in texts.form]


def _named(one: polls.Askable) -> str:
    if one.participates:
        return one.person.name
    return i18n.gettext("%(name)s (organizer)", name=one.person.name)


@cache
def _class(languages: tuple[str, ...]) -> type[PollForm]:
    texts: dict[str, Any] = {
        "title": texts_field(i18n.lazy("Title"), languages),
        "description": texts_field(i18n.lazy("Description"), languages, TextAreaField, place=1),
    }
    return type("PollForm", (PollForm,), texts)
