"""What may not be exceeded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.bench.figures import Figures

COMPLETION, LOOP, LISTS = 1.5, 1.5, 2.0


@dataclass(frozen=True)
class Limit:
    """One comparison: `measured` times as much, of which `most` is allowed."""

    what: str
    measured: float
    most: float

    @property
    def holds(self) -> bool:
        return self.measured <= self.most


def limits(figures: Figures) -> Iterator[Limit]:
    """Every comparison that is made. All compare times that were taken by turns; those that wait for a disk by the
    median of means of ten in a row, lists by the median."""
    beside = figures.beside
    alone = beside.step.of_ten + beside.transaction.of_ten
    what = "a completion, to the library's step and the same statements alone"
    yield Limit(f"{figures.database}: {what}", beside.complete.of_ten / alone, COMPLETION)
    first, *_, last = figures.loops
    what = f"a completion of an instance after {last.completions}, to one after {first.completions}"
    yield Limit(f"{figures.database}: {what}", last.complete.of_ten / first.complete.of_ten, LOOP)
    small, *_, large = figures.lists
    for tab in ("mine", "group", "few"):
        ratio = getattr(large, tab).p50 / getattr(small, tab).p50
        yield Limit(f"{figures.database}: the list ({tab}) of {large.tasks} open tasks, to {small.tasks}", ratio, LISTS)
