"""Which program fetched a calendar, told by what it says of itself: its User-Agent header.

Decides the kinds that a person can tell apart ("is that my phone, or the office?"), and nothing
finer: no version, no device. Nothing else of the header is kept. Whoever lies is believed.

The marks are those of access logs and of the programs' own source code; many programs call
themselves Mozilla first, so that a browser is what bears no other mark.
"""

from __future__ import annotations

import re

MARKS = (
    ("google", r"google-calendar"),
    ("outlook", r"outlook|ms-office|microsoft[ .]?(?:office|exchange)"),
    ("thunderbird", r"thunderbird/|lightning/|betterbird/"),
    ("evolution", r"evolution/"),
    ("nextcloud", r"nextcloud"),
    ("icsx5", r"icsx5/|icsx⁵|icsdroid/"),
    ("davx5", r"davx5/|davx⁵|davdroid/"),
    ("vdirsyncer", r"vdirsyncer/"),
    ("apple", r"accessd/|calendaragent/|calendarstore/|\b(?:ios|ipados|macos|mac[ _+]os[ _+]x)/"),
    ("browser", r"^mozilla/.*\b(?:firefox|chrome|safari|edg|opr)/"),
)
OTHER = "other"
KINDS = (*(kind for kind, _ in MARKS), OTHER)
_FINDERS = tuple((kind, re.compile(mark)) for kind, mark in MARKS)
_ENOUGH = 400  # no program that is known says more of itself, and a header may be long


def kind_of(user_agent: str) -> str:
    """Return the kind of program that says this of itself, one of KINDS.

    >>> kind_of("iOS/26.5 (23F77) dataaccessd/1.0")
    'apple'
    >>> kind_of("curl/8.4.0")
    'other'
    """
    said = user_agent[:_ENOUGH].lower()
    return next((kind for kind, mark in _FINDERS if mark.search(said)), OTHER)
