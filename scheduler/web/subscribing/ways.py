"""The ways into a calendar: one feed's address as each kind of calendar program takes it.

Decides the addresses that lead there, and which way stands first on this device. All of them
stand on the page always: who reads it on a train may want the calendar at the office.

`cid` with webcal is how Google takes an address from elsewhere; it is not documented, and at
times refused, so the documented form (`GOOGLE_FORM`) is told as well. Outlook on the web reads
https only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from scheduler.models import Programme

GOOGLE_FORM = "https://calendar.google.com/calendar/r/settings/addbyurl"
GOOGLE_TAKES = 255
"""Google refuses longer addresses, without a word."""
WAYS = ("apple", "google", "outlook", "copy")
DEVICES = (
    (("iPhone", "iPad", "Macintosh"), "apple"),
    (("Android",), "google"),
    (("Windows",), "outlook"),
)


@dataclass(frozen=True)
class FeedLinks:
    """One feed: its full address, and that address as three kinds of calendars like it."""

    name: str
    """What a calendar is told that it is called."""
    address: str
    programme: Programme | None = None
    """Whose public feed it is; none where it is one person's own."""

    @property
    def webcal(self) -> str:
        """The address that opens the reader's own calendar program."""
        return urlsplit(self.address)._replace(scheme="webcal").geturl()

    @property
    def google(self) -> str:
        """The page on which Google Calendar asks whether to add it."""
        return f"https://calendar.google.com/calendar/r?cid={quote(self.webcal, safe='')}"

    @property
    def outlook_work(self) -> str:
        """The page on which Outlook on the web, at work or school, asks whether to add it."""
        return self._outlook("outlook.office.com")

    @property
    def outlook_private(self) -> str:
        """The same for private accounts, on Outlook.com."""
        return self._outlook("outlook.live.com")

    @property
    def too_long(self) -> bool:
        """Whether Google will refuse the address."""
        return len(self.address) > GOOGLE_TAKES

    def _outlook(self, host: str) -> str:
        name, there = (quote(text, safe="") for text in (self.name, self.address))
        return f"https://{host}/calendar/0/addfromweb?url={there}&name={name}"


def in_order(user_agent: str) -> list[str]:
    """Return the ways, first the one that fits the device best that says this of itself.

    >>> in_order("Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36")
    ['google', 'apple', 'outlook', 'copy']
    >>> in_order("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0")
    ['copy', 'apple', 'google', 'outlook']
    """
    first = next((way for names, way in DEVICES if any(n in user_agent for n in names)), "copy")
    return [first, *(way for way in WAYS if way != first)]
