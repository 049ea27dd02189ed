"""Verification: that nothing in the log has been changed, and that what stands beside it is what it says."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from engine.verify.chain import verify_streams
from engine.verify.definitions import verify_definitions
from engine.verify.directory import verify_directory
from engine.verify.failure import Failure, Report
from engine.verify.messages import verify_messages
from engine.verify.references import verify_references
from engine.verify.said import Said
from engine.verify.values import verify_values

__all__ = ["Failure", "Report", "verify"]


def verify(connection: Connection, report: Report) -> Iterator[Failure]:
    """Every failure there is; `report` counts along."""
    said = Said()
    yield from verify_streams(connection, report, said)
    yield from verify_values(connection, report, said)
    yield from verify_definitions(connection, report, said)
    yield from verify_directory(connection, said)
    yield from verify_messages(connection, said)
    yield from verify_references(connection)
