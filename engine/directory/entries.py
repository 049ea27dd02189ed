"""What can be added to the directory. Each entry is one row and one log event in the stream it belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Connection, Table, insert, select

from engine.errors import UnknownEntry
from engine.log.stream import DIRECTORY, RIGHTS
from engine.log.types import EventType
from engine.storage.tables import directory as tables
from engine.storage.tables import message as message_tables


@dataclass(frozen=True)
class Entry:
    """Names other entries by their keys and logins; `row` looks up their ids."""

    type: ClassVar[EventType]
    stream: ClassVar[str] = DIRECTORY
    table: ClassVar[Table]
    # columns that stay out of the log: the row is their place, an event can never be made to forget
    private: ClassVar[frozenset[str]] = frozenset()

    def row(self, connection: Connection) -> dict[str, Any]:
        """The row to be written. Raises `UnknownEntry` for a key that names nothing."""
        return asdict(self)

    def inputs(self, row: dict[str, Any]) -> dict[str, Any]:
        """What the log event says of the row."""
        return {name: value for name, value in row.items() if name not in self.private and value not in (None, "")}


@dataclass(frozen=True)
class Organisation(Entry):
    """`kind` is municipality (responsible for every instance), own (its own home care) or external."""

    type = EventType.ORGANISATION_ADDED
    table = tables.organisation

    key: str
    name: str
    kind: str
    invoice_address: str = ""


@dataclass(frozen=True)
class Role(Entry):
    """`name` is how lanes are named."""

    type = EventType.ROLE_ADDED
    table = tables.role

    key: str
    name: str


@dataclass(frozen=True)
class Group(Entry):
    """A role's people in one organisation."""

    type = EventType.GROUP_ADDED
    table = tables.group

    organisation: str
    role: str
    name: str

    def row(self, connection: Connection) -> dict[str, Any]:
        return {**asdict(self), "organisation": organisation_id(connection, self.organisation)}


@dataclass(frozen=True)
class Contact(Entry):
    """How to reach a group: `kind` is phone or mail, `label` a keypad choice or what it is for."""

    type = EventType.CONTACT_ADDED
    table = tables.contact

    organisation: str
    role: str
    kind: str
    value: str
    label: str = ""
    hours: str = ""
    position: int = 0

    def row(self, connection: Connection) -> dict[str, Any]:
        said = asdict(self)
        return {"group": group_id(connection, said.pop("organisation"), said.pop("role")), **said}


@dataclass(frozen=True)
class Person(Entry):
    """Somebody who signs in; `password` is its argon2id hash."""

    type = EventType.PERSON_ADDED
    table = tables.person
    private = frozenset({"login", "name", "password"})

    login: str
    name: str
    organisation: str
    password: str
    active: bool = True

    def row(self, connection: Connection) -> dict[str, Any]:
        return {**asdict(self), "organisation": organisation_id(connection, self.organisation)}


@dataclass(frozen=True)
class Membership(Entry):
    """A person has a role in an organisation, `manager` leads the group."""

    type = EventType.MEMBERSHIP_GRANTED
    stream = RIGHTS
    table = tables.membership

    person: str
    organisation: str
    role: str
    since: datetime
    until: datetime | None = None
    manager: bool = False

    def row(self, connection: Connection) -> dict[str, Any]:
        said = asdict(self)
        group = group_id(connection, said.pop("organisation"), said.pop("role"))
        return {**said, "person": person_id(connection, self.person), "group": group}


@dataclass(frozen=True)
class Office(Entry):
    """What no lane gives: `kind` is auditor, process_owner or administrator."""

    type = EventType.OFFICE_GRANTED
    stream = RIGHTS
    table = tables.office

    person: str
    kind: str
    since: datetime
    until: datetime | None = None

    def row(self, connection: Connection) -> dict[str, Any]:
        return {**asdict(self), "person": person_id(connection, self.person)}


@dataclass(frozen=True)
class Deputy(Entry):
    """While `absent` is away, `deputy` does their work on their behalf."""

    type = EventType.DEPUTY_APPOINTED
    stream = RIGHTS
    table = tables.deputy

    absent: str
    deputy: str
    since: datetime
    until: datetime

    def row(self, connection: Connection) -> dict[str, Any]:
        people = {"absent": person_id(connection, self.absent), "deputy": person_id(connection, self.deputy)}
        return {**asdict(self), **people}


@dataclass(frozen=True)
class MessageSource(Entry):
    """Another system that may send messages of these names, comma-separated; the last of each key counts."""

    type = EventType.SOURCE_GRANTED
    stream = RIGHTS
    table = message_tables.source

    key: str
    generation: int
    messages: str
    since: datetime


ENTRIES: tuple[type[Entry], ...] = (
    Organisation,
    Role,
    Group,
    Contact,
    Person,
    Membership,
    Office,
    Deputy,
    MessageSource,
)


def add(connection: Connection, entry: Entry) -> dict[str, Any]:
    """Writes the entry's row; returns it with its id, where it has one."""
    row = entry.row(connection)
    written = connection.execute(insert(entry.table).values(row))
    return row if entry.table is tables.role else {"id": written.inserted_primary_key[0], **row}  # type: ignore[index]


def organisation_id(connection: Connection, key: str) -> int:
    """The id of an organisation. Raises `UnknownEntry`."""
    return _only(connection, select(tables.organisation.c.id).where(tables.organisation.c.key == key), key)


def person_id(connection: Connection, login: str) -> int:
    """The id of a person. Raises `UnknownEntry`."""
    return _only(connection, select(tables.person.c.id).where(tables.person.c.login == login), login)


def group_id(connection: Connection, organisation: str, role: str) -> int:
    """The id of a group. Raises `UnknownEntry`."""
    wanted = select(tables.group.c.id).where(
        tables.group.c.organisation == organisation_id(connection, organisation), tables.group.c.role == role
    )
    return _only(connection, wanted, f"{organisation}/{role}")


def _only(connection: Connection, query: Any, key: str) -> int:
    found: int | None = connection.execute(query).scalar_one_or_none()
    if found is None:
        raise UnknownEntry(key=key)
    return found


def streams(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """The entries by the stream that their events go to, in order."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.stream, []).append(entry)
    return found
