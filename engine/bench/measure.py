"""Everything that is measured on one kind of database."""

from __future__ import annotations

from collections.abc import Callable

from engine.bench.beside import beside
from engine.bench.costs import costs
from engine.bench.databases import Server
from engine.bench.figures import Figures, Size
from engine.bench.lists import lists
from engine.bench.loop import loops
from engine.bench.stage import prepare
from engine.bench.throughput import cold, warm


def measure(server: Server, size: Size, tell: Callable[[str], None]) -> Figures:
    """Measures in `size`; `tell` hears what is going on. Every part has a database of its own."""
    tell(f"{server.name}: statements and bytes")
    counted = costs(server, size.stored)
    tell(f"{server.name}: a completion beside what it cannot do without")
    compared = beside(server, size.beside)
    tell(f"{server.name}: instances of {size.loop[0]} to {size.loop[-1]} completions")
    looped = loops(server, size.loop, size.tens)
    tell(f"{server.name}: lists of {size.tasks[0]} to {size.tasks[-1]} open tasks")
    listed = lists(server, size.tasks, size.asked)
    tell(f"{server.name}: completions a second")
    url = server.fresh()
    prepare(url)
    return Figures(
        database=server.name,
        costs=counted,
        beside=compared,
        loops=looped,
        lists=listed,
        warm=[warm(url, processes, size.line) for processes in size.processes],
        cold=[cold(url, processes, size.cold) for processes in size.processes],
    )
