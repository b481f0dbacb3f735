"""Letters as bytes: the tree of parts, the headers, and what no name may smuggle into them."""

from __future__ import annotations

import email
import re
import time
from dataclasses import replace
from email import policy
from email.header import decode_header, make_header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.documents import letters, plain
from scheduler.documents.letters import Mailbox
from scheduler.errors import EmailInvalid
from tests.documents import samples
from tests.documents.samples import ORGANIZER, letter


def read(content: bytes):
    return email.message_from_bytes(content, policy=policy.default)


def header(content: bytes, name: str) -> str:
    """Return a header as a reader of RFC 2047 decodes it, on one line."""
    raw = email.message_from_bytes(content)[name] or ""
    return str(make_header(decode_header(re.sub(r"\r?\n[ \t]", " ", raw))))


def tree(part) -> object:
    children = [tree(child) for child in part.iter_parts()] if part.is_multipart() else []
    return (part.get_content_type(), *children)


def test_an_invitation_is_a_choice_of_forms_and_a_file():
    assert tree(read(letters.build(letter()))) == (
        "multipart/mixed",
        (
            "multipart/alternative",
            ("text/plain",),
            ("text/html",),
            ("text/calendar",),
        ),
        ("application/ics",),
    )


def test_without_a_calendar_it_is_a_choice_of_forms():
    bare = letters.build(letter(calendar=None, method=None))
    assert tree(read(bare)) == ("multipart/alternative", ("text/plain",), ("text/html",))


def test_both_calendar_parts_are_the_bytes_that_were_given():
    given_letter = letter()
    alternative, file = read(letters.build(given_letter)).iter_parts()
    *_, inline = alternative.iter_parts()
    assert inline.get_payload(decode=True) == given_letter.calendar
    assert file.get_payload(decode=True) == given_letter.calendar
    assert inline["Content-Type"] == 'text/calendar; charset="utf-8"; method="REQUEST"'
    assert inline["Content-Disposition"] is None
    assert file["Content-Disposition"] == 'attachment; filename="invite.ics"'


def test_texts_arrive_as_they_were():
    texts = {"text": "Ред 1\r\nРед 2\n한국어\n", "html": "<p>Ред</p>\n"}
    alternative, _ = read(letters.build(letter(**texts))).iter_parts()
    text, html, _ = alternative.iter_parts()
    assert text.get_payload(decode=True).decode() == "Ред 1\r\nРед 2\r\n한국어\r\n"
    assert html.get_payload(decode=True).decode() == "<p>Ред</p>\r\n"


def test_each_form_names_its_languages():
    message = read(letters.build(letter(languages=("en", "bg"))))
    alternative, _ = message.iter_parts()
    parts = [message, *alternative.iter_parts()]
    assert [part["Content-Language"] for part in parts] == ["en, bg"] * 4


def test_headers_say_who_when_and_that_a_machine_wrote():
    message = read(letters.build(letter(references="<first@x>")))
    assert str(message["From"].addresses[0]) == str(message["Reply-To"].addresses[0])
    assert message["From"].addresses[0].addr_spec == ORGANIZER.address
    assert message["To"].addresses[0].addr_spec == "petar@sofia.example.org"
    assert message["Date"].datetime == samples.WRITTEN
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["References"] == message["In-Reply-To"] == "<first@x>"
    assert message["MIME-Version"] == "1.0"


def test_what_is_not_given_is_not_written():
    message = read(letters.build(letter(reply_to=None, auto_submitted=False)))
    for name in ("Reply-To", "References", "In-Reply-To", "Auto-Submitted", "Bcc"):
        assert message[name] is None


NAMES = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from('аЯ한🇧🇬 ,;:<>@"()\\.=?_\r\n')), max_size=120
)


@given(name=NAMES, subject=NAMES)
def test_names_and_subjects_come_back_as_they_were(name, subject):
    content = letters.build(letter(to=Mailbox(name, "petar@sofia.example.org"), subject=subject))
    assert header(content, "Subject") == plain.line(subject)
    (address,) = read(content)["To"].addresses
    assert address.addr_spec == "petar@sofia.example.org"
    expected = set(read(letters.build(letter())).keys())
    assert expected - set(read(content).keys()) <= {"Subject"}
    assert set(read(content).keys()) <= expected
    for line in content.split(b"\r\n"):
        assert len(line) <= 998
        assert b"\r" not in line
        assert b"\n" not in line
        line.decode("ascii")


@pytest.mark.parametrize(
    "name",
    [
        "Maria Ivanova",
        "Ivanova, Maria",
        'M. "Mimi" Ivanova',
        "Мария Иванова",
        "이 지호",
        "(x) <a@b>",
    ],
)
def test_a_name_is_read_as_it_is_spelt(name):
    message = read(letters.build(letter(to=Mailbox(name, "maria@sofia.bg"))))
    assert message["To"].addresses[0].display_name == name


def test_a_name_cannot_write_headers_of_its_own():
    evil = "Maria\r\nBcc: everybody@example.org\r\n\r\nBody"
    content = letters.build(letter(to=Mailbox(evil, "maria@sofia.bg"), subject=evil))
    assert read(content)["Bcc"] is None
    assert header(content, "Subject") == "Maria Bcc: everybody@example.org Body"


def test_a_name_that_looks_encoded_is_shown_as_typed():
    typed = "=?utf-8?b?0JHQsNC90LrQsA==?="
    assert header(letters.build(letter(subject=typed)), "Subject") == typed


@pytest.mark.parametrize("address", ["", "x", "a@b\r\nBcc: c@d", "a@b, c@d", "<a@b>", "иван@x.bg"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(EmailInvalid):
        letters.build(letter(to=Mailbox("X", address)))


def test_a_cyrillic_domain_is_written_as_servers_spell_it():
    message = read(letters.build(letter(to=Mailbox("", "delovodstvo@община.бг"))))
    assert message["To"] == "delovodstvo@xn--80abvuc1e.xn--90ae"


@pytest.mark.parametrize("values", [{"method": None}, {"calendar": None}])
def test_a_calendar_and_its_method_go_together(values):
    with pytest.raises(ValueError, match="go together"):
        replace(letter(), **values)


def test_the_same_letter_is_the_same_bytes():
    assert letters.build(letter()) == letters.build(letter())


def test_a_message_id_is_decided_by_its_parts_alone():
    one = letters.message_id("x.org", "invitation", 7, 1)
    assert re.fullmatch(r"<[0-9a-f]{32}@x\.org>", one)
    assert one == letters.message_id("x.org", "invitation", "7", "1")
    others = {
        letters.message_id("x.org", "invitation", 71),
        letters.message_id("x.org", "invitation", 7, 2),
        letters.message_id("x.org", "update", 7, 1),
    }
    assert len(others | {one}) == 4


def test_building_takes_milliseconds():
    big = letter(text="Здравейте " * 400, html="<p>Здравейте</p>" * 800)
    letters.build(big)
    begun = time.process_time()
    for _ in range(50):
        letters.build(big)
    assert (time.process_time() - begun) / 50 < 0.01
