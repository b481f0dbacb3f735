"""The people of a programme: listed by city, added, changed and taken out by its organizers."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from scheduler.actions import inviting, membership
from scheduler.db import db, transaction
from scheduler.models import Person, Programme, Role
from scheduler.queries import people
from tests.counting import statements
from tests.web.filling import fields, fill_in, send
from tests.web.posting import post, said, sign_in
from tests.world import NOW, SESSION, World, mails

pytestmark = pytest.mark.usefixtures("stopped_clock")
LIST = "/en/manage/programmes/sofia-seoul/people"
NEW = f"{LIST}/new"
ANA = {
    "email": " Ana@Sofia.Example ",
    "given_name": "Ana",
    "family_name": "Petrova",
    "native_name": "Ана Петрова",
    "city": "sofia",
    "language": "bg",
    "role": "participant",
    "salutation__bg": "Уважаема госпожо Петрова,",
    "salutation__en": "",
}


@pytest.fixture
def elena(client: FlaskClient, world: World) -> FlaskClient:
    """Return Elena's browser, signed in."""
    return sign_in(client, world.elena)


def _ana() -> Person | None:
    db.session.rollback()
    return people.find_by_email("ana@sofia.example")


def _page(person: Person) -> str:
    return f"{LIST}/{person.roles[0].id}"


def test_the_people_are_listed_by_city_with_role_and_language(
    elena: FlaskClient, world: World
) -> None:
    with transaction():
        world.petar.native_name = "Петър Иванов"
    text = said(elena.get(LIST))
    assert "4 people in this programme." in text
    sofia, _, seoul = text.partition("Seoul Seoul")
    assert "Elena Dimitrova organizer elena@sofia.example Bulgarian" in sofia
    assert "Petar Ivanov Петър Иванов participant · coordinator of the city" in sofia
    assert "Jiho Kim organizer jiho@seoul.example English" in seoul
    assert "Mallory" not in text
    assert "The third city is to be announced People can be added when the city" in text
    bulgarian = said(elena.get(LIST.replace("/en/", "/bg/")))
    assert "участник · координатор на града" in bulgarian
    assert "4 души в тази програма." in bulgarian


def test_the_programme_leads_to_its_people(elena: FlaskClient, world: World) -> None:
    assert LIST in elena.get("/en/manage").text


@pytest.mark.any_db
def test_a_person_is_added_and_can_be_invited(elena: FlaskClient, world: World) -> None:
    event = world.published(SESSION)
    answer = fill_in(elena, NEW, **ANA)
    assert (answer.status_code, answer.location) == (303, LIST)
    assert "Added: Ana Petrova." in said(elena.get(LIST))
    ana = _ana()
    assert ana is not None
    assert (ana.name, ana.native_name, ana.language) == ("Ana Petrova", "Ана Петрова", "bg")
    assert [(role.kind, role.city_id) for role in ana.roles] == [("participant", world.sofia.id)]
    assert ana.salutation["bg"] == "Уважаема госпожо Петрова,"
    assert mails() == []
    assert ana in inviting.audience(event)
    assert "3 people" in said(elena.get(f"/en/manage/events/{event.slug}"))


def test_the_history_says_who_added_somebody_and_names_nobody(
    elena: FlaskClient, world: World
) -> None:
    assert fill_in(elena, NEW, **ANA).status_code == 303
    elena.get(LIST)  # says that it is done
    text = said(elena.get("/en/manage/history?programme=sofia-seoul"))
    assert "Elena Dimitrova added a person to the programme" in text
    assert "Petrova" not in text


def test_whoever_is_known_keeps_what_is_written_of_them(elena: FlaskClient, world: World) -> None:
    answer = fill_in(elena, NEW, **ANA | {"email": world.mallory.email, "city": "seoul"})
    assert answer.status_code == 303
    text = said(elena.get(LIST))
    assert "Added: Mallory Stranger. This address was known already" in text
    db.session.rollback()
    assert (world.mallory.name, world.mallory.language) == ("Mallory Stranger", "en")


@pytest.mark.parametrize(
    ("typed", "english", "bulgarian"),
    [
        ({"email": ""}, "does not look like an e-mail address", "не прилича на имейл адрес"),
        ({"email": "ana@"}, "does not look like an e-mail address", "не прилича на имейл адрес"),
        ({"email": "a\r\nBcc: b@c.bg"}, "not look like an e-mail", "не прилича на имейл адрес"),
        ({"email": "petar@sofia.example"}, "has this role in this city already", "вече има тази"),
        ({"family_name": " "}, "Fill in this field.", "Попълнете"),
        ({"given_name": "x" * 10_000}, "at most 200 characters, now 10000", "10000"),
        ({"native_name": "А\x00на"}, "invisible control characters", "управляващи знаци"),
        ({"salutation__bg": "x" * 201}, "at most 200 characters", "200"),
        ({"salutation__en": "Dear\u2028Ana"}, "invisible control characters", "управляващи знаци"),
        ({"city": "atlantis"}, "“atlantis” is not part of this programme", "„atlantis“"),
        ({"city": "third-city"}, "“third-city” is not part of this programme", "„third-city“"),
        ({"city": ""}, "Fill in this field.", "Попълнете"),
        ({"city": None}, "Fill in this field.", "Попълнете"),
        ({"language": "xx"}, "“xx” is not part of this programme", "„xx“"),
        ({"role": "king"}, "This value is not valid.", "не е валидна"),
        ({"role": None}, "Fill in this field.", "Попълнете"),
        (
            {"role": "organizer", "city": "", "coordinator": "y"},
            "Fill in this field.",
            "Попълнете",
        ),
        ({"csrf_token": None}, "This page was open for too long.", "Страницата"),
    ],
)
def test_what_is_wrong_is_told_and_kept(
    elena: FlaskClient, world: World, typed: dict[str, str | None], english: str, bulgarian: str
) -> None:
    before = db.session.query(Role).count()
    for path, message in ((NEW, english), (NEW.replace("/en/", "/bg/"), bulgarian)):
        answer = fill_in(elena, path, **ANA | typed)
        assert answer.status_code == 422
        assert message in said(answer)
        kept = fields(answer)
        assert kept["salutation-bg"] == typed.get("salutation__bg", ANA["salutation__bg"])
        assert kept["family_name"] == typed.get("family_name", "Petrova")
    assert db.session.query(Role).count() == before


