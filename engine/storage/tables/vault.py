"""Operational and personal values, drafts, and who was shown what."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from engine.storage.types import Id, Moment, Serial, metadata

vault = Table(
    "vault",
    metadata,
    Column("id", Id, primary_key=True),  # what a reference names
    Column("instance", Id, ForeignKey("instance.id"), nullable=False),
    Column("name", String(80), nullable=False),
    Column("class", String(12), nullable=False, key="field_class"),  # operational, personal
    Column("salt", LargeBinary(32)),
    Column("value", LargeBinary),  # canonical bytes; null with its salt once erased
    Index("vault_instance_idx", "instance"),
)

draft = Table(
    "draft",
    metadata,
    Column("task", Id, primary_key=True),  # the task, or the routine's start form as its own id
    Column("person", Integer, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("value", LargeBinary, nullable=False),  # canonical: what was typed, by field
    Column("saved_at", Moment, nullable=False),
)

disclosure = Table(
    "disclosure",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("day", Date),  # of an operational showing: one row per person, instance and day
    Column("person", Integer, ForeignKey("person.id"), nullable=False),
    Column("on_behalf_of", Integer, ForeignKey("person.id")),
    Column("instance", Id, ForeignKey("instance.id")),
    Column("message", Id, ForeignKey("message.id")),  # instead: one that nobody understood
    Column("class", String(12), nullable=False, key="field_class"),
    Column("fields", String(1000), nullable=False),  # names, comma-separated; never values
    Column("reason", String(60), nullable=False),  # the page or act it was shown for
    UniqueConstraint("person", "instance", "day"),
    Index("disclosure_instance_idx", "instance"),
)
