"""What replay and verification say of a database."""

from __future__ import annotations

from sqlalchemy import Connection

from engine.definition.store import Bundles
from engine.replay import replay_all
from engine.verify import Report, verify


def failures(connection: Connection, bundles: Bundles | None = None) -> list[str]:
    """A line for each failure that either finds."""
    verdicts = replay_all(connection, bundles or Bundles())
    replayed = [verdict.line() for verdict in verdicts if verdict.failures or verdict.not_judged]
    return [*replayed, *map(str, verify(connection, Report()))]
