"""What is measured on: an engine with a directory, the routines deployed, and somebody at work."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

from engine.bench.routines import ROLES, TASKS, answers, files
from engine.bpmn.key import Key
from engine.calendar import swedish_calendar
from engine.directory.entries import Entry, Group, Membership, Organisation, Person, Role, person_id
from engine.public import AddToDirectory, ClaimTask, CompleteTask, Deploy, Engine, SetCalendar, StartInstance

PEOPLE = 4  # as many as there are processes at most: each has somebody of its own at work
PLACE = "bench"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def prepare(url: str) -> None:
    """Makes an empty database one to measure on, by the commands that make any."""
    engine = Engine(url)
    engine.migrate()
    entries: list[Entry] = [Role(key, name) for key, name in ROLES.items()]
    entries += [Organisation(PLACE, "Mätkommunen", "municipality")]
    entries += [Group(PLACE, key, f"Mätkommunen, {name}") for key, name in ROLES.items()]
    for login in map(_login, range(PEOPLE)):
        entries.append(Person(login, login, PLACE, "nobody signs in"))
        entries += [Membership(login, PLACE, role, LONG_AGO) for role in ROLES]
    engine.execute(AddToDirectory(tuple(entries)), channel="cli")
    year = engine.clock.now().year
    engine.execute(SetCalendar(swedish_calendar(year - 1, year + 2)), channel="cli")
    engine.execute(Deploy(files()), channel="cli")
    engine.close()


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    engine = Engine(url)
    try:
        yield engine
    finally:
        engine.close()


class Clerk:
    """Somebody at work with one engine. Times are in seconds, of the commands alone."""

    def __init__(self, engine: Engine, number: int = 0) -> None:
        self.engine = engine
        with engine.database.read() as connection:
            self.person = person_id(connection, _login(number))

    def start(self, routine: str) -> UUID:
        instance = self.engine.clock.new_id()
        self.engine.execute(StartInstance(instance, routine, {}), self.person)
        return instance

    def claim(self, task: UUID) -> float:
        before = time.perf_counter()
        self.engine.execute(ClaimTask(task), self.person)
        return time.perf_counter() - before

    def complete(self, task: UUID, form: str) -> float:
        typed = answers(form)
        before = time.perf_counter()
        self.engine.execute(CompleteTask(task, typed), self.person)
        return time.perf_counter() - before


def line_tasks(instance: UUID) -> list[tuple[UUID, str]]:
    """The tasks of an instance of the line, in order, each with its form: ids follow from where a task stands."""
    return [(Key("", f"step_{n}", 1).task_id(instance), f"step_{n}") for n in range(1, TASKS + 1)]


def loop_tasks(instance: UUID, round_: int) -> list[tuple[UUID, str]]:
    """The two tasks of a round of the loop, counted from 1."""
    return [(Key("", side, round_).task_id(instance), side) for side in ("left", "right")]


def _login(number: int) -> str:
    return f"bench-{number}"
