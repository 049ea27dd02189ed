"""Messages from outside: each row as its events have made it, whatever it said."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Connection

from engine.message.received import Received, all_of_them, folded
from engine.verify.failure import Failure
from engine.verify.said import Said


def verify_messages(connection: Connection, said: Said) -> Iterator[Failure]:
    """Every column but the body, which goes when it is no longer needed."""
    expected: dict[uuid.UUID, Received] = {}
    for event in said.messages:
        try:
            message_id = uuid.UUID(event.inputs["message"])
            expected[message_id] = replace(folded(expected.get(message_id), event), body=None)
        except (KeyError, ValueError):  # what a forged event lacks
            yield Failure(f"messages {event.n}", "does not follow from what came before")
    stored = {each.id: each for each in all_of_them(connection)}
    for message_id in sorted(expected.keys() | stored.keys()):
        if expected.get(message_id) != stored.get(message_id):
            yield Failure(f"message {message_id}", "is not what the log says")
