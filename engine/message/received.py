"""What has come from outside."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from engine.errors import Conflict
from engine.storage.tables.message import message

WAITING, DELIVERED, UNCLEAR, DROPPED = "waiting", "delivered", "unclear", "dropped"
PATIENCE = timedelta(seconds=10)  # with a message that comes before anybody waits for it


@dataclass(frozen=True)
class Received:
    """A message that came. `problem` and `fields` say why nobody understood it; `body` is gone when it is over."""

    id: uuid.UUID
    source: str
    message_id: str
    name: str
    received_at: datetime
    state: str
    problem: str | None = None
    fields: str = ""
    instance: uuid.UUID | None = None
    closed_at: datetime | None = None
    closed_by: int | None = None
    body: bytes | None = field(default=None, repr=False)


_COLUMNS = [message.c[each.name] for each in fields(Received)]


def read(connection: Connection, message_id: uuid.UUID) -> Received | None:
    row = connection.execute(select(*_COLUMNS).where(message.c.id == message_id)).one_or_none()
    return None if row is None else Received(*row)


def by_sender(connection: Connection, source: str, message_id: str) -> uuid.UUID | None:
    """The message that the source has sent under its own id."""
    where = (message.c.source == source, message.c.message_id == message_id)
    return connection.execute(select(message.c.id).where(*where)).scalar_one_or_none()


def put(connection: Connection, came: Received) -> None:
    """Writes a new message. Raises `Conflict` when it has come at the same time by another way."""
    try:
        connection.execute(insert(message), vars(came))
    except IntegrityError as error:
        raise Conflict from error


def change(connection: Connection, was: Received, **said: Any) -> None:
    """Writes what differs. Raises `Conflict` when somebody else has changed its state since."""
    where = (message.c.id == was.id, message.c.state == was.state)
    if connection.execute(update(message).where(*where).values(**said)).rowcount != 1:
        raise Conflict
