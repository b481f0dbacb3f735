"""Templates: nothing inline, nothing from elsewhere, every word through the catalogue."""

from __future__ import annotations

import re

import jinja2
import pytest
from flask import Flask

from tests.house.source import report, templates

PAGES = {n: t for n, t in templates().items() if not n.startswith("templates/mail/")}
MAILS = {name: text for name, text in templates().items() if name not in PAGES}
HTML = {name: text for name, text in templates().items() if name.endswith(".html")}
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
# A macro without any markup gives a value to other macros: no reader sees it.
VALUE = re.compile(r"\{%-? macro (?:(?!endmacro|<).)*endmacro -?%\}", re.DOTALL)
# Data that a page carries runs nowhere; tojson lets no text of it end the block.
DATA = re.compile(r'<script type="application/ld\+json">\{\{ \w+\|tojson \}\}</script>')
TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
# The same in every language.
UNTRANSLATED = {"UTC"}
SPOKEN_ATTRIBUTES = re.compile(r"""\b(?:alt|aria-label|placeholder|title)=(["'])(.*?)\1""")


def _found(pattern: str, where: dict[str, str]) -> list[str]:
    wanted = re.compile(pattern, re.IGNORECASE | re.DOTALL)
    return [
        f"{name}:{text[: match.start()].count(chr(10)) + 1} {match.group()[:60]!r}"
        for name, text in where.items()
        for match in wanted.finditer(text)
    ]


def test_no_inline_script_or_style() -> None:
    inline = r"<script(?![^>]*\ssrc=)[^>]*>|<style|<[a-z][^<>]*\s(?:style|on[a-z]+)\s*="
    pages = {name: DATA.sub("", text) for name, text in PAGES.items()}
    report("the content security policy forbids it", _found(inline, pages))


def test_mails_run_nothing() -> None:
    report("a mail has no script", _found(r"<script|<[a-z][^<>]*\son[a-z]+\s*=", MAILS))


def test_nothing_is_loaded_from_elsewhere() -> None:
    foreign = (
        r"<(?:script|link|img|iframe|source|video|audio)\b[^>]*(?:src|href)=[\"']?(?:https?:)?//"
    )
    report("every asset is our own", _found(foreign, HTML))


def test_every_post_form_carries_the_csrf_token() -> None:
    bare = [
        f"{name}: {form[:60]!r}"
        for name, text in PAGES.items()
        for form in re.findall(r"<form\b[^>]*method=.?post.*?</form>", text, re.DOTALL)
        if "csrf" not in form and "hidden_tag" not in form
    ]
    report("a change of state is a POST with a CSRF token", bare)


def test_nothing_is_marked_safe() -> None:
    report("autoescaping is never switched off", _found(r"\|\s*safe\b|autoescape false", HTML))


@pytest.mark.parametrize("name", sorted(HTML))
def test_every_word_goes_through_the_catalogue(name: str) -> None:
    text = JINJA.sub(" ", VALUE.sub(" ", HTML[name]))
    spoken = [value for _, value in SPOKEN_ATTRIBUTES.findall(text)]
    words = WORD.findall(" ".join([TAG.sub(" ", text), *spoken]))
    assert sorted(set(words) - UNTRANSLATED) == []


def test_undefined_names_are_errors(app: Flask) -> None:
    assert issubclass(app.jinja_env.undefined, jinja2.StrictUndefined)


def test_every_template_can_be_read(app: Flask) -> None:
    names = [name.removeprefix("templates/") for name in templates()]
    assert [app.jinja_env.get_template(name).name for name in names] == names
