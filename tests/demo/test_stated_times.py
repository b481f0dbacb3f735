"""What publishers printed for several cities, against the time block: their hours, their errors.

`stated_times.json` holds each figure as it was printed, the place that it was meant for, and
where the source was found to be wrong. The hours here come from the product's own reading of the
demo's events; the figures and the errors come from the file.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler.core import timeblock, zones
from scheduler.demo.facts import plan_of_fact
from scheduler.demo.files import rows

PUBLISHED: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "stated_times.json").read_text()
)
FACTS = {row["slug"]: row for row in rows("events")}
HOURS_AHEAD = {"CET": 1, "CEST": 2, "MYT": 8, "KST": 9, "JST": 9, "AEDT": 11, "IST": 5.5}
"""What an abbreviation means by itself; IST is India's here."""
wall = datetime.fromisoformat


def block(slug: str, printed: list[dict[str, Any]]) -> list[timeblock.Row]:
    """Return the event's time block for the places for which a figure was printed."""
    plan = plan_of_fact(FACTS[slug])
    start, end = plan.moments()
    places = [timeblock.Place(each["text"], each["zone"]) for each in printed]
    return timeblock.rows(start, end, places)


def errors_in(slug: str, printed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return which figures are not what the clocks there showed, and which labels are wrong."""
    found = []
    for each, row in zip(printed, block(slug, printed), strict=True):
        wrong: dict[str, Any] = {}
        if off := _minutes(wall(each["start"]) - row.start):
            wrong["off_by"] = off
        label = HOURS_AHEAD.get(each["label"])
        if label is not None and timedelta(hours=label) != row.offset:
            wrong["label_off_by"] = _minutes(row.offset - timedelta(hours=label))
        if wrong:
            found.append({"text": each["text"], **wrong})
    return found


def _minutes(span: timedelta) -> int:
    return span // timedelta(minutes=1)


@pytest.mark.parametrize("published", PUBLISHED, ids=[each["event"] for each in PUBLISHED])
def test_every_city_has_the_hour_that_was_printed_or_the_publisher_was_wrong(
    published: dict[str, Any],
) -> None:
    assert errors_in(published["event"], published["stated"]) == published["wrong"]


@pytest.mark.parametrize("published", PUBLISHED, ids=[each["event"] for each in PUBLISHED])
def test_the_ends_that_were_printed_are_in_the_same_cities_reading(
    published: dict[str, Any],
) -> None:
    wrong = {each["text"] for each in published["wrong"] if "off_by" in each}
    for each in published["stated"]:
        if each["end"] is None or each["text"] in wrong:
            continue
        end = zones.to_utc(wall(each["end"]), each["zone"])
        start = zones.to_utc(wall(each["start"]), each["zone"])
        assert start < end <= plan_of_fact(FACTS[published["event"]]).moments()[1]


def test_all_that_was_printed_for_two_zones_is_here_and_so_are_all_known_errors() -> None:
    assert sum(each["dual_zone"] for each in PUBLISHED) == 10
    assert [each["event"] for each in PUBLISHED if each["wrong"]] == [
        "icc-2020-04-03-covid-webinar",
        "iuc-lac-2020-10-13-ewrc",
        "iurc-2021-04-14-landing",
        "icc-2021-06-01-3rd-city-lab-zero-pollution",
        "iurc-aa-2021-10-05-nature-based-solutions",
        "iurc-aa-2021-11-30-eu-australia-launch",
        "iurc-r2r-2022-11-18-second-exchange",
    ]
