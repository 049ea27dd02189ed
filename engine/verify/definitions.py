"""What has been deployed: files by their content, bundles, versions, the latest file of each name, calendars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Table, select

from engine import canonical
from engine.definition.bundle import read_manifest
from engine.storage.tables.definition import bundle, definition, part, resource
from engine.storage.tables.directory import calendar
from engine.verify.failure import Failure, Report
from engine.verify.said import Said


def verify_definitions(connection: Connection, report: Report, said: Said) -> Iterator[Failure]:
    """Every file and manifest against its hash, nothing missing or to spare; versions and latest files against the
    deployments, calendars against their changes."""
    wanted = {row["hash"] for row in said.resources.values()} | {h for had in said.calendars.values() for h in had}
    manifests: set[str] = set()
    for row in connection.execute(select(bundle)):
        if canonical.sha256(row.manifest) == row.hash:
            manifests.add(row.hash)
            manifest = read_manifest(row.manifest)
            wanted |= {p.hash for p in (*manifest.diagrams.values(), *manifest.forms.values())}
        else:
            yield Failure(f"bundle {row.hash[:12]}", "is not what its hash says")
    parts: set[str] = set()
    for row in connection.execute(select(part).execution_options(yield_per=50)):
        report.parts += 1
        parts.add(row.hash)
        if canonical.sha256(row.data) != row.hash:
            yield Failure(f"part {row.hash[:12]}", "is not what its hash says")
    yield from _same_names("part", wanted, parts)
    yield from _same_names("bundle", {row["bundle"] for row in said.versions.values()}, manifests)
    yield from _same_rows(connection, definition, said.versions)
    yield from _same_rows(connection, resource, said.resources)
    latest = {(id_,): {"hash": had[-1]} for id_, had in said.calendars.items()}
    yield from _same_rows(connection, calendar, latest)


def _same_names(what: str, said: set[str], there: set[str]) -> Iterator[Failure]:
    for name in sorted(said - there):
        yield Failure(f"{what} {name[:12]}", "is missing")
    for name in sorted(there - said):
        yield Failure(f"{what} {name[:12]}", "belongs to nothing that was deployed")


def _same_rows(connection: Connection, table: Table, said: Mapping[Any, Mapping[str, Any]]) -> Iterator[Failure]:
    """A table's rows by primary key against those that the log says."""
    keys = [column.name for column in table.primary_key]
    there = {tuple(row._mapping[key] for key in keys): row._mapping for row in connection.execute(select(table))}
    for key in sorted(there.keys() | said.keys(), key=str):
        where = " ".join([table.name, *map(str, key)])
        if key not in there or key not in said:
            yield Failure(where, "is not both in the log and in its table")
        elif any(there[key][name] != value for name, value in said[key].items()):
            yield Failure(where, "is not what the log says")
