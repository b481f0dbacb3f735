"""The texts that the program says, gathered from its code and templates.

`make translations` runs this file: it brings new texts into every catalogue, empty, and drops
those that nobody says any more. The house test holds the catalogues to the same list.
"""

from __future__ import annotations

import sys
from functools import cache
from io import SEEK_END, BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from config import ROOT
from scheduler.i18n import CATALOGUES

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "lazy": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
WIDTH = 100
# No dates and no names: who changed what, and when, is known from the project's history.
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


def paths() -> list[Path]:
    """Return every catalogue of the product."""
    return sorted(CATALOGUES.glob("*/LC_MESSAGES/messages.po"))


def read(path: Path) -> Catalog:
    """Read one catalogue; its folder names its language."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


@cache
def said() -> Catalog:
    """Return all that the program says, each text with the files that say it."""
    catalogue = Catalog(charset="utf-8")
    for folder, pattern, method in (
        ("scheduler", "*.py", "python"),
        ("templates", "*.html", "jinja2.ext:babel_extract"),
        ("templates", "*.txt", "jinja2.ext:babel_extract"),
    ):
        for path in sorted((ROOT / folder).rglob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            for _line, message, _comments, context in _texts(path, method):
                catalogue.add(message, locations=[(name, 0)], context=context)
    return catalogue


def update(path: Path) -> None:
    """Bring that catalogue up to date; what is translated stays as it is."""
    old = read(path)
    new = read(path)
    new.update(said(), no_fuzzy_matching=True, update_creation_date=False)
    for message in new:
        known = old.get(message.id, context=message.context)
        message.user_comments = known.user_comments if known else []
    header = HEADER.format(language=old.locale_identifier, plurals=old.plural_forms)
    text = BytesIO(header.encode())
    text.seek(0, SEEK_END)
    write_po(
        text,
        new,
        width=WIDTH,
        omit_header=True,
        sort_by_file=True,
        ignore_obsolete=True,
        include_lineno=False,
    )
    path.write_bytes(text.getvalue())


def _texts(path: Path, method: str):
    with path.open("rb") as file:
        # "silent" off: a template that cannot be read is an error, not an empty one.
        options = {"silent": "false"} if "jinja2" in method else {}
        yield from extract(method, file, KEYWORDS, options=options)


if __name__ == "__main__":
    for one in paths():
        update(one)
        empty = [message for message in read(one) if message.id and not message.string]
        sys.stdout.write(f"{one.relative_to(ROOT)}: {len(empty)} texts to translate\n")
