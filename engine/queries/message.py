"""Messages from outside that nobody understood or waited for."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.access import check_tends_message, check_tends_messages
from engine.command import Context
from engine.message import received
from engine.message.received import UNCLEAR
from engine.message.source import Source, sources
from engine.storage.tables.message import message

PAGE = 50


@dataclass(frozen=True)
class MessageRow:
    """A message in the list. `problem` is a word: json, shape, fields, nobody, several or stuck; `fields` are those
    that are wrong, "?" for one that the form does not have."""

    id: uuid.UUID
    name: str
    source: str
    received_at: datetime
    problem: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class MessageList:
    """The messages that wait for a person, the earliest first, and who may send which."""

    rows: tuple[MessageRow, ...]
    more: bool
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Sources:
    """Who may send what, for whoever runs the server."""

    def read(self, context: Context) -> tuple[Source, ...]:
        if context.actor is not None:
            check_tends_messages(context.actor)
        return tuple(sources(context.connection))


@dataclass(frozen=True)
class UnclearMessages:
    """For administrators and process owners. Raises `NotFound`."""

    def read(self, context: Context) -> MessageList:
        check_tends_messages(context.person)
        unclear = select(message).where(message.c.state == UNCLEAR).order_by(message.c.received_at, message.c.id)
        found = context.connection.execute(unclear.limit(PAGE + 1)).all()
        rows = tuple(_row(each) for each in found[:PAGE])
        return MessageList(rows, len(found) > PAGE, tuple(sources(context.connection)))


@dataclass(frozen=True)
class OpenMessage:
    """One of them. Raises `NotFound`."""

    message: uuid.UUID

    def read(self, context: Context) -> MessageRow:
        return _row(check_tends_message(context.person, received.read(context.connection, self.message)))


def _row(found: Any) -> MessageRow:
    fields = tuple(filter(None, found.fields.split(",")))
    return MessageRow(found.id, found.name, found.source, found.received_at, found.problem, fields)
