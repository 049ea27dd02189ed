"""What runs in processes of its own, to be killed there."""

from __future__ import annotations

import hashlib
import os
import signal
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from threading import Lock, Thread
from typing import Any

from sqlalchemy import Engine as SqlEngine
from sqlalchemy import event

from engine.definition.store import Bundles, latest
from engine.public import ClaimTask, CompleteTask, Engine, MyTasks, SetClock, StartInstance
from engine.service import SERVICES, Service
from tests.case import FORMS, START, people, start_form, typed
from tests.timed_routine import answer_and_count

STARTED = uuid.UUID(int=77)
TOPIC = "stock"


class CountedClock(SetClock):
    """A clock whose ids and salts are the same each time."""

    def __init__(self, seed: str) -> None:
        super().__init__(START)
        self.seed, self.given = seed, 0

    def new_id(self) -> uuid.UUID:
        return uuid.UUID(bytes=self.random(16))

    def random(self, size: int) -> bytes:
        self.given += 1
        return hashlib.shake_256(f"{self.seed} {self.given}".encode()).digest(size)


@dataclass(frozen=True)
class Act:
    """One command of the sequence that is killed."""

    name: str
    command: Any
    login: str

    def do(self, engine: Engine, points: Points) -> None:
        person = people(engine)[self.login]
        points.watch(engine)
        engine.execute(self.command, person)


@dataclass(frozen=True)
class Work:
    """A worker that does what is due so long after the start, with this service for the routine that has one."""

    name: str
    after: timedelta
    service: Service = answer_and_count

    def do(self, engine: Engine, points: Points) -> None:
        assert isinstance(engine.clock, SetClock)
        engine.clock.move(self.after)
        SERVICES[TOPIC] = self.service
        points.watch(engine)
        engine.worker().run_due()


def acts(approval: uuid.UUID) -> list[Act]:
    """Starts a case; claims and completes `check_approval` of another, which sends two mails and calls a part."""
    return [
        Act("start", StartInstance(STARTED, "new_lock", typed(start_form())), "bistand"),
        Act("claim", ClaimTask(approval), "avgift"),
        Act("complete", CompleteTask(approval, typed(FORMS["check_approval"])), "avgift"),
    ]


def perform(url: str, act: Act | Work, points: Points, bundles: Bundles) -> None:
    engine = Engine(url, CountedClock(act.name))
    engine._executor.bundles = bundles
    act.do(engine, points)
    engine.close()


class Points:
    """Counts the moments before and after each statement and each commit; at one of them the process dies."""

    def __init__(self, fatal: int) -> None:
        self.fatal, self.passed = fatal, 0

    def watch(self, engine: Engine) -> None:
        for side in (engine.database.reader, engine.database.writer):
            event.listen(side, "before_cursor_execute", lambda *_: self.reach())
            event.listen(side, "after_cursor_execute", lambda *_: self.reach())
            self._watch_commits(side)

    def _watch_commits(self, side: SqlEngine) -> None:
        commit = side.dialect.do_commit

        def committed(connection: Any) -> None:
            self.reach()
            commit(connection)
            self.reach()

        side.dialect.do_commit = committed  # type: ignore[method-assign]

    def reach(self) -> None:
        self.passed += 1
        if self.passed == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)


def serve(told: Connection) -> None:
    """For each (url, act, fatal) that it is sent: performs the act in a process of its own, which dies at that point.
    Tells how many points were passed, or how the process ended, a negative number."""
    bundles = Bundles()
    with suppress(EOFError):
        while True:
            url, act, fatal = told.recv()
            _read_bundles(url, bundles)
            heard, tell = Pipe(duplex=False)
            child = os.fork()
            if child == 0:
                points = Points(fatal)
                perform(url, act, points, bundles)
                tell.send(points.passed)
                os._exit(0)
            _, status = os.waitpid(child, 0)
            told.send(heard.recv() if status == 0 else os.waitstatus_to_exitcode(status))


def _read_bundles(url: str, bundles: Bundles) -> None:
    """What is the same for every process is read before they part."""
    if not bundles._read:
        engine = Engine(url)
        with engine.database.read() as connection:
            bundles.get(connection, latest(connection, "new_lock").bundle)
        engine.close()


def work(url: str, told: Connection) -> None:
    """Works in four threads without end: starts cases, claims and completes their first task, and tells of each act
    once it is done."""
    engine = Engine(url, SetClock(START))
    who, lock = people(engine), Lock()

    def done(*what: Any) -> None:
        with lock:
            told.send(what)

    def one() -> None:
        while True:
            instance = engine.execute(StartInstance(uuid.uuid4(), "new_lock", typed(start_form())), who["bistand"])
            done("started", instance)
            row = next(r for r in engine.ask(MyTasks("group"), who["utforare-norr"]).rows if r.instance == instance)
            engine.execute(ClaimTask(row.id), who["utforare-norr"])
            done("claimed", row.id)
            engine.execute(CompleteTask(row.id, typed(FORMS["collect_key"])), who["utforare-norr"])
            done("completed", row.id)

    for thread in [Thread(target=one) for _ in range(4)]:
        thread.start()


def work_off(url: str, at: datetime, told: Connection) -> None:
    """Does what is due until nothing is, and tells of each round of jobs."""
    SERVICES[TOPIC] = answer_and_count
    worker = Engine(url, SetClock(at)).worker()
    while done := worker.run_due():
        told.send(done)
