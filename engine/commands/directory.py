"""Changing the directory and the rights in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from engine import canonical
from engine.access import check_administers
from engine.calendar import Calendar, swedish_calendar
from engine.command import Context, Nothing
from engine.definition.bundle import DEFAULT_CALENDAR
from engine.definition.store import put_part
from engine.directory.entries import Entry, add, streams
from engine.log.envelope import Event
from engine.log.stream import DIRECTORY, Head, append_to, head
from engine.log.types import EventType
from engine.storage.database import upsert
from engine.storage.tables.directory import calendar as table


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


@dataclass(frozen=True)
class EnsureCalendar:
    """Gives a new installation Sweden's calendar of the years around now; one that has a calendar keeps it."""

    def prepare(self, context: Context) -> Callable[[Connection], None] | Nothing[None]:
        there = select(table.c.id).where(table.c.id == DEFAULT_CALENDAR)
        if context.connection.execute(there).one_or_none() is not None:
            return Nothing(None)
        year = context.at.year
        return SetCalendar(swedish_calendar(year - 1, year + 4)).prepare(context)


@dataclass(frozen=True)
class SetCalendar:
    """Makes this the content of a calendar from now on."""

    calendar: Calendar

    def prepare(self, context: Context) -> Callable[[Connection], None]:
        if context.actor is not None:
            check_administers(context.actor)
        before = head(context.connection, DIRECTORY)
        data = canonical.encode(self.calendar.to_value())

        def apply(connection: Connection) -> None:
            hashed = put_part(connection, data)
            row = {"id": self.calendar.id, "hash": hashed}
            changing = upsert(connection, table).values(**row)
            connection.execute(changing.on_conflict_do_update(index_elements=["id"], set_={"hash": hashed}))
            event = context.event(self, DIRECTORY, before, EventType.CALENDAR_CHANGED, inputs=row)
            append_to(connection, DIRECTORY, [event], before)

        return apply
