"""Multi-instance activities: the same work for each item of a list, at once or one after the other (BPMN 13.3.7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from SpiffWorkflow.util.task import TaskState

from engine import canonical
from engine.bpmn.activity import Activity
from engine.bpmn.key import iteration
from engine.canonical import Value
from engine.errors import ExpressionGaveNothing, TooManyItems
from engine.feel import Expression

if TYPE_CHECKING:
    from engine.bpmn.token import Token

COUNTER = "loopCounter"  # Camunda's name for the index, from 0
COUNTS = ("nrOfInstances", "nrOfCompletedInstances", "nrOfActiveInstances")  # Camunda's names, in its conditions
MOST_ITEMS = 1_000


class MultiInstance(Activity):
    """The body. Each item is a token under it with a scope of its own, which sees what encloses it.

    The list is frozen when the activity starts. `output` is evaluated in each iteration when it is completed and the
    values are collected, in the order of the items, in the variable `collected`.
    """

    item_spec = ""
    sequential = False
    counted = False  # whether `collection` gives a number instead of a list
    collection: Expression
    item: str | None = None
    condition: Expression | None = None
    collected: str | None = None
    output: Expression | None = None

    def expressions(self) -> Iterator[Expression]:
        yield from super().expressions()
        yield from (each for each in (self.collection, self.condition, self.output) if each is not None)

    def start(self, token: Token) -> bool:
        items = self._items(token)
        token._set_state(TaskState.STARTED)
        token.note.update(items=canonical.copy(items), results={})
        for index in range(len(items[:1] if self.sequential else items)):
            self._begin(token, index)
        return not items

    def _items(self, token: Token) -> list[Value]:
        """The list; of a number, that many. Raises `ExpressionGaveNothing`, `TooManyItems`."""
        items = self.evaluate(self.collection, token)
        amount = items if self.counted else len(items) if isinstance(items, list) else None
        if not isinstance(amount, int) or isinstance(amount, bool) or amount < 0:
            raise ExpressionGaveNothing(element=self.element)
        if amount > MOST_ITEMS:
            raise TooManyItems(element=self.element, most=MOST_ITEMS)
        return items if isinstance(items, list) else list(range(amount))

    def _begin(self, token: Token, index: int) -> None:
        values: dict[str, Value] = {COUNTER: index}
        if self.item:
            values[self.item] = token.note["items"][index]
        child = token._add_child(self._wf_spec.task_specs[self.item_spec])
        child.scope = iteration(token.scope, self.element, token.ordinal, index + 1)
        token.workflow.top_workflow.scopes.open(child.scope, values)
        child.task_spec._update(child)

    def item_completed(self, token: Token, item: Token) -> None:
        items, results = token.note["items"], token.note["results"]
        index = int(item.scope.rpartition("#")[2]) - 1
        results[str(index)] = None if self.output is None else self.evaluate(self.output, item)
        if self.condition is not None and self._is_enough(self.condition, token, item):
            for other in token.children:
                if other.task_spec.is_item:
                    other.cancel()
            token._ready()
        elif len(results) == len(items):
            token._ready()
        elif self.sequential:
            self._begin(token, len(results))

    def _is_enough(self, condition: Expression, token: Token, item: Token) -> bool:
        """The condition reads what the iteration does, and how many there are of each kind."""
        top, items, done = token.workflow.top_workflow, len(token.note["items"]), len(token.note["results"])
        active = sum(1 for other in token.children if other.task_spec.is_item and other.live)
        counts: dict[str, Value] = dict(zip(COUNTS, (items, done, active), strict=True))
        value = condition.evaluate(
            lambda name: counts[name] if name in counts else top.scopes.open_value(item.scope, name), top.context
        )
        return self.counts_as_true(value, token, self.element)

    def _run_hook(self, token: Token) -> bool:
        if self.collected:
            results = token.note["results"]
            in_order = [results[index] for index in sorted(results, key=int)]
            token.workflow.top_workflow.scopes.assign(token.scope, {self.collected: in_order})
        return super()._run_hook(token)
