"""Two installations at work, the demo's and a tortured one, and what they hand out, read once."""

from __future__ import annotations

import pytest

from tests.clients import gathering, judging
from tests.clients.gathering import Source
from tests.clients.judging import Answers

# They run in other interpreters, with libraries that this one does not have.
collect_ignore = ["readers"]


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[Source]:
    """Return every calendar file that is held to the readers, with what must be in it."""
    return [
        *gathering.of_demo(tmp_path_factory.mktemp("demo")),
        *gathering.of_torture(tmp_path_factory.mktemp("torture")),
        *gathering.golden(),
    ]


@pytest.fixture(scope="session")
def answers(sources: list[Source]) -> Answers:
    """Return what each reader makes of each file."""
    return judging.read_by_all([source.path for source in sources])
