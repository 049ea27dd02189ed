"""Mail that is to be sent."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from engine.storage.types import Id, Moment, metadata

mail = Table(
    "mail",
    metadata,
    Column("id", Id, primary_key=True),
    Column("instance", Id, ForeignKey("instance.id"), nullable=False),
    Column("n", Integer, nullable=False),  # the event that sent it
    Column("scope", String(400), nullable=False),
    Column("element", String(120), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("group", Integer, ForeignKey("group.id"), nullable=False),  # whose lane sends it
    Column("state", String(10), nullable=False),  # waiting
    Column("created_at", Moment, nullable=False),
    Column("recipients", LargeBinary, nullable=False),  # canonical: to and cc as lists of group ids
    Column("contents", LargeBinary, nullable=False),  # canonical: open values and references, by name
    UniqueConstraint("instance", "scope", "element", "ordinal"),
    Index("mail_created_at_idx", "created_at"),
)
