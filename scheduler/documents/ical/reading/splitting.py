"""A text into components: which lines belong to which VEVENT, and what is not looked at.

Only what begins and what ends is looked for, so that reminders by the hundred thousand cost
little; a component that is not read is counted and left out with all that is in it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from scheduler import errors

MOST_ENTRIES = 2_000
_DEEPEST = 8
_EDGE = re.compile(r"\n([Bb][Ee][Gg][Ii][Nn]|[Ee][Nn][Dd])[ \t]*:([^\n]*)")
_KEPT = {"VCALENDAR", "VEVENT", "VTIMEZONE", "STANDARD", "DAYLIGHT"}
_MOST = {"VTIMEZONE": 200, "STANDARD": 200, "DAYLIGHT": 200}
"""So many of them are looked at in a file."""
_ROOMS = {"VCALENDAR": "", "VEVENT": "VCALENDAR", "VTIMEZONE": "VCALENDAR"}
"""What each of these begins in, and nowhere else."""


@dataclass(slots=True)
class Component:
    """A component with the lines that are its own, and those inside it that are read."""

    name: str
    pieces: list[str] = field(default_factory=list)
    parts: list[Component] = field(default_factory=list)
    whole: bool = False
    """Whether its END is there."""

    @property
    def lines(self) -> str:
        r"""Its own lines, each after a \n."""
        return "".join(self.pieces)

    def inside(self, name: str) -> list[Component]:
        """Return the parts of that name."""
        return [part for part in self.parts if part.name == name]


@dataclass(slots=True)
class Split:
    """The calendars of a file, and how many components it has of which name."""

    calendars: list[Component]
    counted: Counter[str]


def split(text: str) -> Split:
    """Return the calendars of a text; CalendarTooMany, NotACalendar."""
    root, counted = Component(""), Counter[str]()
    stack, at = [root], 0
    for edge in _EDGE.finditer(text):
        stack[-1].pieces.append(text[at : edge.start()])
        at = edge.end()
        name = edge[2].strip().upper()
        if len(edge[1]) == len("BEGIN"):
            _begin(name, stack, counted)
        else:
            _end(name, stack)
    stack[-1].pieces.append(text[at:])
    calendars = root.inside("VCALENDAR")
    if not calendars:
        raise errors.NotACalendar
    return Split(calendars, counted)


def _begin(name: str, stack: list[Component], counted: Counter[str]) -> None:
    if name in _ROOMS:
        # What is still open was cut off.
        while len(stack) > 1 and stack[-1].name != _ROOMS[name]:
            stack.pop()
        if stack[-1].name != _ROOMS[name] and stack[-1].parts:
            # It stands after its calendar's end.
            stack.append(stack[-1].parts[-1])
    component = Component(name)
    counted[name[:20]] += 1
    if name in _KEPT:
        # One too many stays empty, so that whoever needs it knows that something is missing.
        is_read = name not in _MOST or counted[name] <= _MOST[name]
        stack[-1].parts.append(component if is_read else Component(name))
    if max(counted["VEVENT"], counted["VCALENDAR"]) > MOST_ENTRIES:
        raise errors.CalendarTooMany(most=str(MOST_ENTRIES))
    if len(stack) > _DEEPEST:
        raise errors.NotACalendar
    stack.append(component)


def _end(name: str, stack: list[Component]) -> None:
    if any(component.name == name for component in stack[1:]):
        while (closed := stack.pop()).name != name:
            pass
        closed.whole = True
