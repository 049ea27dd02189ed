"""How a query is asked: as somebody, of one state of the database."""

from __future__ import annotations

from typing import Protocol, TypeVar

from engine.clock import Clock
from engine.command import Context
from engine.definition.store import Bundles
from engine.directory.actor import read_actor
from engine.errors import NotSignedIn
from engine.storage.database import Database

View = TypeVar("View")
View_co = TypeVar("View_co", covariant=True)


class Query(Protocol[View_co]):
    """A frozen dataclass that says what is wanted. `read` filters by what the actor may see. Raises `NotFound`."""

    def read(self, context: Context) -> View_co: ...


class Asker:
    """The one way in which pages read."""

    def __init__(self, database: Database, bundles: Bundles, clock: Clock) -> None:
        self.database = database
        self.bundles = bundles
        self.clock = clock

    def ask(self, query: Query[View], person: int | None = None, channel: str = "web") -> View:
        """The answer as a person may have it; None is the system. Raises `NotSignedIn` for a closed account."""
        with self.database.read() as connection:
            at = self.database.now(connection)
            actor = None if person is None else read_actor(connection, person, at, channel)
            if person is not None and actor is None:
                raise NotSignedIn
            return query.read(Context(connection, at, actor, self.bundles, self.clock, channel))
