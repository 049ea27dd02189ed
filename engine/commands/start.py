"""Starting a routine."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from engine import vault
from engine.access import start_group
from engine.bpmn.model import Node
from engine.calendar import STOCKHOLM
from engine.canonical import Value
from engine.command import Context
from engine.definition.bundle import Bundle
from engine.definition.store import Version, latest
from engine.directory.lookup import Directory, GroupRow, read_directory
from engine.errors import AlreadyStarted, Conflict, FormInvalid, NotFound, UnknownDefinition
from engine.feel import Context as FeelContext
from engine.form import Form, submit
from engine.instance import row as rows
from engine.instance.answers import Answers, answers, directory_options, recorded
from engine.instance.execution import Act, Execution
from engine.instance.load import calendar_for
from engine.instance.start_draft import start_draft
from engine.log.types import EventType
from engine.storage.tables.directory import counter


@dataclass(frozen=True)
class StartInstance:
    """Starts a routine with a filled-in start form. `instance` is the new instance's id, made when the form was shown:
    the same form posted twice starts one instance.

    Raises `NotFound` for a routine that the actor may not start, `FormInvalid`, `AlreadyStarted`.
    """

    instance: uuid.UUID
    key: str
    typed: Mapping[str, Sequence[str]] = field(repr=False)

    def prepare(self, context: Context) -> Callable[[Connection], uuid.UUID]:
        there = rows.read(context.connection, self.instance)
        if there is not None:
            raise AlreadyStarted(instance=self.instance) if there[0].started_by == context.person.id else NotFound
        version, bundle, directory, group = _startable(context, self.key)
        beginning = begin(context, version, bundle, directory, group, bundle.start_at(None), self.instance)
        form = bundle.form_of(beginning.node)
        values = {} if form is None else self._values(context, form, beginning.execution)
        given = answers(form, values, self.instance, context.clock)
        beginning.perform(context.act(self, context.person.on_behalf_of(group.id)), given)

        def apply(connection: Connection) -> uuid.UUID:
            beginning.write(connection, given)
            vault.drop_draft(connection, start_draft(self.key), context.person.id)
            return self.instance

        return apply

    def _values(self, context: Context, form: Form, execution: Execution) -> Mapping[str, Value]:
        options = directory_options(execution.groups)
        filled = submit(form, self.typed, lambda name: None, options, FeelContext(context.at, execution.calendar))
        if filled.errors:
            raise FormInvalid(filled)
        return filled.values


@dataclass(frozen=True)
class Beginning:
    """An instance that is about to begin at the start event `node`, as the responsibility of `group`."""

    version: Version
    group: GroupRow
    node: Node
    number: str
    execution: Execution

    def perform(self, act: Act, given: Answers, inputs: Mapping[str, Any] | None = None) -> None:
        """Its first event. Raises what `advance` raises."""
        self.execution.perform(
            EventType.INSTANCE_STARTED,
            act,
            "start",
            element=self.node.id if self.node.events else None,
            values=given.values,
            inputs={**recorded(given), **(inputs or {})},
            resolved={
                "key": self.version.key,
                "version": self.version.version,
                "number": self.number,
                "organisation": self.group.organisation,
                "group": self.group.id,
            },
        )

    def write(self, connection: Connection, given: Answers) -> None:
        """Raises `Conflict` when the case number has been taken since."""
        _take_number(connection, self.number)
        self.execution.write(connection)
        vault.put(connection, given.kept)


def begin(
    context: Context,
    version: Version,
    bundle: Bundle,
    directory: Directory,
    group: GroupRow,
    node: Node,
    instance: uuid.UUID,
) -> Beginning:
    """An instance with its case number; nothing of it has happened yet."""
    execution = Execution(
        id=instance,
        bundle=bundle,
        groups=directory.groups,
        calendar=calendar_for(context.connection, bundle, directory),
    )
    number = _next_number(context.connection, bundle.case_prefix, context.at)
    return Beginning(version, group, node, number, execution)


def _startable(context: Context, key: str) -> tuple[Version, Bundle, Directory, GroupRow]:
    """The routine as it is started now, and as a member of which group. Raises `NotFound`."""
    try:
        version = latest(context.connection, key)
    except UnknownDefinition:
        raise NotFound from None
    bundle = context.bundles.get(context.connection, version.bundle)
    directory = read_directory(context.connection)
    group = start_group(context.person, bundle, directory.groups)
    if group is None or not bundle.case_prefix:
        raise NotFound
    return version, bundle, directory, group


def _next_number(connection: Connection, prefix: str, at: datetime) -> str:
    """The next case number of the routine in the year, as things stand."""
    name = f"{prefix}-{at.astimezone(STOCKHOLM).year}"
    last = connection.execute(select(counter.c.value).where(counter.c.name == name)).scalar_one_or_none()
    return f"{name}-{(last or 0) + 1:05}"


def _take_number(connection: Connection, number: str) -> None:
    """Raises `Conflict` when somebody else has taken the number since."""
    name, _, value = number.rpartition("-")
    if int(value) == 1:
        try:
            connection.execute(insert(counter).values(name=name, value=1))
        except IntegrityError as error:
            raise Conflict from error
        return
    before = (counter.c.name == name, counter.c.value == int(value) - 1)
    if connection.execute(update(counter).where(*before).values(value=int(value))).rowcount != 1:
        raise Conflict


@dataclass(frozen=True)
class SaveStartDraft:
    """Keeps what has been typed in a routine's start form; nothing of it is checked. Raises `NotFound`."""

    key: str
    typed: Mapping[str, Sequence[str]] = field(repr=False)

    def prepare(self, context: Context) -> Callable[[Connection], None]:
        _startable(context, self.key)
        typed = {name: list(values) for name, values in self.typed.items()}
        person = context.person.id
        return lambda connection: vault.save_draft(connection, start_draft(self.key), person, typed, context.at)
