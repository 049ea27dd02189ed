"""What has come from outside."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from engine.errors import Conflict
from engine.log.envelope import Event
from engine.log.types import EventType
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


def folded(was: Received | None, event: Event, body: bytes | None = None) -> Received:
    """What a message is after an event of its own: the same code when it is written and when it is verified."""
    if was is None:
        said = {name: event.inputs[name] for name in ("source", "message_id", "name")}
        return Received(uuid.UUID(event.inputs["message"]), **said, received_at=event.at, state=WAITING, body=body)
    return replace(was, **_CHANGES[event.type](event))


def _closed(event: Event, state: str) -> dict[str, Any]:
    return {"state": state, "closed_at": event.at, "closed_by": event.actor, "body": None}


_CHANGES: Mapping[EventType, Callable[[Event], dict[str, Any]]] = {
    EventType.MESSAGE_KEPT: lambda event: {
        "state": UNCLEAR,
        "problem": event.inputs["problem"],
        "fields": event.inputs.get("fields", ""),
    },
    EventType.MESSAGE_RETRIED: lambda event: {"state": WAITING, "problem": None, "fields": ""},
    EventType.MESSAGE_HANDED: lambda event: _closed(event, DELIVERED) | {"instance": uuid.UUID(event.inputs["to"])},
    EventType.MESSAGE_DROPPED: lambda event: _closed(event, DROPPED),
}


def read(connection: Connection, message_id: uuid.UUID) -> Received | None:
    row = connection.execute(select(*_COLUMNS).where(message.c.id == message_id)).one_or_none()
    return None if row is None else Received(*row)


def all_of_them(connection: Connection) -> Iterator[Received]:
    """Every message, for verification; bodies are left where they are."""
    columns = [column for column in _COLUMNS if column is not message.c.body]
    return (Received(*row) for row in connection.execute(select(*columns)))


def by_sender(connection: Connection, source: str, message_id: str) -> uuid.UUID | None:
    """The message that the source has sent under its own id."""
    where = (message.c.source == source, message.c.message_id == message_id)
    return connection.execute(select(message.c.id).where(*where)).scalar_one_or_none()


def write(connection: Connection, was: Received | None, now: Received) -> None:
    """Writes what differs. Raises `Conflict` when it has come by another way, or its state has been changed since."""
    if was is None:
        try:
            connection.execute(insert(message), vars(now))
        except IntegrityError as error:
            raise Conflict from error
        return
    differing = {name: value for name, value in vars(now).items() if value != getattr(was, name)}
    where = (message.c.id == was.id, message.c.state == was.state)
    if connection.execute(update(message).where(*where).values(differing)).rowcount != 1:
        raise Conflict
