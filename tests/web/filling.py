"""A form as a browser holds it: what its fields contain, to be changed and sent back whole."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse


class _Fields(HTMLParser):
    """Collects what a browser would send of the forms in the main part of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: MultiDict[str, str] = MultiDict()
        self.in_main = False
        self.open: tuple[str, list[str]] | None = None
        self.select: str | None = None
        self.first: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an input, or begin a select or a textarea."""
        given = dict(attrs)
        name, value = given.get("name"), given.get("value") or ""
        self.in_main = self.in_main or tag == "main"
        if tag == "option" and self.select:
            self.first = value if self.first is None else self.first
            if "selected" in given:
                self.found.add(self.select, value)
        elif not name or not self.in_main:
            return
        elif tag == "select":
            self.select, self.first = name, None
        elif tag == "textarea":
            self.open = (name, [])
        elif tag == "input" and (
            given.get("type") not in {"radio", "checkbox"} or "checked" in given
        ):
            self.found.add(name, value)

    def handle_data(self, data: str) -> None:
        """Take what stands in a textarea."""
        if self.open:
            self.open[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        """End a select, a textarea or the page's main part."""
        if tag == "main":
            self.in_main = False
        if tag == "textarea" and self.open:
            name, parts = self.open
            text = "".join(parts).removeprefix("\r\n").removeprefix("\n")
            self.found.add(name, text.replace("\r\n", "\n").replace("\n", "\r\n"))
            self.open = None
        if tag == "select" and self.select:
            if self.select not in self.found and self.first is not None:
                self.found.add(self.select, self.first)
            self.select = None


def fields(page: TestResponse) -> MultiDict[str, str]:
    """Return the fields of the page's form with what stands in them."""
    reader = _Fields()
    reader.feed(page.text)
    return reader.found


def fill_in(client: FlaskClient, path: str, **changes: Any) -> TestResponse:
    """Open the form, type, and press its button; None leaves a field out."""
    return send(client, path, fields(client.get(path)), **changes)


def send(client: FlaskClient, path: str, form: MultiDict[str, str], **changes: Any) -> TestResponse:
    """Send a form with these changes; `title__bg` is the field title-bg."""
    data = MultiDict(form)
    for key, value in changes.items():
        name = key.replace("__", "-")
        if value is None:
            data.poplist(name)
        else:
            data.setlist(name, value if isinstance(value, list) else [value])
    return client.post(path, data=data)
