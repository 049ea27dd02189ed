"""What the log says of the tables beside it, gathered from one event after the other."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from engine.canonical import Reference
from engine.instance.answers import REASON
from engine.log.envelope import Event
from engine.log.stream import MESSAGES
from engine.log.types import EventType


@dataclass(frozen=True)
class Committed:
    """What an event says of a value in the vault."""

    commitment: str
    instance: uuid.UUID
    name: str


@dataclass
class Said:
    """`values` by reference, `versions` and `resources` by key as their tables have them, `calendars` the hashes that
    each id has had in order, `numbers` the last case number by routine and year, `entries` the directory's events,
    `messages` those of what came from outside, in order."""

    values: dict[str, Committed] = field(default_factory=dict)
    versions: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    resources: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    calendars: dict[str, list[str]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    entries: dict[EventType, list[Event]] = field(default_factory=dict)
    messages: list[Event] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Takes in the next event of a stream."""
        committed = event.inputs.get("commitments", {})
        for name, value in (*event.inputs.get("values", {}).items(), (REASON, event.inputs.get(REASON))):
            if isinstance(value, Reference):
                self.values[value.id] = Committed(committed.get(value.id, ""), uuid.UUID(event.stream), name)
        if event.type is EventType.INSTANCE_STARTED:
            series, _, number = event.resolved["number"].rpartition("-")
            self.numbers[series] = max(int(number), self.numbers.get(series, 0))
        elif event.type is EventType.DEFINITION_DEPLOYED:
            self._deployed(event)
        elif event.type is EventType.CALENDAR_CHANGED:
            self.calendars.setdefault(event.inputs["id"], []).append(event.inputs["hash"])
        elif event.stream == MESSAGES:
            self.messages.append(event)
        else:
            self.entries.setdefault(event.type, []).append(event)

    def _deployed(self, event: Event) -> None:
        for key, version, bundle, name in event.outcome.get("versions", ()):
            row = {"bundle": bundle, "name": name, "deployed_at": event.at, "deployed_by": event.actor}
            self.versions[key, version] = row
        for kind, key, file, hashed in event.inputs.get("resources", ()):
            self.resources[kind, key] = {"file": file, "hash": hashed}
