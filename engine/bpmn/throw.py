"""What throws: end events, intermediate throw events and send tasks that send a message (BPMN 10.5.3, 10.5.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from SpiffWorkflow.util.task import TaskState

from engine.bpmn.activity import Activity
from engine.bpmn.argument import Argument
from engine.bpmn.element import Element
from engine.bpmn.outcome import Thrown
from engine.bpmn.outwards import throw_error, throw_escalation
from engine.canonical import Value
from engine.feel import Expression

if TYPE_CHECKING:
    from engine.bpmn.token import Token
    from engine.bpmn.workflow import Workflow


@dataclass(frozen=True)
class Throw:
    """What an element throws: a message or signal by its name, with `values`; an error or escalation by its code."""

    kind: str
    name: str
    correlation: Expression | None = None
    values: tuple[Argument, ...] = ()


class Throwing(Element):
    """Throws when it is left. A signal is caught at once by all that wait for it in the instance; a message is handed
    over by nobody here: it may be for another instance, and is delivered by a job."""

    throws: Throw | None = None

    def expressions(self) -> Iterator[Expression]:
        yield from super().expressions()
        if self.throws is not None:
            yield from (a.expression for a in self.throws.values if a.expression is not None)
            yield from (each for each in (self.throws.correlation,) if each is not None)

    def completed(self, token: Token) -> None:
        super().completed(token)
        if self.throws is not None:
            self.throw(self.throws, token)

    def throw(self, throws: Throw, token: Token) -> None:
        if throws.kind == "error":
            throw_error(token, throws.name)
        elif throws.kind == "escalation":
            throw_escalation(token, throws.name)
        else:
            self._throw_to_all(throws, token)

    def _throw_to_all(self, throws: Throw, token: Token) -> None:
        top = token.workflow.top_workflow
        values = {argument.target: argument.value(top, token.scope) for argument in throws.values}
        correlation = self.correlation(throws.correlation, token)
        top.record.thrown.append(Thrown(token.key, throws.kind, throws.name, correlation, values))
        if throws.kind == "signal":
            catch_signal(top, throws.name, values)


class ThrowEvent(Throwing):
    """An intermediate throw event; one without a definition only marks how far the case has come."""


class MessageTask(Throwing, Activity):
    """A send task that sends a message (BPMN 10.3.3)."""


class EndEvent(Throwing):
    """None, terminate, error, escalation, message or signal (BPMN 10.5.3)."""

    def _run_hook(self, token: Token) -> bool:
        if not token.scope and token.workflow is token.workflow.top_workflow:
            token.workflow.top_workflow.record.ends.append(self.element)
        return True

    def completed(self, token: Token) -> None:
        super().completed(token)
        if self.node.event is not None and self.node.event.kind == "terminate":
            for other in list(token.workflow.tasks.values()):
                other.cancel()


def catch_signal(top: Workflow, name: str, values: Mapping[str, Value]) -> bool:
    """Fires every token of the instance that waits for the signal; whether any did."""
    waiting = top.waits_for_signal(name)
    for token in waiting:
        if token._state == TaskState.WAITING:  # an earlier one may have ended it
            top.scopes.assign(token.scope, values)
            token.task_spec.fire(token)
    return bool(waiting)
