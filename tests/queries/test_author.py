"""Whatever decides what stands in a feed is told by the program's name for itself."""

from __future__ import annotations

import grimp

from scheduler.queries.feeding.author import DECIDING, HOUSE

CALCULATING = ("scheduler.core.", "scheduler.documents.", "scheduler.queries.", "scheduler.feeds.")
NOTHING_IN_A_FEED = {
    "scheduler.core.chain": "history's hash",
    "scheduler.core.clients": "who has fetched a feed",
    "scheduler.documents.mailbox": "whom a message goes to",
    "scheduler.queries.managing": "which of a person's cities is theirs, in polls",
    "scheduler.queries.people": "who is expected, by the condition of concern.py",
    "scheduler.queries.weekdays": "rules in words, which no calendar has",
}
APART = ("scheduler.documents.ical.reading", "scheduler.queries.conflicts")
"""What reads other people's files, and what speaks against the times of a poll."""


def test_every_module_that_decides_what_a_feed_says_is_told() -> None:
    graph = grimp.build_graph("scheduler")
    feeds = [name for name in graph.modules if name.startswith("scheduler.feeds.")]
    used = {module for name in feeds for module in graph.find_modules_directly_imported_by(name)}
    texts = graph.find_upstream_modules("scheduler.queries.feeding.texts")
    whole = graph.find_descendants("scheduler.queries.feeding")
    used |= texts | whole
    for name in whole:
        used |= graph.find_modules_directly_imported_by(name)
    deciding = {name for name in used if name.startswith(CALCULATING) and not _apart(name)}
    paths = [path for pattern in DECIDING for path in HOUSE.glob(pattern)]
    told = {".".join(path.relative_to(HOUSE.parent).with_suffix("").parts) for path in paths}
    told |= {name.removesuffix(".__init__") for name in told}
    assert deciding - told - NOTHING_IN_A_FEED.keys() == set()


def _apart(name: str) -> bool:
    return name.startswith(APART)
