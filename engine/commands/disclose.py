"""Showing what is in the vault: the values and the row of the read log in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, select

from engine import canonical, disclosure, vault
from engine import task as tasks
from engine.access import check_sees_task, check_tends_message, sees_instance, sees_mail
from engine.canonical import Reference, Value
from engine.command import Context, Nothing
from engine.disclosure import OPERATIONAL, PERSONAL, Showing
from engine.errors import NotFound
from engine.form import FieldClass
from engine.instance.load import load
from engine.message import received
from engine.storage.tables.instance import instance
from engine.storage.tables.mail import mail

Shown: TypeAlias = Callable[[Connection], dict[str, Value]] | Nothing[dict[str, Value]]


@dataclass(frozen=True)
class DisclosePlaces:
    """The places of instances, as lists show them: those that the actor may see something of, by instance."""

    instances: tuple[uuid.UUID, ...]

    def prepare(self, context: Context) -> Callable[[Connection], dict[uuid.UUID, str]] | Nothing[dict[uuid.UUID, str]]:
        actor = context.person
        rows = context.connection.execute(
            select(instance.c.id, instance.c.place).where(
                instance.c.id.in_(self.instances), instance.c.place.is_not(None), sees_instance(actor)
            )
        ).all()
        references = {row.id: Reference(row.place.hex) for row in rows}
        known = disclosure.seen_today(context.connection, actor.id, references, context.at)
        if known == set(references):  # every list is read many times a day; it is noted once
            return Nothing(self._places(context.connection, references))

        def apply(connection: Connection) -> dict[uuid.UUID, str]:
            found = self._places(connection, references)
            shown = [Showing(i, {"place": OPERATIONAL}, "list") for i in sorted(found) if i not in known]
            disclosure.note(connection, actor.id, None, context.at, shown)
            return found

        return apply

    def _places(self, connection: Connection, references: Mapping[uuid.UUID, Reference]) -> dict[uuid.UUID, str]:
        values = vault.read(connection, references.values())
        return {i: str(values[r.id]) for i, r in references.items() if r.id in values}


@dataclass(frozen=True)
class DiscloseTask:
    """What the form of a task names, open values and those of the vault, by field. Personal values only for whoever
    holds the task: the others of the group see what they need to choose it. Raises `NotFound`."""

    task: uuid.UUID

    def prepare(self, context: Context) -> Shown:
        actor = context.person
        found = check_sees_task(actor, tasks.read(context.connection, self.task))
        execution = load(context.connection, context.bundles, found.instance)
        form = execution.bundle.form_of(execution.bundle.kernel.node(found.scope, found.element))
        state = execution.state
        if form is None or state is None or found.state != tasks.OPEN:
            return Nothing({})
        holds = found.assignee == actor.id
        classes = {
            key: str(field.field_class)
            for key, field in form.fields.items()
            if holds or field.field_class is not FieldClass.PERSONAL
        }
        values = {key: state.scopes.look_up(found.scope, key) for key in classes}
        showing = Showing(
            found.instance, {k: classes[k] for k, v in values.items() if isinstance(v, Reference)}, "task"
        )
        return _shown(context, values, showing, actor.on_behalf_of(found.group))


@dataclass(frozen=True)
class DiscloseMail:
    """The values that a mail's text has places for, by name. Raises `NotFound`."""

    mail: uuid.UUID

    def prepare(self, context: Context) -> Shown:
        row = context.connection.execute(
            select(mail).where(mail.c.id == self.mail, sees_mail(context.person))
        ).one_or_none()
        if row is None:
            raise NotFound
        values: Any = canonical.decode(row.contents)
        names = {name: OPERATIONAL for name, value in values.items() if isinstance(value, Reference)}
        return _shown(context, values, Showing(row.instance, names, "mail"), None)


@dataclass(frozen=True)
class DiscloseMessage:
    """The text of a message from outside that nobody understood; it may say anything. Raises `NotFound`."""

    message: uuid.UUID

    def prepare(self, context: Context) -> Callable[[Connection], str]:
        found = check_tends_message(context.person, received.read(context.connection, self.message))
        showing = Showing(None, {"body": PERSONAL}, "message", message=found.id)

        def apply(connection: Connection) -> str:
            disclosure.note(connection, context.person.id, None, context.at, [showing])
            return (found.body or b"").decode(errors="replace")

        return apply


def _shown(context: Context, values: Mapping[str, Value], showing: Showing, on_behalf_of: int | None) -> Shown:
    references = {name: value for name, value in values.items() if isinstance(value, Reference)}

    if not references:
        return Nothing(dict(values))

    def apply(connection: Connection) -> dict[str, Value]:
        kept = vault.read(connection, references.values())
        disclosure.note(connection, context.person.id, on_behalf_of, context.at, [showing])
        return {n: kept.get(v.id) if isinstance(v, Reference) else v for n, v in values.items()}

    return apply
