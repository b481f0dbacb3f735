"""One calendar as its owner types it: which fields there are, and what was wished by them.

A name that no field knows is left out; a value that breaks a rule goes on to the verb, which
says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import RadioField, SelectField, SelectMultipleField, StringField

from scheduler import i18n
from scheduler.actions.subscribing import BOTH, REMINDERS, Wishes
from scheduler.web.forms import PageForm
from scheduler.web.mine import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.models import Theme

HOLDS, ONLY = ("mine", "deadlines"), ("visits", "confirmed")
FULL, BRIEF = "full", "brief"
AT = {"choice.mine": "holds", "choice.themes": "themes"}
"""Where a refusal stands whose field has another name here."""


class FeedForm(PageForm):
    """A calendar's name, its choice, and how it says what it holds."""

    name = StringField(i18n.lazy("Name"))
    holds = SelectMultipleField(i18n.lazy("What the calendar holds"), validate_choice=False)
    only = SelectMultipleField(i18n.lazy("Only these of my events"), validate_choice=False)
    themes = SelectMultipleField(i18n.lazy("All public events of a theme"), validate_choice=False)
    details = RadioField(i18n.lazy("What an entry says"), validate_choice=False)
    reminder = SelectField(i18n.lazy("Reminder"), validate_choice=False)
    language = RadioField(i18n.lazy("Language of the calendar"), validate_choice=False)


def feed_form(themes: Iterable[Theme], wishes: Wishes | None = None) -> FeedForm:
    """Return the form: what was sent, or else these wishes."""
    form = FeedForm(data=_filled(wishes) if wishes else None)
    form.holds.choices = [
        ("mine", i18n.gettext("My events")),
        ("deadlines", i18n.gettext("My deadlines")),
    ]
    form.only.choices = [
        ("visits", i18n.gettext("visits")),
        ("confirmed", i18n.gettext("what I have accepted, or have a certain place in")),
    ]
    form.themes.choices = [(theme.slug, i18n.pick(theme.name)) for theme in themes]
    form.details.choices = [
        (FULL, i18n.gettext("Title, place and link")),
        (BRIEF, i18n.gettext("Only the kind of event and the time")),
    ]
    form.reminder.choices = [
        (str(minutes or ""), i18n.capitalised(words.reminder(minutes)))
        for minutes in (None, *REMINDERS)
    ]
    form.language.choices = [
        (code, i18n.capitalised(words.language(code))) for code in (BOTH, *i18n.languages())
    ]
    return form


def wished(form: FeedForm) -> Wishes:
    """Return what was typed and chosen."""
    holds, only = form.holds.data or (), form.only.data or ()
    return Wishes(
        name=form.name.data or "",
        mine="mine" in holds,
        confirmed="confirmed" in only,
        visits="visits" in only,
        themes=tuple(form.themes.data or ()),
        deadlines="deadlines" in holds,
        # Where nothing was chosen, a shared screen is told less rather than more.
        details=form.details.data == FULL,
        reminder=_minutes(form.reminder.data or ""),
        language=form.language.data or "",
    )


def _filled(wishes: Wishes) -> dict[str, Any]:
    return {
        "name": wishes.name,
        "holds": [name for name in HOLDS if getattr(wishes, name)],
        "only": [name for name in ONLY if getattr(wishes, name)],
        "themes": list(wishes.themes),
        "details": FULL if wishes.details else BRIEF,
        "reminder": str(wishes.reminder or ""),
        "language": wishes.language,
    }


def _minutes(chosen: str) -> int | None:
    """Return the minutes of a reminder; what the form does not offer is none that there is."""
    offered = {str(minutes): minutes for minutes in REMINDERS}
    return offered.get(chosen, -1) if chosen else None
