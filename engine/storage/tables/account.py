"""Signing in."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from engine.storage.types import Moment, Serial, metadata

session = Table(
    "session",
    metadata,
    Column("id", LargeBinary(32), primary_key=True),  # SHA-256 of the token that the browser has
    Column("person", Integer, ForeignKey("person.id"), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Index("session_person_idx", "person"),
)

attempt = Table(
    "attempt",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("subject", String(80), nullable=False),  # keyed hash of the login or of the address it came from
    Index("attempt_subject_at_idx", "subject", "at"),
    comment="failed attempts to sign in",
)
