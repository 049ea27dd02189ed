"""What an event did to an instance: a value, the same each time the event is executed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.bpmn.key import Key
from engine.canonical import Value


@dataclass(frozen=True)
class Opened:
    """A token that now waits. `kind`: task (for a person), service (for an answer), timer (until `due`), message or
    signal (by `name`).

    `role` is that of the task's lane. `organisations` gives, by role, the organisation that the diagram's lane says,
    for the task's own role and for those whose contacts it shows; None where the lane leaves it to the directory.
    """

    key: Key
    kind: str
    due: datetime | date | None = None
    follow_up: datetime | date | None = None
    name: str = ""  # of a message or signal, or the topic of a service
    correlation: str = ""  # by what a message finds the instance, where the diagram says it
    role: str = ""
    organisations: Mapping[str, str | None] | None = None

    def to_value(self) -> dict[str, Any]:
        return _without_empty(
            key=list(self.key),
            kind=self.kind,
            due=self.due,
            follow_up=self.follow_up,
            name=self.name,
            correlation=self.correlation,
            role=self.role,
            organisations=self.organisations,
        )


@dataclass(frozen=True)
class Closed:
    """A token that no longer waits: completed, or cancelled because something else happened first."""

    key: Key
    kind: str
    completed: bool

    def to_value(self) -> list[Any]:
        return [*self.key, self.kind, self.completed]


@dataclass(frozen=True)
class Sent:
    """A mail that the diagram sends from the lane of `role`: the values its text names, open ones and references."""

    key: Key
    role: str
    values: Mapping[str, Value]
    organisations: Mapping[str, str | None]

    def to_value(self) -> dict[str, Any]:
        return {"key": list(self.key), "role": self.role, "values": self.values, "organisations": self.organisations}


@dataclass(frozen=True)
class Thrown:
    """A message or signal (`kind`) that the diagram throws to whoever waits for `name`. A signal has been caught within
    the instance already; a message has been handed to nobody, within it either. `values`: open ones and references."""

    key: Key
    kind: str
    name: str
    correlation: str
    values: Mapping[str, Value]

    def to_value(self) -> dict[str, Any]:
        return _without_empty(
            key=list(self.key), kind=self.kind, name=self.name, correlation=self.correlation, values=self.values
        )


@dataclass(frozen=True)
class Outcome:
    """`passed` lists elements (`scope/element:ordinal`) and sequence flows (`scope/flow`) in order; `ends` the end
    events reached in the instance's own process; `nulls` the flows, and multi-instance activities, whose condition was
    null and counted as false."""

    passed: tuple[str, ...] = ()
    opened: tuple[Opened, ...] = ()
    closed: tuple[Closed, ...] = ()
    sent: tuple[Sent, ...] = ()
    thrown: tuple[Thrown, ...] = ()
    nulls: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    done: bool = False

    def to_value(self) -> dict[str, Any]:
        """As it is written in the event log."""
        return _without_empty(
            passed=list(self.passed),
            opened=[o.to_value() for o in self.opened],
            closed=[c.to_value() for c in self.closed],
            sent=[s.to_value() for s in self.sent],
            thrown=[t.to_value() for t in self.thrown],
            nulls=list(self.nulls),
            ends=list(self.ends),
            done=self.done,
        )


def _without_empty(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [], {}, False)}
