"""Every feed and every message of the product, read by programs that other people wrote."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.clients import judging
from tests.clients.reading import READERS

by_reader = pytest.mark.parametrize("reader", READERS, ids=str)


@by_reader
def test_no_reader_finds_anything_wrong(reader, sources, answers) -> None:
    judging.report(judging.complaints(reader, sources, answers))


def test_everything_is_when_zoneinfo_has_it(sources, answers) -> None:
    judging.report(judging.misplaced(sources, answers))


def test_every_text_comes_out_as_it_was_typed(sources, answers) -> None:
    judging.report(judging.mistaken(sources, answers))
    assert {uid for source in sources for uid in source.typed} != set()


def test_every_text_is_read_as_it_stands_in_the_file(sources, answers) -> None:
    judging.report(judging.misspelt(sources, answers))


@by_reader
def test_readers_agree_on_every_moment_and_text(reader, sources, answers) -> None:
    judging.report(judging.disagreements(reader, sources, answers))


@pytest.mark.parametrize("reader", [each for each in READERS if not each.sure], ids=str)
def test_what_a_reader_is_excused_from_it_still_misreads(reader, sources, answers) -> None:
    strict = [replace(source, doubtful=frozenset()) for source in sources]
    assert judging.disagreements(reader, strict, answers) != []
