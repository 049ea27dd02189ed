"""A completion beside what it cannot do without: the library's step, and a transaction of the same statements.

All by turns, so that a machine that grows slower or faster does so for each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from engine.bench.bare import BareTransactions
from engine.bench.databases import Server
from engine.bench.figures import Beside
from engine.bench.routines import LINE, answers, line
from engine.bench.samples import Times
from engine.bench.stage import Clerk, line_tasks, opened, prepare
from engine.bench.statements import Recorder
from engine.bench.stock import StockLine
from engine.clock import SystemClock
from engine.storage.database import Database


def beside(server: Server, instances: int) -> Beside:
    """Measures `instances` times ten completions of each. The statements are recorded on a database of their own, so
    that nothing listens in on the command while it is timed, and issued on a copy of that."""
    measured, recorded = server.fresh(), server.fresh()
    prepare(measured)
    prepare(recorded)
    copied = server.copy(recorded)
    complete: list[float] = []
    step: list[float] = []
    transaction: list[float] = []
    with opened(measured) as engine, opened(recorded) as listened, _bare(copied) as bare:
        clerk, other = Clerk(engine), Clerk(listened)
        recorder = Recorder().listen(listened.database)
        for _ in range(instances):
            stock = StockLine(line(), LINE)
            same = other.start(LINE)
            bare.run(recorder.take().statements)
            tasks = line_tasks(clerk.start(LINE))
            for (task, form), (same_task, _form) in zip(tasks, line_tasks(same), strict=True):
                clerk.claim(task)
                other.claim(same_task)
                bare.run(recorder.take().statements)
                complete.append(clerk.complete(task, form))
                other.complete(same_task, form)
                transaction.append(bare.run(recorder.take().statements))
                step.append(stock.step({name: typed[0] for name, typed in answers(form).items()}))
    return Beside(Times.of(complete), Times.of(step), Times.of(transaction))


@contextmanager
def _bare(url: str) -> Iterator[BareTransactions]:
    with closing(Database(url, SystemClock())) as database, closing(BareTransactions(database)) as bare:
        yield bare
