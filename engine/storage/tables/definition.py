"""Deployed bundles and their parts."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table

from engine.storage.types import Moment, metadata

part = Table(
    "part",
    metadata,
    Column("hash", String(64), primary_key=True),  # SHA-256 of the data
    Column("data", LargeBinary, nullable=False),
    comment="files by their content: diagrams, forms, calendars; shared by all bundles that name them",
)

bundle = Table(
    "bundle",
    metadata,
    Column("hash", String(64), primary_key=True),  # SHA-256 of the manifest
    Column("manifest", LargeBinary, nullable=False),
)

definition = Table(
    "definition",
    metadata,
    Column("key", String(80), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("bundle", String(64), ForeignKey("bundle.hash"), nullable=False),  # an earlier version's, when one goes back
    Column("name", String(200), nullable=False),
    Column("deployed_at", Moment, nullable=False),
    Column("deployed_by", Integer),
)

resource = Table(
    "resource",
    metadata,
    Column("kind", String(10), primary_key=True),  # process, form
    Column("key", String(120), primary_key=True),
    Column("file", String(200), nullable=False),
    Column("hash", String(64), ForeignKey("part.hash"), nullable=False),
    comment="the latest deployed file of each name; what a deployment that leaves it out refers to",
)
