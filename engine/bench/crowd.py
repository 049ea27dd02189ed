"""A directory with many groups and people, and as many open tasks as one likes: the rows that the task list reads."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from engine.bench.bulk import write_rows
from engine.bench.routines import LINE, ROLES
from engine.bench.stage import LONG_AGO, PLACE, opened, prepare
from engine.definition.store import latest
from engine.directory.entries import Entry, Group, Membership, Organisation, Person, organisation_id
from engine.directory.lookup import Groups
from engine.public import AddToDirectory, Engine
from engine.storage.tables.directory import person
from engine.storage.tables.instance import candidate, instance, task
from engine.task import NO_DEADLINE, OPEN

PLACES = 24  # organisations with much to do, each with two groups; together with the one that has little, 50 groups
COLLEAGUES = 4  # in each place, in both its groups
ASKED = 8  # people whose lists are asked for: the first of as many places
HELD = 20  # tasks that each of them holds, however many there are
FEW = 3  # tasks in each group of the place that has little
_SPREAD = 30 * 24 * 60  # minutes over which what is due is spread, from two days ago


def crowd(url: str, tasks: int) -> None:
    """Makes an empty database one with a large directory and that many open tasks."""
    prepare(url)
    with opened(url) as engine:
        engine.execute(AddToDirectory(tuple(_directory())), channel="cli")
        _Tasks(engine, tasks).write()


def logins() -> list[str]:
    """Whose lists are asked for; the last one's groups have few tasks."""
    return [_login(place, 0) for place in range(ASKED)] + [f"{PLACE}-0"]


def _directory() -> Iterator[Entry]:
    for place in range(PLACES):
        key = _place(place)
        yield Organisation(key, f"Mätbolaget {place}", "external")
        yield from (Group(key, role, f"Mätbolaget {place}, {name}") for role, name in ROLES.items())
        for number in range(COLLEAGUES):
            login = _login(place, number)
            yield Person(login, login, key, "nobody signs in")
            yield from (Membership(login, key, role, LONG_AGO) for role in ROLES)


class _Tasks:
    """The rows, each a function of the task's number, so that no table has to be kept in memory."""

    def __init__(self, engine: Engine, count: int) -> None:
        self.count = count
        self.database = engine.database
        self.now = engine.clock.now()
        with self.database.read() as connection:
            groups = Groups(connection).by_id.values()
            self.groups = {(g.organisation_key, g.role): g.id for g in groups}
            self.people = {r.login: r.id for r in connection.execute(select(person.c.login, person.c.id))}
            self.version = latest(connection, LINE)
            self.organisation = organisation_id(connection, PLACE)

    def write(self) -> None:
        numbers = range(self.count)
        write_rows(self.database, instance, map(self._instance, numbers))
        write_rows(self.database, task, map(self._task, numbers))
        write_rows(self.database, candidate, map(self._candidate, numbers))

    def _id(self, number: int) -> uuid.UUID:
        return uuid.uuid5(uuid.NAMESPACE_OID, str(number))

    def _instance_id(self, number: int) -> uuid.UUID:
        return uuid.UUID(int=(1 << 120) + number)  # in order, as the ids of real ones are

    def _instance(self, number: int) -> dict[str, Any]:
        return {
            "id": self._instance_id(number),
            "number": f"BNL-2020-{number:07}",
            "key": LINE,
            "version": self.version.version,
            "bundle": self.version.bundle,
            "state": "active",
            "organisation": self.organisation,
            "started_at": LONG_AGO,
            "n": 1,
            "head": bytes(32),
            "at": LONG_AGO,
            "digest": "",
        }

    def _task(self, number: int) -> dict[str, Any]:
        place, role, holder = self._whose(number)
        return {
            "id": self._id(number),
            "instance": self._instance_id(number),
            "scope": "",
            "element": "step_1",
            "ordinal": 1,
            "name": "Gör step_1",
            "role": role,
            "group": self.groups[place, role],
            "state": OPEN,
            "assignee": None if holder is None else self.people[holder],
            "due": self._due(number),
            "follow_up": self._follow_up(number),
            "opened_at": LONG_AGO,
            "opened_n": 1,
            "contacts": b"{}",
        }

    def _candidate(self, number: int) -> dict[str, Any]:
        place, role, holder = self._whose(number)
        return {
            "group": self.groups[place, role],
            "due": self._due(number) or NO_DEADLINE,
            "task": self._id(number),
            "assignee": None if holder is None else self.people[holder],
        }

    def _whose(self, number: int) -> tuple[str, str, str | None]:
        """Place, role and holder. First what those who are asked hold, then the few; of the rest, three in ten are held
        by their colleagues."""
        roles = list(ROLES)
        if number < ASKED * HELD:
            place = number % ASKED
            return _place(place), roles[number // ASKED % 2], _login(place, 0)
        if number < ASKED * HELD + FEW * len(roles):
            return PLACE, roles[number % 2], None
        place = number % PLACES
        holder = _login(place, 1 + number % (COLLEAGUES - 1)) if number % 10 < 3 else None
        return _place(place), roles[number // PLACES % 2], holder

    def _follow_up(self, number: int) -> datetime | None:
        put_away = number < ASKED * HELD and number // ASKED % 10 == 0
        return self.now + timedelta(days=3) if put_away else None

    def _due(self, number: int) -> datetime | None:
        if number % 10 == 9:
            return None
        return self.now + timedelta(minutes=number * 7919 % _SPREAD) - timedelta(days=2)


def _place(number: int) -> str:
    return f"place-{number}"


def _login(place: int, number: int) -> str:
    return f"place-{place}-{number}"
