"""What a completion cannot do without: the library's step, and a transaction of the same statements."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from engine.bench.statements import Statement
from engine.storage.database import Database


class BareTransactions:
    """A driver's own connection with the settings of ours, and nothing between: no mapping, no pool, no checks."""

    def __init__(self, database: Database) -> None:
        self.pooled = database.writer.raw_connection()
        self.raw: Any = self.pooled.driver_connection
        self.begin = "BEGIN IMMEDIATE" if database.is_sqlite else "BEGIN"

    def run(self, statements: Iterable[Statement]) -> float:
        """Executes the statements in one transaction, with every row fetched; returns the seconds it took."""
        before = time.perf_counter()
        cursor = self.raw.cursor()
        cursor.execute(self.begin)
        for statement in statements:
            (cursor.executemany if statement.many else cursor.execute)(statement.text, statement.parameters)
            if cursor.description is not None:
                cursor.fetchall()
        cursor.execute("COMMIT")
        cursor.close()
        return time.perf_counter() - before

    def close(self) -> None:
        self.pooled.close()
