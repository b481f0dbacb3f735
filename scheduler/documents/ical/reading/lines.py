"""The lines of one component: name, parameters and value of those that are read.

A line that is no property continues the one before it, whose fold was written wrongly. What is
not read (people, attachments, what programs say to themselves) is left out here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = re.compile(r"([A-Za-z][A-Za-z0-9-]*)[ \t]*(?=[;:])")
_PARAMETERS = re.compile(r'((?:;[^":;]*(?:"[^"]*"[^":;]*)*)*):')
_PARAMETER = re.compile(r';[ \t]*([A-Za-z0-9-]+)[ \t]*=[ \t]*(?:"([^"]*)"|([^";]*))')
_LONGEST = 65_536
"""So much of a line is looked at; what is kept of it is far shorter."""
_FULL_LINE = 70
"""From about so many octets on a line was folded; before that somebody broke it."""
_DATES = {"DTSTART", "DTEND", "EXDATE", "RDATE", "RECURRENCE-ID"}
"""No value of these has a colon: one before the last is a name's, which should be in quotes."""
_TEXTS = {"CATEGORIES", "COMMENT", "DESCRIPTION", "LOCATION", "SUMMARY", "X-ALT-DESC"}
"""These may go on after a line break that nobody escaped; after others it is a stray line."""
_KNOWN = frozenset(
    [
        "ACTION",
        "ATTACH",
        "ATTENDEE",
        "CALSCALE",
        "CATEGORIES",
        "CLASS",
        "COLOR",
        "COMMENT",
        "COMPLETED",
        "CONFERENCE",
        "CONTACT",
        "CREATED",
        "DESCRIPTION",
        "DTEND",
        "DTSTAMP",
        "DTSTART",
        "DUE",
        "DURATION",
        "EXDATE",
        "EXRULE",
        "FREEBUSY",
        "GEO",
        "IMAGE",
        "LAST-MODIFIED",
        "LINK",
        "LOCATION",
        "METHOD",
        "NAME",
        "ORGANIZER",
        "PERCENT-COMPLETE",
        "PRIORITY",
        "PRODID",
        "RDATE",
        "RECURRENCE-ID",
        "REFID",
        "REFRESH-INTERVAL",
        "RELATED-TO",
        "REPEAT",
        "REQUEST-STATUS",
        "RESOURCES",
        "RRULE",
        "SEQUENCE",
        "SOURCE",
        "STATUS",
        "STRUCTURED-DATA",
        "STYLED-DESCRIPTION",
        "SUMMARY",
        "TRANSP",
        "TRIGGER",
        "TZID",
        "TZID-ALIAS-OF",
        "TZNAME",
        "TZOFFSETFROM",
        "TZOFFSETTO",
        "TZUNTIL",
        "TZURL",
        "UID",
        "URL",
        "VERSION",
        "CONCEPT",
    ]
)
"""The names of RFC 5545, 7986, 9073 and 9253; others begin with X-."""


@dataclass(frozen=True, slots=True)
class Property:
    """One line."""

    name: str
    parameters: str
    value: str

    def parameter(self, name: str) -> str:
        """Return a parameter's first value, or an empty text."""
        for found in _PARAMETER.finditer(self.parameters):
            if found[1].upper() == name:
                return (found[2] or found[3] or "").strip()
        return ""


class Properties:
    """The properties of one component by their names."""

    def __init__(self, lines: str, wanted: frozenset[str]) -> None:
        """Read the lines, each after a new line, of the names that are wanted."""
        self.broken = 0
        """How many lines were no lines of their own."""
        self._found: dict[str, list[Property]] = {}
        for name, line in self._joined(lines):
            if name in wanted:
                self._found.setdefault(name, []).append(_property(name, line[:_LONGEST]))

    def all(self, name: str) -> list[Property]:
        """Return every property of that name."""
        return self._found.get(name, [])

    def find(self, name: str) -> Property | None:
        """Return the first property of that name."""
        found = self._found.get(name)
        return found[0] if found else None

    def value(self, name: str) -> str:
        """Return the value of the first property of that name, without blanks around it."""
        found = self._found.get(name)
        return found[0].value.strip(" \t") if found else ""

    def _joined(self, lines: str) -> list[tuple[str, str]]:
        """Return name and line of each property, with what continues it."""
        found: list[tuple[str, list[str]]] = []
        for line in lines.split("\n"):
            match = _NAME.match(line)
            name = match[1].upper() if match else ""
            if name in _KNOWN or name.startswith("X-"):
                found.append((name, [line]))
            elif line.strip() and found:
                self.broken += 1
                name, parts = found[-1]
                glue = _glue(parts[-1])
                if not glue or name in _TEXTS:
                    parts.append(glue + line)
        return [(name, "".join(parts)) for name, parts in found]


def _glue(before: str) -> str:
    """Return what stood between two lines: nothing in a fold, a line break where one was meant."""
    return "" if len(before.encode()) >= _FULL_LINE else "\\n"


def _property(name: str, line: str) -> Property:
    after = _NAME.match(line)
    at = after.end() if after else 0
    if name in _DATES:
        parameters, _, value = line[at:].rpartition(":")
        return Property(name, parameters, value)
    if found := _PARAMETERS.match(line, at):
        return Property(name, found[1], line[found.end() :])
    # A quote that is never closed: what is before the first colon are parameters.
    parameters, _, value = line[at:].partition(":")
    return Property(name, parameters, value)
