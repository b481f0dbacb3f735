"""Asking the product's real server, as a calendar program does."""

from __future__ import annotations

import gzip
import http.client
import re
from pathlib import Path

from tests.live import Live

Answered = tuple[int, http.client.HTTPMessage, bytes]


def ask(live: Live, address: str, **headers: str) -> Answered:
    """Return status, headers and body of what the server answers there."""
    connection = http.client.HTTPConnection(live.url.removeprefix("http://"), timeout=60)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", address, headers=named)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


def fetch(live: Live, folder: Path, address: str) -> Path:
    """Keep what stands at that address in a file named after it."""
    status, headers, body = ask(live, address)
    assert (status, headers["Content-Type"]) == (200, "text/calendar; charset=utf-8"), address
    _, _, zipped = ask(live, address, Accept_Encoding="gzip")
    assert gzip.decompress(zipped) == body, address
    path = folder / (re.sub(r"[^\w.-]+", "_", address.removeprefix("/feeds/")) + ".ics")
    path.write_bytes(body)
    return path
