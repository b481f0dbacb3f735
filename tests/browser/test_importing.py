"""Importing in a real browser: by keyboard on a phone, and a file that is far too large."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from scheduler import clock
from scheduler.actions import membership
from scheduler.db import db, transaction
from scheduler.models import Event, Person
from tests.actions.test_importing import entry
from tests.api.test_importing import file
from tests.world import World

START = "/bg/manage/programmes/sofia-seoul/imports"


def come_in(page: Page, person: Person) -> None:
    """Sign in by a link and its button."""
    with transaction():
        link = membership.make_sign_in_link(person, now=clock.now())
    page.goto(f"/bg/sign-in/{link}")
    page.get_by_role("main").get_by_role("button").first.click()


def test_a_table_is_taken_by_keyboard_without_scripts(
    world: World,
    visit: Callable[..., Page],
    tmp_path: Path,
) -> None:
    table = tmp_path / "table.csv"
    table.write_text("Заглавие;Дата;Час;Град\nТопломери;10.3.2027;10:00;София\n", "cp1251")
    phone = visit(phone=True, java_script_enabled=False)
    come_in(phone, world.elena)
    phone.goto(START)
    phone.get_by_label("Файл").set_input_files(table)
    phone.get_by_role("button", name="Преглед на съдържанието").press("Enter")
    expect(phone.get_by_label("Какво съдържа: Заглавие")).to_have_value("title.bg")
    phone.get_by_role("button", name="Преглед на събитията").press("Enter")

    box = phone.get_by_role("checkbox", name="Топломери")
    expect(box).to_be_checked()
    box.press("Space")
    expect(box).not_to_be_checked()
    box.press("Space")
    phone.get_by_role("button", name="Внасяне на отбелязаното като чернови").press("Enter")
    expect(phone.get_by_role("heading", name="1 нова чернова")).to_be_visible()
    assert [event.title for event in db.session.query(Event)] == [{"bg": "Топломери"}]


def test_the_pages_of_an_import_are_accessible(
    world: World, page: Page, accessible: Callable[[Page], None], tmp_path: Path
) -> None:
    calendar, table = tmp_path / "calendar.ics", tmp_path / "table.csv"
    calendar.write_bytes(file(entry(), entry(UID="2", STATUS="CANCELLED")))
    table.write_text("Title,Date\nHeat,10.3.2027\n")
    come_in(page, world.elena)
    page.goto(START)
    accessible(page)
    page.get_by_label("Файл").set_input_files(table)
    page.get_by_role("button", name="Преглед на съдържанието").click()
    expect(page.get_by_role("button", name="Преглед на събитията")).to_be_visible()
    accessible(page)
    page.goto(START)
    page.get_by_label("Файл").set_input_files(calendar)
    page.get_by_role("button", name="Преглед на съдържанието").click()
    page.get_by_text("Как се чете файлът").click()
    accessible(page)
    page.get_by_role("button", name="Внасяне на отбелязаното като чернови").click()
    expect(page.get_by_role("heading", name="1 нова чернова")).to_be_visible()
    accessible(page)


def test_20_megabytes_are_answered(world: World, page: Page, tmp_path: Path) -> None:
    large = tmp_path / "large.ics"
    large.write_bytes(b"BEGIN:VCALENDAR\r\n" + b"x" * 20_000_000)
    come_in(page, world.elena)
    page.goto(START)
    page.get_by_label("Файл").set_input_files(large)
    page.get_by_role("button", name="Преглед на съдържанието").click()
    expect(page.get_by_role("alert")).to_contain_text("изпратеното е твърде голямо")
    expect(page.get_by_label("Файл")).to_be_visible()
