"""Who somebody is at a given time: their groups, those they stand in for, and their offices."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    Cast,
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    Table,
    and_,
    bindparam,
    cast,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.types import TypeEngine

from engine.log.stream import RIGHTS
from engine.storage.tables.directory import deputy, group, membership, office, organisation, person
from engine.storage.tables.log import stream
from engine.storage.types import Moment

AUDITOR, PROCESS_OWNER, ADMINISTRATOR = "auditor", "process_owner", "administrator"
MUNICIPALITY = "municipality"


@dataclass(frozen=True)
class Right:
    """Being of a group: `on_behalf_of` names whose right it is when it is a deputy's."""

    group: int
    role: str
    manager: bool
    on_behalf_of: int | None = None


@dataclass(frozen=True)
class Actor:
    """A person with their rights at one time. `channel` is how they come: web, api, cli. `as_of` is the last event of
    the rights' stream when they were read."""

    id: int
    login: str
    name: str
    organisation: int
    organisation_key: str
    organisation_name: str
    internal: bool  # of the municipality itself
    rights: tuple[Right, ...] = ()
    offices: frozenset[str] = field(default_factory=frozenset)
    channel: str = "web"
    as_of: int = 0

    @property
    def groups(self) -> frozenset[int]:
        return frozenset(right.group for right in self.rights)

    @property
    def managed(self) -> frozenset[int]:
        """The groups that the person leads, or stands in for somebody who leads."""
        return frozenset(right.group for right in self.rights if right.manager)

    @property
    def stands_in_for(self) -> frozenset[int]:
        return frozenset(right.on_behalf_of for right in self.rights if right.on_behalf_of is not None)

    def on_behalf_of(self, group_id: int) -> int | None:
        """Whom the person acts for in a group; None when the right is their own."""
        held = [right for right in self.rights if right.group == group_id]
        return None if any(r.on_behalf_of is None for r in held) or not held else held[0].on_behalf_of


def read_actor(connection: Connection, person_id: int, at: datetime, channel: str = "web") -> Actor | None:
    """The person as they are at `at`; None when there is no such active person."""
    rows = connection.execute(_ACTOR, {"person": person_id, "at": at}).all()
    if not rows:
        return None
    row = rows[0]
    rights = [Right(r.group, r.role, r.manager, r.on_behalf_of) for r in rows if r.group is not None]
    return Actor(
        id=row.id,
        login=row.login,
        name=row.name,
        organisation=row.organisation,
        organisation_key=row.organisation_key,
        organisation_name=row.organisation_name,
        internal=row.kind == MUNICIPALITY,
        rights=tuple(sorted(rights, key=_own_first)),
        offices=frozenset(r.office for r in rows if r.office is not None),
        channel=channel,
        as_of=row.as_of or 0,
    )


def _own_first(right: Right) -> tuple[int, int]:
    return (right.on_behalf_of or 0, right.group)


def _statement() -> Select[Any]:
    """The person in every row, each with one right or one office, if they have any: one statement, since it is asked
    with every page and every command."""
    who, at = bindparam("person", type_=Integer), bindparam("at", type_=Moment)
    held = (membership.c.group, group.c.role, membership.c.manager)
    own = (
        select(*held, _no(Integer).label("on_behalf_of"), _no(String).label("office"))
        .join(group, group.c.id == membership.c.group)
        .where(membership.c.person == who, _valid(membership, at))
    )
    others = (
        select(*held, deputy.c.absent, _no(String))
        .join(group, group.c.id == membership.c.group)
        .join(deputy, deputy.c.absent == membership.c.person)
        .where(deputy.c.deputy == who, deputy.c.since <= at, at < deputy.c.until, _valid(membership, at))
    )
    offices = select(_no(Integer), _no(String), _no(Boolean), _no(Integer), office.c.kind).where(
        office.c.person == who, _valid(office, at)
    )
    rights = union_all(own, others, offices).subquery()
    as_of = select(stream.c.n).where(stream.c.name == RIGHTS).scalar_subquery()
    return (
        select(
            person.c.id,
            person.c.login,
            person.c.name,
            person.c.organisation,
            organisation.c.key.label("organisation_key"),
            organisation.c.name.label("organisation_name"),
            organisation.c.kind,
            as_of.label("as_of"),
            *rights.c,
        )
        .join_from(person, organisation)
        .outerjoin(rights, true())
        .where(person.c.id == who, person.c.active)
    )


def _no(type_: type[TypeEngine[Any]]) -> Cast[Any]:
    return cast(null(), type_)


def _valid(table: Table, at: BindParameter[datetime]) -> ColumnElement[bool]:
    return and_(table.c.since <= at, or_(table.c.until.is_(None), table.c.until > at))


_ACTOR = _statement()
