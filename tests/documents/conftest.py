"""What the tests of documents share: readers take zones from the package that we pin."""

from __future__ import annotations

import zoneinfo

import pytest


@pytest.fixture(autouse=True)
def _zones_of_the_package():
    """Keep the machine's own zone data out: it may be older, and is not what is tested."""
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(to=[])
    zoneinfo.ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath(to=before)
    zoneinfo.ZoneInfo.clear_cache()
