"""The outbox: orders and notices that wait to be sent."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from engine import canonical
from engine.access import sees_mail
from engine.bpmn import mail_text
from engine.canonical import Value
from engine.command import Context
from engine.directory.lookup import ContactRow, GroupRow, Groups, contacts_of
from engine.errors import NotFound
from engine.form import written
from engine.queries.cursor import read_cursor, write_cursor
from engine.storage.tables.directory import organisation
from engine.storage.tables.instance import instance
from engine.storage.tables.mail import mail

PAGE = 50


@dataclass(frozen=True)
class MailRow:
    """A mail in the list."""

    id: uuid.UUID
    name: str
    number: str
    instance: uuid.UUID
    to: tuple[str, ...]
    state: str
    created_at: datetime


@dataclass(frozen=True)
class MailList:
    """A page of the outbox, the latest first; `after` asks for the next."""

    rows: tuple[MailRow, ...]
    after: str | None


@dataclass(frozen=True)
class Outbox:
    """The mails that the actor may see, from after the row that `after` names."""

    after: str | None = None

    def read(self, context: Context) -> MailList:
        query = select(mail, instance.c.number, instance.c.bundle).join(instance, instance.c.id == mail.c.instance)
        query = query.where(sees_mail(context.person))
        if (after := read_cursor(self.after)) is not None:
            same = and_(mail.c.created_at == after[0], mail.c.id > after[1])
            query = query.where(or_(mail.c.created_at < after[0], same))
        ordered = query.order_by(mail.c.created_at.desc(), mail.c.id).limit(PAGE + 1)
        rows = context.connection.execute(ordered).all()
        groups = Groups(context.connection)
        last = rows[PAGE - 1] if len(rows) > PAGE else None
        return MailList(
            rows=tuple(_row(context, groups, row) for row in rows[:PAGE]),
            after=None if last is None else write_cursor(last.created_at, last.id),
        )


def _row(context: Context, groups: Groups, row: Any) -> MailRow:
    bundle = context.bundles.get(context.connection, row.bundle)
    recipients: Any = canonical.decode(row.recipients)
    return MailRow(
        id=row.id,
        name=bundle.kernel.node(row.scope, row.element).name,
        number=row.number,
        instance=row.instance,
        to=tuple(groups.by_id[g].name for g in recipients["to"]),
        state=row.state,
        created_at=row.created_at,
    )


@dataclass(frozen=True)
class Recipient:
    """A group that a mail goes to, with its mail addresses."""

    name: str
    organisation: str
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class MailPage:
    """A mail before its places are filled: `filled` does that with the values that `DiscloseMail` gives."""

    id: uuid.UUID
    name: str
    number: str
    instance: uuid.UUID
    state: str
    created_at: datetime
    sender: str
    to: tuple[Recipient, ...]
    cc: tuple[Recipient, ...]
    subject: str
    body: str
    invoice_address: str
    contacts: Mapping[str, str]  # by role key: name, phone and mail on one line


@dataclass(frozen=True)
class OpenMail:
    """One mail. Raises `NotFound`."""

    mail: uuid.UUID

    def read(self, context: Context) -> MailPage:
        query = select(mail, instance.c.number, instance.c.bundle, organisation.c.invoice_address)
        query = query.join(instance, instance.c.id == mail.c.instance)
        query = query.join(organisation, organisation.c.id == instance.c.organisation)
        row = context.connection.execute(query.where(mail.c.id == self.mail, sees_mail(context.person))).one_or_none()
        if row is None:
            raise NotFound
        groups = Groups(context.connection)
        node = context.bundles.get(context.connection, row.bundle).kernel.node(row.scope, row.element)
        recipients: Any = canonical.decode(row.recipients)
        named = recipients["contacts"]
        ways = contacts_of(context.connection, [*recipients["to"], *recipients["cc"], *named.values()])
        return MailPage(
            id=row.id,
            name=node.name,
            number=row.number,
            instance=row.instance,
            state=row.state,
            created_at=row.created_at,
            sender=groups.by_id[row.group].name,
            to=tuple(_recipient(groups.by_id[g], ways) for g in recipients["to"]),
            cc=tuple(_recipient(groups.by_id[g], ways) for g in recipients["cc"]),
            subject=node.inputs.get("subject", ""),
            body=node.inputs.get("body", ""),
            invoice_address=row.invoice_address,
            contacts={role: _line(groups.by_id[g], ways.get(g, [])) for role, g in named.items()},
        )


def _recipient(group: GroupRow, ways: Mapping[int, list[ContactRow]]) -> Recipient:
    addresses = tuple(way.value for way in ways.get(group.id, ()) if way.kind == "mail")
    return Recipient(group.name, group.organisation_name, addresses)


def _line(group: GroupRow, ways: list[ContactRow]) -> str:
    return ", ".join([group.name, *(way.value for way in ways)])


def filled(page: MailPage, values: Mapping[str, Value]) -> tuple[str, str]:
    """Subject and text with their places filled; a value that is gone leaves a dash."""

    def value_of(place: str) -> str:
        if place == mail_text.CASE_NUMBER:
            return page.number
        if place == mail_text.INVOICE_ADDRESS:
            return page.invoice_address
        if place.startswith(mail_text.CONTACT):
            return page.contacts.get(place.removeprefix(mail_text.CONTACT), "–")
        value = values.get(place)
        return "–" if value is None else written(value)

    return mail_text.fill(page.subject, value_of), mail_text.fill(page.body, value_of)
