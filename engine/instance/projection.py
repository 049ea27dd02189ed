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
from engine.incident import OPEN as UNRESOLVED
from engine.incident import Incident
from engine.instance.row import ACTIVE, CANCELLED, COMPLETED, InstanceRow
from engine.job import DEADLINES, MESSAGE, SIGNAL
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
    incidents: dict[uuid.UUID, Incident] = field(default_factory=dict)
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
            self.tasks[task_id] = moved = _ACTS[event.type](self.tasks[task_id], event)
            self.groups.add(moved.group)
        elif event.type is EventType.INCIDENT_RAISED:
            raised = _raised(event)
            self.incidents[raised.id] = raised
        self._resolve(event)
        assert self.row is not None
        self.row = replace(
            self.row,
            n=event.n,
            head=event.hash,
            at=event.at,
            digest=event.digest or self.row.digest,
            incidents=len(self.unresolved),
        )

    @property
    def unresolved(self) -> list[Incident]:
        return [each for each in self.incidents.values() if each.state == UNRESOLVED]

    def _resolve(self, event: Event) -> None:
        for each in self.unresolved:
            if _resolves(event, each):
                resolution = _RESOLUTIONS.get(event.type, PASSED)
                self.incidents[each.id] = each.resolved(event.at, event.n, resolution)

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
                said = (opened["kind"], opened.get("name", ""), opened.get("correlation", ""))
                self.waiting[key] = Subscription(instance, key, *said)
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
    EventType.TASK_MOVED: lambda task, event: task.moved(event.inputs["group"]),
}
RETRIED, SKIPPED, MOVED, PASSED = "retried", "skipped", "moved", "passed"
_RESOLUTIONS = {
    EventType.INCIDENT_RETRIED: RETRIED,
    EventType.STEP_SKIPPED: SKIPPED,
    EventType.TASK_MOVED: MOVED,
    EventType.INSTANCE_CANCELLED: CANCELLED,
}


def _resolves(event: Event, incident: Incident) -> bool:
    """Whether what was in the way is no longer: a person said so, or the token has gone on or away."""
    if event.type is EventType.INSTANCE_CANCELLED:
        return True
    if event.type is EventType.INCIDENT_RETRIED:
        return bool(incident.id.hex == event.inputs["incident"])
    if event.type is EventType.TASK_MOVED:
        return incident.key is not None and incident.key.task_id(incident.instance) == uuid.UUID(event.inputs["task"])
    if event.type is EventType.TIMER_FIRED and incident.kind == DEADLINES:
        return True
    if event.outcome.get("done"):
        return incident.kind not in (MESSAGE, SIGNAL)  # which are on their way to others
    return incident.key in {Key(*closed[:3]) for closed in event.outcome.get("closed", ())}


def _raised(event: Event) -> Incident:
    scope, element, ordinal = event.inputs.get("key", (None, None, None))
    instance = uuid.UUID(event.stream)
    return Incident(
        id=uuid.uuid5(instance, f"incident {event.n}"),
        instance=instance,
        kind=event.inputs["kind"],
        scope=scope,
        element=element,
        ordinal=ordinal,
        job=event.inputs.get("job"),
        error=event.inputs["error"],
        state=UNRESOLVED,
        raised_at=event.at,
        raised_n=event.n,
    )


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
        cancelled = event.type is EventType.INSTANCE_CANCELLED
        changes |= {"state": CANCELLED if cancelled else COMPLETED, "ended_at": event.at}
    return changes


def deadline(due: datetime | date | None) -> datetime | None:
    """When a due date is over: a date lasts until the end of its day in Sweden."""
    if due is None or isinstance(due, datetime):
        return due
    return datetime.combine(due, time(23, 59), STOCKHOLM)
