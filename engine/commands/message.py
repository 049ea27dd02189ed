"""Messages from outside: who may send them, taking them in, what a person does with those that nobody understood."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from engine.access import check_tends_message
from engine.command import Context, Nothing
from engine.commands.directory import AddToDirectory
from engine.commands.message_event import changed
from engine.directory.entries import MessageSource
from engine.errors import NotAuthentic, UnknownEntry
from engine.job import RECEIVED, New, enqueue
from engine.log.types import EventType
from engine.message import received
from engine.message.received import Received
from engine.message.signature import Signed
from engine.message.source import Source, sources


@dataclass(frozen=True)
class GrantSource:
    """Lets a source send messages of these names, with a new secret from now on; the secret before counts for a day
    yet. No names: it may send nothing more. Returns the source as it then is."""

    key: str
    messages: tuple[str, ...]

    def prepare(self, context: Context) -> Callable[[Connection], Source]:
        there = {each.key: each for each in sources(context.connection)}
        if not self.messages and self.key not in there:
            raise UnknownEntry(key=self.key)
        generation = there[self.key].generation + 1 if self.key in there else 1
        entry = MessageSource(self.key, generation, ",".join(self.messages), context.at)
        add = AddToDirectory((entry,)).prepare(context)

        def apply(connection: Connection) -> Source:
            add(connection)
            return Source(self.key, self.messages, generation, context.at)

        return apply


@dataclass(frozen=True)
class ReceiveMessage:
    """Takes in a message, to be delivered by a job. The same id from the same source changes nothing, whatever comes
    with it. Returns the message's id. Raises `NotAuthentic` when no source that may send it has signed it just now."""

    name: str
    signed: Signed = field(repr=False)
    secret_key: str = field(repr=False)

    def prepare(self, context: Context) -> Callable[[Connection], uuid.UUID] | Nothing[uuid.UUID]:
        key = self._source(context)
        there = received.by_sender(context.connection, key, self.signed.message_id)
        if there is not None:
            return Nothing(there)
        said = {"source": key, "message_id": self.signed.message_id, "name": self.name}
        inputs = {"message": context.clock.new_id().hex, **said}
        came, write = changed(context, self, EventType.MESSAGE_TAKEN, None, inputs, self.signed.body)

        def apply(connection: Connection) -> uuid.UUID:
            write(connection)
            enqueue(connection, [_delivery(came.id, context)])
            return came.id

        return apply

    def _source(self, context: Context) -> str:
        if self.signed.is_fresh(context.at):
            for each in sources(context.connection):
                if self.name in each.messages and self.signed.is_by(each.secrets(self.secret_key, context.at)):
                    return each.key
        raise NotAuthentic(message=self.name)


@dataclass(frozen=True)
class RetryMessage:
    """Delivers a message anew that nobody understood or waited for. Raises `NotFound`."""

    message: uuid.UUID

    def prepare(self, context: Context) -> Callable[[Connection], None]:
        found = _unclear(context, self.message)
        _, write = changed(context, self, EventType.MESSAGE_RETRIED, found, {"message": found.id.hex})

        def apply(connection: Connection) -> None:
            write(connection)
            enqueue(connection, [_delivery(found.id, context)])

        return apply


@dataclass(frozen=True)
class DropMessage:
    """Puts a message aside that is of no use; what it said is forgotten. Raises `NotFound`."""

    message: uuid.UUID

    def prepare(self, context: Context) -> Callable[[Connection], None]:
        found = _unclear(context, self.message)
        _, write = changed(context, self, EventType.MESSAGE_DROPPED, found, {"message": found.id.hex})
        return write


def _unclear(context: Context, message_id: uuid.UUID) -> Received:
    return check_tends_message(context.person, received.read(context.connection, message_id))


def _delivery(message_id: uuid.UUID, context: Context) -> New:
    return New(RECEIVED, f"{RECEIVED}:{message_id.hex}", context.at, payload={"message": message_id.hex})
