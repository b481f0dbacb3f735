"""Judging: what speaks against a calendar file, by what independent readers make of it.

One list of words for everything that is not as it should be: a reader's complaint, a moment that
is not zoneinfo's, a text that came out otherwise, two readers that see two things.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from tests.clients.gathering import Source
from tests.clients.reading import READERS, Answer, Instance, Reader
from tests.documents import reading

MOST_SHOWN, LONGEST = 40, 1500
Answers = Mapping[str, Mapping[Path, Answer]]
MEASURE = "ical.js"
"""The reader that the others are held to, once it has been held to the file and to zoneinfo."""


def read_by_all(files: Sequence[Path]) -> Answers:
    """Return what each reader makes of each file."""
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda reader: reader.read(files), READERS))
    return {reader.name: each for reader, each in zip(READERS, found, strict=True)}


def report(findings: Sequence[str]) -> None:
    """Fail with what was found, the first of it in full."""
    cut = [words if len(words) <= LONGEST else f"{words[:LONGEST]}..." for words in findings]
    assert findings == [], "\n  ".join([f"{len(findings)} found:", *cut[:MOST_SHOWN]])


def complaints(reader: Reader, sources: Sequence[Source], answers: Answers) -> list[str]:
    """Return what a reader has to say against files, of any severity."""
    told = answers[reader.name]
    return [f"{s.path.name}: {words}" for s in sources for words in told[s.path].complaints]


def misplaced(sources: Sequence[Source], answers: Answers) -> list[str]:
    """Return every entry that is not when zoneinfo has it, is missing, or should not be there."""
    return [f"{s.path.name}: {w}" for s in sources for w in _misplaced(s, answers[MEASURE][s.path])]


def _misplaced(source: Source, answer: Answer) -> Iterator[str]:
    found = sorted(instance.when for instance in answer.instances)
    if source.exactly is not None and found != list(source.exactly):
        yield from (f"{each} is missing" for each in sorted(set(source.exactly) - set(found)))
        yield from (f"{each} should not be" for each in sorted(set(found) - set(source.exactly)))
        yield f"{len(found)} entries, expected {len(source.exactly)}"
    if source.among is not None:
        yield from (f"{each} should not be" for each in sorted(set(found) - set(source.among)))


def misspelt(sources: Sequence[Source], answers: Answers) -> list[str]:
    """Return every text that is not what stands in the file, by the tests' own reader."""
    return [f"{s.path.name}: {w}" for s in sources for w in _misspelt(s, answers[MEASURE][s.path])]


def _misspelt(source: Source, answer: Answer) -> Iterator[str]:
    events = reading.read(source.path.read_bytes()).inside("VEVENT")
    known = {(event.text("UID"), *_texts(event)) for event in events}
    for each in answer.instances:
        texts = (each.uid, each.summary, each.description, each.location, each.status)
        if texts not in known:
            yield f"{texts}"


def _texts(event: reading.Component) -> tuple[str, ...]:
    names = ("SUMMARY", "DESCRIPTION", "LOCATION", "STATUS")
    return tuple("".join(map(reading.unescaped, event.all(name))) for name in names)


def mistaken(sources: Sequence[Source], answers: Answers) -> list[str]:
    """Return every text that does not come out as somebody typed it."""
    return [
        f"{source.path.name}: {words}"
        for source in sources
        for each in answers[MEASURE][source.path].instances
        if each.uid in source.typed
        for words in _mistaken(each, source.typed[each.uid])
    ]


def _mistaken(instance: Instance, typed: str) -> Iterator[str]:
    if instance.summary != typed:
        yield f"title {instance.summary!r}, typed {typed!r}"
    if instance.location != typed:
        yield f"place {instance.location!r}, typed {typed!r}"
    if typed not in instance.description:
        yield f"description {instance.description!r}, typed {typed!r}"


def disagreements(reader: Reader, sources: Sequence[Source], answers: Answers) -> list[str]:
    """Return where a reader sees anything else than the others, but for its known ways."""
    found = []
    for source in sources:
        measure = [shown(reader, each) for each in answers[MEASURE][source.path].instances]
        own = answers[reader.name][source.path].instances
        past = frozenset() if reader.sure else source.doubtful
        found += [f"{source.path.name}: {words}" for words in _different(measure, own, past)]
    return found


def shown(reader: Reader, instance: Instance) -> Instance:
    """Return an instance as that reader would show it."""
    names = ("summary", "description", "location")
    return replace(instance, **{name: reader.shows(getattr(instance, name)) for name in names})


def _different(
    measure: Sequence[Instance], own: Sequence[Instance], past: frozenset[str]
) -> Iterator[str]:
    held = [each for each in measure if each.uid not in past]
    seen = [each for each in own if each.uid not in past]
    yield from (f"does not see {each}" for each in sorted(set(held) - set(seen)))
    yield from (f"sees {each}" for each in sorted(set(seen) - set(held)))
    if len(held) != len(seen) and set(held) == set(seen):
        yield f"sees {len(seen)} for {len(held)}"
