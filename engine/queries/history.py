"""What has happened in an instance, in the actor's share of it: steps, answers, mails."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine import mail, task
from engine.access import may_see_mail, sees_instance, sees_whole
from engine.canonical import Reference, Value
from engine.command import Context
from engine.definition.bundle import Bundle
from engine.directory.actor import Actor
from engine.directory.lookup import Groups, names_of
from engine.form import Field, Form
from engine.instance.answers import directory_options
from engine.instance.row import InstanceRow
from engine.log.envelope import Event, read_body
from engine.log.types import EventType
from engine.storage.tables.instance import instance
from engine.storage.tables.log import event
from engine.task import Task

STARTED, DONE, CANCELLED, SENT = "started", "done", "cancelled", "sent"
# what happens besides what people do with their tasks, and what a line says of it
TURNS: Mapping[EventType, str] = {
    EventType.TIMER_FIRED: "timer",
    EventType.MESSAGE_RECEIVED: "heard",
    EventType.MESSAGE_DELIVERED: "told",
    EventType.SIGNAL_RECEIVED: "heard",
    EventType.SERVICE_ANSWERED: "answered",
    EventType.SERVICE_FAILED: "failed",
    EventType.INCIDENT_RAISED: "stuck",
    EventType.INCIDENT_RETRIED: "retried",
    EventType.STEP_SKIPPED: "skipped",
    EventType.TASK_MOVED: "moved",
    EventType.INSTANCE_CANCELLED: "stopped",
}


@dataclass(frozen=True)
class Answer:
    """An open value that was given: the field's label, and the value or its option's label."""

    label: str
    value: Value


@dataclass(frozen=True)
class Line:
    """One thing that happened. `who` is None when nobody in particular did it; `mail` names the mail that was sent, if
    the actor may open it."""

    at: datetime
    what: str
    name: str
    who: str | None
    on_behalf_of: str | None = None
    role_name: str = ""
    answers: tuple[Answer, ...] = ()
    mail: uuid.UUID | None = None
    other: Other | None = None


@dataclass(frozen=True)
class Other:
    """Where a message came from or went to: another system, or another case, named to whoever may see it."""

    name: str
    instance: uuid.UUID | None = None


@dataclass(frozen=True)
class Share:
    """The part of an instance that somebody sees: everything, or their own organisation's tasks."""

    whole: bool
    tasks: tuple[Task, ...]

    @classmethod
    def of(cls, context: Context, actor: Actor, row: InstanceRow, groups: Groups) -> Share:
        tasks = task.of_instance(context.connection, row.id)
        whole = sees_whole(actor, row)
        own = {g.id for g in groups.by_id.values() if g.organisation == actor.organisation}
        return cls(whole, tuple(t for t in tasks if whole or t.group in own))


def lines(
    context: Context, actor: Actor, row: InstanceRow, bundle: Bundle, groups: Groups, share: Share, most: int = 200
) -> tuple[Line, ...]:
    """The latest things that happened, the last first."""
    closed = sorted((t for t in share.tasks if t.closed_n is not None), key=lambda t: -(t.closed_n or 0))[:most]
    mails = [m for m in mail.of_instance(context.connection, row.id) if share.whole or m.group in actor.groups]
    answers = _answers(context, row, bundle, groups, {t.closed_n or 0: t for t in closed if t.closed_by})
    people = [row.started_by, *(t.closed_by for t in closed), *(t.on_behalf_of for t in closed)]
    names = names_of(context.connection, people)
    found = [_of_task(t, bundle, names, answers) for t in closed]
    found += [_of_mail(m, bundle, groups, may_open=may_see_mail(actor, m)) for m in mails]
    if share.whole:
        found += _turns(context, actor, row, bundle, groups, {t.id: t for t in share.tasks}, most)
        first = select(event.c.body).where(event.c.stream == row.id.hex, event.c.n == 1)
        begun = read_body(context.connection.execute(first).scalar_one())
        who = names.get(row.started_by or 0)
        other = _others(context, actor, [begun]).get(begun.n)
        found.append(Line(row.started_at, STARTED, bundle.name, who, answers=answers.get(1, ()), other=other))
    return tuple(sorted(found, key=lambda line: line.at, reverse=True)[:most])


