"""The envelope of a log event: one numbered format, fixed before the first hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from engine import canonical
from engine.errors import UnknownEventFormat
from engine.log.types import EventType

FORMAT = 1
NO_EVENT = bytes(32)  # the hash before the first event of a stream
_DOMAIN = b"nyckelfri log event 1\n"  # so that no other thing we hash can be taken for an event


@dataclass(frozen=True)
class Event:
    """One event of a stream.

    `at` is the `now` used, never before the previous event's; `occurred_at` when it was entered afterwards.
    `actor` and `on_behalf_of` are people's ids, None is the system itself. `inputs` are what was given, open values
    and references with commitments; `resolved` everything that was read from outside; `outcome` what it did.
    `digest` is the state's afterwards. `epoch` 0 and `bundle` "" where no diagram was executed.
    """

    stream: str
    n: int
    type: EventType
    at: datetime
    channel: str  # web, api, worker, cli, demo
    command: str
    previous: bytes
    actor: int | None = None
    on_behalf_of: int | None = None
    occurred_at: datetime | None = None
    bundle: str = ""
    epoch: int = 0
    inputs: Mapping[str, Any] = field(default_factory=dict)
    resolved: Mapping[str, Any] = field(default_factory=dict)
    outcome: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""

    @cached_property
    def body(self) -> bytes:
        """The canonical bytes that are hashed and stored. A field that is empty is always left out."""
        said = {
            "format": FORMAT,
            "stream": self.stream,
            "n": self.n,
            "type": str(self.type),
            "at": self.at,
            "occurred_at": self.occurred_at,
            "actor": self.actor,
            "on_behalf_of": self.on_behalf_of,
            "channel": self.channel,
            "command": self.command,
            "bundle": self.bundle,
            "epoch": self.epoch,
            "inputs": self.inputs,
            "resolved": self.resolved,
            "outcome": self.outcome,
            "digest": self.digest,
            "previous": self.previous.hex(),
        }
        return canonical.encode({name: value for name, value in said.items() if value not in (None, "", 0, {})})

    @property
    def hash(self) -> bytes:
        return hash_of(self.body)


def hash_of(body: bytes) -> bytes:
    """The event's hash: SHA-256 over a fixed word and the body, which names the previous event's."""
    return hashlib.sha256(_DOMAIN + body).digest()


def read_body(body: bytes) -> Event:
    """The event that a body is of. Raises `UnknownEventFormat` for one that a later version of the program wrote."""
    said: Any = canonical.decode(body)
    said["type"] = EventType(said["type"])
    said["previous"] = bytes.fromhex(said["previous"])
    if said.pop("format") != FORMAT:
        raise UnknownEventFormat(stream=said["stream"], n=said["n"])
    return Event(**said)
