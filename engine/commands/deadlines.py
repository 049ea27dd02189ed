"""Timers that are due fire, though nobody comes by."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from engine.command import Context, Nothing
from engine.instance.load import load

MOST = 100  # events in one transaction; what is left comes in the next one


@dataclass(frozen=True)
class SettleDeadlines:
    """Fires what is due in an instance, the earliest first, each as an event of its own; returns when the next one is
    due, which may have been long ago, or None. It is the work of a job, which moves to that time."""

    instance: uuid.UUID

    def prepare(self, context: Context) -> Callable[[Connection], datetime | None] | Nothing[datetime | None]:
        execution = load(context.connection, context.bundles, self.instance)
        execution.settle_deadlines(context.act(self), MOST)
        due = execution.next_due
        if not execution.events:
            return Nothing(due)
        execution.scheduled = due  # moving the job is left to whoever holds it

        def apply(connection: Connection) -> datetime | None:
            execution.write(connection)
            return due

        return apply
