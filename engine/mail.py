"""The outbox: mail that a diagram sends, as references until it leaves."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from engine.bpmn.key import Key
from engine.storage.tables.mail import mail

WAITING = "waiting"


@dataclass(frozen=True)
class Mail:
    """A mail's row. `recipients` is a canonical context: `to` and `cc` lists of group ids, `contacts` the group whose
    details the text gives, by role. `contents` are the values that the text has places for, open ones as they are and
    others as references."""

    id: uuid.UUID
    instance: uuid.UUID
    n: int
    scope: str
    element: str
    ordinal: int
    group: int
    state: str
    created_at: datetime
    recipients: bytes
    contents: bytes

    @property
    def key(self) -> Key:
        return Key(self.scope, self.element, self.ordinal)


def put(connection: Connection, mails: Iterable[Mail]) -> None:
    """Adds mails to the outbox."""
    rows = [vars(each) for each in mails]
    if rows:
        connection.execute(insert(mail), rows)


def of_instance(connection: Connection, instance: uuid.UUID) -> list[Mail]:
    """The instance's mails, those of an earlier event first."""
    order = (mail.c.n, mail.c.scope, mail.c.element, mail.c.ordinal)
    rows = connection.execute(select(mail).where(mail.c.instance == instance).order_by(*order))
    return [Mail(**row._mapping) for row in rows]
