"""The task list, with few open tasks and with many."""

from __future__ import annotations

import time
from contextlib import ExitStack

from sqlalchemy import select

from engine.bench.crowd import crowd, logins
from engine.bench.databases import Server
from engine.bench.figures import Lists
from engine.bench.samples import Times
from engine.bench.stage import opened
from engine.public import Engine, MyTasks
from engine.storage.tables.directory import person

_WARM = 3  # times that everybody's list is asked for before it counts


class Asked:
    """A database with so many open tasks, and what its lists took."""

    def __init__(self, engine: Engine, tasks: int) -> None:
        self.engine = engine
        self.tasks = tasks
        self.taken: dict[str, list[float]] = {"mine": [], "group": [], "few": []}
        with engine.database.read() as connection:
            ids = {row.login: row.id for row in connection.execute(select(person.c.login, person.c.id))}
        *self.people, self.of_few = (ids[login] for login in logins())
        for who in self.people * _WARM:
            self._ask("mine", who)
            self._ask("group", who)
            self._ask("group", self.of_few)

    def ask(self, number: int) -> None:
        """Asks for each list once, for one person after another."""
        who = self.people[number % len(self.people)]
        self.taken["mine"].append(self._ask("mine", who))
        self.taken["group"].append(self._ask("group", who))
        self.taken["few"].append(self._ask("group", self.of_few))

    def _ask(self, tab: str, who: int) -> float:
        before = time.perf_counter()
        self.engine.ask(MyTasks(tab), who)
        return time.perf_counter() - before

    def figures(self) -> Lists:
        return Lists(self.tasks, **{tab: Times.of(taken) for tab, taken in self.taken.items()})


def lists(server: Server, sizes: tuple[int, ...], asked: int) -> list[Lists]:
    """Asks by turns in databases with as many open tasks as `sizes` says."""
    urls = [server.fresh() for _ in sizes]
    for url, tasks in zip(urls, sizes, strict=True):
        crowd(url, tasks)
    with ExitStack() as stack:
        each = [Asked(stack.enter_context(opened(url)), tasks) for url, tasks in zip(urls, sizes, strict=True)]
        for number in range(asked):
            for one in each:
                one.ask(number)
        return [one.figures() for one in each]
