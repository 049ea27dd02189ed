"""Workers are killed at every statement and every commit, and in numbers: each job is done once."""

from __future__ import annotations

import multiprocessing
import signal
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from engine.job import LEASE
from engine.public import Engine, SetClock
from engine.service import SERVICES, Answer, Asked
from engine.storage.tables.instance import instance
from tests import message_routines
from tests.case import START, people
from tests.commands.state import events
from tests.databases import Databases, Templates
from tests.proofs import crashing
from tests.proofs.crashing import TOPIC, Work
from tests.proofs.judging import failures
from tests.timed_routine import Edge, answer_and_count, counted, jobs, opened, publish, served, start, timed

pytestmark = pytest.mark.slow

Perform = Callable[[str, Work, int], int]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MANY = 24
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.proofs.crashing"])


def refuse(connection: Connection, asked: Asked) -> Answer:
    return Answer(error="NOBODY_CATCHES_THIS")


def fail(connection: Connection, asked: Asked) -> Answer:
    raise ValueError


# what is due, what it comes to: types of events, tasks that are open, how often the service has answered
SERVED = Work("answer", HOUR)
GIVEN_UP = Work("give up", HOUR, refuse)
PUT_OFF = Work("put off", HOUR, fail)
LATE = Work("late", 3 * HOUR)
TOLD = Work("deliver", HOUR)


def with_a_service(engine: Engine) -> None:
    SERVICES[TOPIC] = answer_and_count
    publish(engine, served(TOPIC))
    start(engine, "served", people(engine)["bistand"])
    del SERVICES[TOPIC]


def with_deadlines(engine: Engine) -> None:
    publish(engine, timed(Edge("hourly", "R2/PT1H", "timeCycle"), Edge("limit", "PT3H", interrupting=True)))
    start(engine, "timed", people(engine)["bistand"])


def with_a_message(engine: Engine) -> None:
    message_routines.publish(engine, message_routines.to_itself())
    start(engine, "to_itself", people(engine)["bistand"])


def with_many(engine: Engine) -> None:
    SERVICES[TOPIC] = answer_and_count
    publish(engine, served(TOPIC))
    for _ in range(MANY):
        start(engine, "served", people(engine)["bistand"])
    del SERVICES[TOPIC]


@pytest.fixture
def perform() -> Iterator[Perform]:
    """Lets a worker work in a process of its own, which dies at the point given, 0 for none."""
    here, there = processes.Pipe()
    server = processes.Process(target=crashing.serve, args=(there,))
    server.start()
    there.close()

    def one(url: str, work: Work, fatal: int) -> int:
        here.send((url, work, fatal))
        return int(here.recv())

    yield one
    here.close()
    server.join()


def only(engine: Engine) -> uuid.UUID:
    with engine.database.read() as connection:
        return connection.execute(select(instance.c.id)).scalar_one()


def came_of(engine: Engine) -> tuple[list[str], list[str], int]:
    """The types of events after the start, the open tasks, how often the service has answered."""
    case = only(engine)
    return [str(e.type) for e in events(engine, case)][1:], opened(engine, case), counted(engine).total()


@pytest.mark.parametrize(
    ("fill", "work", "outcome"),
    [
        (with_a_service, SERVED, (["service.answered"], ["see_answer"], 1)),
        (with_a_service, GIVEN_UP, (["incident.raised"], [], 0)),
        (with_a_service, PUT_OFF, ([], [], 0)),
        (with_a_message, TOLD, (["message.received", "message.delivered"], ["heard"], 0)),
        (with_deadlines, LATE, (["timer.fired"] * 3, ["then_hourly", "then_hourly", "then_limit"], 0)),
    ],
    ids=lambda value: value.name if isinstance(value, Work) else "",
)
def test_killed_at_any_point_another_takes_over_and_nothing_is_done_twice(
    databases: Databases,
    templates: Templates,
    perform: Perform,
    capsys: pytest.CaptureFixture[str],
    fill: Callable[[Engine], None],
    work: Work,
    outcome: tuple[list[str], list[str], int],
) -> None:
    source = templates.keep(databases.kind, f"jobs {fill.__name__}", fill, templates.demo(databases.kind))
    points = perform(databases.new(source), work, 0)
    assert points > 20
    with capsys.disabled():
        print(f"\n{databases.kind}: a worker that is to {work.name} is killed at {points} points")
    happened = []
    for fatal in range(1, points + 1):
        url = databases.new(source)
        engine = Engine(url, SetClock(START))
        before = came_of(engine)
        assert perform(url, work, fatal) == -signal.SIGKILL
        now = came_of(engine)
        assert now in (before, outcome), fatal
        happened.append(now == outcome)
        assert perform(url, Work(work.name, work.after + LEASE, work.service), 0) > 0
        assert came_of(engine) == outcome, fatal
        with engine.database.read() as connection:
            assert failures(connection) == []
        assert [job for job in jobs(engine) if job.lease is not None] == []
        engine.close()
        databases.drop(url)
    if work is not PUT_OFF:
        assert happened == sorted(happened)
        assert set(happened) == {False, True}


@pytest.mark.parametrize("number", [1, 4])
def test_so_many_workers_of_which_some_are_killed_do_each_job_once(
    databases: Databases, templates: Templates, number: int
) -> None:
    source = templates.keep(databases.kind, "many jobs", with_many, templates.demo(databases.kind))
    url = databases.new(source)
    killed = max(1, number // 2)
    first = [Working(url, START) for _ in range(number)]
    for worker in first[:killed]:
        with suppress(EOFError):  # it may find nothing left to do
            worker.told.recv()
        worker.process.kill()
    for worker in first:
        worker.process.join()
    assert all(worker.process.exitcode == 0 for worker in first[killed:])
    last = Working(url, START + LEASE)
    last.process.join()
    assert last.process.exitcode == 0
    engine = Engine(url, SetClock(START))
    with engine.database.read() as connection:
        cases = connection.execute(select(instance.c.id)).scalars().all()
        assert failures(connection) == []
    assert len(cases) == MANY
    assert counted(engine) == Counter(cases)
    for case in cases:
        assert [str(e.type) for e in events(engine, case)][1:] == ["service.answered"]
    assert [job.kind for job in jobs(engine)] == []
    engine.close()


class Working:
    """A worker in a process of its own."""

    def __init__(self, url: str, at: datetime) -> None:
        self.told, tell = processes.Pipe(duplex=False)
        self.process = processes.Process(target=crashing.work_off, args=(url, at, tell))
        self.process.start()
        tell.close()
