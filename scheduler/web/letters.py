"""A letter shown inside a page: its own HTML, locked in so that it can do nothing.

Decides the headers of that one answer. A letter has inline styles, as mail programs want them,
which no page may have; so it stands in a frame of its own, without scripts, pictures from
elsewhere, forms or an origin.
"""

from __future__ import annotations

from flask import Response

POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


def letter_page(html: str) -> Response:
    """Return that HTML as an answer which only our own pages may frame, and which runs nothing."""
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
