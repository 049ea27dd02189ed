"""Operational and personal values: kept apart from variables, log and snapshots, which have references to them.

The log carries a commitment to each value, HMAC-SHA256 under a salt of its own: value and log can be held against each
other as long as both are there, and erasing value and salt leaves the chain whole and the value unguessable.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from engine import canonical
from engine.canonical import Reference, Value
from engine.clock import Clock
from engine.storage.database import upsert
from engine.storage.tables.vault import draft, vault

SALT = 32  # bytes
_PUT = insert(vault)
_DROP_OF_TASK = delete(draft).where(draft.c.task == bindparam("task"))


@dataclass(frozen=True)
class Kept:
    """A value on its way into the vault."""

    id: uuid.UUID
    instance: uuid.UUID
    name: str
    field_class: str
    salt: bytes
    value: bytes

    @property
    def reference(self) -> Reference:
        return Reference(self.id.hex)

    @property
    def commitment(self) -> str:
        return commitment(self.salt, self.value)


def commitment(salt: bytes, value: bytes) -> str:
    """What the log says of a value: hex of HMAC-SHA256 of its canonical bytes under its salt."""
    return hmac.new(salt, value, hashlib.sha256).hexdigest()


def keep(clock: Clock, instance: uuid.UUID, name: str, field_class: str, value: Value) -> Kept:
    """Prepares a value for the vault; nothing is written yet."""
    return Kept(clock.new_id(), instance, name, field_class, clock.random(SALT), canonical.encode(value))


def put(connection: Connection, values: Iterable[Kept]) -> None:
    """Writes values."""
    rows = [vars(kept) for kept in values]
    if rows:
        connection.execute(_PUT, rows)


def read(connection: Connection, references: Iterable[Reference]) -> dict[str, Value]:
    """Values by reference id; an erased one is missing. Only the command `Disclose` and mail may call this."""
    wanted = [uuid.UUID(reference.id) for reference in references]
    if not wanted:
        return {}
    rows = connection.execute(select(vault.c.id, vault.c.value).where(vault.c.id.in_(wanted)))
    return {row.id.hex: canonical.decode(row.value) for row in rows if row.value is not None}


def read_classed(connection: Connection, references: Iterable[Reference]) -> dict[str, tuple[str, Value]]:
    """Class and value by reference id, for handing them on to another instance's vault: only delivery may call this."""
    wanted = [uuid.UUID(reference.id) for reference in references]
    if not wanted:
        return {}
    rows = connection.execute(select(vault.c.id, vault.c.field_class, vault.c.value).where(vault.c.id.in_(wanted)))
    return {row.id.hex: (row.field_class, canonical.decode(row.value)) for row in rows if row.value is not None}


def save_draft(connection: Connection, task: uuid.UUID, person: int, typed: Mapping[str, Any], at: datetime) -> None:
    """Keeps what a person has typed so far; replaces what was kept before."""
    saved = {"value": canonical.encode(typed), "saved_at": at}
    adding = upsert(connection, draft).values(task=task, person=person, **saved)
    connection.execute(adding.on_conflict_do_update(index_elements=["task", "person"], set_=saved))


def read_draft(connection: Connection, task: uuid.UUID, person: int) -> tuple[dict[str, list[str]], datetime] | None:
    """What the person typed, by field, and when it was saved."""
    row = connection.execute(
        select(draft.c.value, draft.c.saved_at).where(draft.c.task == task, draft.c.person == person)
    ).one_or_none()
    if row is None:
        return None
    typed: Any = canonical.decode(row.value)
    return typed, row.saved_at


def drop_drafts(connection: Connection, tasks: Iterable[uuid.UUID]) -> None:
    """Forgets everybody's drafts of tasks that are over."""
    rows = [{"task": task} for task in tasks]
    if rows:
        connection.execute(_DROP_OF_TASK, rows)


def drop_draft(connection: Connection, task: uuid.UUID, person: int) -> None:
    """Forgets one person's draft."""
    connection.execute(delete(draft).where(draft.c.task == task, draft.c.person == person))
