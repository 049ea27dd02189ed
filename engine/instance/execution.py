"""A command's work on one instance: first the deadlines that have passed, then the act; all in memory until written."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from engine import mail, task, waiting
from engine.bpmn.advance import EPOCH, Step, advance
from engine.bpmn.key import Key
from engine.bpmn.outcome import Outcome
from engine.bpmn.state import digest, dump
from engine.bpmn.workflow import Workflow
from engine.calendar import Calendar
from engine.canonical import Value
from engine.definition.bundle import Bundle
from engine.directory.lookup import Groups
from engine.errors import Conflict
from engine.instance import row as rows
from engine.instance.projection import Projection
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
    """An instance in memory. `before` is what its rows were, `projection` what they are to be."""

    id: uuid.UUID
    bundle: Bundle
    groups: Groups
    calendar: Calendar | None
    row: InstanceRow | None = None
    state: Workflow | None = None
    projection: Projection = field(default_factory=Projection)
    events: list[Event] = field(default_factory=list)
    before: dict[uuid.UUID, task.Task] = field(default_factory=dict)

    def settle_deadlines(self, act: Act) -> None:
        """Fires every timer that is due, the earliest first, each as an event of its own."""
        while (due := self._next_due(act.at)) is not None:
            self.perform(EventType.TIMER_FIRED, Act(act.at, "FireTimer", act.channel), "timer", due)

    def _next_due(self, at: datetime) -> Key | None:
        if self.state is None:
            return None
        running = [(t.note["due"], t.key) for t in self.state.tokens() if t.task_spec.waits == "timer"]
        passed = [(due, key) for due, key in running if due <= at]
        return min(passed)[1] if passed else None

    def perform(
        self,
        type_: EventType,
        act: Act,
        kind: str,
        key: Key | None = None,
        *,
        values: Mapping[str, Value] | None = None,
        inputs: Mapping[str, Any] | None = None,
        resolved: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """Moves tokens by an event. Raises what `advance` raises; the execution is then of no further use."""
        said = {**(inputs or {}), "key": None if key is None else list(key), "values": dict(values or {})}
        step = Step(kind, self._at(act), key, values or {})
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

    def note(self, type_: EventType, act: Act, inputs: Mapping[str, Any]) -> None:
        """Records an event that moves no token: a claim, a release."""
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
