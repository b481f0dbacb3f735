"""What a letter says, from its three templates: subject, text and HTML, in every language.

Decides how the languages stand together in one message: the reader's own first, a first line
that says in each of them that the others follow, one subject with all. A template speaks one
language and knows nothing of the others; the folders under templates/mail/ are the list of the
letters that there are.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from scheduler import i18n
from scheduler.core.timeblock import offset_words
from scheduler.documents import plain
from scheduler.documents.letters import times

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n)+")


class Rendered(NamedTuple):
    """A letter's words, every language in each of the three."""

    subject: str
    text: str
    html: str


class _Part(NamedTuple):
    language: str
    content: str


def render(
    name: str, languages: Sequence[str], values: Callable[[str], Mapping[str, Any]]
) -> Rendered:
    """Return the letter of that name in those languages, the reader's first.

    `values` is asked once for each language, while it is spoken, for what the templates of
    templates/mail/<name>/ name in their first lines. UndefinedError for one that is missing.
    """
    spoken = _spoken(languages)
    subjects, texts, pages = [], [], []
    for code in spoken:
        with i18n.speaking(code):
            given = values(code)
            subjects.append(plain.line(_filled(f"{name}/subject.txt", given)))
            texts.append(_Part(code, _filled(f"{name}/body.txt", given)))
            pages.append(_Part(code, Markup(_filled(f"{name}/body.html", given))))  # noqa: S704  # our own template's
    subject = " / ".join(dict.fromkeys(subjects))
    with i18n.speaking(spoken[0]):
        frame = {"subject": subject, "notices": _notices(spoken)}
        text = _filled("_letter.txt", {**frame, "parts": texts})
        html = _filled("_letter.html", {**frame, "parts": pages})
    return Rendered(subject, _EMPTY_LINES.sub("\n\n", text).strip() + "\n", html.strip() + "\n")


def _spoken(languages: Sequence[str]) -> list[str]:
    """Return those languages that have a catalogue; the source if none has."""
    known = i18n.languages()
    return list(dict.fromkeys(code for code in languages if code in known)) or [i18n.SOURCE]


def _notices(languages: Sequence[str]) -> list[_Part]:
    """Return the first line of a letter: in each language, that a text in another follows."""
    first, *others = languages
    found = []
    for code in languages if others else ():
        following = others[0] if code == first else code
        with i18n.speaking(code):
            language = i18n.language_words(following)
            found.append(
                _Part(code, i18n.gettext("%(language)s text follows below.", language=language))
            )
    return found


def _filled(template: str, values: Mapping[str, Any]) -> str:
    return _environment().get_template(f"mail/{template}").render(**values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        _=i18n.gettext,
        gettext=i18n.gettext,
        ngettext=i18n.ngettext,
        pgettext=i18n.pgettext,
        pick=i18n.pick,
        offset_words=offset_words,
        date_words=i18n.date_words,
        date_long=i18n.date_long,
        date_short_words=i18n.date_short_words,
        date_range=i18n.date_range,
        time_words=i18n.time_words,
        time_range=i18n.time_range,
        times=times,
        paragraphs=_paragraphs,
    )
    return environment


def _paragraphs(text: str) -> list[list[str]]:
    """Return somebody's text as paragraphs of lines."""
    found = re.split(r"\n\s*\n", plain.lines(text).strip())
    return [paragraph.split("\n") for paragraph in found if paragraph]
