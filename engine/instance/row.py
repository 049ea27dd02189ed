"""The row of an instance."""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import zstandard
from sqlalchemy import Column, Connection, bindparam, insert, select, update

from engine.errors import Conflict
from engine.storage.database import add_missing
from engine.storage.tables.instance import instance, participant

ACTIVE, COMPLETED, CANCELLED = "active", "completed", "cancelled"


@dataclass(frozen=True)
class InstanceRow:
    """The columns that the event log says; the snapshot, which is a cache, is apart."""

    id: uuid.UUID
    number: str
    key: str
    version: int
    bundle: str
    state: str
    organisation: int
    started_at: datetime
    started_by: int | None
    n: int
    head: bytes
    at: datetime
    digest: str
    ended_at: datetime | None = None
    ends: bytes | None = None
    place: uuid.UUID | None = None
    incidents: int = 0


class _Zstandard(threading.local):
    """Both directions, made once for each thread: making them takes longer than using them."""

    def __init__(self) -> None:
        self.compress = zstandard.ZstdCompressor().compress
        self.decompress = zstandard.ZstdDecompressor().decompress


_zstandard = _Zstandard()
_COLUMNS: list[Column[Any]] = [instance.c[field.name] for field in fields(InstanceRow)]
_READ = select(*_COLUMNS, instance.c.snapshot).where(instance.c.id == bindparam("id"))
_ADD = insert(instance)
_CHANGE = update(instance).where(instance.c.id == bindparam("was_id"), instance.c.n == bindparam("was_n"))
_PARTICIPANTS = select(participant.c.group).where(participant.c.instance == bindparam("instance"))


def read(connection: Connection, instance_id: uuid.UUID) -> tuple[InstanceRow, bytes | None] | None:
    """The row and its snapshot; None when there is no such instance."""
    row = connection.execute(_READ, {"id": instance_id}).one_or_none()
    if row is None:
        return None
    *columns, packed = row
    return InstanceRow(*columns), None if packed is None else unpack(packed)


def add(connection: Connection, row: InstanceRow, snapshot: bytes | None) -> None:
    """Writes a new instance."""
    connection.execute(_ADD, {**vars(row), "snapshot": pack(snapshot)})


def change(connection: Connection, was: InstanceRow, now: InstanceRow, snapshot: bytes | None) -> None:
    """Writes what differs. Raises `Conflict` when the instance has moved since it was read."""
    differing = {name: value for name, value in vars(now).items() if value != getattr(was, name)}
    unchanged = {"was_id": was.id, "was_n": was.n}
    moved = connection.execute(_CHANGE, {**differing, **unchanged, "snapshot": pack(snapshot)})
    if moved.rowcount != 1:
        raise Conflict


def participants(connection: Connection, instance_id: uuid.UUID) -> set[int]:
    """The groups that have or have had a task in the instance."""
    return set(connection.execute(_PARTICIPANTS, {"instance": instance_id}).scalars())


def add_participants(connection: Connection, instance_id: uuid.UUID, groups: set[int]) -> None:
    """Adds groups; those that are there already stay."""
    add_missing(connection, participant, [{"group": g, "instance": instance_id} for g in sorted(groups)])


def pack(snapshot: bytes | None) -> bytes | None:
    """A snapshot as it is stored."""
    return None if snapshot is None else _zstandard.compress(snapshot)


def unpack(stored: bytes) -> bytes:
    """The snapshot that `pack` stored."""
    return _zstandard.decompress(stored)
