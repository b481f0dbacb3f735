"""Folds and blanks: whatever is put into a piece, its lines stay whole and short enough."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from scheduler.documents.ical import blanks, pieces, properties
from scheduler.documents.ical.folding import folded

TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufdd0\ufdd1"), max_size=120
)
KEYS = st.sampled_from(["b", "c1:bg", "c22:en", "p3:bg+en", "kevent:1.2:3:bg"])
PARTS = st.lists(st.tuples(TEXTS.filter(bool), KEYS), max_size=5)


def line_of(parts: list[tuple[str, str]], last: str) -> tuple[str, list[str]]:
    """Return a line with blanks between texts, and their keys in order."""
    return "".join(text + blanks.blank(key) for text, key in parts) + last, [k for _, k in parts]


@given(PARTS, TEXTS, st.dictionaries(KEYS, TEXTS.filter(str.strip), max_size=5))
@example([("DESCRIPTION:", "b")], "", {"b": "https://a-very-long-address.example.org/with/a/path"})
@example([("x" * 60, "c1:bg")], "", {"c1:bg": "ж" * 90})
def test_a_line_with_its_blanks_filled_is_what_it_would_be_without_blanks(
    parts: list[tuple[str, str]], last: str, names: dict[str, str]
) -> None:
    parts = [("SUMMARY:", "c1:bg"), *parts]
    line, keys = line_of(parts, last)
    kept = folded(blanks.marked(line.encode()))
    marked = {key.encode() for key in keys} | {key.encode() + blanks.LAST for key in keys}
    values = {key: pieces.name(_name(names, key), key) for key in marked}
    filled = blanks.fill(kept, values)
    wanted = "".join(text + _escaped(_name(names, key.encode())) for text, key in parts) + last
    assert filled.replace(b"\r\n ", b"") == wanted.encode()
    assert all(len(part) <= 75 for part in filled.split(b"\r\n"))
    assert all(part.decode() for part in filled.split(b"\r\n"))


def _name(names: dict[str, str], key: bytes) -> str:
    return names.get(key.decode().removesuffix("$"), "София")


def _escaped(name: str) -> str:
    return pieces.name(name, b"k" * 9).replace(b"\r\n ", b"").decode()


@given(TEXTS)
def test_a_fold_parts_no_character_and_no_escape(text: str) -> None:
    content = folded(b"DESCRIPTION:" + properties.escaped(text))
    assert content.replace(b"\r\n ", b"") == b"DESCRIPTION:" + properties.escaped(text)
    for part in content.split(b"\r\n"):
        assert len(part) <= 75
        part.decode()
        assert (len(part) - len(part.rstrip(b"\\"))) % 2 == 0


def test_half_of_a_blank_that_somebody_typed_is_gone() -> None:
    assert blanks.marked("a\ufdd0b\ufdd1c\ufdd1\ufdd0d".encode()) == b"a\x01b\x01cd"


def test_a_word_is_kept_whole_where_it_can_be() -> None:
    line = b"SUMMARY:" + b"word " * 30
    assert all(part.strip().split(b" ")[-1] == b"word" for part in folded(line).split(b"\r\n")[1:])
