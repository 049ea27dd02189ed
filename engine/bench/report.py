"""The figures as a table for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.bench.figures import Figures
from engine.bench.limits import Limit
from engine.bench.samples import Times

_LEGEND = (
    "Milliseconds, p50 / p95. Warm: start, claim and complete of ten-task instances, by processes that stay.",
    "Cold: a new process for each completion; `process` with interpreter and imports, `command` without: open the",
    "database, read and compile the bundle, complete, close. Step: the library alone loads, completes, saves JSON.",
    "Transaction: the statements of a completion through the driver alone, in one transaction.",
)


def report(figures: Sequence[Figures]) -> Iterator[str]:
    """Line by line."""
    for each in figures:
        yield from _database(each)
    yield from _LEGEND


def verdicts(found: Sequence[Limit]) -> Iterator[str]:
    """A line for each limit."""
    for each in found:
        yield f"{'holds' if each.holds else 'EXCEEDED'}  {each.measured:5.2f} of {each.most:.1f}  {each.what}"


def _database(figures: Figures) -> Iterator[str]:
    yield f"== {figures.database}"
    costs, beside = figures.costs, figures.beside
    said = ", ".join(f"{name} {n} ({costs.commits[name]} commits)" for name, n in costs.statements.items())
    yield f"  statements            {said}"
    yield f"  bytes an instance     {costs.instance_bytes}"
    yield f"  completion            {_times(beside.complete)}   of ten {beside.complete.of_ten:.2f}"
    yield f"  step alone            {_times(beside.step)}   of ten {beside.step.of_ten:.2f}"
    yield f"  transaction alone     {_times(beside.transaction)}   of ten {beside.transaction.of_ten:.2f}"
    for loop in figures.loops:
        added = f"of ten {loop.complete.of_ten:.2f}   snapshot {loop.snapshot} B, log {loop.log} B a completion"
        yield f"  after {loop.completions:>7}         {_times(loop.complete)}   {added}"
    for size in figures.lists:
        tabs = (("mine", size.mine), ("group", size.group), ("few", size.few))
        yield f"  list of {size.tasks:>7}       " + "   ".join(f"{tab} {_times(times)}" for tab, times in tabs)
    for warm in figures.warm:
        more = f"complete {_times(warm.complete)}   claim {_times(warm.claim)}"
        yield f"  warm, {warm.processes} processes     {warm.completions_per_second:7.1f}/s   {more}"
    for cold in figures.cold:
        more = f"process {_times(cold.process)}   command {_times(cold.command)}"
        yield f"  cold, {cold.processes} processes     {cold.completions_per_second:7.1f}/s   {more}"


def _times(times: Times) -> str:
    return f"{times.p50:7.2f} / {times.p95:7.2f}"
