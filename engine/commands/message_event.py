"""One change of a message from outside: its event in the stream of messages, and its row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from engine.command import Context
from engine.log.stream import MESSAGES, append_to, head
from engine.log.types import EventType
from engine.message import received
from engine.message.received import Received


def changed(
    context: Context,
    command: object,
    type_: EventType,
    was: Received | None,
    inputs: dict[str, Any],
    body: bytes | None = None,
) -> tuple[Received, Callable[[Connection], None]]:
    """The message as it then is, and what writes it. That raises `Conflict`."""
    before = head(context.connection, MESSAGES)
    event = context.event(command, MESSAGES, before, type_, inputs=inputs)
    now = received.folded(was, event, body)

    def write(connection: Connection) -> None:
        append_to(connection, MESSAGES, [event], before)
        received.write(connection, was, now)

    return now, write
