"""Keeping the calendar: which days are closed, and the office hours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from engine import canonical
from engine.access import check_administers, check_sees_calendar
from engine.calendar import Calendar, swedish_calendar
from engine.calendar_change import Change, change
from engine.command import Context, Nothing
from engine.definition.bundle import DEFAULT_CALENDAR
from engine.definition.store import put_part
from engine.directory.lookup import read_directory
from engine.errors import CalendarChanged, NotFound
from engine.instance.load import read_calendar
from engine.log.stream import DIRECTORY, append_to, head
from engine.log.types import EventType
from engine.storage.database import upsert
from engine.storage.tables.directory import calendar as table


@dataclass(frozen=True)
class EnsureCalendar:
    """Gives a new installation Sweden's calendar of the years around now; one that has a calendar keeps it."""

    def prepare(self, context: Context) -> Callable[[Connection], int | None] | Nothing[int | None]:
        if DEFAULT_CALENDAR in read_directory(context.connection).calendars:
            return Nothing(None)
        year = context.at.year
        return SetCalendar(swedish_calendar(year - 1, year + 4)).prepare(context)


@dataclass(frozen=True)
class SetCalendar:
    """Makes this the content of a calendar from now on; returns the number of the log event. Raises `NotAllowed`."""

    calendar: Calendar

    def prepare(self, context: Context) -> Callable[[Connection], int]:
        if context.actor is not None:
            check_administers(context.actor)
        return _writing(context, self, self.calendar)


@dataclass(frozen=True)
class ChangeCalendar:
    """Changes a calendar whose content was `seen`, a hash, by whoever changes it; returns the number of the log event,
    None when it is like that already. Raises `CalendarChanged` when it is another by now, `CalendarRefused`,
    `NotFound` for who may not see it, and `NotAllowed`."""

    calendar: str
    seen: str
    change: Change

    def prepare(self, context: Context) -> Callable[[Connection], int | None] | Nothing[int | None]:
        check_sees_calendar(context.person)
        check_administers(context.person)
        content = read_directory(context.connection).calendars.get(self.calendar)
        if content is None:
            raise NotFound
        if content != self.seen:
            raise CalendarChanged(calendar=self.calendar)
        before = read_calendar(context.connection, content)
        after = change(before, self.change)
        return Nothing(None) if after == before else _writing(context, self, after)


def _writing(context: Context, command: object, calendar: Calendar) -> Callable[[Connection], int]:
    before = head(context.connection, DIRECTORY)
    data = canonical.encode(calendar.to_value())

    def write(connection: Connection) -> int:
        hashed = put_part(connection, data)
        row = {"id": calendar.id, "hash": hashed}
        changing = upsert(connection, table).values(**row)
        connection.execute(changing.on_conflict_do_update(index_elements=["id"], set_={"hash": hashed}))
        event = context.event(command, DIRECTORY, before, EventType.CALENDAR_CHANGED, inputs=row)
        append_to(connection, DIRECTORY, [event], before)
        return event.n

    return write
