"""Changing the directory and the rights in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from engine.access import check_administers
from engine.command import Context
from engine.directory.entries import Entry, add, streams
from engine.log.envelope import Event
from engine.log.stream import Head, append_to, head


@dataclass(frozen=True)
class AddToDirectory:
    """Adds entries, in order: one may name those before it. Raises `UnknownEntry`."""

    entries: tuple[Entry, ...]

    def prepare(self, context: Context) -> Callable[[Connection], None]:
        if context.actor is not None:
            check_administers(context.actor)
        before = {name: head(context.connection, name) for name in streams(self.entries)}

        def apply(connection: Connection) -> None:
            events: dict[str, list[Event]] = {name: [] for name in before}
            for entry in self.entries:
                row = add(connection, entry)
                chain = events[entry.stream]
                last = Head(chain[-1].n, chain[-1].hash) if chain else before[entry.stream]
                chain.append(context.event(self, entry.stream, last, entry.type, inputs=entry.inputs(row)))
            for name, chain in events.items():
                append_to(connection, name, chain, before[name])

        return apply
