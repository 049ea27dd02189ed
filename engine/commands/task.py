"""What a person does with a task."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from engine import task as tasks
from engine import vault
from engine.access import check_sees_task, may_claim, may_complete, may_release
from engine.command import Context, Nothing, Refusal
from engine.errors import Conflict, FormInvalid, InstanceStuck, TaskGone, TaskHeld, TaskNotHeld
from engine.feel import Context as FeelContext
from engine.form import submit
from engine.incident import TASK
from engine.instance.answers import Answers, answers, directory_options, open_values, recorded
from engine.instance.execution import Act, Execution
from engine.instance.load import load
from engine.log.types import EventType
from engine.task import CANCELLED, OPEN, Task


@dataclass(frozen=True)
class Acted:
    """What came of an act on a task. `late` when something had ended it first; what was typed is then a draft."""

    task: uuid.UUID
    instance: uuid.UUID
    late: bool = False


def _open_task(context: Context, task_id: uuid.UUID) -> tuple[Task, list[Task]]:
    """The task, if it is the actor's to see, and all open tasks of its instance. Raises `NotFound`, and `TaskGone` when
    it is over."""
    read, siblings = tasks.read_among_open(context.connection, task_id)
    found = check_sees_task(context.person, read)
    if found.state != OPEN:
        raise TaskGone(task=found.id)
    return found, siblings


def _open_or_ended_under(context: Context, task_id: uuid.UUID) -> tuple[Task, list[Task]]:
    """As `_open_task`, but a task that was ended while the actor held it is returned too: what they typed is kept."""
    read, siblings = tasks.read_among_open(context.connection, task_id)
    found = check_sees_task(context.person, read)
    if found.state != OPEN and (found.state != CANCELLED or found.assignee != context.person.id):
        raise TaskGone(task=found.id)
    return found, siblings


def _execution(context: Context, found: Task, siblings: list[Task], act: Act) -> tuple[Execution, Task]:
    """The task's instance with its deadlines settled, and the task as it then is."""
    execution = load(context.connection, context.bundles, found.instance, siblings)
    execution.settle_deadlines(act)
    return execution, execution.projection.tasks.get(found.id, found)


@dataclass(frozen=True)
class ClaimTask:
    """Takes a task: from its group, from somebody one stands in for, or in a group one leads. Raises `TaskHeld`."""

    task: uuid.UUID

    def prepare(self, context: Context) -> Callable[[Connection], Acted] | Nothing[Acted]:
        found, siblings = _open_task(context, self.task)
        if found.assignee == context.person.id:
            return Nothing(Acted(found.id, found.instance))  # pressed twice
        if not may_claim(context.person, found):
            raise TaskHeld(task=found.id)
        inputs = {"task": self.task.hex, "assignee": context.person.id}
        return _noted(context, self, found, siblings, EventType.TASK_CLAIMED, inputs)


@dataclass(frozen=True)
class ReleaseTask:
    """Gives a task back to its group. Raises `TaskNotHeld`."""

    task: uuid.UUID

    def prepare(self, context: Context) -> Callable[[Connection], Acted] | Nothing[Acted]:
        found, siblings = _open_task(context, self.task)
        if found.assignee is None:
            return Nothing(Acted(found.id, found.instance))
        if not may_release(context.person, found):
            raise TaskNotHeld(task=found.id)
        return _noted(context, self, found, siblings, EventType.TASK_RELEASED, {"task": self.task.hex})


@dataclass(frozen=True)
class PostponeTask:
    """Puts a task that one holds away until a time, or takes it back up (None). Raises `TaskNotHeld`."""

    task: uuid.UUID
    until: datetime | None

    def prepare(self, context: Context) -> Callable[[Connection], Acted]:
        found, siblings = _open_task(context, self.task)
        if not may_complete(context.person, found):
            raise TaskNotHeld(task=found.id)
        inputs = {"task": self.task.hex, "until": self.until}
        return _noted(context, self, found, siblings, EventType.TASK_POSTPONED, inputs)


