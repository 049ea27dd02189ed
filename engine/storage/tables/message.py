"""Messages from outside."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from engine.storage.types import Id, Moment, metadata

source = Table(
    "source",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(40), nullable=False),
    Column("generation", Integer, nullable=False),  # of its secret
    Column("messages", String(400), nullable=False),  # names, comma-separated; empty when it may send no more
    Column("since", Moment, nullable=False),
    UniqueConstraint("key", "generation"),
    comment="who may send which messages: the last row of each key counts",
)

message = Table(
    "message",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", String(40), nullable=False),
    Column("message_id", String(200), nullable=False),  # the sender's own: the same twice is one message
    Column("name", String(120), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("state", String(10), nullable=False),  # waiting, delivered, unclear, dropped
    Column("problem", String(20)),  # why it is unclear
    Column("fields", String(1000), nullable=False, server_default=""),  # of which fields, comma-separated
    Column("instance", Id, ForeignKey("instance.id")),  # that it was delivered to
    Column("closed_at", Moment),
    Column("closed_by", Integer, ForeignKey("person.id")),  # who dropped it
    Column("body", LargeBinary),  # what came, as long as it is needed
    UniqueConstraint("source", "message_id"),
    Index("message_state_received_at_idx", "state", "received_at"),
)
