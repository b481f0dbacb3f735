"""Sending a file: what arrives is read once, and kept if it can be read at all.

Decides what is said of a file that is too large: nothing of it is looked at, and it is let run
through, because a browser that is cut off while it sends shows no answer.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wsgi import LimitedStream

from scheduler import clock, errors
from scheduler.actions import importing
from scheduler.db import transaction
from scheduler.documents import tables
from scheduler.web.door import get_me
from scheduler.web.forms import REFUSED, put, refused
from scheduler.web.importing.fields import EmptyForm, UploadForm

if TYPE_CHECKING:
    from typing import IO

    from flask.typing import ResponseReturnValue
    from wtforms import Form

    from scheduler.models import Programme

TOO_LARGE = 413
MOST_LET_THROUGH = 64_000_000
_CHUNK = 65_536


def page(programme: Programme, form: Form, status: int = 200) -> ResponseReturnValue:
    """Return the page on which a file is chosen."""
    page = render_template(
        "importing/upload.html", programme=programme, accent=programme.accent, form=form
    )
    return page, status


def receive(programme: Programme) -> ResponseReturnValue:
    """Keep what was sent and lead to what is in it, or say why not."""
    try:
        form = UploadForm()
        name, data = _sent(form)
    except RequestEntityTooLarge:
        return _too_large(programme)
    refusals: list[errors.Refusal] = []
    try:
        if form.fresh():
            _read(form, data)
    except errors.Invalid as refusal:
        refusals = refused(refusal)
    if refusals or form.errors:
        # A browser does not send the same file twice: what was pasted stays.
        put(form, refusals)
        return page(programme, form, REFUSED)
    with transaction():
        file = importing.keep(programme, name, data, by=get_me(), now=clock.now())
        ref = file.ref
    return redirect(url_for("web.show_import", slug=programme.slug, ref=ref), 303)


def _sent(form: UploadForm) -> tuple[str, bytes]:
    """Return what arrived: the file's name and bytes, or those of the text."""
    file = request.files.get("file")
    data = file.stream.read() if file is not None else b""
    if data and file is not None:
        return file.filename or "", data
    return "", (form.text.data or "").strip().encode("utf-8", "replace")


def _read(form: UploadForm, data: bytes) -> None:
    """Raise Invalid for what is no calendar and no table."""
    if not data:
        raise errors.FileMissing(field="file")
    if request.files.get("file") and (form.text.data or "").strip():
        raise errors.FileTwice(field="text")
    if tables.is_calendar(data):
        importing.of_calendar(data)
    else:
        tables.read(data)


def _too_large(programme: Programme) -> ResponseReturnValue:
    with suppress(HTTPException):
        _let_through()
    form = EmptyForm()
    put(form, [errors.FileTooLarge(field="file")])
    return page(programme, form, TOO_LARGE)


def _let_through() -> None:
    """Read what is still on its way, to nowhere."""
    left = min(request.content_length or 0, MOST_LET_THROUGH)
    stream: IO[bytes] | LimitedStream
    try:
        stream = request.stream
    except RequestEntityTooLarge:
        stream = LimitedStream(request.environ["wsgi.input"], left)
    while stream.read(_CHUNK):
        pass