def _noted(
    context: Context, command: object, found: Task, siblings: list[Task], type_: EventType, inputs: Mapping[str, Any]
) -> Callable[[Connection], Acted]:
    """An event that moves no token, unless the task's deadline has passed: then only that is recorded."""
    act = context.act(command, context.person.on_behalf_of(found.group))
    execution, now = _execution(context, found, siblings, act)
    late = now.state != OPEN
    if not late:
        execution.note(type_, act, inputs)

    def apply(connection: Connection) -> Acted:
        execution.write(connection)
        return Acted(found.id, found.instance, late)

    return apply


@dataclass(frozen=True)
class SaveDraft:
    """Keeps what has been typed in a task that one holds; nothing of it is checked. Raises `TaskNotHeld`."""

    task: uuid.UUID
    typed: Mapping[str, Sequence[str]] = field(repr=False)

    def prepare(self, context: Context) -> Callable[[Connection], Acted]:
        found, _ = _open_or_ended_under(context, self.task)
        if found.state == OPEN and not may_complete(context.person, found):
            raise TaskNotHeld(task=found.id)
        return _drafted(context, found, self.typed, late=found.state != OPEN)


def _drafted(
    context: Context, found: Task, typed: Mapping[str, Sequence[str]], *, late: bool
) -> Callable[[Connection], Acted]:
    def apply(connection: Connection) -> Acted:
        if not late and not tasks.is_held_open(connection, found.id):
            raise Conflict  # or the draft would be left when the task is over
        vault.save_draft(connection, found.id, context.person.id, _lists(typed), context.at)
        return Acted(found.id, found.instance, late)

    return apply


@dataclass(frozen=True)
class CompleteTask:
    """Completes a task that one holds with a filled-in form.

    One that was ended while the actor held it is late, be it long ago. Raises `FormInvalid`, `TaskGone`, `TaskHeld` or
    `TaskNotHeld`; a second time for the same task is `TaskGone`. Where the routine can't go on from the answers the
    task stays open, they are kept as a draft, an incident is raised: `InstanceStuck`.
    """

    task: uuid.UUID
    typed: Mapping[str, Sequence[str]] = field(repr=False)

    def prepare(self, context: Context) -> Callable[[Connection], Acted | Refusal]:
        found, siblings = _open_or_ended_under(context, self.task)
        if found.state == CANCELLED:
            return _drafted(context, found, self.typed, late=True)
        if not may_complete(context.person, found):
            raise (TaskNotHeld if found.assignee is None else TaskHeld)(task=found.id)
        act = context.act(self, context.person.on_behalf_of(found.group))
        execution, now = _execution(context, found, siblings, act)
        if now.state != OPEN:
            return self._too_late(context, execution, found)
        given = self._answers(context, execution, found)
        inputs = recorded(given, found.id)
        said = {"values": given.values, "inputs": inputs}
        error = execution.attempt(EventType.TASK_COMPLETED, act, "complete", found.key, **said)
        if error is not None:
            execution.raise_incident(act, TASK, error, found.key)
            return self._stuck(context, execution, found)

        def apply(connection: Connection) -> Acted:
            execution.write(connection)
            vault.put(connection, given.kept)
            vault.drop_drafts(connection, [found.id])
            return Acted(found.id, found.instance)

        return apply

    def _too_late(self, context: Context, execution: Execution, found: Task) -> Callable[[Connection], Acted]:
        keep_draft = _drafted(context, found, self.typed, late=True)

        def apply(connection: Connection) -> Acted:
            execution.write(connection)
            return keep_draft(connection)

        return apply

    def _stuck(self, context: Context, execution: Execution, found: Task) -> Callable[[Connection], Refusal]:
        keep_draft = _drafted(context, found, self.typed, late=False)

        def apply(connection: Connection) -> Refusal:
            execution.write(connection)
            keep_draft(connection)
            return Refusal(InstanceStuck(task=found.id))

        return apply

    def _answers(self, context: Context, execution: Execution, found: Task) -> Answers:
        form = execution.bundle.form_of(execution.bundle.kernel.node(found.scope, found.element))
        if form is None:
            return Answers()
        state = execution.state
        assert state is not None
        known = open_values(lambda name: state.scopes.look_up(found.scope, name))
        options = directory_options(execution.groups)
        filled = submit(form, self.typed, known, options, FeelContext(context.at, execution.calendar))
        if filled.errors:
            raise FormInvalid(filled)
        return answers(form, filled.values, found.instance, context.clock)


def _lists(typed: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {name: list(values) for name, values in typed.items()}
