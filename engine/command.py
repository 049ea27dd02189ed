"""How a command is executed: read and worked out without holding anybody up, then written in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection

from engine.clock import Clock
from engine.definition.store import Bundles
from engine.directory.actor import Actor, read_actor
from engine.errors import Conflict, NotSignedIn, NyckelfriError
from engine.instance.execution import Act
from engine.log.envelope import Event
from engine.log.stream import RIGHTS, Head, head
from engine.log.types import EventType
from engine.storage.database import Database

Result = TypeVar("Result")
Result_co = TypeVar("Result_co", covariant=True)
_ATTEMPTS = 20
_PAUSE, _LONGEST_PAUSE = 0.005, 0.3  # seconds, doubled with each attempt


@dataclass(frozen=True)
class Context:
    """What a command has to work with: one reading of the clock, one state of the database, one actor.

    `actor` None is the system itself, which may do everything: the command line, the worker, the demo.
    """

    connection: Connection
    at: datetime
    actor: Actor | None
    bundles: Bundles
    clock: Clock
    channel: str

    @property
    def person(self) -> Actor:
        """The actor of a command that only a person can give. Raises `NotSignedIn`."""
        if self.actor is None:
            raise NotSignedIn
        return self.actor

    def act(self, command: object, on_behalf_of: int | None = None) -> Act:
        return Act(
            at=self.at,
            command=type(command).__name__,
            channel=self.channel,
            actor=None if self.actor is None else self.actor.id,
            on_behalf_of=on_behalf_of,
        )

    def event(self, command: object, stream: str, before: Head, type_: EventType, **said: Any) -> Event:
        """The next event of a stream that is no instance's, by this actor."""
        act = self.act(command)
        return Event(
            stream=stream,
            n=before.n + 1,
            type=type_,
            at=act.at,
            channel=act.channel,
            command=act.command,
            previous=before.hash,
            actor=act.actor,
            **said,
        )


@dataclass(frozen=True)
class Nothing(Generic[Result_co]):
    """What `prepare` returns instead when there is nothing to write: no transaction is begun."""

    result: Result_co


@dataclass(frozen=True)
class Refusal:
    """What writing may return instead: something has been written, and yet the answer is no. Raised once the
    transaction is committed."""

    error: NyckelfriError


class Command(Protocol, Generic[Result_co]):
    """A frozen dataclass that says what is wanted.

    `prepare` checks access, reads and works everything out; what it returns writes, and does little else: on SQLite
    nobody else can write while it runs. Either may raise `Conflict`, and all is tried anew on the new state.
    """

    def prepare(self, context: Context) -> Callable[[Connection], Result_co | Refusal] | Nothing[Result_co]: ...


class Executor:
    """The one way in which anything changes."""

    def __init__(self, database: Database, bundles: Bundles, clock: Clock) -> None:
        self.database = database
        self.bundles = bundles
        self.clock = clock

    def execute(self, command: Command[Result], person: int | None = None, channel: str = "web") -> Result:
        """Executes a command as a person, or as the system. Raises what the command raises, `Conflict` when others
        were first each time that it was tried."""
        for attempt in range(_ATTEMPTS):
            try:
                return self._once(command, person, channel)
            except Conflict:
                if attempt == _ATTEMPTS - 1:
                    raise
                time.sleep(self._pause(attempt))
        raise AssertionError

    def _pause(self, attempt: int) -> float:
        # by chance longer or shorter: those who failed together must not try again together
        chance = self.clock.random(1)[0] / 255
        return min(_PAUSE * (1 << attempt), _LONGEST_PAUSE) * (0.5 + chance)

    def _once(self, command: Command[Result], person: int | None, channel: str) -> Result:
        with self.database.read() as connection:
            at = self.database.now(connection)
            actor = None if person is None else read_actor(connection, person, at, channel)
            if person is not None and actor is None:
                raise NotSignedIn
            apply = command.prepare(Context(connection, at, actor, self.bundles, self.clock, channel))
        if isinstance(apply, Nothing):
            return apply.result
        with self.database.write() as connection:
            if actor is not None and head(connection, RIGHTS).n != actor.as_of:
                raise Conflict  # a right may have been taken away while the command was worked out
            result = apply(connection)
        if isinstance(result, Refusal):
            raise result.error
        return result
