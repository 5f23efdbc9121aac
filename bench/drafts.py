"""How many pages have no gold that a person cleaned, and what that does to the figures, in words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Self

from bench.model import Corpus, GoldState

CIRCULAR = "drafts are voted by extractors themselves, so the ranking is circular"


@dataclass(frozen=True, slots=True)
class GoldCounts:
    """Pages by what is known of their gold, see :class:`bench.model.GoldState`."""

    cleaned: int = 0
    draft: int = 0
    empty: int = 0
    absent: int = 0
    unknown: int = 0

    @classmethod
    def of(cls, states: Iterable[str]) -> Self:
        """Count states, one for each page."""
        return cls(**{str(GoldState(state)): count for state, count in Counter(states).items()})

    @classmethod
    def of_corpus(cls, corpus: Corpus) -> Self:
        """Count the pages of a corpus."""
        golds = (corpus.gold.get(page.id) for page in corpus.pages)
        return cls.of(GoldState.ABSENT if gold is None else gold.state for gold in golds)

    def __add__(self, other: Self) -> Self:
        """Return the counts over both."""
        ours, theirs = asdict(self), asdict(other)
        return type(self)(**{name: ours[name] + theirs[name] for name in ours})

    @property
    def pages(self) -> int:
        """All pages."""
        return self.cleaned + self.uncleaned + self.unknown

    @property
    def uncleaned(self) -> int:
        """Pages whose gold is a draft, empty or absent."""
        return self.draft + self.empty + self.absent

    @property
    def circular(self) -> bool:
        """Whether a ranking rests on drafts, which extractors voted."""
        return self.draft > 0

    @property
    def kinds(self) -> str:
        """Which kinds there are and how many pages of each, such as ``3 draft, 1 absent, 2 cleaned``."""
        counts = {name: count for name, count in asdict(self).items() if count}
        return ", ".join(
            f"{counts[name]} {name}" for name in (*(name for name in counts if name != "cleaned"), "cleaned") if name in counts
        )

    @property
    def shortage(self) -> str:
        """How many of how many pages have no gold that a person cleaned, in words."""
        verb = "has" if self.uncleaned == 1 else "have"
        return f"{self.uncleaned} of {self.pages} pages {verb} no gold cleaned by a person ({self.kinds})"

    @property
    def notice(self) -> str:
        """One sentence without a full stop on what was not cleaned and what follows; "" where all was."""
        if self.uncleaned:
            return f"{self.shortage}; {CIRCULAR}" if self.circular else self.shortage
        if self.unknown:
            return f"it is not known whether the gold of {self.unknown} of {self.pages} pages was cleaned: an earlier release made the run"
        return ""

    def as_data(self) -> dict[str, Any]:
        """Return the counts as plain data for JSON, with whether a ranking is circular and the sentence."""
        return {**asdict(self), "pages": self.pages, "circular": self.circular, "notice": self.notice}
