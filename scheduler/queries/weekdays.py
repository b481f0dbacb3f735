"""The n-th weekday of a month in words: each pair whole, since languages join them differently."""

from __future__ import annotations

from scheduler.i18n import lazy

NTH_WEEKDAY: dict[int, tuple[str, ...]] = {
    1: (
        lazy("first Monday"),
        lazy("first Tuesday"),
        lazy("first Wednesday"),
        lazy("first Thursday"),
        lazy("first Friday"),
        lazy("first Saturday"),
        lazy("first Sunday"),
    ),
    2: (
        lazy("second Monday"),
        lazy("second Tuesday"),
        lazy("second Wednesday"),
        lazy("second Thursday"),
        lazy("second Friday"),
        lazy("second Saturday"),
        lazy("second Sunday"),
    ),
    3: (
        lazy("third Monday"),
        lazy("third Tuesday"),
        lazy("third Wednesday"),
        lazy("third Thursday"),
        lazy("third Friday"),
        lazy("third Saturday"),
        lazy("third Sunday"),
    ),
    4: (
        lazy("fourth Monday"),
        lazy("fourth Tuesday"),
        lazy("fourth Wednesday"),
        lazy("fourth Thursday"),
        lazy("fourth Friday"),
        lazy("fourth Saturday"),
        lazy("fourth Sunday"),
    ),
    5: (
        lazy("fifth Monday"),
        lazy("fifth Tuesday"),
        lazy("fifth Wednesday"),
        lazy("fifth Thursday"),
        lazy("fifth Friday"),
        lazy("fifth Saturday"),
        lazy("fifth Sunday"),
    ),
    -1: (
        lazy("last Monday"),
        lazy("last Tuesday"),
        lazy("last Wednesday"),
        lazy("last Thursday"),
        lazy("last Friday"),
        lazy("last Saturday"),
        lazy("last Sunday"),
    ),
}
"""By number (-1 is the last) and weekday (0 is Monday); to be translated when it is read."""
