"""A third language takes a catalogue and a row: no code knows which languages there are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from scheduler import i18n
from scheduler.actions import scheduling
from scheduler.db import transaction
from scheduler.queries import outbox
from tests.world import NOW, World, mails

KOREAN = """
msgid ""
msgstr ""
"Language: ko\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgctxt "pattern"
msgid "EEEE, d MMMM y"
msgstr "y년 M월 d일 EEEE"

msgctxt "pattern"
msgid "EEE, d MMMM y"
msgstr "y년 M월 d일 (E)"

msgid "Agenda"
msgstr "일정"

msgid "live session"
msgstr "라이브 세션"
"""


@pytest.fixture
def korean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lay a Korean catalogue beside the Bulgarian one, for this test alone."""
    catalogues = tmp_path / "translations"
    for code in ("bg", "ko"):
        (catalogues / code / "LC_MESSAGES").mkdir(parents=True)
    bulgarian = "bg/LC_MESSAGES/messages.po"
    (catalogues / bulgarian).write_bytes((i18n.CATALOGUES / bulgarian).read_bytes())
    (catalogues / "ko/LC_MESSAGES/messages.po").write_text(KOREAN.lstrip(), encoding="utf-8")
    monkeypatch.setattr(i18n, "CATALOGUES", catalogues)
    _forget()
    yield
    monkeypatch.undo()
    _forget()


@pytest.mark.usefixtures("korean")
def test_pages_forms_letters_and_feeds_speak_it(world: World, client: FlaskClient) -> None:
    with transaction():
        world.programme.languages = ["bg", "en", "ko"]
        world.minseo.language = "ko"
    title = {"bg": "Топлоснабдяване", "en": "District heating", "ko": "지역난방"}
    event = world.draft(title=title)

    with transaction():
        scheduling.publish(event, by=world.elena, now=NOW)
    letter = outbox.shown(mails("invitation")[1])
    assert dict(letter.headers)["Subject"].count(" / ") == 2
    assert letter.text.index("지역난방") < letter.text.index("Топлоснабдяване")
    assert "2027년 3월 10일 (수)" in letter.text

    page = client.get(f"/ko/events/{event.slug}")
    assert page.status_code == 200
    assert '<html lang="ko">' in page.text
    assert "지역난방" in page.text
    assert "한국어" in page.text

    feed = client.get("/feeds/sofia-seoul.ics?lang=ko&all=1").text
    assert "SUMMARY;LANGUAGE=ko:지역난방" in feed


@pytest.mark.usefixtures("korean")
def test_a_form_has_a_field_for_each_language_of_the_programme(
    world: World, client: FlaskClient
) -> None:
    with transaction():
        world.programme.languages = ["bg", "en", "ko"]
    with client.session_transaction() as session:
        session["person"], session["generation"] = world.elena.id, world.elena.generation
    page = client.get("/ko/manage/programmes/sofia-seoul/events/new")
    assert page.status_code == 200
    assert [page.text.count(f'name="title-{code}"') for code in ("bg", "en", "ko")] == [1, 1, 1]


def _forget() -> None:
    i18n._catalogue_codes.cache_clear()
    i18n._catalogue.cache_clear()
