"""Organisations, roles, groups, people, contacts and who may act for whom."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from engine.storage.types import Moment, metadata

organisation = Table(
    "organisation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(60), nullable=False),
    Column("name", String(120), nullable=False),
    Column("kind", String(20), nullable=False),  # municipality, own (home care of its own), external
    Column("invoice_address", String(300), nullable=False, server_default=""),
    UniqueConstraint("key"),
)

role = Table(
    "role",
    metadata,
    Column("key", String(60), primary_key=True),
    Column("name", String(120), nullable=False),  # as lanes are named
    UniqueConstraint("name"),
)

group = Table(
    "group",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("organisation", Integer, ForeignKey("organisation.id"), nullable=False),
    Column("role", String(60), ForeignKey("role.key"), nullable=False),
    Column("name", String(160), nullable=False),
    UniqueConstraint("organisation", "role"),
)

person = Table(
    "person",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login", String(60), nullable=False),
    Column("name", String(120), nullable=False),
    Column("organisation", Integer, ForeignKey("organisation.id"), nullable=False),
    Column("password", String(200), nullable=False),  # argon2id
    Column("active", Boolean, nullable=False),
    UniqueConstraint("login"),
)

membership = Table(
    "membership",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person", Integer, ForeignKey("person.id"), nullable=False),
    Column("group", Integer, ForeignKey("group.id"), nullable=False),
    Column("manager", Boolean, nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment),
    Index("membership_person_idx", "person"),
    Index("membership_group_idx", "group"),
)

office = Table(
    "office",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person", Integer, ForeignKey("person.id"), nullable=False),
    Column("kind", String(20), nullable=False),  # auditor, process_owner, administrator
    Column("since", Moment, nullable=False),
    Column("until", Moment),
    Index("office_person_idx", "person"),
    comment="what a person may do that no lane gives",
)

deputy = Table(
    "deputy",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("absent", Integer, ForeignKey("person.id"), nullable=False),
    Column("deputy", Integer, ForeignKey("person.id"), nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Index("deputy_deputy_idx", "deputy"),
)

contact = Table(
    "contact",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("group", Integer, ForeignKey("group.id"), nullable=False),
    Column("kind", String(20), nullable=False),  # phone, mail
    Column("value", String(160), nullable=False),
    Column("label", String(120), nullable=False, server_default=""),  # keypad choice, what it is for
    Column("hours", String(160), nullable=False, server_default=""),
    Column("position", Integer, nullable=False),
    Index("contact_group_idx", "group"),
)

calendar = Table(
    "calendar",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("hash", String(64), ForeignKey("part.hash"), nullable=False),
    comment="which content a calendar has now; the event log says which it had when",
)

counter = Table(
    "counter",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Integer, nullable=False),
    comment="the last case number of each routine and year",
)
