"""What is measured, in what sizes, and the figures that come of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.bench.samples import Times


@dataclass(frozen=True)
class Size:
    """How much is measured: by so many `processes`, each `line` instances warm and `cold` completions; `beside`
    instances; after `loop` completions of an instance `tens` times ten more; lists of so many `tasks`, `asked` times
    each; `stored` instances weighed."""

    processes: tuple[int, ...]
    line: int
    cold: int
    beside: int
    loop: tuple[int, ...]
    tens: int
    tasks: tuple[int, ...]
    asked: int
    stored: int


FULL = Size(
    processes=(1, 2, 4),
    line=30,
    cold=12,
    beside=60,
    loop=(10, 1_000, 5_000),
    tens=25,
    tasks=(1_000, 100_000, 1_000_000),
    asked=60,
    stored=100,
)
QUICK = Size(processes=(1, 2), line=1, cold=1, beside=1, loop=(10, 20), tens=1, tasks=(500, 1_000), asked=2, stored=3)


@dataclass(frozen=True)
class Warm:
    """Processes that run all the while. Per second of start, claim and complete together."""

    processes: int
    completions_per_second: float
    claim: Times
    complete: Times


@dataclass(frozen=True)
class Cold:
    """A new process for each completion: `process` from its start to its end, `command` from when Python and the
    program are loaded: open the database, read and compile the bundle, complete, close."""

    processes: int
    completions_per_second: float
    process: Times
    command: Times


@dataclass(frozen=True)
class Beside:
    """`complete`, through the command; `step`, the library alone: load, complete, save; `transaction`, the statements
    of a completion through the driver alone."""

    complete: Times
    step: Times
    transaction: Times


@dataclass(frozen=True)
class Loop:
    """An instance after many completions: what one more takes and adds. `snapshot` in bytes as stored, `log` in bytes
    of event bodies for each completion and its claim."""

    completions: int
    complete: Times
    snapshot: int
    log: int


@dataclass(frozen=True)
class Lists:
    """`MyTasks` with that many open tasks: one's own, one's groups', and those of somebody whose groups have few."""

    tasks: int
    mine: Times
    group: Times
    few: Times


@dataclass(frozen=True)
class Costs:
    """What does not depend on the machine: statements and commits of each command, by its name, in the middle of the
    line; bytes of tables and indexes for each completed instance of it."""

    statements: dict[str, int]
    commits: dict[str, int]
    instance_bytes: int


@dataclass(frozen=True)
class Figures:
    """All that was measured on one kind of database."""

    database: str
    costs: Costs
    beside: Beside
    loops: Sequence[Loop]
    lists: Sequence[Lists]
    warm: Sequence[Warm]
    cold: Sequence[Cold]
