"""Strange calendar files on their way into drafts: what an event cannot hold is cut, and told."""

from __future__ import annotations

import pytest

from scheduler.actions import importing
from scheduler.actions.importing import Choices
from tests.documents import strange
from tests.world import NOW, World

ENGLISH = Choices(language="en")
WINDOWS = strange.calendar(strange.timed("DTSTART;TZID=FLE Standard Time:20270510T090000"))


@pytest.fixture
def preview(world: World):
    """Return what would become of the one entry of a file."""

    def look(content: bytes):
        source = importing.of_calendar(content, world.programme)
        [line] = importing.preview(source, world.programme, ENGLISH, by=world.elena, now=NOW).lines
        return line

    return look


def test_an_endless_series_is_a_draft_with_an_end(preview) -> None:
    line = preview(strange.file("an endless series"))
    assert (line.outcome, line.plan.rule) == (importing.NEW, "FREQ=WEEKLY;UNTIL=20320510")
    assert [note.text for note in line.notes] == [
        "The series goes on for longer; its meetings up to 10 May 2032 were kept."
    ]


def test_a_zone_of_windows_is_that_of_a_city_of_the_programme(preview) -> None:
    assert preview(WINDOWS).plan.zone == "Europe/Sofia"
