"""The worker: takes jobs and does them, one after the other, until it is told to stop. Any number may run, on any
number of hosts: who gets which job is the database's decision."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Event
from typing import TypeAlias
from uuid import UUID

from engine.bpmn.key import Key
from engine.command import Command, Executor
from engine.commands.deadlines import SettleDeadlines
from engine.commands.deliver import DeliverReceived, DeliverSignal, DeliverThrown, SpreadSignal, StartBySignal
from engine.commands.job import FailJob, RunJob, TakeJobs
from engine.commands.service import AskService
from engine.errors import LeaseLost, WorkerLost
from engine.job import DEADLINES, MESSAGE, MOST_ATTEMPTS, RECEIVED, SERVICE, SIGNAL, Job

log = logging.getLogger("nyckelfri.worker")
CHANNEL = "worker"
_MOST = 10  # jobs taken at once: all of them must be done before the lease of the first one ends
_POLL = 1.0  # seconds

# what a job asks for, as a command that returns when it is to run again
Handler: TypeAlias = Callable[[Job], Command[datetime | None]]


def _settle(job: Job) -> Command[datetime | None]:
    assert job.instance is not None
    return SettleDeadlines(job.instance)


def _ask(job: Job) -> Command[None]:
    assert job.instance is not None
    return AskService(job.instance, Key(*job.payload["key"]), job.payload["topic"])


def _deliver(job: Job) -> Command[None]:
    assert job.instance is not None
    return DeliverThrown(job.instance, job.payload)


def _signal(job: Job) -> Command[None]:
    assert job.instance is not None
    if "to" in job.payload:
        return DeliverSignal(job.instance, job.payload, UUID(job.payload["to"]))
    if "start" in job.payload:
        return StartBySignal(job.instance, job.payload, job.payload["start"])
    return SpreadSignal(job.instance, job.payload, job.dedup)


def _received(job: Job) -> Command[None]:
    return DeliverReceived(UUID(job.payload["message"]))


HANDLERS: Mapping[str, Handler] = {
    DEADLINES: _settle,
    MESSAGE: _deliver,
    SIGNAL: _signal,
    RECEIVED: _received,
    SERVICE: _ask,
}


class Worker:
    """Does the jobs of the kinds that it has handlers for; those of other kinds are left alone."""

    def __init__(self, executor: Executor, handlers: Mapping[str, Handler] = HANDLERS) -> None:
        self._executor = executor
        self._handlers = handlers

    def run(self, stop: Event) -> None:
        """Works until `stop` is set; what has been taken is done first."""
        while not stop.is_set():
            try:
                done = self.run_due()
            except Exception as error:  # the database may be away for a while
                log.error("no jobs could be taken: %s", type(error).__name__)
                done = 0
            if not done:
                stop.wait(_POLL)

    def run_due(self) -> int:
        """Takes what is due, up to a number, and does it; returns how many were taken."""
        taken = self._executor.execute(TakeJobs(tuple(self._handlers), _MOST), channel=CHANNEL)
        for job in taken:
            self._run(job)
        return len(taken)

    def _run(self, job: Job) -> None:
        try:
            if job.attempts > MOST_ATTEMPTS:
                raise WorkerLost(kind=job.kind, job=job.id)
            self._executor.execute(RunJob(job, self._handlers[job.kind](job)), channel=CHANNEL)
        except LeaseLost:
            log.warning("job %d (%s) was somebody else's by now", job.id, job.kind)
        except Exception as error:  # its text may hold anything that somebody typed: only its class is told
            log.error("job %d (%s) failed, attempt %d: %s", job.id, job.kind, job.attempts, type(error).__name__)
            self._fail(job, error)

    def _fail(self, job: Job, error: Exception) -> None:
        try:
            self._executor.execute(FailJob(job, error), channel=CHANNEL)
        except Exception as again:  # its lease runs out, and it is taken anew
            log.error("job %d (%s) could not be given back: %s", job.id, job.kind, type(again).__name__)
