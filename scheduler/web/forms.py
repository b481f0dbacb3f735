"""What every form of the pages shares: its own words for a stale page, and refusals on fields.

A form reads what was typed and shows it again; which values are right, a verb decides. Its
refusals name their fields ("title.bg"), and are put there. Knows no single form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import Form, FormField, StringField

from scheduler import errors, i18n

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from wtforms import Field

REFUSED = 422
"""The status of a form that comes back."""


class PageForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """A form of a page, with the CSRF token. The view that uses it is marked form_checks_csrf."""

    def __init__(self, **values: Any) -> None:
        """Read what the browser's form sent; Flask-WTF would take JSON of any shape as well."""
        sent = request.form if request.method == "POST" else None
        super().__init__(**({"formdata": sent or None} | values))

    def fresh(self) -> bool:
        """Tell whether the page's own token came back; where not, say so in our own words."""
        self.validate()
        if not self.csrf_token.errors:
            return True
        self.csrf_token.errors = [
            i18n.gettext(
                "This page was open for too long. Check what you typed and press the button again."
            )
        ]
        return False


class Texts(Form):
    """One text, with a field for each language."""

    by_language = True
    """Tells the error summary to name the language of a field."""


def texts_field(
    label: str,
    languages: Iterable[str],
    field: Callable[[], Field] = StringField,
    *,
    place: int = 0,
) -> Any:
    """Return a field that holds a text in each language; it stands before all fields but texts."""
    made: Any = FormField(type("Texts", (Texts,), {code: field() for code in languages}), label)
    made.creation_counter = place
    return made


def refused(refusal: errors.Refusal) -> list[errors.Refusal]:
    """Return the refusals that a verb raised, one or several, as a list."""
    return refusal.refusals if isinstance(refusal, errors.Several) else [refusal]


def put(
    form: Form, refusals: Iterable[errors.Refusal], names: Mapping[str, str] | None = None
) -> None:
    """Put each refusal on its field; one that belongs to none stands in the summary alone.

    `names` says which field of the form holds what a refusal calls otherwise.
    """
    for refusal in refusals:
        name = refusal.field or ""
        field = find_field(form, (names or {}).get(name, name))
        if field is None:
            form.form_errors.append(refusal.message)
        elif refusal.message not in field.errors:
            field.errors = [*field.errors, refusal.message]


def find_field(form: Form, name: str) -> Field | None:
    """Return the field of that name, "title.bg" being a field in a field; or None."""
    first, _, inner = name.partition(".")
    found: Any = form[first] if first in form else None  # noqa: SIM401 - a form has no get()
    if isinstance(found, FormField):
        return found.form[inner] if inner in found.form else None  # noqa: SIM401
    return None if inner else found
