"""Repeated measurements, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

TEN = 10


@dataclass(frozen=True)
class Times:
    """How long something took, over and over; in milliseconds. `p95`: all but one in twenty took no longer.

    `of_ten` is the median of the means of every ten in a row. What is compared is that: a disk that now answers at
    once and now makes one wait would throw the median of single ones from one to the other.
    """

    p50: float
    p95: float
    of_ten: float
    samples: int

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Times:
        """Raises `ValueError` when there is none."""
        ordered = sorted(seconds)
        last = max(0, -(-len(ordered) * 95 // 100) - 1)
        tens = [fmean(seconds[n : n + TEN]) for n in range(0, max(1, len(seconds) - TEN + 1), TEN)]
        return cls(1000 * median(ordered), 1000 * ordered[last], 1000 * median(tens), len(ordered))
