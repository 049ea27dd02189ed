"""Bundles in the database: parts by content, versions by key, the latest of each resource by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy import Column, Connection, func, insert, select

from engine import canonical
from engine.definition.bundle import Bundle, Manifest, Part, read_manifest
from engine.errors import UnknownDefinition
from engine.storage.database import upsert
from engine.storage.tables.definition import bundle as table
from engine.storage.tables.definition import definition, part, resource

_VERSION: list[Column[Any]] = [
    definition.c[name] for name in ("bundle", "key", "version", "name", "deployed_at", "deployed_by")
]


@dataclass(frozen=True)
class Version:
    """One deployed version of a routine."""

    bundle: str
    key: str
    version: int
    name: str
    deployed_at: datetime
    deployed_by: int | None


def put_part(connection: Connection, data: bytes) -> str:
    """Keeps a file by its content; returns its SHA-256."""
    hashed = canonical.sha256(data)
    connection.execute(upsert(connection, part).values(hash=hashed, data=data).on_conflict_do_nothing())
    return hashed


def read_part(connection: Connection, hashed: str) -> bytes:
    """A file by its content."""
    data: bytes = connection.execute(select(part.c.data).where(part.c.hash == hashed)).scalar_one()
    return data


def read_bundle(connection: Connection, bundle: str) -> Bundle:
    """A bundle from the definition tables alone. Raises `UnknownDefinition`."""
    manifest = connection.execute(select(table.c.manifest).where(table.c.hash == bundle)).scalar_one_or_none()
    if manifest is None:
        raise UnknownDefinition(bundle=bundle)
    return Bundle(read_manifest(manifest), lambda hashed: read_part(connection, hashed))


class Bundles:
    """Bundles already read, by hash: they never change, so they are kept for as long as the process lives."""

    def __init__(self) -> None:
        self._read: dict[str, Bundle] = {}
        self._lock = Lock()

    def get(self, connection: Connection, bundle: str) -> Bundle:
        found = self._read.get(bundle)
        if found is None:
            with self._lock:
                found = self._read.setdefault(bundle, read_bundle(connection, bundle))
        return found


def latest(connection: Connection, key: str) -> Version:
    """The version that new instances get. Raises `UnknownDefinition`."""
    row = connection.execute(
        select(*_VERSION).where(definition.c.key == key).order_by(definition.c.version.desc()).limit(1)
    ).one_or_none()
    if row is None:
        raise UnknownDefinition(key=key)
    return Version(**row._mapping)


def all_latest(connection: Connection) -> list[Version]:
    """The latest version of every routine, by name."""
    newest = select(definition.c.key, func.max(definition.c.version).label("version")).group_by(definition.c.key)
    found = newest.subquery()
    rows = connection.execute(
        select(*_VERSION)
        .join(found, (found.c.key == definition.c.key) & (found.c.version == definition.c.version))
        .order_by(definition.c.name)
    )
    return [Version(**row._mapping) for row in rows]


def next_version(last: Version | None, manifest: Manifest, name: str, at: datetime, by: int | None) -> Version:
    """What a bundle will be as the routine's version after `last`."""
    return Version(manifest.hash, manifest.key, 1 if last is None else last.version + 1, name, at, by)


def add_version(connection: Connection, manifest: Manifest, version: Version) -> None:
    """Writes a version with its bundle."""
    bundle = upsert(connection, table).values(hash=manifest.hash, manifest=manifest.data)
    connection.execute(bundle.on_conflict_do_nothing())  # an earlier version's, when one goes back
    connection.execute(insert(definition).values(vars(version)))


def resources(connection: Connection) -> Mapping[tuple[str, str], Part]:
    """The latest deployed file of each process and form, by kind and key."""
    rows = connection.execute(select(resource))
    return {(row.kind, row.key): Part(row.file, row.hash) for row in rows}


def put_resource(connection: Connection, kind: str, key: str, part_: Part) -> None:
    """Makes a file the latest of its name."""
    said = {"file": part_.file, "hash": part_.hash}
    adding = upsert(connection, resource).values(kind=kind, key=key, **said)
    connection.execute(adding.on_conflict_do_update(index_elements=["kind", "key"], set_=said))
