"""What waits for a time, a message or a signal: intermediate and boundary events and receive tasks. A time or a message
comes by a log event that names the token; a signal is caught by all that wait for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.bpmn.activity import Activity
from engine.bpmn.element import Element
from engine.bpmn.gateway import end_race
from engine.bpmn.outcome import Opened
from engine.calendar import STOCKHOLM
from engine.errors import ExpressionGaveNothing
from engine.feel import Expression

if TYPE_CHECKING:
    from engine.bpmn.token import Token


@dataclass(frozen=True)
class Timer:
    """When: `due` gives the (first) time; a cycle fires `times` times, None without end, and `following` gives the
    next from the `first` and the number of those that have `passed`."""

    due: Expression
    following: Expression | None = None
    times: int | None = 1


class Catch(Element):
    """Waits until it is fired. The due time of a timer, and by what a message finds the instance, are fixed when the
    token arrives; no clock is read after that."""

    timer: Timer | None = None
    correlated_by: Expression | None = None  # of a message
    event_name = ""  # of a message or a signal

    def expressions(self) -> Iterator[Expression]:
        yield from super().expressions()
        if self.correlated_by is not None:
            yield self.correlated_by
        if self.timer is not None:
            yield from (each for each in (self.timer.due, self.timer.following) if each is not None)

    def _update_hook(self, token: Token) -> bool:
        self.await_event(token)
        return False

    def await_event(self, token: Token) -> None:
        if self.timer is not None:
            token.note["due"] = moment(self.evaluate(self.timer.due, token), self.element)
            token.note["left"] = self.timer.times
            if self.timer.following is not None:
                token.note.update(first=token.note["due"], passed=0)
        self.wait(token)

    def wait(self, token: Token) -> None:
        token._set_state(TaskState.WAITING)
        if self.waits:
            opened = Opened(
                token.key,
                self.waits,
                due=token.note.get("due"),
                name=self.event_name,
                correlation=self.correlation(self.correlated_by, token),
            )
            token.workflow.top_workflow.record.opened.append((token, opened))

    def fire(self, token: Token) -> None:
        end_race(token)
        token._ready()


class ReceiveTask(Catch, Activity):
    """An activity whose work is to wait for a message (BPMN 10.3.3)."""

    def _update_hook(self, token: Token) -> bool:
        return Activity._update_hook(self, token)

    def start(self, token: Token) -> bool:
        self.await_event(token)
        return False


class Repeated(Catch):
    """What may be fired more than once, as long as what it waits beside goes on."""

    can_be_skipped = False

    def await_next(self, token: Token, under: Token) -> None:
        """Messages are received again and again; a timer fires once, a cycle as often as it says."""
        if self.timer is None or (self.timer.following is not None and token.note["left"] != 1):
            following = under._add_child(self)
            if self.timer is not None:
                following.note.update(self._next_round(token))
            self.wait(following)

    def _next_round(self, token: Token) -> dict[str, Any]:
        """Counted from when the first round was due, however late this one is."""
        assert self.timer is not None
        assert self.timer.following is not None
        left, last = token.note["left"], token.note["due"]
        said = {"first": token.note["first"], "passed": token.note["passed"] + 1}
        due = moment(self.timer.following.evaluate(said.get, token.workflow.top_workflow.context), self.element)
        if due <= last:
            raise ExpressionGaveNothing(element=self.element)
        return {**said, "due": due, "left": None if left is None else left - 1}


class BoundaryEvent(Repeated):
    """Waits under the activity it is attached to (BPMN 10.5.4)."""

    def fire(self, token: Token) -> None:
        host = token.parent
        self._move_out(token, host)
        if self.node.interrupting:
            host.cancel()
        else:
            self.await_next(token, host)
        token._ready()

    def _move_out(self, token: Token, host: Token) -> None:
        # what follows a boundary event goes on when its activity is over: it must not hang under it
        host._children.remove(token.id)
        host.parent._children.append(token.id)
        token.parent = host.parent


def moment(value: object, element: str) -> datetime:
    """A time in UTC; a date means when that day begins in Sweden. Raises `ExpressionGaveNothing` for anything else."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=STOCKHOLM).astimezone(UTC)
    raise ExpressionGaveNothing(element=element)
