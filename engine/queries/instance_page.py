"""The page of an instance: its state, its diagrams, its history, in the actor's share of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine import canonical
from engine.access import sees_instance
from engine.command import Context
from engine.definition.bundle import Bundle
from engine.directory.lookup import Groups, names_of
from engine.errors import NotFound
from engine.instance import row as rows
from engine.instance.row import ACTIVE, CANCELLED, InstanceRow
from engine.log.stream import events_of
from engine.queries.history import Line, Share, lines
from engine.queries.lanes import LaneStep, lane_steps
from engine.storage.tables.instance import instance
from engine.task import OPEN, Task


@dataclass(frozen=True)
class Active:
    """An element at which somebody is expected, and since when."""

    element: str
    holder: str | None
    since: datetime
    due: datetime | None


@dataclass(frozen=True)
class DiagramView:
    """A diagram of the instance: which elements and flows have been passed, and where it waits. `lanes` has the role of
    each lane by the lane's id."""

    key: str
    name: str
    lanes: Mapping[str, str]
    passed: tuple[str, ...]
    active: tuple[Active, ...]


@dataclass(frozen=True)
class OpenStep:
    """A task that is open now."""

    id: uuid.UUID
    name: str
    role: str
    role_name: str
    holder: str | None
    opened_at: datetime
    due: datetime | None
    own: bool  # whether the actor may open its page


@dataclass(frozen=True)
class InstancePage:
    """`whole` is false for an outside organisation, which sees its own tasks; `elsewhere` then says that the instance
    goes on with others. Who started it, when, its version and its ends are only there for those who see it whole."""

    id: uuid.UUID
    number: str
    routine: str
    active: bool
    cancelled: bool
    whole: bool
    elsewhere: bool
    version: int | None
    started_at: datetime | None
    started_by: str | None
    ended_at: datetime | None
    ends: tuple[str, ...]
    open: tuple[OpenStep, ...]
    lanes: tuple[LaneStep, ...]
    diagrams: tuple[DiagramView, ...]
    history: tuple[Line, ...]


@dataclass(frozen=True)
class OpenInstance:
    """The page of an instance. Raises `NotFound`."""

    instance: uuid.UUID

    def read(self, context: Context) -> InstancePage:
        actor = context.person
        row = visible(context, self.instance)
        bundle = context.bundles.get(context.connection, row.bundle)
        groups = Groups(context.connection)
        share = Share.of(context, actor, row, groups)
        waiting = [t for t in share.tasks if t.state == OPEN]
        names = names_of(context.connection, [row.started_by, *(t.assignee for t in waiting)])
        ends: Any = [] if row.ends is None else canonical.decode(row.ends)
        return InstancePage(
            id=row.id,
            number=row.number,
            routine=bundle.name,
            active=row.state == ACTIVE,
            cancelled=row.state == CANCELLED,
            whole=share.whole,
            elsewhere=not share.whole and row.state == ACTIVE and not waiting,
            version=row.version if share.whole else None,
            started_at=row.started_at if share.whole else None,
            started_by=names.get(row.started_by or 0) if share.whole else None,
            ended_at=row.ended_at if share.whole else None,
            ends=tuple(bundle.main.nodes[e].name for e in ends) if share.whole else (),
            open=tuple(
                OpenStep(
                    id=t.id,
                    name=t.name,
                    role=t.role,
                    role_name=bundle.lane_name(t.role),
                    holder=names.get(t.assignee or 0),
                    opened_at=t.opened_at,
                    due=t.due,
                    own=t.group in actor.groups,
                )
                for t in waiting
            ),
            lanes=lane_steps(bundle, actor, share),
            diagrams=tuple(_diagrams(context, row, bundle, share, names)),
            history=lines(context, actor, row, bundle, groups, share),
        )


@dataclass(frozen=True)
class DiagramXml:
    """The file of one of the instance's diagrams, as it was deployed. Raises `NotFound`."""

    instance: uuid.UUID
    key: str

    def read(self, context: Context) -> bytes:
        row = visible(context, self.instance)
        bundle = context.bundles.get(context.connection, row.bundle)
        if self.key not in bundle.diagrams:
            raise NotFound
        return bundle.diagrams[self.key]


def visible(context: Context, instance_id: uuid.UUID) -> InstanceRow:
    """The row of an instance that the actor may see something of. Raises `NotFound`."""
    seen = select(instance.c.id).where(instance.c.id == instance_id, sees_instance(context.person))
    found = rows.read(context.connection, instance_id)
    if found is None or context.connection.execute(seen).one_or_none() is None:
        raise NotFound
    return found[0]


def _diagrams(
    context: Context, row: InstanceRow, bundle: Bundle, share: Share, names: dict[int, str]
) -> Iterable[DiagramView]:
    passed = _passed(context, row, bundle) if share.whole else _own_passed(bundle, share.tasks)
    active = _active(bundle, share, names)
    keys = [bundle.manifest.key, *(k for k in sorted(bundle.models) if k != bundle.manifest.key)]
    for key in keys:
        if key == bundle.manifest.key or key in passed or key in active:
            model = bundle.models[key]
            yield DiagramView(
                key=key,
                name=model.name or key,
                lanes={lane.id: bundle.manifest.roles.get(lane.name, "") for lane in model.lanes},
                passed=tuple(passed.get(key, ())),
                active=tuple(active.get(key, {}).values()),
            )


def _active(bundle: Bundle, share: Share, names: dict[int, str]) -> dict[str, dict[str, Active]]:
    """Where it waits, by diagram and element: at open tasks, and at the calls that they are in."""
    found: dict[str, dict[str, Active]] = {}
    for t in share.tasks:
        if t.state != OPEN:
            continue
        scope, element = t.scope, t.element
        while element:
            waiting = Active(element, names.get(t.assignee or 0), t.opened_at, t.due)
            found.setdefault(bundle.kernel.at(scope).model.id, {}).setdefault(element, waiting)
            scope, _, last = scope.rpartition("/")
            element = last.partition(":")[0]
    return found


def _passed(context: Context, row: InstanceRow, bundle: Bundle) -> dict[str, dict[str, None]]:
    """What has been passed, by diagram: elements and flows, each once."""
    found: dict[str, dict[str, None]] = {}
    for event in events_of(context.connection, row.id.hex):
        for path in event.outcome.get("passed", ()):
            scope, _, last = path.rpartition("/")
            key = bundle.kernel.at(scope).model.id
            found.setdefault(key, {})[last.partition(":")[0]] = None
    return found


def _own_passed(bundle: Bundle, tasks: Iterable[Task]) -> dict[str, dict[str, None]]:
    found: dict[str, dict[str, None]] = {}
    for t in tasks:
        if t.state != OPEN:
            found.setdefault(bundle.kernel.at(t.scope).model.id, {})[t.element] = None
    return found
