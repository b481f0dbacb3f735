"""The columns of a table: what each of them is, guessed first and then said in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import Form, SelectField

from scheduler import errors, i18n
from scheduler.documents import tables
from scheduler.web.forms import put

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from scheduler.documents.tables import Table
    from scheduler.models import Programme


def is_said(args: MultiDict[str, str]) -> bool:
    """Tell whether an address says what the columns are."""
    return name(0) in args


def name(number: int) -> str:
    """Return the name of a column's field."""
    return f"column-{number}"


def mapping_form(table: Table, programme: Programme, args: MultiDict[str, str]) -> Form:
    """Return a form with a field for each column, as the address says it, else as it is guessed."""
    codes = programme.languages
    offered = tables.targets(codes)
    choices = [("", i18n.gettext("– leave out –")), *((t, tables.label(t)) for t in offered)]
    guessed = tables.guess(table, codes)
    fields = {
        name(number): SelectField(header or str(number + 1), validate_choice=False)
        for number, header in enumerate(table.header)
    }
    form: Form = type("MappingForm", (Form,), fields)(args if is_said(args) else None)
    for number, guess in enumerate(guessed):
        field: SelectField = form[name(number)]  # type: ignore[assignment] # made so above
        field.choices = choices
        if not is_said(args):
            field.data = guess
        elif field.data not in offered:
            field.data = ""
    return form


def targets_of(form: Form, table: Table) -> list[str]:
    """Return what the columns are, and put at its field what cannot be."""
    found = [str(form[name(number)].data or "") for number in range(len(table.header))]
    put(form, _refusals(found))
    return found


def _refusals(found: list[str]) -> list[errors.Refusal]:
    refusals: list[errors.Refusal] = [
        errors.ColumnTwice(field=name(number), name=tables.label(target))
        for number, target in enumerate(found)
        if target and target in found[:number]
    ]
    if not any(target.startswith("title.") for target in found):
        refusals.append(errors.ColumnMissing(name=i18n.gettext(tables.LABELS["title"])))
    if "start" not in found:
        refusals.append(errors.ColumnMissing(name=tables.label("start")))
    return refusals
