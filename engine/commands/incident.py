"""What an owner does with an instance that does not get on: try again, skip, move, cancel."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from engine import incident as incidents
from engine import task as tasks
from engine import vault
from engine.access import check_mends
from engine.command import Context, Nothing
from engine.errors import IncidentGone, InstanceOver, NotFound, NotSkippable, ReasonMissing, TaskGone, UnknownInstance
from engine.incident import Incident
from engine.instance.answers import kept_reason, recorded_reason
from engine.instance.execution import Act, Execution
from engine.instance.load import load
from engine.instance.row import ACTIVE
from engine.log.types import EventType
from engine.vault import Kept


def _open_incident(context: Context, incident_id: uuid.UUID) -> Incident:
    """Raises `NotFound`, and `IncidentGone` when it has been resolved."""
    check_mends(context.person)
    found = incidents.read(context.connection, incident_id)
    if found is None:
        raise NotFound
    if found.state != incidents.OPEN:
        raise IncidentGone(incident=found.id)
    return found


def _execution(context: Context, instance: uuid.UUID, act: Act) -> Execution:
    """The instance with its deadlines settled. Raises `NotFound`."""
    try:
        execution = load(context.connection, context.bundles, instance)
    except UnknownInstance:
        raise NotFound from None
    execution.settle_deadlines(act)
    return execution


def _reason(context: Context, text: str, instance: uuid.UUID) -> Kept:
    """The reason on its way into the vault. Raises `ReasonMissing`."""
    if not text.strip():
        raise ReasonMissing
    return kept_reason(text.strip(), instance, context.clock)


def _written(execution: Execution, *kept: Kept) -> Callable[[Connection], uuid.UUID]:
    def apply(connection: Connection) -> uuid.UUID:
        execution.write(connection)
        vault.put(connection, kept)
        return execution.id

    return apply


@dataclass(frozen=True)
class RetryIncident:
    """Resolves an incident by trying again: a job is done anew, a timer fires, a task waits for its person as before.
    Returns the instance. Raises `NotFound`, `IncidentGone`."""

    incident: uuid.UUID

    def prepare(self, context: Context) -> Callable[[Connection], uuid.UUID]:
        found = _open_incident(context, self.incident)
        act = context.act(self)
        execution = _execution(context, found.instance, act)
        if execution.projection.incidents[found.id].state == incidents.OPEN:
            execution.note(EventType.INCIDENT_RETRIED, act, {"incident": found.id.hex})
        return _written(execution)


@dataclass(frozen=True)
class SkipStep:
    """Resolves an incident by sending the token on as if the work had been done or the event had come, without values.
    Returns the instance. Raises `NotFound`, `IncidentGone`, `NotSkippable`, `ReasonMissing`."""

    incident: uuid.UUID
    reason: str = field(repr=False)

    def prepare(self, context: Context) -> Callable[[Connection], uuid.UUID]:
        found = _open_incident(context, self.incident)
        act, kept = context.act(self), _reason(context, self.reason, found.instance)
        execution = _execution(context, found.instance, act)
        if execution.projection.incidents[found.id].state != incidents.OPEN:
            raise IncidentGone(incident=found.id)
        if found.key is None:
            raise NotSkippable(incident=found.id)
        inputs = {"incident": found.id.hex, **recorded_reason(kept)}
        error = execution.attempt(EventType.STEP_SKIPPED, act, "skip", found.key, inputs=inputs)
        if error is not None:
            raise NotSkippable(incident=found.id) from error
        return _written(execution, kept)


@dataclass(frozen=True)
class MoveTask:
    """Gives an open task to another group, any of the directory's; whoever held it does no longer. Returns the
    instance. Raises `NotFound`, `TaskGone`, `ReasonMissing`."""

    task: uuid.UUID
    group: int
    reason: str = field(repr=False)

    def prepare(self, context: Context) -> Callable[[Connection], uuid.UUID] | Nothing[uuid.UUID]:
        check_mends(context.person)
        found = tasks.read(context.connection, self.task)
        if found is None:
            raise NotFound
        act, kept = context.act(self), _reason(context, self.reason, found.instance)
        execution = _execution(context, found.instance, act)
        if self.group not in execution.groups.by_id:
            raise NotFound
        if execution.projection.tasks.get(found.id, found).state != tasks.OPEN:
            raise TaskGone(task=found.id)
        if found.group == self.group:
            return Nothing(found.instance)
        inputs = {"task": found.id.hex, "group": self.group, **recorded_reason(kept)}
        execution.note(EventType.TASK_MOVED, act, inputs)
        return _written(execution, kept)


@dataclass(frozen=True)
class CancelInstance:
    """Ends an instance where it stands: nothing in it waits any longer. Returns the instance. Raises `NotFound`,
    `InstanceOver`, `ReasonMissing`."""

    instance: uuid.UUID
    reason: str = field(repr=False)

    def prepare(self, context: Context) -> Callable[[Connection], uuid.UUID]:
        check_mends(context.person)
        act, kept = context.act(self), _reason(context, self.reason, self.instance)
        execution = _execution(context, self.instance, act)
        row = execution.projection.row
        if row is None or row.state != ACTIVE:
            raise InstanceOver(instance=self.instance)
        execution.perform(EventType.INSTANCE_CANCELLED, act, "cancel", inputs=recorded_reason(kept))
        return _written(execution, kept)
