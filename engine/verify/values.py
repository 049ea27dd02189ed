"""The vault: each value against the commitment to it in the log."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from engine.storage.tables.vault import vault
from engine.vault import commitment
from engine.verify.failure import Failure, Report
from engine.verify.said import Said


def verify_values(connection: Connection, report: Report, said: Said) -> Iterator[Failure]:
    """Each value still there against its commitment; an erased one has neither value nor salt."""
    seen = set()
    for row in connection.execute(select(vault).execution_options(yield_per=1000)):
        report.values += 1
        seen.add(row.id.hex)
        where = f"vault {row.id}"
        committed = said.values.get(row.id.hex)
        if committed is None or (row.instance, row.name) != (committed.instance, committed.name):
            yield Failure(where, "is of another instance or field than the log says")
        elif (row.salt is None) != (row.value is None):
            yield Failure(where, "is half erased")
        elif row.value is not None and commitment(row.salt, row.value) != committed.commitment:
            yield Failure(where, "is not the value that was committed to")
    for missing in sorted(said.values.keys() - seen):
        yield Failure(f"vault {missing}", "is missing")
