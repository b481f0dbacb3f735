"""An own small reader of calendar files, over bytes and the RFC alone, as a judge.

It shares no code with the writer or with icalendar, so that a mistake of theirs is not its own.
A VTIMEZONE is read as what it says, whatever the zone's name may promise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from dateutil.rrule import rrulestr


@dataclass
class Component:
    name: str
    lines: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    parts: list[Component] = field(default_factory=list)

    def names(self):
        return [name for name, _, _ in self.lines]

    def all(self, name):
        return [value for found, _, value in self.lines if found == name]

    def one(self, name):
        (value,) = self.all(name)
        return value

    def parameters(self, name):
        (found,) = [params for other, params, _ in self.lines if other == name]
        return found

    def text(self, name):
        return unescaped(self.one(name))

    def inside(self, name):
        return [part for part in self.parts if part.name == name]


def read(content: bytes) -> Component:
    """Return the one calendar in a file; every line must end in CRLF."""
    assert content.endswith(b"\r\n")
    root = Component("")
    open_parts = [root]
    for line in content.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n"):
        name, params, value = _split(line)
        if name == "BEGIN":
            part = Component(value)
            open_parts[-1].parts.append(part)
            open_parts.append(part)
        elif name == "END":
            assert open_parts.pop().name == value
        else:
            open_parts[-1].lines.append((name, params, value))
    (calendar,) = root.parts
    return calendar


def _split(line: str) -> tuple[str, dict[str, str], str]:
    match = re.fullmatch(
        r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', line, re.DOTALL
    )
    assert match, line
    pairs = re.findall(r';([A-Z0-9-]+)=(?:"([^"]*)"|([^";:,]*))', match[2])
    return match[1], {name: quoted or bare for name, quoted, bare in pairs}, match[3]


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "N": "\n"}.get(found[1], found[1]), value)


def values(value: str) -> list[str]:
    """Return the parts of a value between its commas that are not escaped."""
    return [unescaped(part) for part in re.split(r"(?<!\\)(?:\\\\)*,", value)]


def moment(calendar: Component, event: Component, name: str) -> datetime:
    """Return when DTSTART or DTEND is, by the file's own VTIMEZONE."""
    value, zone = event.one(name), event.parameters(name).get("TZID")
    if value.endswith("Z"):
        assert zone is None
        return datetime.fromisoformat(value)
    (stated,) = [zones for zones in calendar.inside("VTIMEZONE") if zones.one("TZID") == zone]
    wall = datetime.fromisoformat(value)
    (found,) = Zone(stated).moments(wall)
    return found


class Zone:
    """What a VTIMEZONE says, until the end of 2099."""

    def __init__(self, component: Component) -> None:
        self.onsets = sorted(
            (onset, _offset(part.one("TZOFFSETFROM")), _offset(part.one("TZOFFSETTO")))
            for part in component.parts
            for onset in _onsets(part)
        )

    def offset(self, at: datetime) -> timedelta:
        """Return how far ahead of UTC the zone says it is at a moment."""
        begun = [after for onset, _, after in self.onsets if onset <= at]
        return begun[-1] if begun else self.onsets[0][1]

    def moments(self, wall: datetime) -> list[datetime]:
        """Return the moments at which this wall time shows: one, or two, or none."""
        offsets = {offset for _, *both in self.onsets for offset in both}
        utc = [(wall - offset).replace(tzinfo=UTC) for offset in offsets]
        return [at for at in sorted(utc) if at + self.offset(at) == wall.replace(tzinfo=UTC)]


def _onsets(part: Component) -> list[datetime]:
    """Return the moments of one observance: DTSTART is the wall time before the change."""
    start = datetime.fromisoformat(part.one("DTSTART"))
    before = _offset(part.one("TZOFFSETFROM"))
    walls = [start]
    if rules := part.all("RRULE"):
        (rule,) = rules
        # dateutil wants the end in the kind of the start: wall time, as the rule counts.
        rule = re.sub(r"UNTIL=(\d{8}T\d{6})Z", lambda found: _wall_end(found[1], before), rule)
        if "UNTIL" not in rule:
            rule += ";UNTIL=20991231T235959"
        walls = list(rrulestr(rule, dtstart=start))
        assert walls[0] == start, "DTSTART is an occurrence of its rule"
    return [(wall - before).replace(tzinfo=UTC) for wall in walls]


def _wall_end(text: str, before: timedelta) -> str:
    end = datetime.fromisoformat(text) + before
    return f"UNTIL={end:%Y%m%dT%H%M%S}"


def _offset(text: str) -> timedelta:
    sign, hours, minutes, seconds = text[0], text[1:3], text[3:5], text[5:] or "0"
    size = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
    return -size if sign == "-" else size
