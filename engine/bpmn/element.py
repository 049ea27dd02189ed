"""What every element of a diagram does with a token, and the event that a process starts with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.util.task import TaskState

from engine.canonical import Value
from engine.errors import ExpressionGaveNothing, NoFlowTaken
from engine.feel import Expression

if TYPE_CHECKING:
    from engine.bpmn.model import Node
    from engine.bpmn.token import Token


@dataclass(frozen=True)
class Way:
    """An outgoing sequence flow: to which specification, under which condition."""

    flow: str
    target: str
    condition: Expression | None = None


class Element(BpmnTaskSpec):  # type: ignore[misc]
    """A flow node as a specification of the library's. `ways` are its outgoing flows but the `default` one."""

    default: Way | None = None
    chooses = True  # whether conditions on its ways count
    asks = False  # whether a token waiting here is to be asked when nothing else moves
    waits = ""  # what a token here waits for: task, service, timer, message, signal, or nothing
    watches = False  # whether a token here only waits beside the process, which does not go on for its sake
    is_item = False  # whether a token here is one round of an activity that is done several times

    def __init__(self, spec: Any, name: str, node: Node) -> None:
        super().__init__(spec, name)
        self.node = node
        self.element = node.id
        self.ways: tuple[Way, ...] = ()

    @property
    def can_be_skipped(self) -> bool:
        """Whether a token that waits here can be sent on without what it waits for."""
        return bool(self.waits)

    def expressions(self) -> Iterator[Expression]:
        """Every expression that the element evaluates."""
        yield from (way.condition for way in self.ways if way.condition is not None)

    def taken(self, token: Token) -> tuple[Way, ...]:
        """Every way without a condition or whose condition holds, else the default (BPMN 13.2.1, 13.4.3); none from
        an element without ways, where tokens end. Raises `NoFlowTaken`."""
        return self.or_default(way for way in self.ways if self.is_open(way, token))

    def or_default(self, open_ways: Iterable[Way]) -> tuple[Way, ...]:
        taken = tuple(open_ways)
        if not taken and self.default is not None:
            return (self.default,)
        if not taken and self.ways:
            raise NoFlowTaken(element=self.element)
        return taken

    def is_open(self, way: Way, token: Token) -> bool:
        return way.condition is None or self.holds(way.condition, token, way.flow)

    def holds(self, condition: Expression, token: Token, of: str) -> bool:
        return self.counts_as_true(self.evaluate(condition, token), token, of)

    def counts_as_true(self, value: Value, token: Token, of: str) -> bool:
        """A condition that is null counts as false, and is recorded: it is seldom what the owner meant."""
        if not isinstance(value, bool):
            token.workflow.top_workflow.record.nulls.append(of)
        return value is True

    def leave(self, token: Token) -> None:
        """Puts a token on each way that it takes; they move when this one is completed."""
        for way in self.taken(token):
            child = token._add_child(self._wf_spec.task_specs[way.target])
            child.flow = way.flow

    def evaluate(self, expression: Expression, token: Token) -> Value:
        top = token.workflow.top_workflow
        return expression.evaluate(lambda name: top.scopes.open_value(token.scope, name), top.context)

    def correlation(self, expression: Expression | None, token: Token) -> str:
        """By what a message finds its instance, as text; "" without an expression. Raises `ExpressionGaveNothing`."""
        if expression is None:
            return ""
        value = self.evaluate(expression, token)
        if not isinstance(value, str) or not value:
            raise ExpressionGaveNothing(element=self.element)
        return value

    def completed(self, token: Token) -> None:
        """What happens once the token is completed and before those that it put on its ways move."""

    # -- the library's hooks

    def _predict_hook(self, token: Token) -> None:
        """The library makes the children of what may come; ours are made when a token leaves."""

    def _update_hook(self, token: Token) -> bool:
        return True

    def _on_ready(self, token: Token) -> None:
        """The library tests the specification here, each time; ours are tested when they are compiled."""

    def _run_hook(self, token: Token) -> bool:
        self.leave(token)
        return True

    def _on_complete(self, token: Token) -> None:
        self.completed(token)
        for child in token.children:
            if child._state == TaskState.FUTURE:
                token.workflow.top_workflow.record.taken(child)
                child.task_spec._update(child)


class StartEvent(Element):
    """Where the first token is put; what kind of start it was is the log event's business (BPMN 10.5.2)."""


class Link(Element):
    """Where a link is caught: the token goes on at once (BPMN 10.5.1)."""
