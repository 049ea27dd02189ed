"""What the engine is to do later by itself."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from engine.storage.types import Id, Moment, Serial, metadata

job = Table(
    "job",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("kind", String(20), nullable=False),  # deadlines, message, signal, received, service
    Column("dedup", String(600), nullable=False),  # what it is to be done once for
    Column("instance", Id, ForeignKey("instance.id")),
    Column("payload", LargeBinary, nullable=False),  # canonical
    Column("run_at", Moment),  # from when it may be taken; null once it has failed for the last time
    Column("attempts", Integer, nullable=False),
    Column("lease", Id),  # of whoever has taken it; who comes back with another one is too late
    Column("error", String(80)),  # class of the last one
    UniqueConstraint("dedup"),
    Index("job_run_at_idx", "run_at"),
    Index("job_instance_idx", "instance"),
)
