"""Brings a database to the tables that this version of the program has."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from engine.errors import DatabaseTooNew
from engine.storage.database import Database
from engine.storage.tables import metadata

_LOCK = 0x4E59434B  # of an advisory lock: two processes that start at once must not both create the tables


def migrate(database: Database) -> None:
    """Runs what migrations are missing. Raises `DatabaseTooNew` when a later version of the program has been here."""
    with database.write() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config = _config(connection)
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in known:
            raise DatabaseTooNew(revision=current)
        command.upgrade(config, "head")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def is_migrated(database: Database) -> bool:
    """Whether the program's tables are there at all."""
    with database.read() as connection:
        return inspect(connection).has_table("event")


def differences(database: Database) -> list[object]:
    """What the tables of the database have and the program's have not, or the other way round; empty when equal."""
    with database.read() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))
