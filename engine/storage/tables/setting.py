"""What the installation is."""

from sqlalchemy import Column, String, Table

from engine.storage.types import metadata

setting = Table(
    "setting",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", String(400), nullable=False),
)
