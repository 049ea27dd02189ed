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
    message,
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
    "message",
    "metadata",
    "setting",
    "vault",
]
