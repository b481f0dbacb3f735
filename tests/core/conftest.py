"""What the tables of the calculating floor share: how to say a moment in few characters."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest


@pytest.fixture
def utc():
    """Read "2026-07-08 16:00" as a moment."""
    return lambda text: datetime.fromisoformat(text).replace(tzinfo=UTC)
