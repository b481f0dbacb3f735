"""Print the benchmark table."""

from __future__ import annotations

import os
import platform
import sys
from typing import TYPE_CHECKING

from bench import feeds, pages, planner, registrations, series, slots, starting
from bench.figures import heading

if TYPE_CHECKING:
    from types import ModuleType


def main() -> int:
    """Measure one part after the other; return 1 where one could not be measured at all."""
    load = f"{os.getloadavg()[0]:.1f} of other work at the start"
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {load}")
    parts = (series, slots, planner, starting, pages, feeds, registrations)
    return max([_measured(part) for part in parts])


def _measured(part: ModuleType) -> int:
    """Print a part of the table, each line as soon as it is known."""
    print(heading(part.TITLE), flush=True)
    try:
        for figure in part.figures():
            print(figure.line(), flush=True)
    except (AssertionError, OSError) as why:
        print(f"could not be measured: {str(why)[-1000:]}")
        return 1
    return 0


sys.exit(main())
