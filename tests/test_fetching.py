"""Fetching from outside: what an answer may be, how much, how long, and from which machines."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scheduler.actions.following import Failed, Fetched, Unchanged
from scheduler.core.addresses import Address, parse
from scheduler.documents.ical.reading import decoding
from scheduler.worker.fetching import MOST_BYTES, REDIRECTS, Question, fetch
from tests.outside import Outside, open_outside

BODY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
DAY = timedelta(days=1)


@pytest.fixture
def outside() -> Iterator[Outside]:
    with open_outside() as server:
        yield server


def ask(url: str, **changes: object) -> Fetched | Unchanged | Failed:
    values = {"private": True} | changes
    return fetch(Question(parse(url, private=True), **values))  # type: ignore[arg-type]


def test_what_is_there_comes_with_what_it_can_be_asked_by_again(outside: Outside) -> None:
    said = {"ETag": '"7"', "Last-Modified": "Mon, 23 Nov 2026 07:00:00 GMT", "Set-Cookie": "a=b"}
    url = outside.says("/a.ics?key=1", BODY, headers=said)
    assert ask(url) == Fetched(BODY, '"7"', "Mon, 23 Nov 2026 07:00:00 GMT")
    [(path, headers)] = outside.asked
    assert path == "/a.ics?key=1"
    assert headers == {
        "Host": outside.url.removeprefix("http://"),
        "User-Agent": "exchange-scheduler",
        "Accept": "text/calendar, */*;q=0.5",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }


def test_it_is_asked_whether_it_has_changed(outside: Outside) -> None:
    url = outside.says("/a.ics", status=304)
    assert ask(url, headers={"If-None-Match": '"7"'}) == Unchanged()
    assert outside.asked[0][1]["If-None-Match"] == '"7"'
    # Nobody has asked that: there is nothing that it could be the same as.
    assert ask(url) == Failed("status", {"status": "304"})


@pytest.mark.parametrize(
    ("status", "failed"),
    [
        (404, Failed("not_found")),
        (410, Failed("gone")),
        (401, Failed("forbidden", {"status": "401"})),
        (403, Failed("forbidden", {"status": "403"})),
        (429, Failed("busy", {"status": "429"})),
        (500, Failed("busy", {"status": "500"})),
        (503, Failed("busy", {"status": "503"})),
        (204, Failed("status", {"status": "204"})),
        (206, Failed("status", {"status": "206"})),
        (418, Failed("status", {"status": "418"})),
    ],
)
def test_every_other_answer_is_a_failure_with_its_reason(
    outside: Outside, status: int, failed: Failed
) -> None:
    assert ask(outside.says("/a.ics", BODY, status=status)) == failed


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("999999", DAY),
        ("9" * 40, timedelta()),
        ("-5", timedelta()),
        ("Wed, 25 Nov 2026 07:00:00 GMT", timedelta()),
    ],
)
def test_a_wait_that_is_asked_for_is_told(outside: Outside, said: str, wait: timedelta) -> None:
    url = outside.says("/a.ics", status=503, headers={"Retry-After": said})
    assert ask(url) == Failed("busy", {"status": "503"}, wait)


# --- how much ---------------------------------------------------------------------------------


def test_no_more_is_fetched_than_is_read() -> None:
    assert MOST_BYTES == decoding.MOST_BYTES


@pytest.mark.parametrize(("size", "taken"), [(2_000_000, True), (2_000_001, False)])
@pytest.mark.parametrize("packed", [True, False])
def test_an_answer_has_its_limit_packed_or_not(
    outside: Outside, size: int, *, taken: bool, packed: bool
) -> None:
    body = b"x" * size
    headers = {"Content-Encoding": "gzip"} if packed else {}
    url = outside.says("/a.ics", gzip.compress(body) if packed else body, headers=headers)
    answer = ask(url, most=2_000_000)
    assert answer == (Fetched(body) if taken else Failed("calendar_too_large", {"most": "2"}))


def test_a_bomb_is_not_unpacked(outside: Outside) -> None:
    packing = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    bomb = packing.compress(bytes(100_000_000)) + packing.flush()
    url = outside.says("/a.ics", bomb, headers={"Content-Encoding": "gzip"})
    assert len(bomb) < 200_000
    assert ask(url) == Failed("calendar_too_large", {"most": "5"})


def test_an_answer_without_an_end_is_given_up(outside: Outside) -> None:
    url = outside.says("/a.ics", trickle=lambda: b"x" * 50_000)
    assert ask(url) == Failed("calendar_too_large", {"most": "5"})


@pytest.mark.parametrize(
    "packed", [gzip.compress(BODY), gzip.compress(b"")[:10]], ids=["after the end", "empty"]
)
def test_what_unpacks_to_nothing_is_counted_as_it_comes(outside: Outside, packed: bytes) -> None:
    """After its end, or as empty blocks: it would fill the memory, or wear the processor out."""
    empty_block = b"\0\0\0\xff\xff"
    headers = {"Content-Encoding": "gzip"}
    url = outside.says("/a.ics", packed, headers=headers, trickle=lambda: empty_block * 10_000)
    assert ask(url) == Failed("calendar_too_large", {"most": "5"})


@pytest.mark.parametrize("how", ["length", "chunks", "gzip"])
def test_an_answer_that_is_cut_short_is_none(outside: Outside, how: str) -> None:
    if how == "length":
        url = outside.says("/a.ics", BODY, length=len(BODY) + 10)
    elif how == "chunks":
        url = outside.says("/a.ics", b"20\r\n" + BODY[:10], chunked=True)
    else:
        packed = gzip.compress(BODY)[:-9]
        url = outside.says("/a.ics", packed, headers={"Content-Encoding": "gzip"})
    assert ask(url) == Failed("cut_off")


def test_pieces_are_put_together(outside: Outside) -> None:
    parts = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (BODY[:10], BODY[10:]))
    assert ask(outside.says("/a.ics", parts + b"0\r\n\r\n", chunked=True)) == Fetched(BODY)


def test_a_packing_that_nobody_asked_for_is_not_guessed(outside: Outside) -> None:
    url = outside.says("/a.ics", BODY, headers={"Content-Encoding": "br"})
    assert ask(url) == Failed("encoding")
    url = outside.says("/b.ics", BODY, headers={"Content-Encoding": "gzip"})
    assert ask(url) == Failed("unreachable")


# --- how long ---------------------------------------------------------------------------------


def test_a_server_that_says_nothing_is_not_waited_for(outside: Outside) -> None:
    goes_on = threading.Event()
    url = outside.says("/a.ics", BODY, before=lambda: goes_on.wait(30))
    assert ask(url, seconds=0.3) == Failed("slow", {"seconds": "0.3"})
    goes_on.set()


def test_a_trickle_does_not_put_the_end_off(outside: Outside) -> None:
    goes_on = threading.Event()

    def one_byte() -> bytes:
        goes_on.wait(0.02)
        return b"x"

    assert ask(outside.says("/a.ics", trickle=one_byte), seconds=0.5) == Failed(
        "slow", {"seconds": "0.5"}
    )


def test_a_trickle_of_headers_does_not_either() -> None:
    def serve(listening: socket.socket, over: threading.Event) -> None:
        connection, _ = listening.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            while not over.wait(0.02):
                connection.sendall(b"X-More: 1\r\n")

    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening, over), daemon=True)
        thread.start()
        port = listening.getsockname()[1]
        assert ask(f"http://127.0.0.1:{port}/", seconds=0.3) in (
            Failed("slow", {"seconds": "0.3"}),
            Failed("unreachable"),  # a hundred headers are enough as well
        )
        over.set()
        thread.join(5)


def test_all_steps_share_one_end(outside: Outside) -> None:
    goes_on = threading.Event()
    wait = lambda: goes_on.wait(0.2)  # noqa: E731
    for step in range(REDIRECTS):
        headers = {"Location": f"/{step + 1}"}
        outside.says(f"/{step}", status=302, headers=headers, before=wait)
    outside.says(f"/{REDIRECTS}", BODY, before=wait)
    assert ask(outside.url + "/0", seconds=0.5) == Failed("slow", {"seconds": "0.5"})
    assert ask(outside.url + "/0", seconds=20) == Fetched(BODY)


# --- from where -------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_an_address_may_lead_on_three_times(outside: Outside, status: int) -> None:
    for step in range(REDIRECTS + 1):
        outside.says(f"/{step}", status=status, headers={"Location": f"{step + 1}"})
    outside.says(f"/{REDIRECTS + 1}", BODY)
    assert ask(outside.url + "/1") == Fetched(BODY)
    assert ask(outside.url + "/0") == Failed("redirects")


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("", "redirects"),
        ("file:///etc/passwd", "redirects"),
        ("ftp://example.org/", "redirects"),
        ("http://user:word@example.org/", "redirects"),
        ("http://example.org:22/", "redirects"),
        ("http://224.0.0.1/", "inside"),
        ("http://0.0.0.0:5000/", "inside"),
    ],
)
def test_where_an_address_leads_is_judged_as_the_address(
    outside: Outside, location: str, code: str
) -> None:
    url = outside.says("/a.ics", status=302, headers={"Location": location})
    if not location:
        outside.answers["/a.ics"].headers = {"Location": "http://"}
    assert ask(url) == Failed(code)


def test_a_name_of_this_machine_is_not_connected_to(outside: Outside) -> None:
    outside.says("/a.ics", BODY)
    port = int(outside.url.rpartition(":")[2])
    # As if the text had said nothing of it: the number that it turns out to be decides.
    for host in ("localhost", "127.0.0.1", "::1", "0x7f.1", "2130706433"):
        address = Address(secure=False, host=host, port=port, path="/a.ics")
        assert fetch(Question(address)) == Failed("inside"), host
    assert outside.asked == []
    known = Address(secure=False, host="localhost", port=port, path="/a.ics")
    assert fetch(Question(known, private=True)) == Fetched(BODY)


def test_a_name_that_nobody_knows_and_a_machine_that_is_away() -> None:
    unknown = Address(secure=True, host="calendar.invalid", port=443, path="/")
    assert fetch(Question(unknown)) == Failed("unresolved")
    assert ask("http://127.0.0.1:1024/") == Failed("unreachable")


def test_over_tls_the_name_is_vouched_for_and_not_the_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = _certificate(tmp_path)
    with _over_tls(certificate) as port:
        assert ask(f"https://localhost:{port}/") == Failed("certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with _over_tls(certificate) as port:
        assert ask(f"https://localhost:{port}/a.ics") == Fetched(BODY)
    with _over_tls(certificate) as port:
        assert ask(f"https://127.0.0.1:{port}/") == Failed("certificate")


@contextmanager
def _over_tls(certificate: Path) -> Iterator[int]:
    """Answer one question over TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def serve(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(BODY)}\r\n\r\n"
        with (
            connection,
            suppress(OSError),
            context.wrap_socket(connection, server_side=True) as sealed,
        ):
            sealed.recv(65536)
            sealed.sendall(head.encode() + BODY)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,), daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(5)


def _certificate(folder: Path) -> Path:
    """Return a certificate for localhost that it has given to itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2090, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path = folder / "localhost.pem"
    path.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    return path
