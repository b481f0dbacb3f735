"""The hash that chains history: over everything that an entry says, and the hash before it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime


def link(
    previous: str,
    chain: str,
    number: int,
    at: datetime,
    actor_id: int | None,
    verb: str,
    subject: str,
    details: dict[str, Any],
) -> str:
    """Return an entry's SHA-256 in hex.

    >>> from datetime import UTC, datetime
    >>> at = datetime(2026, 11, 23, tzinfo=UTC)
    >>> link("", "sofia-seoul", 1, at, 7, "draft", "event:1", {})[:8]
    '01ce85f9'
    """
    said = [previous, chain, number, at.isoformat(), actor_id, verb, subject, details]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
