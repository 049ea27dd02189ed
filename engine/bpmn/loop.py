"""Standard loops: the same work again as long as a condition holds (BPMN 13.3.6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from SpiffWorkflow.util.task import TaskState

from engine.bpmn.activity import Activity
from engine.feel import Expression

if TYPE_CHECKING:
    from engine.bpmn.token import Token


class Loop(Activity):
    """The body. Each round is a token under it, in the same scope: the condition reads what the rounds set."""

    item_spec = ""
    condition: Expression | None = None
    before = False
    most: int | None = None

    def expressions(self) -> Iterator[Expression]:
        yield from super().expressions()
        if self.condition is not None:
            yield self.condition

    def start(self, token: Token) -> bool:
        token._set_state(TaskState.STARTED)
        token.note["rounds"] = 0
        if self.before and not self._again(token):
            return True
        self._begin(token)
        return False

    def item_completed(self, token: Token, item: Token) -> None:
        if self._again(token):
            self._begin(token)
        else:
            token._ready()

    def _again(self, token: Token) -> bool:
        if self.most is not None and token.note["rounds"] >= self.most:
            return False
        return self.condition is None or self.holds(self.condition, token, self.element)

    def _begin(self, token: Token) -> None:
        token.note["rounds"] += 1
        child = token._add_child(self._wf_spec.task_specs[self.item_spec])
        child.task_spec._update(child)
