"""A city that was to be announced says who it is, once, and everything says it from then on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler import errors
from scheduler.actions import announcing, recording
from scheduler.actions.announcing import Announcement
from scheduler.db import transaction
from scheduler.models import City
from scheduler.queries import history, verification
from tests.documents import reading
from tests.world import NOW, SESSION, World

pytestmark = pytest.mark.any_db
BUSAN = Announcement(
    name={"bg": "Пусан", "en": "Busan"},
    country="KR",
    zone="Asia/Seoul",
    local_name="부산",
    hours={"mon": [["09:00", "12:00"], ["13:00", "18:00"]]},
)


def _announce(world: World, said: Announcement = BUSAN, **changes: object) -> None:
    with transaction():
        announcing.announce(world.third, replace(said, **changes), by=world.jiho, now=NOW)


def test_it_gets_its_name_its_zone_and_its_hours(world: World) -> None:
    assert not world.third.announced
    _announce(world)
    city = world.third
    assert (city.announced, city.name, city.local_name, city.zone) == (
        True,
        {"bg": "Пусан", "en": "Busan"},
        "부산",
        "Asia/Seoul",
    )
    assert (city.country, city.holiday_calendar, city.hours, city.version) == (
        "KR",
        "KR",
        BUSAN.hours,
        2,
    )
    (said,) = history.entries(recording.PEOPLE)
    assert (said.verb, said.actor_id, said.subject) == (
        "announce",
        world.jiho.id,
        f"city:{city.id}",
    )
    assert list(verification.chains()) == []


def test_it_is_announced_once(world: World) -> None:
    _announce(world)
    with pytest.raises(errors.CityAlreadyAnnounced):
        _announce(world, name={"en": "Another"})
    assert world.third.name == BUSAN.name


def test_what_it_takes_part_in_says_its_hour_from_then_on(world: World, client) -> None:
    event = world.published(cities=("sofia", "third-city"))
    address = f"/feeds/sofia-seoul/{event.uid}.ics?lang=en&all=1"

    def described() -> str:
        (entry,) = reading.read(client.get(address).data).inside("VEVENT")
        return entry.text("DESCRIPTION").splitlines()[0]

    assert described() == "10:00 Sofia"
    _announce(world)
    assert described() == "10:00 Sofia · 17:00 Busan"
    assert event.version == world.published(SESSION).version


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"name": {}}, "name.en", "missing"),
        ({"name": {"bg": "Пусан", "en": " "}}, "name.en", "missing"),
        ({"name": {"bg": "П" * 201, "en": "Busan"}}, "name.bg", "too_long"),
        ({"name": {"bg": "Пусан", "en": "Bu\x00san"}}, "name.en", "control_characters"),
        ({"name": {"bg": "Пусан", "en": "Bu\nsan"}}, "name.en", "control_characters"),
        pytest.param(
            {"name": {"bg": "Пусан", "en": "Bu\ud800san"}},
            "name.en",
            "control_characters",
            id="half a surrogate pair",
        ),
        ({"local_name": "부" * 201}, "local_name", "too_long"),
        ({"local_name": "부\u2028산"}, "local_name", "control_characters"),
        ({"zone": ""}, "zone", "missing"),
        ({"zone": "Asia/Atlantis"}, "zone", "zone_unknown"),
        ({"zone": "asia/seoul"}, "zone", "zone_unknown"),
        ({"country": ""}, "country", "missing"),
        ({"country": "Korea"}, "country", "invalid"),
        ({"country": "kr"}, "country", "invalid"),
        ({"country": "XX"}, "country", "invalid"),
        ({"country": "БГ"}, "country", "invalid"),
        ({"hours": {"mon": [["18:00", "09:00"]]}}, "hours", "hours_unreadable"),
    ],
)
def test_what_breaks_a_rule_is_refused_at_its_field(world: World, changes, field, code) -> None:
    with pytest.raises(errors.Several) as refused:
        _announce(world, **changes)
    assert [(each.field, each.code) for each in refused.value.refusals] == [(field, code)]
    assert not world.third.announced


def test_all_that_is_wrong_is_said_at_once(world: World) -> None:
    with pytest.raises(errors.Several) as refused:
        _announce(world, name={"bg": ""}, zone="x", country="x")
    assert [each.field for each in refused.value.refusals] == ["name.bg", "zone", "country"]


@pytest.mark.parametrize("who", ["petar", "mallory", None])
def test_who_organizes_nothing_there_announces_nothing(world: World, who) -> None:
    by = getattr(world, who) if who else None
    with pytest.raises(errors.NotAllowed), transaction():
        announcing.announce(world.third, BUSAN, by=by, now=NOW)
    assert isinstance(world.third, City)
    assert not world.third.announced
