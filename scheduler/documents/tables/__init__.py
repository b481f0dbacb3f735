"""Tables that people keep: CSV and XLSX in, rows of cells out; and from rows to calendar entries.

Decides how a file is taken apart (delimiter, encoding, which sheet), what is too much of it, and
what a row says of an event once somebody has said which column is what. Formulas are not
evaluated: what Excel computed last is read. Knows no database and no programme.
"""

from scheduler.documents.tables.columns import LABELS, Column, columns, guess, label, targets
from scheduler.documents.tables.rows import Sheet, Told, entries
from scheduler.documents.tables.sniffing import is_calendar, read
from scheduler.documents.tables.template import template
from scheduler.documents.tables.values import MOST_COLUMNS, MOST_ROWS, Cell, Row, Table

__all__ = [
    "LABELS",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "Cell",
    "Column",
    "Row",
    "Sheet",
    "Table",
    "Told",
    "columns",
    "entries",
    "guess",
    "is_calendar",
    "label",
    "read",
    "targets",
    "template",
]
