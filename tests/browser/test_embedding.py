"""The agenda in a page of another site, in a real browser; and what the browser makes of the data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from scheduler import clock
from tests.live import Live
from tests.world import World

SITE = """<!doctype html><html lang="bg"><head><meta charset="utf-8"><title>Община</title></head>
<body><h1>Сайт на общината</h1>{code}</body></html>"""


@contextmanager
def site_of_a_city(code: str) -> Iterator[str]:
    """Serve a page with that code from an origin that is not the product's."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(SITE.format(code=code).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def ahead(world: World) -> World:
    """Return the world with a visit ahead of the real clock."""
    world.visit_today()
    return world


def test_the_code_puts_the_agenda_into_another_site(
    ahead: World, page: Page, served: Live, accessible: Callable[[Page], None]
) -> None:
    page.goto("/bg/programmes/sofia-seoul/embedding?city=seoul")
    expect(page.frame_locator("iframe").get_by_role("heading", level=2)).to_have_count(1)
    accessible(page)
    code = page.locator("#embed-code").inner_text()
    with site_of_a_city(code) as site:
        page.goto(site)
        frame = page.frame_locator("iframe")
        expect(frame.get_by_text("Връзките се отварят в нов прозорец.")).to_be_visible()
        accessible(page)
        with page.context.expect_page() as opened:
            frame.get_by_role("link", name="Учебно посещение в Сеул").click()
        assert opened.value.url.startswith(f"{served.url}/bg/events/")
        assert opened.value.evaluate("window.opener") is None
        frame.get_by_role("link", name="English").click()
        expect(frame.get_by_role("link", name="Study visit to Seoul")).to_be_visible()
        assert page.url == site


def test_a_frame_leaves_no_cookie_and_fits_a_narrow_column(ahead: World, page: Page) -> None:
    page.set_viewport_size({"width": 240, "height": 600})
    page.goto("/en/embed/sofia-seoul")
    assert page.context.cookies() == []
    assert page.evaluate("document.documentElement.scrollWidth") == 240


def test_the_data_of_an_event_passes_the_policy(ahead: World, page: Page) -> None:
    page.goto("/en/programmes/sofia-seoul/agenda")
    page.get_by_role("link", name="Study visit to Seoul").first.click()
    found = json.loads(page.locator("script[type='application/ld+json']").inner_text())
    assert found["name"] == "Study visit to Seoul"
    assert found["startDate"] > clock.now().date().isoformat()
