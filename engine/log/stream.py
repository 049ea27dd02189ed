"""Appending to and reading from streams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from engine.errors import Conflict
from engine.log.envelope import NO_EVENT, Event, read_body
from engine.storage.tables.log import event, stream

DEPLOYMENTS, DIRECTORY, RIGHTS, RETENTION = "deployments", "directory", "rights", "retention"
MESSAGES = "messages"  # what has come from outside, until an instance has it
NAMED = (DEPLOYMENTS, DIRECTORY, RIGHTS, RETENTION, MESSAGES)
_ADD = insert(event)
_HEAD = select(stream.c.n, stream.c.head).where(stream.c.name == bindparam("name"))


@dataclass(frozen=True)
class Head:
    """Where a stream ends: the number and hash of its last event."""

    n: int = 0
    hash: bytes = NO_EVENT


def append(connection: Connection, events: Iterable[Event]) -> Head:
    """Writes events that follow one another; returns the last one's head. Their `n` being taken is a `Conflict`."""
    rows = []
    for each in events:
        row = {"stream": each.stream, "n": each.n, "type": str(each.type), "at": each.at}
        rows.append({**row, "body": each.body, "hash": each.hash})
    try:
        connection.execute(_ADD, rows)
    except IntegrityError as error:
        raise Conflict from error
    return Head(rows[-1]["n"], rows[-1]["hash"])  # type: ignore[arg-type]


def head(connection: Connection, name: str) -> Head:
    """The end of a named stream (an instance's is in its own row)."""
    row = connection.execute(_HEAD, {"name": name}).one_or_none()
    return Head() if row is None else Head(row.n, row.head)


def append_to(connection: Connection, name: str, events: Iterable[Event], before: Head) -> None:
    """Writes to a named stream whose end was `before`. Raises `Conflict` when somebody else has written since."""
    after = append(connection, events)
    if before.n == 0:
        connection.execute(insert(stream), {"name": name, "n": after.n, "head": after.hash})
        return
    moved = connection.execute(
        update(stream).where(stream.c.name == name, stream.c.n == before.n).values(n=after.n, head=after.hash)
    )
    if moved.rowcount != 1:
        raise Conflict


def events_of(connection: Connection, name: str, after: int = 0) -> Iterator[Event]:
    """The events of a stream in order, from the bodies alone."""
    rows = connection.execute(select(event.c.body).where(event.c.stream == name, event.c.n > after).order_by(event.c.n))
    return (read_body(row.body) for row in rows)
