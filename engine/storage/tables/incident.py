"""Where an instance did not get on and a person is needed."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, text

from engine.storage.types import Id, Moment, metadata

_OPEN = text("state = 'open'")

incident = Table(
    "incident",
    metadata,
    Column("id", Id, primary_key=True),  # uuid5 of instance and the event that raised it
    Column("instance", Id, ForeignKey("instance.id"), nullable=False),
    Column("kind", String(20), nullable=False),  # task, timer, or the kind of a job
    Column("scope", String(400)),
    Column("element", String(120)),
    Column("ordinal", Integer),
    Column("job", String(600)),  # dedup key of the job that failed
    Column("error", String(80), nullable=False),  # class
    Column("state", String(10), nullable=False),  # open, resolved
    Column("raised_at", Moment, nullable=False),
    Column("raised_n", Integer, nullable=False),
    Column("resolved_at", Moment),
    Column("resolved_n", Integer),
    Column("resolution", String(20)),
    Index("incident_instance_idx", "instance"),
    Index("incident_open_idx", "raised_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
)
