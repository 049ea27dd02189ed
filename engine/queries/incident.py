"""Where cases do not get on: what failed, why, and what can be done about it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from engine import incident, job
from engine import task as tasks
from engine.access import check_mends
from engine.bpmn.key import Key
from engine.command import Context
from engine.definition.bundle import Bundle
from engine.directory.lookup import Groups
from engine.errors import NotFound
from engine.incident import Incident
from engine.instance import row as rows
from engine.instance.row import ACTIVE, InstanceRow
from engine.queries.trouble import why


@dataclass(frozen=True)
class IncidentRow:
    """An incident in the list. `name` is that of the step, `number` and `routine` the case's; `kind` is task, timer,
    service, deadlines, message or signal. `why` is in Swedish, `error` the error's class."""

    id: uuid.UUID
    instance: uuid.UUID
    number: str
    routine: str
    kind: str
    name: str
    error: str
    why: str
    since: datetime


@dataclass(frozen=True)
class TroubledJob:
    """A job that has failed. `next_at` is when it is tried again by itself, or when whoever has it now must be done;
    None when it is not tried again. `instance` is None for one that belongs to no case."""

    instance: uuid.UUID | None
    number: str
    routine: str
    kind: str
    name: str
    error: str
    why: str
    attempts: int
    next_at: datetime | None


@dataclass(frozen=True)
class IncidentList:
    """What waits for a person, the oldest first, and what may mend itself yet."""

    open: tuple[IncidentRow, ...]
    retrying: tuple[TroubledJob, ...]


@dataclass(frozen=True)
class Incidents:
    """What does not get on, in all cases. Raises `NotFound` for who may do nothing about it."""

    def read(self, context: Context) -> IncidentList:
        check_mends(context.person)
        seen = _Seen(context)
        return IncidentList(
            open=tuple(seen.row(each) for each in incident.all_open(context.connection)),
            retrying=tuple(seen.job(each) for each in job.troubled(context.connection)),
        )


@dataclass(frozen=True)
class GroupChoice:
    """A group that a task can be moved to; `has_role` when it is of the role that the task's lane names."""

    id: int
    name: str
    organisation: str
    has_role: bool


@dataclass(frozen=True)
class IncidentPage:
    """An incident. `task` is the open task that it stands at, which can be moved to one of `groups`; `may_cancel` as
    long as the case is not over. A resolved one says when and how: retried, skipped, moved, passed, cancelled."""

    row: IncidentRow
    open: bool
    may_skip: bool
    may_cancel: bool
    task: uuid.UUID | None
    groups: tuple[GroupChoice, ...]
    resolved_at: datetime | None
    resolution: str


@dataclass(frozen=True)
class OpenIncident:
    """One incident. Raises `NotFound`."""

    incident: uuid.UUID

    def read(self, context: Context) -> IncidentPage:
        check_mends(context.person)
        found = incident.read(context.connection, self.incident)
        if found is None:
            raise NotFound
        seen = _Seen(context)
        is_open = found.state == incident.OPEN
        task_id = found.key.task_id(found.instance) if found.key is not None and is_open else None
        there = None if task_id is None else tasks.read(context.connection, task_id)
        standing = there if there is not None and there.state == tasks.OPEN else None
        return IncidentPage(
            row=seen.row(found),
            open=is_open,
            may_skip=is_open and found.key is not None,
            may_cancel=seen.instance(found.instance).state == ACTIVE,
            task=None if standing is None else standing.id,
            groups=() if standing is None else _choices(context, standing),
            resolved_at=found.resolved_at,
            resolution=found.resolution or "",
        )


def _choices(context: Context, task: tasks.Task) -> tuple[GroupChoice, ...]:
    """The others than its own, those of its role first."""
    others = [group for group in Groups(context.connection).by_id.values() if group.id != task.group]
    found = [GroupChoice(g.id, g.name, g.organisation_name, g.role == task.role) for g in others]
    return tuple(sorted(found, key=lambda g: (not g.has_role, g.organisation, g.name)))


class _Seen:
    """The instances that have been asked for, each read once."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._instances: dict[uuid.UUID, InstanceRow] = {}

    def instance(self, instance: uuid.UUID) -> InstanceRow:
        if instance not in self._instances:
            found = rows.read(self._context.connection, instance)
            assert found is not None
            self._instances[instance] = found[0]
        return self._instances[instance]

    def row(self, each: Incident) -> IncidentRow:
        row, bundle = self._case(each.instance)
        return IncidentRow(
            id=each.id,
            instance=row.id,
            number=row.number,
            routine=bundle.name,
            kind=each.kind,
            name=_name(bundle, each.key),
            error=each.error,
            why=why(each.error),
            since=each.raised_at,
        )

    def job(self, each: job.Job) -> TroubledJob:
        case = None if each.instance is None else self._case(each.instance)
        key = each.payload.get("key")
        return TroubledJob(
            instance=each.instance,
            number="" if case is None else case[0].number,
            routine="" if case is None else case[1].name,
            kind=each.kind,
            name="" if case is None or key is None else _name(case[1], Key(*key)),
            error=each.error or "",
            why=why(each.error or ""),
            attempts=each.attempts,
            next_at=each.run_at,
        )

    def _case(self, instance: uuid.UUID) -> tuple[InstanceRow, Bundle]:
        row = self.instance(instance)
        return row, self._context.bundles.get(self._context.connection, row.bundle)


def _name(bundle: Bundle, key: Key | None) -> str:
    """What the diagram calls the step; "" where it is none."""
    if key is None:
        return ""
    node = bundle.kernel.node(key.scope, key.element)
    return node.name or node.id
