"""Zone data as they might be one day: pytz's own files, one zone's rules changed in them."""

from __future__ import annotations

import shutil
import struct
from datetime import UTC, datetime
from pathlib import Path

import pytz

HEADER = ">4s c 15x 6l"


def without_changes_after(folder: Path, zone: str, last: datetime) -> dict[str, str]:
    """Write a copy of the data in which a zone's clocks stay as they are after that moment.

    Returns the environment in which a process reads it.
    """
    shutil.copytree(Path(pytz.__file__).parent / "zoneinfo", folder)
    file = folder / zone
    file.write_bytes(_cut(file.read_bytes(), int(last.astimezone(UTC).timestamp())))
    return {"PYTZ_TZDATADIR": str(folder)}


def _cut(data: bytes, last: int) -> bytes:
    """Return a TZif file (RFC 9636) of version 1, without the changes after a moment."""
    magic, _, utcs, stds, leaps, times, types, chars = struct.unpack_from(HEADER, data)
    begin = struct.calcsize(HEADER)
    moments = struct.unpack_from(f">{times}l", data, begin)
    kept = sum(moment <= last for moment in moments)
    kinds, rest = begin + 4 * times, begin + 5 * times
    end = rest + 6 * types + chars
    head = struct.pack(HEADER, magic, b"\0", 0, 0, 0, kept, types, chars)
    assert (utcs, stds, leaps) in {(types, types, 0), (0, 0, 0)}
    return head + data[begin : begin + 4 * kept] + data[kinds : kinds + kept] + data[rest:end]
