"""What goes to the database, seen by a hook in the driver's layer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from engine.storage.database import Database


@dataclass(frozen=True)
class Statement:
    """One statement as the driver gets it. `many` when `parameters` is a list of several rows'."""

    text: str
    parameters: Any
    many: bool

    @property
    def writes(self) -> bool:
        return not self.text.startswith("SELECT")


@dataclass
class Recorded:
    """What one command did. BEGIN, COMMIT and ROLLBACK are no statements here; a commit is that of a transaction that
    may have written."""

    statements: list[Statement] = field(default_factory=list)
    commits: int = 0


class Recorder:
    """Notes what goes to a database since the last `take`."""

    def __init__(self) -> None:
        self.recorded = Recorded()

    def listen(self, database: Database) -> Recorder:
        for engine in (database.reader, database.writer):
            event.listen(engine, "before_cursor_execute", self._execute)
        event.listen(database.writer, "commit", self._commit)
        return self

    def take(self) -> Recorded:
        taken, self.recorded = self.recorded, Recorded()
        return taken

    def _execute(
        self, connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
    ) -> None:
        if not statement.startswith("BEGIN"):
            self.recorded.statements.append(Statement(statement, parameters, executemany))

    def _commit(self, connection: Any) -> None:
        self.recorded.commits += 1
