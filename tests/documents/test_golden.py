"""The golden files: real calendars and a real message, byte for byte."""

from __future__ import annotations

import pytest

from tests.documents import samples


@pytest.mark.parametrize("name", sorted(samples.files()))
def test_it_is_written_as_it_was(name):
    assert samples.files()[name] == (samples.GOLDEN / name).read_bytes()


def test_every_golden_file_is_written_by_somebody():
    kept = {path.name for path in samples.GOLDEN.iterdir() if path.suffix in {".ics", ".eml"}}
    assert kept == set(samples.files())