def _of_task(t: Task, bundle: Bundle, names: Mapping[int, str], answers: Mapping[int, tuple[Answer, ...]]) -> Line:
    assert t.closed_at is not None
    return Line(
        at=t.closed_at,
        what=DONE if t.state == task.COMPLETED else CANCELLED,
        name=t.name,
        who=names.get(t.closed_by or 0),
        on_behalf_of=names.get(t.on_behalf_of or 0),
        role_name=bundle.lane_name(t.role),
        answers=answers.get(t.closed_n or 0, ()),
    )


def _of_mail(m: mail.Mail, bundle: Bundle, groups: Groups, *, may_open: bool) -> Line:
    node = bundle.kernel.node(m.scope, m.element)
    return Line(
        at=m.created_at,
        what=SENT,
        name=node.name,
        who=None,
        role_name=bundle.lane_name(groups.by_id[m.group].role),
        mail=m.id if may_open else None,
    )


def _turns(
    context: Context,
    actor: Actor,
    row: InstanceRow,
    bundle: Bundle,
    groups: Groups,
    tasks: Mapping[uuid.UUID, Task],
    most: int,
) -> Iterable[Line]:
    wanted = select(event.c.body).where(event.c.stream == row.id.hex, event.c.type.in_(map(str, TURNS)))
    bodies = context.connection.execute(wanted.order_by(event.c.n.desc()).limit(most)).scalars()
    events = [read_body(body) for body in bodies]
    names = names_of(context.connection, (each.actor for each in events))
    others = _others(context, actor, events)
    for each in events:
        moved = each.inputs.get("group")
        yield Line(
            at=each.at,
            what=TURNS[each.type],
            name=_named(each, bundle, tasks),
            who=names.get(each.actor or 0),
            role_name="" if moved is None else groups.by_id[moved].name,
            other=others.get(each.n),
        )


def _others(context: Context, actor: Actor, events: Iterable[Event]) -> dict[int, Other]:
    """Whom messages came from or went to, by the event's number; a case number only for those who may see the case."""
    ends = {each.n: each.inputs.get("from") or {"instance": each.inputs.get("to")} for each in events}
    ids = {uuid.UUID(end["instance"]) for end in ends.values() if end.get("instance")}
    seen = select(instance.c.id, instance.c.number).where(instance.c.id.in_(ids), sees_instance(actor))
    numbers = {row.id: row.number for row in context.connection.execute(seen)} if ids else {}
    found = {}
    for n, end in ends.items():
        if end.get("source"):
            found[n] = Other(end["source"])
        elif end.get("instance"):
            id_ = uuid.UUID(end["instance"])
            found[n] = Other(numbers.get(id_, ""), id_ if id_ in numbers else None)
    return found


def _named(each: Event, bundle: Bundle, tasks: Mapping[uuid.UUID, Task]) -> str:
    """What the diagram calls the step that the event is about; of a boundary event without a name, its task's."""
    if "task" in each.inputs:
        return tasks[uuid.UUID(each.inputs["task"])].name
    if "key" not in each.inputs:
        return ""
    scope, element, _ = each.inputs["key"]
    node = bundle.kernel.node(scope, element)
    return node.name or (bundle.kernel.node(scope, node.attached_to).name if node.attached_to else "")


def _answers(
    context: Context, row: InstanceRow, bundle: Bundle, groups: Groups, by_n: Mapping[int, Task]
) -> dict[int, tuple[Answer, ...]]:
    """The open answers of the start form (event 1) and of completed tasks, by event number."""
    wanted = [1, *by_n]
    bodies = context.connection.execute(
        select(event.c.n, event.c.body).where(event.c.stream == row.id.hex, event.c.n.in_(wanted))
    )
    found = {}
    for n, body in bodies:
        inputs = read_body(body).inputs
        if n in by_n:
            node = bundle.kernel.node(by_n[n].scope, by_n[n].element)
        else:
            node = bundle.start_at(inputs.get("element"))
        form = bundle.form_of(node)
        found[n] = tuple(_given(form, inputs.get("values", {}), groups)) if form else ()
    return found


def _given(form: Form, values: Mapping[str, Any], groups: Groups) -> Iterable[Answer]:
    for key, field in form.fields.items():
        value = values.get(key)
        if value is not None and not isinstance(value, Reference):
            yield Answer(field.label, shown(field, value, groups))


def shown(field: Field, value: Value, groups: Groups) -> Value:
    """A value as its field shows it: an option by its label."""
    options = directory_options(groups)(field.option_source) if field.option_source else field.options
    labels = {option.value: option.label for option in options}
    if isinstance(value, list):
        return [labels.get(str(v), v) for v in value]
    return labels.get(value, value) if isinstance(value, str) else value
