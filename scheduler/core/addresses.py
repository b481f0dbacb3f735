"""Addresses of the outside: which may be asked for a file, and which machines they may lead to.

Decides by the text of an address and by the number of a machine alone. Somebody who may name an
address must not thereby reach what only this machine can: its own services, its network, a cloud's
inner pages. Resolves no names and opens no connection: whoever does asks here about each number
that a name turns out to be.

>>> parse("webcal://calendar.example.org/secret/basic.ics?x=1#top").text
'https://calendar.example.org/secret/basic.ics?x=1'
>>> parse("webcal://calendar.example.org/secret/basic.ics").shown
'https://calendar.example.org/…'
>>> may_be_asked("93.184.216.34"), may_be_asked("::ffff:10.0.0.1"), may_be_asked("169.254.169.254")
(True, False, False)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urljoin, urlsplit

from scheduler import errors

LONGEST = 2000
FIELD = "address"
_SCHEMES = {"https": True, "http": False, "webcal": True, "webcals": True}
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")
_USUAL_PORTS = frozenset({80, 443})
_FIRST_FREE_PORT = 1024
"""Below it other services listen than those that serve files: mail, remote shells."""
_NAT64 = IPv6Network("64:ff9b::/96")
_SITE_LOCAL = IPv6Network("fec0::/10")
_CLOUDS = (IPv4Network("192.0.0.0/24"), IPv4Network("168.63.129.16/32"))
"""Inner pages of clouds (Oracle's, Azure's) at numbers that count as everybody's."""


@dataclass(frozen=True)
class Address:
    """Where a file is asked for. The path may be a secret: nothing prints it by accident."""

    secure: bool
    host: str
    """As the name service knows it: ASCII, small letters; an IPv6 address without brackets."""
    port: int
    path: str = field(repr=False)
    """With the query, percent-encoded."""

    @property
    def authority(self) -> str:
        """Host and port as the Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = 443 if self.secure else 80
        return host if self.port == usual else f"{host}:{self.port}"

    @property
    def text(self) -> str:
        """The whole address."""
        return f"{self._scheme}://{self.authority}{self.path}"

    @property
    def shown(self) -> str:
        """The address without what may be a secret in it."""
        return f"{self._scheme}://{self.authority}/…"

    @property
    def _scheme(self) -> str:
        return "https" if self.secure else "http"


def parse(text: str, *, private: bool = False) -> Address:
    """Return the address that somebody typed; webcal means https.

    `private` lets numbers and names of one's own network be named. Raises AddressUnreadable,
    AddressWithPassword, AddressPort, AddressInside.
    """
    plain = text.strip()
    try:
        parts = urlsplit(plain)
        host, port = _host(parts.hostname or ""), parts.port
        named = parts.username is not None or parts.password is not None
    except ValueError as unreadable:  # UnicodeError is one
        raise errors.AddressUnreadable(field=FIELD) from unreadable
    if len(plain) > LONGEST or parts.scheme not in _SCHEMES or errors.has_control(plain):
        raise errors.AddressUnreadable(field=FIELD)
    if named:
        raise errors.AddressWithPassword(field=FIELD)
    secure = _SCHEMES[parts.scheme]
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/?%:@!$&()*+,;=~-._')}" if parts.query else ""
    found = Address(secure, host, port or (443 if secure else 80), path + query)
    _require_open(found, private=private)
    return found


def follow(address: Address, location: str, *, private: bool = False) -> Address:
    """Return where a redirect leads. Raises as `parse`, and AddressUnreadable for a step to http.

    A secret in an address that was asked for over TLS is not to be said in the open.
    """
    found = parse(urljoin(address.text, location), private=private)
    if address.secure and not found.secure:
        raise errors.AddressUnreadable(field=FIELD)
    return found


def may_be_asked(number: str, *, private: bool = False) -> bool:
    """Tell whether a machine of that IP address may be asked at all.

    Only what is reachable for everybody is; `private` adds one's own networks and this machine,
    never a group of machines.
    """
    meant = _meant(ip_address(number.partition("%")[0]))
    if meant.is_multicast or meant.is_unspecified:
        return False
    local = any(meant in network for network in (_SITE_LOCAL, *_CLOUDS))
    return private or (meant.is_global and not meant.is_reserved and not local)


def _meant(number: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 one stands for, where it does."""
    if isinstance(number, IPv4Address):
        return number
    if number in _NAT64:
        return IPv4Address(int(number) & 0xFFFFFFFF)
    return number.ipv4_mapped or number.sixtofour or number


def _host(name: str) -> str:
    """Return a host as the name service knows it; ValueError for what is none."""
    if ":" in name:
        return str(IPv6Address(name))
    ascii_name = name.encode("idna").decode().lower()
    if not _HOST.fullmatch(ascii_name):
        raise ValueError(name)
    return ascii_name


def _require_open(address: Address, *, private: bool) -> None:
    """Raise for a port or a host that is not asked, as far as the text tells."""
    if address.port not in _USUAL_PORTS and address.port < _FIRST_FREE_PORT:
        raise errors.AddressPort(field=FIELD)
    name = address.host.rstrip(".")
    try:
        allowed = may_be_asked(name, private=private)
    except ValueError:
        allowed = private or not (name == "localhost" or name.endswith((".localhost", ".local")))
    if not allowed:
        raise errors.AddressInside(field=FIELD)
