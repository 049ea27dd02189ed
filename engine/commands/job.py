"""Taking jobs, doing them, giving up on them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from engine import job as jobs
from engine.bpmn.key import Key
from engine.command import Command, Context, Nothing, Refusal
from engine.incident import STUCK
from engine.instance.load import load
from engine.job import MOST_ATTEMPTS, Job


@dataclass(frozen=True)
class TakeJobs:
    """Takes so many of the jobs that are due, and returns them; they are whoever's took them until their lease ends."""

    kinds: Collection[str]
    most: int

    def prepare(self, context: Context) -> Callable[[Connection], list[Job]] | Nothing[list[Job]]:
        if not jobs.are_due(context.connection, self.kinds, context.at):
            return Nothing([])
        return lambda connection: jobs.take(connection, context.clock, self.kinds, context.at, self.most)


@dataclass(frozen=True)
class RunJob:
    """Does what a job is for by a command, and finishes the job in its transaction. The command returns when the job is
    to run again, None for never. Raises `LeaseLost`, and what the command raises; nothing has then been done."""

    job: Job
    command: Command[datetime | None]

    def prepare(self, context: Context) -> Callable[[Connection], Refusal | None]:
        apply = self.command.prepare(context)

        def run(connection: Connection) -> None:
            again = apply.result if isinstance(apply, Nothing) else apply(connection)
            if isinstance(again, Refusal):
                raise again.error
            jobs.finish(connection, self.job, again)

        return run


@dataclass(frozen=True)
class FailJob:
    """Says that a job has failed. It is tried again after a while; after the last attempt, or when trying again can
    mend nothing, it waits for a person: an incident of its instance. Raises `LeaseLost`."""

    job: Job
    error: Exception

    def prepare(self, context: Context) -> Callable[[Connection], None]:
        name = type(self.error).__name__
        if self.job.attempts < MOST_ATTEMPTS and not isinstance(self.error, STUCK):
            again = context.at + jobs.pause(context.clock, self.job.attempts)
            return lambda connection: jobs.fail(connection, self.job, name, again)
        if self.job.instance is None:
            return lambda connection: jobs.fail(connection, self.job, name, None)
        execution = load(context.connection, context.bundles, self.job.instance)
        key = self.job.payload.get("key")
        execution.raise_incident(
            context.act(self), self.job.kind, self.error, None if key is None else Key(*key), self.job.dedup
        )

        def apply(connection: Connection) -> None:
            execution.write(connection)
            jobs.fail(connection, self.job, name, None)

        return apply
