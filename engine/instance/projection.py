"""What the rows of an instance must be, folded from its log events: the same code when they are written and when a
replay holds them against the log."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from engine import canonical
from engine.bpmn.key import Key
from engine.calendar import STOCKHOLM
from engine.canonical import Reference
from engine.definition.bundle import Bundle
from engine.instance.row import ACTIVE, COMPLETED, InstanceRow
from engine.log.envelope import Event
from engine.log.types import STEPS, EventType
from engine.mail import WAITING, Mail
from engine.task import OPEN, Task
from engine.waiting import Subscription, Timer


@dataclass
class Projection:
    """An instance's rows. When the past is not loaded, `closed` still says what must go."""

    row: InstanceRow | None = None
    tasks: dict[uuid.UUID, Task] = field(default_factory=dict)
    waiting: dict[Key, Timer | Subscription] = field(default_factory=dict)
    closed: list[Timer | Subscription] = field(default_factory=list)
    mails: dict[uuid.UUID, Mail] = field(default_factory=dict)
    groups: set[int] = field(default_factory=set)

    def fold(self, bundle: Bundle, event: Event) -> None:
        """Takes in one event."""
        if event.type is EventType.INSTANCE_STARTED:
            self.row = _started(event)
            self.groups.add(event.resolved["group"])
        if event.type in STEPS:
            self._moved(bundle, event)
        elif event.type in _ACTS:
            task_id = uuid.UUID(event.inputs["task"])
            self.tasks[task_id] = _ACTS[event.type](self.tasks[task_id], event)
        assert self.row is not None
        self.row = replace(self.row, n=event.n, head=event.hash, at=event.at, digest=event.digest or self.row.digest)

    def _moved(self, bundle: Bundle, event: Event) -> None:
        instance, outcome = uuid.UUID(event.stream), event.outcome
        for scope, element, ordinal, kind, completed in outcome.get("closed", ()):
            self._close(event, Key(scope, element, ordinal), kind, completed)
        for opened in outcome.get("opened", ()):
            key = Key(*opened["key"])
            if opened["kind"] == "task":
                made = _opened(bundle, instance, event, key, opened)
                self.tasks[made.id] = made
                self.groups.add(made.group)
            elif opened["kind"] == "timer":
                self.waiting[key] = Timer(instance, key, opened["due"])
            else:
                self.waiting[key] = Subscription(instance, key, opened["kind"], opened.get("name", ""))
        for sent in outcome.get("sent", ()):
            made_mail = _sent(instance, event, sent)
            self.mails[made_mail.id] = made_mail
            self.groups.add(made_mail.group)
        assert self.row is not None
        self.row = replace(self.row, **_changes(self.row, bundle, event))

    def _close(self, event: Event, key: Key, kind: str, completed: bool) -> None:
        if kind != "task":
            gone = self.waiting.pop(key, None) or Timer(uuid.UUID(event.stream), key, event.at)
            if kind != "timer" and isinstance(gone, Timer):
                gone = Subscription(gone.instance, key, kind, "")
            self.closed.append(gone)
            return
        task_id = key.task_id(uuid.UUID(event.stream))
        own = event.inputs.get("task") == task_id.hex
        self.tasks[task_id] = self.tasks[task_id].closed(
            event.at,
            event.n,
            by=event.actor if own else None,
            on_behalf_of=event.on_behalf_of if own else None,
            completed=completed,
        )


_ACTS: Mapping[EventType, Callable[[Task, Event], Task]] = {
    EventType.TASK_CLAIMED: lambda task, event: task.claimed(event.inputs["assignee"], event.at),
    EventType.TASK_RELEASED: lambda task, event: task.released(),
    EventType.TASK_POSTPONED: lambda task, event: task.postponed(event.inputs.get("until")),
}


def _started(event: Event) -> InstanceRow:
    return InstanceRow(
        id=uuid.UUID(event.stream),
        number=event.resolved["number"],
        key=event.resolved["key"],
        version=event.resolved["version"],
        bundle=event.bundle,
        state=ACTIVE,
        organisation=event.resolved["organisation"],
        started_at=event.at,
        started_by=event.actor,
        n=event.n,
        head=b"",
        at=event.at,
        digest=event.digest,
    )


def _opened(bundle: Bundle, instance: uuid.UUID, event: Event, key: Key, opened: Mapping[str, Any]) -> Task:
    node = bundle.kernel.node(key.scope, key.element)
    organisations = opened.get("organisations", {})
    return Task(
        id=key.task_id(instance),
        instance=instance,
        scope=key.scope,
        element=key.element,
        ordinal=key.ordinal,
        name=node.name,
        role=opened["role"],
        group=event.resolved["groups"][str(key)],
        state=OPEN,
        opened_at=event.at,
        opened_n=event.n,
        contacts=canonical.encode(organisations),
        due=deadline(opened.get("due")),
        follow_up=deadline(opened.get("follow_up")),
    )


def _sent(instance: uuid.UUID, event: Event, sent: Mapping[str, Any]) -> Mail:
    key = Key(*sent["key"])
    resolved = event.resolved["mails"][str(key)]
    return Mail(
        id=uuid.uuid5(instance, f"mail {key}"),
        instance=instance,
        n=event.n,
        scope=key.scope,
        element=key.element,
        ordinal=key.ordinal,
        group=resolved["group"],
        state=WAITING,
        created_at=event.at,
        recipients=canonical.encode({name: resolved[name] for name in ("to", "cc", "contacts")}),
        contents=canonical.encode(sent["values"]),
    )


def _changes(row: InstanceRow, bundle: Bundle, event: Event) -> dict[str, Any]:
    """What of the instance's own row the event changes."""
    changes: dict[str, Any] = {}
    place = event.inputs.get("values", {}).get(bundle.place)
    if isinstance(place, Reference) and not event.inputs.get("scope"):
        changes["place"] = uuid.UUID(place.id)
    if ends := event.outcome.get("ends"):
        before: Any = [] if row.ends is None else canonical.decode(row.ends)
        changes["ends"] = canonical.encode([*before, *ends])
    if event.outcome.get("done"):
        changes |= {"state": COMPLETED, "ended_at": event.at}
    return changes


def deadline(due: datetime | date | None) -> datetime | None:
    """When a due date is over: a date lasts until the end of its day in Sweden."""
    if due is None or isinstance(due, datetime):
        return due
    return datetime.combine(due, time(23, 59), STOCKHOLM)
