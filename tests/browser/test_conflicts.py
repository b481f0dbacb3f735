"""Conflicts in a real browser: they follow what is typed, and a box that is ticked stays so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from scheduler import clock, i18n
from scheduler.actions import membership
from scheduler.db import db, transaction
from scheduler.models import Acknowledgement
from tests.world import World


def test_a_box_that_is_ticked_stays_while_the_hour_is_typed(
    world: World, page: Page, accessible: Callable[[Page], None]
) -> None:
    with transaction():
        link = membership.make_sign_in_link(world.elena, now=clock.now())
    page.goto(f"/en/sign-in/{link}")
    page.get_by_role("main").get_by_role("button").first.click()
    page.goto("/en/manage/programmes/sofia-seoul/events/new")
    saturday = clock.now().date() + timedelta(days=95)
    saturday += timedelta(days=5 - saturday.weekday())
    page.get_by_label("Start date").fill(i18n.date_input(saturday))
    page.get_by_label("Start time").fill("10:00")

    closed = page.get_by_role("checkbox", name="Saturday, the office is closed")
    closed.check()
    expect(page.locator("#clashes")).to_contain_text("1 serious conflict is not noted yet.")
    accessible(page)
    page.get_by_label("Start time").fill("18:00")
    expect(page.get_by_role("checkbox", name="01:00, night")).not_to_be_checked()
    expect(page.locator("#clashes")).to_contain_text("3 serious conflicts are not noted yet.")

    # Sunday in Seoul by now: the box that said both cities at once is another matter.
    sofia = page.get_by_role("checkbox", name="Sofia: Saturday")
    sofia.check()
    page.get_by_label("Start time").fill("18:15")
    expect(page.get_by_role("checkbox", name="01:15, night")).to_be_visible()
    expect(sofia).to_be_checked()
    page.get_by_role("group", name="Title").get_by_label("English").fill("Late on Saturday")
    page.get_by_role("button", name="Save as draft").click()

    expect(page.get_by_text("1 noted")).to_be_visible()
    accessible(page)
    known = [row.key for row in db.session.query(Acknowledgement)]
    assert known == [f"closed:sofia:{saturday}"]
