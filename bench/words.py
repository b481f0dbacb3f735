"""Words that look like a municipality's, in both languages: many, distinct, always the same.

Real descriptions repeat little, and a feed of repetitions would flatter both the server and gzip.
"""

from __future__ import annotations

import itertools
from random import Random

# Beginnings, middles and endings; a word has one of each.
ENGLISH = (
    (
        "distr trans munic ener circ resil inform cult constr partic neighb insul vent sanit regul"
        " organ coord renov contrib illum consult negot invest pedest govern accel integr demonstr"
        " monit allev"
    ),
    "ic if or act ul ent olv ist ess and",
    "ation ing able ment ive ally ence ors ed ities",
)
BULGARIAN = (
    (
        "град транс общин енерг кръг устой информ култ строит участ съсед изол вентил санит регул"
        " орган коорд обнов принос освет консулт договор инвест пешеход управ ускор интегр показ"
        " набл облек"
    ),
    "ов ен ич ал ист ив еск ел ат он",
    "ност ване ция ата ите ният ски ство ащо ения",
)


class Words:
    """An endless text in one language from one seed."""

    def __init__(self, parts: tuple[str, ...], seed: int) -> None:
        self.known = ["".join(word) for word in itertools.product(*map(str.split, parts))]
        self.random = Random(seed)

    def some(self, number: int) -> str:
        """Return that many different words as a sentence."""
        return " ".join(self.random.sample(self.known, number)).capitalize()
