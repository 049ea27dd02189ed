"""Columns and constraints, one file a subject. Rules are elsewhere."""

from engine.storage.tables import (
    account,
    definition,
    directory,
    incident,
    instance,
    job,
    log,
    mail,
    setting,
    vault,
)
from engine.storage.types import metadata

__all__ = [
    "account",
    "definition",
    "directory",
    "incident",
    "instance",
    "job",
    "log",
    "mail",
    "metadata",
    "setting",
    "vault",
]
