"""An instance that goes round and round: what a completion takes and adds after many."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from engine.bench.databases import Server
from engine.bench.figures import Loop
from engine.bench.routines import LOOP
from engine.bench.samples import TEN, Times
from engine.bench.stage import Clerk, loop_tasks, opened, prepare
from engine.storage.tables.instance import instance
from engine.storage.tables.log import event

_A_ROUND = 2  # completions
_NEAR = 100  # so few completions are made anew for each measurement, so that it is made there and not beyond


class Looping:
    """An instance brought to `at` completions."""

    def __init__(self, clerk: Clerk, at: int) -> None:
        self.clerk = clerk
        self.at = at
        self.times: list[float] = []
        self._begin()

    def ten(self) -> None:
        """Measures ten completions more."""
        if self.at <= _NEAR and self.times:
            self._begin()
        self.times += self._go_on(TEN)

    def _begin(self) -> None:
        self.id: UUID = self.clerk.start(LOOP)
        self.rounds = 0
        self._go_on(self.at)

    def _go_on(self, completions: int) -> list[float]:
        taken = []
        for _ in range(completions // _A_ROUND):
            self.rounds += 1
            for task, form in loop_tasks(self.id, self.rounds):
                self.clerk.claim(task)
                taken.append(self.clerk.complete(task, form))
        return taken

    def figures(self) -> Loop:
        with self.clerk.engine.database.read() as connection:
            stored = select(func.length(instance.c.snapshot)).where(instance.c.id == self.id)
            bodies = select(func.length(event.c.body).label("size")).where(event.c.stream == self.id.hex)
            last = bodies.order_by(event.c.n.desc()).limit(2 * TEN).subquery()
            snapshot = connection.execute(stored).scalar_one()
            log = connection.execute(select(func.sum(last.c.size))).scalar_one()
        return Loop(self.at, Times.of(self.times), int(snapshot), int(log) // TEN)


def loops(server: Server, positions: tuple[int, ...], tens: int) -> list[Loop]:
    """Measures instances at each of the positions, by turns."""
    url = server.fresh()
    prepare(url)
    with opened(url) as engine:
        clerk = Clerk(engine)
        instances = [Looping(clerk, at) for at in positions]
        for _ in range(tens):
            for each in instances:
                each.ten()
        return [each.figures() for each in instances]
