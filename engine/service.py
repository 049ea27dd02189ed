"""Services that the engine itself answers: what a service task of their topic asks, and what they answer."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection

from engine.bpmn.key import Key
from engine.canonical import Value


@dataclass(frozen=True)
class Asked:
    """A service task that waits for an answer. `look_up` gives a variable as its scope sees it: an open value, or a
    reference to the vault."""

    instance: uuid.UUID
    key: Key
    at: datetime
    look_up: Callable[[str], Value]


@dataclass(frozen=True)
class Answer:
    """`values` go to the variables; `error` is instead the code of an error that the diagram is to catch. `write` is
    what the service writes itself, in the transaction of the answer: it is written once, or not at all."""

    values: Mapping[str, Value] = field(default_factory=dict)
    error: str = ""
    write: Callable[[Connection], None] | None = None


# asked with a connection on which nothing can be changed; may raise: it is then asked again later
Service: TypeAlias = Callable[[Connection, Asked], Answer]
SERVICES: dict[str, Service] = {}  # by topic; a service task of any other waits for somebody outside
