"""The product with one more address, whose answer never changes: what a feed is compared with.

`flask --app bench.serving serve` is the same server, the same app and the same way through both;
only the work differs. What the address answers lies as a file in the instance folder.
"""

from __future__ import annotations

from functools import cache

from flask import Response

from scheduler import create_app, settings
from scheduler.actions.policy import declare

app = create_app()


@app.get("/constant/<name>")
@declare("public")
def constant(name: str) -> Response:
    """Answer the bytes of that name, or an empty 304."""
    if name == "not-modified":
        return Response(status=304, content_type="text/calendar; charset=utf-8")
    return Response(body(name), content_type="text/calendar; charset=utf-8")


@cache
def body(name: str) -> bytes:
    """Return what lies under that name, read once a process."""
    return (settings.current().instance / name).read_bytes()
