"""What an event leaves to be done later: messages and signals to be delivered, services of our own to be asked."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.bpmn.key import Key
from engine.job import SERVICE, New
from engine.log.envelope import Event
from engine.service import SERVICES


def jobs_of(instance: uuid.UUID, events: Iterable[Event]) -> Iterator[New]:
    """One job for each; its dedup key names the event and the token."""
    for event in events:
        for thrown in event.outcome.get("thrown", ()):
            yield _job(instance, event, thrown["kind"], thrown)
        for opened in event.outcome.get("opened", ()):
            if opened["kind"] == SERVICE and opened.get("name") in SERVICES:
                yield _job(instance, event, SERVICE, {"key": opened["key"], "topic": opened["name"]})


def _job(instance: uuid.UUID, event: Event, kind: str, payload: Mapping[str, Any]) -> New:
    return New(kind, f"{event.stream}:{event.n}:{Key(*payload['key'])}", event.at, instance, payload)
