"""Finding groups, their contacts, and names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from engine.errors import NoSuchGroup
from engine.log.stream import DIRECTORY, head
from engine.storage.tables.directory import calendar, contact, group, organisation, person, role


@dataclass(frozen=True)
class GroupRow:
    """A group with what pages say of it."""

    id: int
    role: str
    name: str
    organisation: int
    organisation_key: str
    organisation_name: str
    kind: str


_GROUPS = select(
    group.c.id,
    group.c.role,
    group.c.name,
    group.c.organisation,
    organisation.c.key.label("organisation_key"),
    organisation.c.name.label("organisation_name"),
    organisation.c.kind,
).join(organisation)
_CALENDARS = select(calendar.c.id, calendar.c.hash)


@dataclass(frozen=True)
class ContactRow:
    """One way of reaching a group."""

    group: int
    kind: str
    value: str
    label: str
    hours: str


class Groups:
    """The groups as they are now, read once and looked up many times within a command."""

    def __init__(self, connection: Connection) -> None:
        self.by_id = {row.id: GroupRow(**row._mapping) for row in connection.execute(_GROUPS)}

    def find(self, role_key: str, organisation_key: str | None) -> GroupRow:
        """The group of a role: in the organisation named, else in the only one that has the role.

        Raises `NoSuchGroup` when there is none, or when nobody said which of several.
        """
        found = [
            g for g in self.by_id.values() if g.role == role_key and organisation_key in (None, g.organisation_key)
        ]
        if len(found) != 1:
            raise NoSuchGroup(role=role_key, organisation=organisation_key or "", found=len(found))
        return found[0]

    def of_role(self, role_key: str) -> list[GroupRow]:
        """All groups of a role, by the name of their organisation."""
        return sorted((g for g in self.by_id.values() if g.role == role_key), key=lambda g: g.organisation_name)


@dataclass(frozen=True)
class Directory:
    """What executing an event asks of the directory: the groups, and the SHA-256 of each calendar's content by id."""

    groups: Groups
    calendars: Mapping[str, str]


_kept: dict[bytes, Directory] = {}


def read_directory(connection: Connection) -> Directory:
    """The directory as it is now; read anew only when its stream has grown since."""
    end = head(connection, DIRECTORY)
    found = _kept.get(end.hash)
    if found is None:
        calendars = {row.id: row.hash for row in connection.execute(_CALENDARS)}
        found = Directory(Groups(connection), calendars)
        _kept.clear()
        if end.n:
            _kept[end.hash] = found
    return found


def contacts_of(connection: Connection, groups: Iterable[int]) -> dict[int, list[ContactRow]]:
    """How to reach each of the groups, in the order that the administrator gave."""
    wanted = list(groups)
    if not wanted:
        return {}
    rows = connection.execute(
        select(contact.c.group, contact.c.kind, contact.c.value, contact.c.label, contact.c.hours)
        .where(contact.c.group.in_(wanted))
        .order_by(contact.c.position, contact.c.id)
    )
    found: dict[int, list[ContactRow]] = {}
    for row in rows:
        found.setdefault(row.group, []).append(ContactRow(**row._mapping))
    return found


def names_of(connection: Connection, people: Iterable[int | None]) -> dict[int, str]:
    """People's names by id."""
    wanted = {p for p in people if p is not None}
    if not wanted:
        return {}
    rows = connection.execute(select(person.c.id, person.c.name).where(person.c.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def role_names(connection: Connection) -> dict[str, str]:
    """The role key of each lane name."""
    return {row.name: row.key for row in connection.execute(select(role.c.name, role.c.key))}
