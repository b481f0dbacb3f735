"""Addresses of the outside: how they are read, what is not shown, and which are never asked."""

from __future__ import annotations

import pytest

from scheduler import errors
from scheduler.core.addresses import follow, may_be_asked, parse


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("https://calendar.example.org/a.ics", "https://calendar.example.org/a.ics"),
        ("webcal://calendar.example.org/a.ics", "https://calendar.example.org/a.ics"),
        ("WEBCALS://Calendar.Example.org/A.ics", "https://calendar.example.org/A.ics"),
        ("  http://calendar.example.org  ", "http://calendar.example.org/"),
        (
            "https://example.org:8443/a?b=c d&e=ж#part",
            "https://example.org:8443/a?b=c%20d&e=%D0%B6",
        ),
        ("https://example.org:443/a%2Fb", "https://example.org/a%2Fb"),
        ("https://календар.example/а.ics", "https://xn--80aaldxhp0a.example/%D0%B0.ics"),
        ("https://[2606:2800:220:1::1]:8080/a", "https://[2606:2800:220:1::1]:8080/a"),
        ("https://example.org./a", "https://example.org./a"),
    ],
)
def test_an_address_is_read(typed: str, read: str) -> None:
    assert parse(typed).text == read


def test_what_may_be_a_secret_is_not_shown() -> None:
    address = parse("https://calendar.example.org:8443/private-0815/basic.ics?key=4711")
    assert address.shown == "https://calendar.example.org:8443/…"
    assert "0815" not in repr(address)
    assert "4711" not in f"{address}"


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", errors.AddressUnreadable),
        ("calendar.example.org/a.ics", errors.AddressUnreadable),
        ("ftp://example.org/a.ics", errors.AddressUnreadable),
        ("file:///etc/passwd", errors.AddressUnreadable),
        ("https://", errors.AddressUnreadable),
        ("https:///a.ics", errors.AddressUnreadable),
        ("https://exa mple.org/", errors.AddressUnreadable),
        ("https://example..org/", errors.AddressUnreadable),
        ("https://example.org:99999/", errors.AddressUnreadable),
        ("https://example.org:x/", errors.AddressUnreadable),
        ("https://[::1/", errors.AddressUnreadable),
        ("https://example.org/\x00", errors.AddressUnreadable),
        ("https://" + "a" * 2000, errors.AddressUnreadable),
        ("https://" + "a-" * 400 + "!.org/", errors.AddressUnreadable),
        ("https://elena:secret@example.org/a.ics", errors.AddressWithPassword),
        ("https://elena@example.org/a.ics", errors.AddressWithPassword),
        ("https://example.org:25/", errors.AddressPort),
        ("https://example.org:1023/", errors.AddressPort),
        ("http://127.0.0.1/a.ics", errors.AddressInside),
        ("http://localhost/a.ics", errors.AddressInside),
        ("http://printer.local/a.ics", errors.AddressInside),
        ("http://[::1]/a.ics", errors.AddressInside),
        ("http://10.1.2.3/a.ics", errors.AddressInside),
    ],
)
def test_what_is_no_address_of_a_calendar_is_refused(
    typed: str, refusal: type[errors.Refusal]
) -> None:
    with pytest.raises(refusal) as raised:
        parse(typed)
    assert raised.value.field == "address"


def test_a_house_may_name_its_own_machines() -> None:
    assert parse("http://localhost:5000/a", private=True).text == "http://localhost:5000/a"
    assert parse("http://10.1.2.3/a", private=True).host == "10.1.2.3"
    with pytest.raises(errors.AddressInside):
        parse("http://224.0.0.1/a", private=True)


@pytest.mark.parametrize(
    ("number", "everybody", "house"),
    [
        ("93.184.216.34", True, True),
        ("2606:2800:220:1::1", True, True),
        ("127.0.0.1", False, True),
        ("127.8.9.10", False, True),
        ("10.0.0.1", False, True),
        ("172.16.0.1", False, True),
        ("192.168.1.1", False, True),
        ("100.64.0.1", False, True),
        ("169.254.169.254", False, True),
        ("192.0.2.1", False, True),
        ("198.18.0.1", False, True),
        ("192.0.0.192", False, True),
        ("168.63.129.16", False, True),
        ("240.0.0.1", False, True),
        ("255.255.255.255", False, True),
        ("::1", False, True),
        ("fe80::1%eth0", False, True),
        ("fc00::1", False, True),
        ("fec0::1", False, True),
        ("2001:db8::1", False, True),
        ("::ffff:127.0.0.1", False, True),
        ("::ffff:93.184.216.34", True, True),
        ("::7f00:1", False, True),
        ("64:ff9b::5db8:d822", True, True),
        ("64:ff9b::7f00:1", False, True),
        ("64:ff9b:1::1", False, True),
        ("2002:7f00:1::1", False, True),
        ("0.0.0.0", False, False),
        ("::", False, False),
        ("224.0.0.1", False, False),
        ("ff02::1", False, False),
        ("::ffff:224.0.0.1", False, False),
    ],
)
def test_which_machines_are_asked(number: str, *, everybody: bool, house: bool) -> None:
    assert (may_be_asked(number), may_be_asked(number, private=True)) == (everybody, house)


def test_a_redirect_is_judged_like_an_address() -> None:
    first = parse("https://example.org/calendars/a.ics")
    assert follow(first, "b.ics").text == "https://example.org/calendars/b.ics"
    assert follow(first, "//other.example/c").text == "https://other.example/c"
    for location, refusal in (
        ("http://example.org/a.ics", errors.AddressUnreadable),
        ("https://127.0.0.1/a", errors.AddressInside),
        ("file:///etc/passwd", errors.AddressUnreadable),
        ("https://a:b@example.org/", errors.AddressWithPassword),
        ("https://example.org:22/", errors.AddressPort),
    ):
        with pytest.raises(refusal):
            follow(first, location)
