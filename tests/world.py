"""The small world of the tests: one programme, three cities, and the cast.

Elena organizes in Sofia, Jiho in Seoul, Petar and Minseo are delegates, Mallory is a stranger.
Rows are written as an installation has them; nothing is asked of a policy here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from scheduler import clock
from scheduler.actions import scheduling
from scheduler.actions.scheduling import Plan
from scheduler.db import db, transaction
from scheduler.models import (
    City,
    CityMembership,
    Event,
    OutboxMail,
    Person,
    Programme,
    ProgrammeCity,
    ProgrammeTheme,
    Role,
    Theme,
)

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""A Monday morning; `clock.now` is not frozen by this, verbs are told it."""

SESSION = Plan(
    kind="live_session",
    title={"bg": "Топлоснабдяване в квартала", "en": "District heating"},
    start=datetime(2027, 3, 10, 10, 0),
    end=datetime(2027, 3, 10, 11, 30),
    zone="Europe/Sofia",
    description={"bg": "Как се отчита топлината.", "en": "How heat is metered."},
    host_city="sofia",
    cities=("sofia", "seoul"),
    themes=("innovation",),
    venue={"bg": "Столична община", "en": "Sofia Municipality"},
    online_url="https://meet.example.org/heat",
)
VISIT = Plan(
    kind="city_visit",
    title={"bg": "Учебно посещение в Сеул", "en": "Study visit to Seoul"},
    start=date(2027, 5, 10),
    end=date(2027, 5, 14),
    all_day=True,
    zone="Asia/Seoul",
    host_city="seoul",
    cities=("seoul", "sofia"),
    themes=("innovation",),
    capacity=2,
    opens=NOW - timedelta(days=1),
    closes=NOW + timedelta(days=100),
)


@dataclass(frozen=True)
class World:
    """Who and what there is."""

    programme: Programme
    sofia: City
    seoul: City
    third: City
    elena: Person
    jiho: Person
    petar: Person
    minseo: Person
    mallory: Person
    admin: Person

    def draft(self, plan: Plan = SESSION, **changes: Any) -> Event:
        """Return a draft of Elena's, committed."""
        with transaction():
            return scheduling.draft(
                self.programme, replace(plan, **changes), by=self.elena, now=NOW
            )

    def published(self, plan: Plan = SESSION, *, invite: bool = False, **changes: Any) -> Event:
        """Return a published event, which invites nobody unless told to."""
        event = self.draft(plan, **changes)
        with transaction():
            scheduling.publish(event, by=self.elena, now=NOW, invite=invite)
        return event

    def visit(self, **changes: Any) -> Event:
        """Return a published visit to Seoul with two seats, its registration open at NOW."""
        return self.published(VISIT, **changes)

    def visit_today(self, **changes: Any) -> Event:
        """Return the same visit for real processes, which read the real clock."""
        now = clock.now()
        first = now.date() + timedelta(days=90)
        window = {"opens": now - timedelta(days=1), "closes": now + timedelta(days=30)}
        days = {"start": first, "end": first + timedelta(days=4)}
        return self.visit(**(window | days | changes))


def build() -> World:
    """Write the world in one transaction."""
    with transaction():
        cities = [_sofia(), _seoul(), _third()]
        theme = Theme(slug="innovation", name={"bg": "иновации", "en": "innovation"})
        area = Theme(slug="smart-city", name={"bg": "умен град", "en": "smart city"})
        programme = Programme(
            slug="sofia-seoul",
            name={"bg": "София – Сеул", "en": "Sofia – Seoul"},
            languages=["bg", "en"],
            city_links=[ProgrammeCity(city=city, position=n) for n, city in enumerate(cities)],
            theme_links=[
                ProgrammeTheme(theme=area, kind="area"),
                ProgrammeTheme(theme=theme, kind="topic", position=1),
            ],
        )
        db.session.add(programme)
        db.session.flush()
        people = _people(programme, *cities)
        db.session.add_all(people.values())
    return World(programme, *cities, **people)


def mails(kind: str | None = None) -> list[OutboxMail]:
    """Return what is in the outbox, in order."""
    found = db.session.query(OutboxMail).order_by(OutboxMail.id).all()
    return [mail for mail in found if kind is None or mail.kind == kind]


def _sofia() -> City:
    return City(
        slug="sofia",
        name={"bg": "София", "en": "Sofia"},
        local_name="София",
        country="BG",
        holiday_calendar="BG",
        zone="Europe/Sofia",
        hours={day: [["08:30", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    )


def _seoul() -> City:
    return City(
        slug="seoul",
        name={"bg": "Сеул", "en": "Seoul"},
        local_name="서울",
        country="KR",
        holiday_calendar="KR",
        zone="Asia/Seoul",
        hours={day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    )


def _third() -> City:
    return City(
        slug="third-city",
        placeholder={
            "bg": "Третият град предстои да бъде обявен",
            "en": "The third city is to be announced",
        },
    )


def _people(programme: Programme, sofia: City, seoul: City, _third_city: City) -> dict[str, Person]:
    """Return the cast; Petar and Minseo are participants, and their cities' coordinators."""
    return {
        "elena": _person("elena@sofia.example", "Elena Dimitrova", "bg", programme, sofia),
        "jiho": _person("jiho@seoul.example", "Jiho Kim", "en", programme, seoul),
        "petar": _person(
            "petar@sofia.example", "Petar Ivanov", "bg", programme, sofia, kind="participant"
        ),
        "minseo": _person(
            "minseo@seoul.example", "Minseo Park", "en", programme, seoul, kind="participant"
        ),
        "mallory": _person("mallory@elsewhere.example", "Mallory Stranger", "en"),
        "admin": _person("admin@scheduler.example", "Ada Admin", "en", is_admin=True),
    }


def _person(
    email: str,
    name: str,
    language: str,
    programme: Programme | None = None,
    city: City | None = None,
    *,
    kind: str = "organizer",
    is_admin: bool = False,
) -> Person:
    given, family = name.split()
    person = Person(
        email=email,
        given_name=given,
        family_name=family,
        salutation={"bg": f"Уважаеми/а {family},", "en": f"Dear {name},"},
        language=language,
        is_admin=is_admin,
        created=NOW,
    )
    if programme and city:
        person.roles = [Role(programme_id=programme.id, city_id=city.id, kind=kind)]
        person.city_links = [CityMembership(city=city, coordinator=kind == "participant")]
    return person
