"""Gateways (BPMN 13.4). Joins count what has come by each flow; the library guesses it from ancestors."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from SpiffWorkflow.util.task import TaskState

from engine.bpmn.element import Element, Way

if TYPE_CHECKING:
    from engine.bpmn.token import Token


class ExclusiveGateway(Element):
    """One way: the first in the file whose condition holds, else the default (BPMN 13.4.2); where a box is drawn
    decides nothing."""

    def taken(self, token: Token) -> tuple[Way, ...]:
        return self.or_default(islice((way for way in self.ways if self.is_open(way, token)), 1))


class Joining(Element):
    """A gateway that waits for tokens by several flows. `flows` are its incoming ones."""

    flows: tuple[str, ...] = ()

    def waiting(self, token: Token) -> dict[str, Token]:
        """The first token that waits here by each flow, of those in the same workflow."""
        first: dict[str, Token] = {}
        for other in token.workflow.tasks.values():
            if other.task_spec is self and other._state == TaskState.WAITING:
                first.setdefault(other.flow, other)
        return first

    def take(self, token: Token, others: dict[str, Token]) -> None:
        for other in others.values():
            if other is not token:
                other.cancel()


class ParallelGateway(Joining):
    """Waits for one token by each incoming flow, then puts one on each way (BPMN 13.4.1). Further tokens stay.
    Conditions on its ways are ignored (BPMN 10.6.4)."""

    chooses = False

    def _update_hook(self, token: Token) -> bool:
        if len(self.flows) < 2:
            return True
        token._set_state(TaskState.WAITING)
        there = self.waiting(token)
        if len(there) < len(self.flows):
            return False
        self.take(there[token.flow], there)
        there[token.flow]._ready()
        return False  # the one that goes on may be an earlier one by the same flow


class InclusiveGateway(Joining):
    """Every way whose condition holds, else the default; joins what was split (BPMN 13.4.3).

    `reaching[flow]` are the elements from which the flow can be reached without passing the gateway.
    """

    asks = True
    reaching: dict[str, frozenset[str]]

    def _update_hook(self, token: Token) -> bool:
        if len(self.flows) < 2:
            return True
        token._set_state(TaskState.WAITING)
        return False

    def may_fire(self, token: Token) -> bool:
        here = self.waiting(token)
        empty = [f for f in self.flows if f not in here]
        # a boundary event that waits is no token yet: what it could do, the activity it is attached to could
        others = (t for t in token.workflow.live() if t.task_spec is not self)
        elsewhere = {t.element for t in others if not t.task_spec.node.attached_to}
        return not any(
            any(element in self.reaching[f] for f in empty) and not any(element in self.reaching[f] for f in here)
            for element in elsewhere
        )

    def merge(self, token: Token) -> None:
        there = self.waiting(token)
        kept = next(iter(there.values()))
        self.take(kept, there)
        kept._ready()


class EventGateway(Element):
    """Waits at every event behind it; the first to happen ends the others (BPMN 13.4.4)."""

    chooses = False

    def _run_hook(self, token: Token) -> bool:
        self.leave(token)
        for child in token.children:
            child.note["race"] = str(token.key)
        return True


def end_race(token: Token) -> None:
    """Cancels what waited beside an event that happened behind an event-based gateway."""
    race = token.note.pop("race", None)
    if race is None:
        return
    for other in list(token.workflow.live()):
        if other is not token and other.note.get("race") == race and other._state == TaskState.WAITING:
            other.cancel()
