"""Who may send which messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from engine.message.signature import secret_of
from engine.storage.tables.message import source

OVERLAP = timedelta(days=1)  # for how long the secret before the last still counts: nobody can change both ends at once


@dataclass(frozen=True)
class Source:
    """A source as it is now: the names of the messages that it may send, and which of its secrets count."""

    key: str
    messages: tuple[str, ...]
    generation: int
    since: datetime

    def secrets(self, secret_key: str, at: datetime) -> list[bytes]:
        """The secrets that it may sign with at a time."""
        newest = [self.generation]
        if self.generation > 1 and at < self.since + OVERLAP:
            newest.append(self.generation - 1)
        return [secret_of(secret_key, self.key, generation) for generation in newest]


def sources(connection: Connection) -> list[Source]:
    """Every source that there is or has been, by key; one that was closed may send nothing."""
    found: dict[str, Source] = {}
    for row in connection.execute(select(source).order_by(source.c.key, source.c.generation)):
        found[row.key] = Source(row.key, tuple(filter(None, row.messages.split(","))), row.generation, row.since)
    return list(found.values())