@pytest.mark.any_db
def test_what_is_known_of_a_person_is_changed_and_the_address_stays(
    elena: FlaskClient, world: World
) -> None:
    path = _page(world.petar)
    assert fields(elena.get(path))["email"] == "petar@sofia.example"
    answer = fill_in(
        elena,
        path,
        email="mallory@elsewhere.example",
        family_name="Petrov",
        language="en",
        role="delegate",
        city="seoul",
        coordinator=None,
    )
    assert answer.status_code == 303
    db.session.rollback()
    petar = world.petar
    assert (petar.email, petar.name, petar.language) == (
        "petar@sofia.example",
        "Petar Petrov",
        "en",
    )
    assert [(role.kind, role.city_id) for role in petar.roles] == [("delegate", world.seoul.id)]
    assert [link.city.slug for link in petar.city_links] == ["seoul"]


def test_a_wrong_change_is_told_and_kept(elena: FlaskClient, world: World) -> None:
    answer = fill_in(elena, _page(world.petar), family_name="", given_name="Pesho")
    assert answer.status_code == 422
    assert "Fill in this field." in said(answer)
    assert fields(answer)["given_name"] == "Pesho"
    assert fields(answer)["email"] == "petar@sofia.example"


def test_a_new_coordinator_takes_the_mark_over(elena: FlaskClient, world: World) -> None:
    assert fill_in(elena, NEW, **ANA, coordinator="y").status_code == 303
    text = said(elena.get(LIST))
    assert "Ana Petrova Ана Петрова participant · coordinator of the city" in text
    assert "Petar Ivanov participant petar@sofia.example" in text


def test_a_person_is_taken_out_after_a_question(elena: FlaskClient, world: World) -> None:
    path = f"{_page(world.petar)}/removal"
    page = said(elena.get(path))
    assert "Remove this person? Petar Ivanov : participant, Sofia" in page
    assert "no longer its coordinator" in page
    answer = post(elena, path)
    assert (answer.status_code, answer.location) == (303, LIST)
    text = said(elena.get(LIST))
    assert "Removed: Petar Ivanov." in text
    assert "petar@sofia.example" not in text
    assert people.find_by_email("petar@sofia.example") is not None
    assert post(elena, path).status_code == 404


def test_the_last_organizer_stays(elena: FlaskClient, world: World) -> None:
    with transaction():
        db.session.delete(world.jiho.roles[0])
    refused = fill_in(elena, _page(world.elena), role="participant")
    assert refused.status_code == 422
    assert "the programme's last organizer" in said(refused)
    answer = post(elena, f"{_page(world.elena)}/removal")
    assert answer.status_code == 409
    assert "the programme's last organizer" in said(answer)


@pytest.mark.parametrize("path", [LIST, NEW, f"{LIST}/1", f"{LIST}/1/removal"])
def test_only_organizers_of_the_programme_come_here(
    client: FlaskClient, world: World, path: str
) -> None:
    assert client.get(path).status_code == 302
    sign_in(client, world.petar)
    assert client.get(path).status_code == 403
    if path != LIST:
        assert post(client, path, **ANA).status_code == 403


def test_an_organizer_elsewhere_is_a_stranger_here(client: FlaskClient, world: World) -> None:
    with transaction():
        other = Programme(slug="other", name={"en": "Other"}, languages=["en"])
        db.session.add(other)
        db.session.flush()
        membership.give_role(world.mallory, other, "organizer", None, now=NOW)
    role = world.mallory.roles[0].id
    sign_in(client, world.mallory)
    assert client.get(LIST).status_code == 403
    assert client.get(NEW).status_code == 403
    elsewhere = "/en/manage/programmes/other/people"
    assert "Mallory Stranger" in said(client.get(elsewhere))
    assert client.get(f"{elsewhere}/{world.petar.roles[0].id}").status_code == 404
    assert client.get(f"{elsewhere}/{role}").status_code == 200


@pytest.mark.any_db
@pytest.mark.parametrize(
    "path",
    [f"{LIST}/999", f"{LIST}/{'9' * 40}", f"{LIST}/999/removal", "/en/manage/programmes/x/people"],
)
def test_what_is_not_there(elena: FlaskClient, path: str) -> None:
    assert elena.get(path).status_code == 404


def test_a_form_left_open_meets_a_person_taken_out(elena: FlaskClient, world: World) -> None:
    path = _page(world.petar)
    page = fields(elena.get(path))
    assert post(elena, f"{path}/removal").status_code == 303
    assert send(elena, path, page, family_name="Petrov").status_code == 404


def test_a_long_list_asks_no_more_than_a_short_one(elena: FlaskClient, world: World) -> None:
    elena.get(LIST)
    with statements() as short:
        elena.get(LIST)
    with transaction():
        for number in range(30):
            person = membership.find_or_make(f"p{number}@sofia.example", name="A B", now=NOW)
            membership.give_role(person, world.programme, "participant", world.seoul, now=NOW)
    with statements() as long:
        assert "34 people" in said(elena.get(LIST))
    assert len(long) == len(short)
