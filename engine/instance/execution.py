"""A command's work on one instance: first the deadlines that have passed, then the act; all in memory until written."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from engine import incident, job, mail, task, waiting
from engine.bpmn.advance import EPOCH, Step, advance
from engine.bpmn.key import Key
from engine.bpmn.outcome import Outcome
from engine.bpmn.state import digest, dump, load
from engine.bpmn.workflow import Workflow
from engine.calendar import Calendar
from engine.canonical import Value
from engine.definition.bundle import Bundle
from engine.directory.lookup import Groups
from engine.errors import Conflict
from engine.incident import TIMER, Incident
from engine.instance import row as rows
from engine.instance.later import jobs_of
from engine.instance.projection import RETRIED, Projection
from engine.instance.resolve import resolve
from engine.instance.row import ACTIVE, InstanceRow
from engine.log.envelope import NO_EVENT, Event
from engine.log.stream import append
from engine.log.types import EventType


@dataclass(frozen=True)
class Act:
    """Who does what, when: the same for all events of a command. `actor` None is the system."""

    at: datetime
    command: str
    channel: str
    actor: int | None = None
    on_behalf_of: int | None = None
    occurred_at: datetime | None = None


@dataclass
class Execution:
    """An instance in memory. `before` and `troubles` are what its tasks and open incidents were, `projection` what its
    rows are to be; `scheduled` is when its job for deadlines runs, `snapshot` the state as long as nothing has moved
    it."""

    id: uuid.UUID
    bundle: Bundle
    groups: Groups
    calendar: Calendar | None
    row: InstanceRow | None = None
    state: Workflow | None = None
    projection: Projection = field(default_factory=Projection)
    events: list[Event] = field(default_factory=list)
    before: dict[uuid.UUID, task.Task] = field(default_factory=dict)
    troubles: dict[uuid.UUID, Incident] = field(default_factory=dict)
    scheduled: datetime | None = None
    snapshot: bytes | None = None

    def settle_deadlines(self, act: Act, most: int | None = None) -> None:
        """Fires the timers that are due, the earliest first, each as an event of its own: all, or so many of them. One
        that the instance can't go on from stands still as an incident."""
        fired = Act(act.at, "FireTimer", act.channel)
        while (next_due := self._next_timer()) is not None and next_due[0] <= act.at and most != 0:
            error = self.attempt(EventType.TIMER_FIRED, fired, "timer", next_due[1])
            if error is not None:
                self.raise_incident(fired, TIMER, error, next_due[1])
            most = None if most is None else most - 1

    @property
    def next_due(self) -> datetime | None:
        """When the next timer is due, be it long ago; None when none is running, or those that are stand still."""
        found = self._next_timer()
        return None if found is None else found[0]

    def _next_timer(self) -> tuple[datetime, Key] | None:
        if self.state is None:
            return None
        still = {each.key for each in self.projection.unresolved}
        running = ((t.note["due"], t.key) for t in self.state.tokens() if t.task_spec.waits == "timer")
        return min((each for each in running if each[1] not in still), default=None)

    def perform(
        self,
        type_: EventType,
        act: Act,
        kind: str,
        key: Key | None = None,
        *,
        element: str | None = None,
        code: str = "",
        values: Mapping[str, Value] | None = None,
        inputs: Mapping[str, Any] | None = None,
        resolved: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """Moves tokens by an event. Raises what `advance` raises; the execution is then of no further use."""
        said = {**(inputs or {}), "key": None if key is None else list(key), "values": dict(values or {})}
        said |= {"element": element, "code": code}
        step = Step(kind, self._at(act), key, values or {}, element, code)
        self.snapshot = None
        self.state, outcome = advance(self.bundle.kernel, self.state, step, self.calendar)
        read = {**resolve(self.bundle, outcome, self.groups), **(resolved or {})}
        if self.calendar is not None:
            read["calendar"] = self.calendar.hash
        self._record(
            type_,
            act,
            inputs={name: value for name, value in said.items() if value},
            resolved=read,
            outcome=outcome.to_value(),
            digest=digest(self.state),
        )
        return outcome

    def attempt(self, type_: EventType, act: Act, kind: str, key: Key, **said: Any) -> Exception | None:
        """As `perform`; but what the instance can't go on from leaves it where it was, and is returned."""
        assert self.state is not None
        before = self.snapshot or dump(self.state)
        try:
            self.perform(type_, act, kind, key, **said)
        except incident.STUCK as error:
            self.state, self.snapshot = load(self.bundle.kernel, before), before
            return error
        return None

    def raise_incident(self, act: Act, kind: str, error: Exception, key: Key | None, dedup: str = "") -> None:
        """Records that a person is needed, once for as long as nobody has resolved it. Of the error only its class is
        told: its text may have anything in it."""
        if any((each.kind, each.key, each.job or "") == (kind, key, dedup) for each in self.projection.unresolved):
            return
        said = {"kind": kind, "error": type(error).__name__, "job": dedup, "key": None if key is None else list(key)}
        self.note(EventType.INCIDENT_RAISED, act, {name: value for name, value in said.items() if value})

    def note(self, type_: EventType, act: Act, inputs: Mapping[str, Any]) -> None:
        """Records an event that moves no token: a claim, a release, an incident."""
        assert self.row is not None or self.projection.row is not None
        self._record(type_, act, inputs=inputs)

    def _at(self, act: Act) -> datetime:
        """Never before the previous event: hosts' clocks differ, and what follows must not come before."""
        last = self.projection.row
        return act.at if last is None else max(act.at, last.at)

    def _record(self, type_: EventType, act: Act, **said: Any) -> None:
        last = self.projection.row
        event = Event(
            stream=self.id.hex,
            n=1 if last is None else last.n + 1,
            type=type_,
            at=self._at(act),
            channel=act.channel,
            command=act.command,
            previous=NO_EVENT if last is None else last.head,
            actor=act.actor,
            on_behalf_of=act.on_behalf_of,
            occurred_at=act.occurred_at,
            bundle=self.bundle.hash,
            epoch=EPOCH,
            **said,
        )
        self.events.append(event)
        self.projection.fold(self.bundle, event)

    def write(self, connection: Connection) -> None:
        """Writes events and rows. Raises `Conflict` when the instance or one of its tasks has changed since."""
        now = self.projection.row
        assert now is not None
        if not self.events:
            return
        snapshot = dump(self.state) if self.state is not None and now.state == ACTIVE else None
        if self.row is None:
            rows.add(connection, now, snapshot)
        else:
            rows.change(connection, self.row, now, snapshot)
        append(connection, self.events)
        if task.write(connection, self.before, self.projection.tasks):
            raise Conflict
        waiting.write(connection, self.projection.waiting.values(), self.projection.closed)
        mail.put(connection, self.projection.mails.values())
        rows.add_participants(connection, self.id, self.projection.groups - {t.group for t in self.before.values()})
        incident.write(connection, self.troubles, self.projection.incidents.values())
        self._write_jobs(connection, now.at)

    def _write_jobs(self, connection: Connection, at: datetime) -> None:
        job.enqueue(connection, jobs_of(self.id, self.events))
        for each in self.projection.incidents.values():
            if each.id in self.troubles and each.job and each.resolution is not None:
                if each.resolution == RETRIED:
                    job.requeue(connection, each.job, at)
                elif each.kind != job.DEADLINES:
                    job.drop(connection, each.job)
        if self.next_due != self.scheduled:
            job.schedule(connection, self.id, self.next_due)
