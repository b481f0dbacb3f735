"""A mailbox: who a letter or an invitation is from and to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scheduler.errors import EmailInvalid

# One address as a header, an SMTP command and a mailto: take it; no blanks, no quotes, no list.
_PLAIN = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name to show, in any script, and the address behind it, as validated on input."""

    name: str
    address: str

    @property
    def ascii_address(self) -> str:
        """The address with its domain as servers spell it: „община.бг“ is xn--….

        EmailInvalid for what could not stand in a header.
        """
        local, at, domain = self.address.rpartition("@")
        try:
            spelt = local + at + domain.encode("idna").decode()
        except UnicodeError as cause:
            raise EmailInvalid from cause
        if not _PLAIN.fullmatch(spelt):
            raise EmailInvalid
        return spelt
