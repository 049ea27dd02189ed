"""SpiffWorkflow's task as we run it: ids and ordinals from the instance, no clock, no data, children made when left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.key import Key

if TYPE_CHECKING:
    from engine.bpmn.workflow import Workflow

LIVE = TaskState.WAITING | TaskState.READY | TaskState.STARTED


class Token(Task):  # type: ignore[misc]
    """A token at an element. `flow` is the sequence flow it came by, `scope` where its variables are.

    The library's own constructor reads the clock and draws a random id, and its `_add_child` names its own class;
    both are replaced here, so that nothing in the library needs to be patched.
    """

    def __init__(self, workflow: Workflow, spec: Any, parent: Token | None, state: int, number: int = 0) -> None:
        self.id = number or workflow.top_workflow.next_number()
        self.workflow = workflow
        self.task_spec = spec
        self._state = state
        self._children: list[int] = []
        self._parent = None if parent is None else parent.id
        self.scope: str = workflow.scope if parent is None else parent.scope
        self.flow = ""
        self.ordinal = 0
        self.note: dict[str, Any] = {}  # what the element must remember: a due time, the items of an iteration
        self.triggered = False
        self.thread_id = 0
        self.data: dict[str, Any] = {}
        self.internal_data: dict[str, Any] = {}
        self.last_state_change = 0.0
        workflow.tasks[self.id] = self
        if parent is not None:
            parent._children.append(self.id)

    @property
    def element(self) -> str:
        """The element's id as the diagram has it."""
        return str(self.task_spec.element)

    @property
    def key(self) -> Key:
        return Key(self.scope, self.element, self.ordinal)

    @property
    def live(self) -> bool:
        return bool(self._state & LIVE)

    def _set_state(self, value: int) -> None:
        if value == self._state:
            return
        self._state = value
        top = self.workflow.top_workflow
        if value & LIVE and not self.ordinal:
            self.ordinal = top.scopes.count(self.scope, self.element)
        if value == TaskState.READY and not self.task_spec.manual:
            top.agenda.append(self)
        elif value == TaskState.WAITING and self.task_spec.asks:
            top.asking.append(self)
        elif value & TaskState.FINISHED_MASK:
            top.record.left(self)
            if (host := self.workflow.host) is not None:
                top.resting[host.id] = self.workflow

    def _inherit_data(self) -> None:
        """Variables live in scopes; the library's copying between branches loses updates."""

    def _add_child(self, spec: Any, state: int = TaskState.FUTURE) -> Token:
        return Token(self.workflow, spec, self, state)

    def cancel(self) -> None:
        """Ends the token and everything that lives under it: boundary events, items, a called process."""
        if not self._state & TaskState.NOT_FINISHED_MASK:
            return
        for child in self.children:
            child.cancel()
        self._set_state(TaskState.CANCELLED)
        self.workflow.top_workflow.cancel_under(self)
