"""Forms: every message names its field, stands once where it belongs, and loses nobody's place."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse
from wtforms import FieldList, Form, FormField, HiddenField
from wtforms.fields.core import UnboundField

from scheduler.web.forms import PageForm
from tests.house import catalogue
from tests.web.filling import fill_in
from tests.web.posting import said, sign_in
from tests.world import World

pytestmark = pytest.mark.usefixtures("stopped_clock")
NEW = "/en/manage/programmes/sofia-seoul/events/new"
CITY = "/en/manage/cities/third-city/announcement"
TALK = {"title__bg": "Реки", "title__en": "Rivers", "start_date": "10.3.2027", "start_time": "10"}


@pytest.fixture
def elena(client: FlaskClient, world: World) -> FlaskClient:
    """Return Elena's browser, signed in."""
    return sign_in(client, world.elena)


def _labels(form: type[Form]) -> Iterator[tuple[str, object]]:
    """Give every field that a person sees, with the label that its class has."""
    for name in dir(form):
        field = getattr(form, name)
        if isinstance(field, UnboundField) and field.field_class is not HiddenField:
            # The form that a field is made of, or the field that a list repeats, comes first.
            inside = issubclass(field.field_class, (FormField, FieldList))
            yield name, field.args[int(inside)] if len(field.args) > inside else None
            if field.field_class is FormField:
                yield from _labels(field.args[0])
            elif inside:
                yield from _labels(field.args[0].args[0])


def test_every_field_has_a_name_that_is_translated(app: Flask) -> None:
    assert app.testing
    forms = [form for form in PageForm.__subclasses__() if form.__module__.startswith("scheduler")]
    assert len(forms) > 5
    said_so = {message.id for message in catalogue.said()}
    nameless = [
        f"{form.__name__}.{name}"
        for form in forms
        for name, label in _labels(form)
        if label not in said_so
    ]
    assert nameless == []


def summary(page: TestResponse) -> list[str]:
    """Return what the list of what is wrong says, line by line."""
    found = re.search(r'<div class="error-summary".*?</ul>', page.text, re.DOTALL)
    assert found
    lines = re.findall(r"<li>(.*?)</li>", found[0], re.DOTALL)
    return [re.sub(r"<[^>]*>", "", line) for line in lines]


@pytest.mark.parametrize(
    ("path", "typed", "lines"),
    [
        (
            CITY,
            {"mon__opens": "nine"},
            [
                "Name (Bulgarian): fill in this field.",
                "Name (English): fill in this field.",
                "Country: fill in this field.",
                "Time zone: fill in this field.",
                "Monday, from: this is not a time. Write it in 24 hours, like 19:00 or 9:30.",
            ],
        ),
        (
            CITY.replace("/en/", "/bg/"),
            {},
            [
                "Име (български): попълнете това поле.",
                "Име (английски): попълнете това поле.",
                "Държава: попълнете това поле.",
                "Часова зона: попълнете това поле.",
            ],
        ),
        (NEW, TALK | {"start_date": ""}, ["Start date: fill in this field."]),
        (
            NEW.replace("/en/", "/bg/"),
            TALK | {"anchor": ""},
            ["По местното време на: попълнете това поле."],
        ),
    ],
)
def test_every_line_of_the_summary_names_its_field(
    elena: FlaskClient, path: str, typed: dict[str, str], lines: list[str]
) -> None:
    answer = fill_in(elena, path, **typed)
    assert answer.status_code == 422
    assert summary(answer) == lines


@pytest.mark.parametrize(
    ("path", "typed", "message"),
    [
        (NEW, TALK | {"start_date": "28.3.2027", "start_time": "3:30"}, "does not exist"),
        (NEW, TALK | {"start_date": "soon", "preview": "1"}, "is not a date"),
        (CITY, {"zone": "Atlantis"}, "no time zone called"),
    ],
)
def test_an_error_stands_in_the_summary_and_at_the_field_and_nowhere_else(
    elena: FlaskClient, path: str, typed: dict[str, str], message: str
) -> None:
    assert said(fill_in(elena, path, **typed)).count(message) == 2


@pytest.mark.parametrize(("path", "place"), [(NEW, "when"), (CITY, "time-there")])
def test_checking_comes_back_to_the_same_place(elena: FlaskClient, path: str, place: str) -> None:
    late = TALK | {"start_time": "18:00"} if path == NEW else {"zone": "Asia/Tokyo"}
    page = fill_in(elena, path, **late, preview="1")
    assert f'<fieldset class="group" id="{place}" tabindex="-1">' in page.text
    buttons = re.findall(r"<button[^>]*>", page.text.partition("<main")[2])
    checks = [button for button in buttons if 'name="preview"' in button or 'name="take"' in button]
    assert len(checks) == (4 if path == NEW else 1)
    assert all(f'formaction="#{place}"' in button for button in checks)


def test_a_language_is_missing_only_beside_another(elena: FlaskClient) -> None:
    chip = r'data-missing-for="title-(..)"( hidden)?'
    assert re.findall(chip, elena.get(NEW).text) == [("bg", " hidden"), ("en", " hidden")]
    page = fill_in(elena, NEW, title__bg="Реки", preview="1")
    assert re.findall(chip, page.text) == [("bg", " hidden"), ("en", "")]
