"""What one event did, noted while it happens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from SpiffWorkflow.util.task import TaskState

from engine.bpmn.outcome import Closed, Opened, Sent, Thrown
from engine.canonical import Value

if TYPE_CHECKING:
    from engine.bpmn.token import Token


class Record:
    """Filled by the elements, made into an `Outcome` when the event is over."""

    def __init__(self, given: Mapping[str, Value]) -> None:
        self.given = given  # the values that came with the event: what is overwritten at once is digested too
        self.passed: list[str] = []  # elements and flows, in order
        self.opened: list[tuple[Token, Opened]] = []
        self.finished: list[tuple[Token, bool]] = []  # completed, else cancelled
        self.sent: list[Sent] = []
        self.thrown: list[Thrown] = []
        self.nulls: list[str] = []  # flows and activities whose condition gave null and counted as false
        self.ends: list[str] = []

    def taken(self, token: Token) -> None:
        """A token came by a sequence flow."""
        if token.flow:
            self.passed.append(f"{token.scope}/{token.flow}" if token.scope else token.flow)

    def left(self, token: Token) -> None:
        """A token was completed or cancelled."""
        completed = token._state == TaskState.COMPLETED
        if completed:
            self.passed.append(str(token.key))
        if token.task_spec.waits:
            self.finished.append((token, completed))

    def closed(self) -> Iterator[Closed]:
        """What waited before this event and waits no longer; what came and went within it waited for nobody."""
        new = {id(token) for token, _ in self.opened}
        for token, completed in self.finished:
            if token.ordinal and id(token) not in new:
                yield Closed(token.key, token.task_spec.waits, completed)
