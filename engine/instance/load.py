"""From the database to an execution: by the snapshot, or by the log where the snapshot is missing or of old format."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from engine import canonical, incident, task
from engine.bpmn.advance import Step, advance
from engine.bpmn.key import Key
from engine.bpmn.state import load as load_state
from engine.bpmn.workflow import Workflow
from engine.calendar import Calendar
from engine.definition.bundle import Bundle
from engine.definition.store import Bundles, read_part
from engine.directory.lookup import Directory, read_directory
from engine.errors import SnapshotOutdated, UnknownInstance
from engine.instance import row as rows
from engine.instance.execution import Execution
from engine.instance.projection import Projection
from engine.job import DEADLINES
from engine.log.envelope import Event
from engine.log.stream import events_of
from engine.log.types import STEPS
from engine.task import NO_DEADLINE, Task

_calendars: dict[str, Calendar] = {}


def load(
    connection: Connection, bundles: Bundles, instance: uuid.UUID, open_tasks: Iterable[Task] | None = None
) -> Execution:
    """An instance as it is now, ready for a command; with its open tasks if they have been read. Raises
    `UnknownInstance`."""
    found = rows.read(connection, instance)
    if found is None:
        raise UnknownInstance(instance=instance)
    row, snapshot = found
    directory = read_directory(connection)
    bundle = bundles.get(connection, row.bundle)
    before = {t.id: t for t in (task.open_of_instance(connection, instance) if open_tasks is None else open_tasks)}
    troubles = {i.id: i for i in incident.open_of_instance(connection, instance)} if row.incidents else {}
    state, current = _state(connection, bundle, instance, snapshot)
    execution = Execution(
        id=instance,
        bundle=bundle,
        groups=directory.groups,
        calendar=calendar_for(connection, bundle, directory),
        row=row,
        state=state,
        projection=Projection(row=row, tasks=dict(before), incidents=dict(troubles)),
        before=before,
        troubles=troubles,
        snapshot=current,
    )
    given_up = any(each.kind == DEADLINES for each in troubles.values())
    execution.scheduled = NO_DEADLINE if given_up else execution.next_due
    return execution


def calendar_for(connection: Connection, bundle: Bundle, directory: Directory) -> Calendar | None:
    """The calendar of a bundle whose expressions ask one, as it is now; which it was is recorded with the event."""
    if not bundle.kernel.uses_calendar:
        return None
    hashed = directory.calendars.get(bundle.manifest.calendar)
    return None if hashed is None else read_calendar(connection, hashed)


def read_calendar(connection: Connection, hashed: str) -> Calendar:
    """A calendar by its content; kept, since content never changes and its days take long to lay out."""
    if hashed not in _calendars:
        content: Any = canonical.decode(read_part(connection, hashed))
        _calendars[hashed] = Calendar.from_value(content)
    return _calendars[hashed]


def _state(
    connection: Connection, bundle: Bundle, instance: uuid.UUID, snapshot: bytes | None
) -> tuple[Workflow | None, bytes | None]:
    """The state, and its snapshot if that is the one given."""
    if snapshot is not None:
        try:
            return load_state(bundle.kernel, snapshot), snapshot
        except SnapshotOutdated:
            pass
    state: Workflow | None = None
    for event in events_of(connection, instance.hex):
        if event.type in STEPS:
            hashed = event.resolved.get("calendar")
            calendar = None if hashed is None else read_calendar(connection, hashed)
            state, _ = advance(bundle.kernel, state, step_of(event), calendar)
    return state, None


def step_of(event: Event) -> Step:
    """What the event does to tokens, for the types that move them."""
    key = event.inputs.get("key")
    return Step(
        STEPS[event.type],
        event.at,
        None if key is None else Key(*key),
        event.inputs.get("values", {}),
        event.inputs.get("element"),
        event.inputs.get("code", ""),
    )
