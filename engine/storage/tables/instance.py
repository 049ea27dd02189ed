"""Process instances and what is open in them."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)

from engine.storage.types import Id, Moment, metadata

instance = Table(
    "instance",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", String(40), nullable=False),  # the business key, NYL-2026-00042
    Column("key", String(80), nullable=False),
    Column("version", Integer, nullable=False),
    Column("bundle", String(64), ForeignKey("bundle.hash"), nullable=False),
    Column("state", String(10), nullable=False),  # active, completed, cancelled
    Column("organisation", Integer, ForeignKey("organisation.id"), nullable=False),  # the one responsible
    Column("started_at", Moment, nullable=False),
    Column("started_by", Integer, ForeignKey("person.id")),
    Column("ended_at", Moment),
    Column("ends", LargeBinary),  # canonical list of the end events reached
    Column("place", Id),  # reference to the vault
    Column("incidents", Integer, nullable=False, server_default="0"),  # open ones
    Column("n", Integer, nullable=False),  # the last event
    Column("head", LargeBinary(32), nullable=False),  # its hash
    Column("at", Moment, nullable=False),  # its time
    Column("digest", String(64), nullable=False),
    Column("snapshot", LargeBinary),  # a cache; null once the instance is over
    UniqueConstraint("number"),
    Index("instance_started_at_idx", "started_at"),
)

_OPEN = text("state = 'open'")
task = Table(
    "task",
    metadata,
    Column("id", Id, primary_key=True),  # uuid5 of instance and token
    Column("instance", Id, ForeignKey("instance.id"), nullable=False),
    Column("scope", String(400), nullable=False),
    Column("element", String(120), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("role", String(60), nullable=False),
    Column("group", Integer, ForeignKey("group.id"), nullable=False),
    Column("state", String(10), nullable=False),  # open, completed, cancelled
    Column("assignee", Integer, ForeignKey("person.id")),
    Column("claimed_at", Moment),
    Column("due", Moment),
    Column("follow_up", Moment),
    Column("opened_at", Moment, nullable=False),
    Column("opened_n", Integer, nullable=False),
    Column("closed_at", Moment),
    Column("closed_n", Integer),
    Column("closed_by", Integer, ForeignKey("person.id")),
    Column("on_behalf_of", Integer, ForeignKey("person.id")),
    Column("contacts", LargeBinary, nullable=False),  # canonical: organisation key by role, as the diagram's lanes said
    Index("task_instance_idx", "instance"),
    Index("task_open_idx", "instance", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("task_mine_idx", "assignee", "due", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("task_closed_by_closed_at_idx", "closed_by", "closed_at"),
)

candidate = Table(
    "candidate",
    metadata,
    Column("group", Integer, autoincrement=False),
    Column("due", Moment),  # a task without a deadline sorts last
    Column("task", Id),
    Column("assignee", Integer),  # the task's own: a list is counted without looking up each of its tasks
    PrimaryKeyConstraint("group", "due", "task", postgresql_include=["assignee"]),
    sqlite_with_rowid=False,
    comment="open tasks by group, in the order in which the list shows them",
)

timer = Table(
    "timer",
    metadata,
    Column("instance", Id, ForeignKey("instance.id"), primary_key=True),
    Column("scope", String(400), primary_key=True),
    Column("element", String(120), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("due", Moment, nullable=False),
    Index("timer_due_idx", "due"),
)

subscription = Table(
    "subscription",
    metadata,
    Column("instance", Id, ForeignKey("instance.id"), primary_key=True),
    Column("scope", String(400), primary_key=True),
    Column("element", String(120), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(10), nullable=False),  # message, signal, service
    Column("name", String(120), nullable=False),
    Column("correlation", String(400), nullable=False, server_default=""),  # by what a message finds the instance
    Index("subscription_kind_name_correlation_idx", "kind", "name", "correlation"),
)

participant = Table(
    "participant",
    metadata,
    Column("group", Integer, ForeignKey("group.id"), primary_key=True, autoincrement=False),
    Column("instance", Id, ForeignKey("instance.id"), primary_key=True),
    Index("participant_instance_idx", "instance"),
    sqlite_with_rowid=False,
    comment="the groups that have or have had a task in an instance: who may see it",
)
