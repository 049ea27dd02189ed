"""The event log: append-only, one chain per stream."""

from sqlalchemy import Column, Integer, LargeBinary, String, Table

from engine.storage.types import Moment, metadata

event = Table(
    "event",
    metadata,
    Column("stream", String(40), primary_key=True),  # an instance's uuid in hex, or the name of another stream
    Column("n", Integer, primary_key=True, autoincrement=False),  # from 1
    Column("type", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    Column("body", LargeBinary, nullable=False),  # the canonical bytes that were hashed, never re-serialized
    Column("hash", LargeBinary(32), nullable=False),
    sqlite_with_rowid=False,
)

stream = Table(
    "stream",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("n", Integer, nullable=False),
    Column("head", LargeBinary(32), nullable=False),
    comment="the last event of each stream but the instances', which have theirs in their own row",
)
