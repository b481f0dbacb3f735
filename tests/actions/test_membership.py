"""Who somebody is, what they are where, and their ways in: links and tokens."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from scheduler import errors, sealing
from scheduler.actions import membership, recording
from scheduler.db import db, transaction
from scheduler.models import ApiToken, Person, Role, SignInLink
from scheduler.queries import history, people, programmes
from tests.letters import opened, text
from tests.world import NOW, World, mails


def _link(person: Person) -> str:
    with transaction():
        return membership.make_sign_in_link(person, now=NOW)


def _use(token: str, after: timedelta = timedelta()) -> Person:
    with transaction():
        return membership.use_sign_in_link(token, now=NOW + after)


def _verbs() -> list[str]:
    return [entry.verb for entry in history.entries(recording.PEOPLE)]


@pytest.mark.parametrize(
    ("name", "given", "family"),
    [
        ("Ana Maria Petrova", "Ana Maria", "Petrova"),
        ("Петрова", "", "Петрова"),
        ("  Kim  Minji ", "Kim", "Minji"),
        ("", "", ""),
    ],
)
def test_a_new_address_makes_a_person_and_a_known_one_finds_it(app, name, given, family) -> None:
    with transaction():
        made = membership.find_or_make(" Ana@Sofia.Example", name=name, language="bg", now=NOW)
        assert membership.find_or_make("ana@sofia.example", name="Another", now=NOW) is made
    assert (made.email, made.given_name, made.family_name, made.language) == (
        "ana@sofia.example",
        given,
        family,
        "bg",
    )
    assert _verbs() == ["make person"]


@pytest.mark.any_db
def test_two_at_once_with_one_address_are_one_person(app) -> None:
    together, failed = threading.Barrier(2), []

    def make() -> None:
        with app.app_context():
            together.wait()
            try:
                with transaction():
                    membership.find_or_make("ana@sofia.example", name="Ana", now=NOW)
            except Exception as error:  # noqa: BLE001 - whatever it was, the test is to say it
                failed.append(error)

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert failed == []
    assert db.session.query(Person).count() == 1
    assert _verbs() == ["make person"]


@pytest.mark.any_db
def test_two_at_once_give_one_role(app, world: World) -> None:
    email, programme, city = world.mallory.email, world.programme.slug, world.seoul.slug
    db.session.rollback()
    together, failed = threading.Barrier(2), []

    def give() -> None:
        with app.app_context():
            together.wait()
            try:
                with transaction():
                    person = people.find_by_email(email)
                    found = programmes.get_programme(programme)
                    place = programmes.get_city(city)
                    membership.give_role(person, found, "delegate", place, now=NOW)
            except Exception as error:  # noqa: BLE001 - whatever it was, the test is to say it
                failed.append(error)

    threads = [threading.Thread(target=give) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert failed == []
    assert [role.kind for role in world.mallory.roles] == ["delegate"]


@pytest.mark.any_db
def test_a_role_is_given_once_and_brings_the_city(world: World) -> None:
    with transaction():
        for _ in range(2):
            membership.give_role(world.mallory, world.programme, "delegate", world.seoul, now=NOW)
        membership.give_role(world.mallory, world.programme, "organizer", None, now=NOW)
    assert sorted((role.kind, role.city_id) for role in world.mallory.roles) == [
        ("delegate", world.seoul.id),
        ("organizer", None),
    ]
    assert world.mallory.cities == [world.seoul]
    assert _verbs() == ["give role", "give role"]


def test_a_link_signs_in_once(world: World) -> None:
    token = _link(world.elena)
    assert _use(token) == world.elena
    with pytest.raises(errors.LinkExpired):
        _use(token)
    assert _verbs() == ["sign in"]


def test_a_link_works_for_half_an_hour(world: World) -> None:
    early, late = _link(world.elena), _link(world.elena)
    assert _use(early, timedelta(minutes=29, seconds=59)) == world.elena
    with pytest.raises(errors.LinkExpired):
        _use(late, timedelta(minutes=30))


@pytest.mark.parametrize("token", ["", "x" * 32, "а" * 32, "\x7f", "' OR 1=1 --"])
def test_what_was_never_a_link_is_unknown(world: World, token: str) -> None:
    _link(world.elena)
    with pytest.raises(errors.TokenUnknown):
        _use(token)
    with pytest.raises(errors.TokenUnknown):
        people.get_sign_in_link(token, now=NOW)


def test_looking_at_a_link_does_not_use_it(world: World) -> None:
    token = _link(world.elena)
    for _ in range(2):
        assert people.get_sign_in_link(token, now=NOW).person == world.elena
    assert _use(token) == world.elena
    with pytest.raises(errors.LinkExpired):
        people.get_sign_in_link(token, now=NOW)


@pytest.mark.any_db
def test_of_two_who_use_one_link_at_once_one_comes_in(app, world: World) -> None:
    token = _link(world.elena)
    db.session.rollback()
    together, outcomes = threading.Barrier(2), []

    def use() -> None:
        with app.app_context():
            together.wait()
            try:
                outcomes.append(_use(token).email)
            except errors.LinkExpired:
                outcomes.append("expired")

    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["elena@sofia.example", "expired"]


def test_a_link_is_mailed_to_a_known_address_alone_and_nothing_says_which(world: World) -> None:
    with transaction():
        for address in ("Elena@Sofia.Example ", "nobody@sofia.example", "", "not an address"):
            assert membership.request_sign_in(address, now=NOW) is None
    (mail,) = mails()
    assert (mail.recipient, mail.secret) == ("elena@sofia.example", True)
    message = opened(mail)
    assert message["Content-Language"] == "bg, en"
    (link,) = db.session.query(SignInLink)
    lines = text(message).split()
    (token,) = {line.rpartition("/")[2] for line in lines if "/sign-in/" in line}
    assert link.digest == sealing.digest(token)
    assert _use(token) == world.elena


def test_nobody_is_flooded_with_links(world: World) -> None:
    for _ in range(9):
        with transaction():
            membership.request_sign_in(world.elena.email, now=NOW)
    assert len(mails()) == 6
    with transaction():
        membership.request_sign_in(world.elena.email, now=NOW + timedelta(hours=1))
    assert len(mails()) == 7


@pytest.mark.any_db
def test_of_every_secret_only_the_digest_is_stored(world: World) -> None:
    with transaction():
        link = membership.make_sign_in_link(world.elena, now=NOW)
        token = membership.make_api_token(world.elena, now=NOW)
    for model, secret in ((SignInLink, link), (ApiToken, token)):
        (row,) = db.session.query(model)
        assert row.digest == sealing.digest(secret)
        assert secret not in repr(vars(row))
        assert len(secret) == 32


def test_a_token_acts_for_its_person_until_it_is_revoked(world: World) -> None:
    with transaction():
        token = membership.make_api_token(world.elena, now=NOW)
    assert people.find_by_api_token(token) == world.elena
    assert people.find_by_api_token("another") is None
    with transaction():
        db.session.query(ApiToken).one().revoked = NOW
    assert people.find_by_api_token(token) is None


def test_leaving_everywhere_ends_every_session(world: World) -> None:
    with transaction():
        membership.sign_out_everywhere(world.elena, now=NOW)
    assert world.elena.generation == 2
    assert _verbs() == ["sign out everywhere"]


def test_an_admin_is_over_all_programmes(world: World) -> None:
    with transaction():
        membership.make_admin(world.mallory, now=NOW)
    assert world.mallory.is_admin
    assert db.session.query(Role).filter_by(person_id=world.mallory.id).count() == 0
    assert _verbs() == ["make admin"]
