"""SpiffWorkflow's workflow as we run it: an agenda instead of tree scans, joins asked when nothing else moves."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.element import Element
from engine.bpmn.key import called
from engine.bpmn.record import Record
from engine.bpmn.scope import Scopes
from engine.bpmn.token import Token
from engine.canonical import Value
from engine.errors import EndlessLoop
from engine.feel import Context

if TYPE_CHECKING:
    from engine.bpmn.compile import Definition

MOST_STEPS = 10_000  # tokens moved in one event; more means a loop that waits for nobody
DEEPEST = 50  # processes and subprocesses in one another; more means a process that calls itself


class Common:
    """What the instance's workflow and those under it have in common."""

    tasks: dict[int, Token]
    scope: str
    host: Token | None = None  # what they run under

    def live(self) -> Iterator[Token]:
        return (token for token in self.tasks.values() if token.live)

    def root(self) -> Token:
        """What every token hangs under that has nothing nearer to hang under."""
        return next(iter(self.tasks.values()))

    def plant(self, number: int = 0) -> Token:
        """Makes the root, which is over from the beginning."""
        return Token(self, self.spec.start, None, TaskState.COMPLETED, number)  # type: ignore[arg-type, attr-defined]

    def begin(self, start: str, *, passed: bool = False) -> None:
        """Puts the first token at a start event, or behind one that has been `passed`, and one at that of each event
        subprocess."""
        root, specs = self.plant(), self.spec.task_specs  # type: ignore[attr-defined]
        for name, spec in specs.items():
            if name == start and passed:
                spec.leave(root)
            elif name == start or (isinstance(spec, Element) and spec.watches):
                root._add_child(spec)
        for token in root.children:
            self.top_workflow.record.taken(token)  # type: ignore[attr-defined]
            token.task_spec._update(token)

    def busy(self) -> bool:
        """Whether there is a token that goes on or waits, beside those that only watch."""
        return any(not token.task_spec.watches for token in self.live())

    def stop_watching(self) -> None:
        for token in list(self.live()):
            token.cancel()

    def _task_completed_notify(self, token: Token) -> None:
        """The library would scan the tree here; `settle` asks those that wait."""


class Under(Common, BpmnSubWorkflow):  # type: ignore[misc]
    """A called process or an embedded subprocess, running under the token that started it."""

    host: Token

    def __init__(self, spec: Any, host: Token, scope: str) -> None:
        self.scope = scope
        self.host = host
        super().__init__(spec, host.id, host.workflow.top_workflow, deserializing=True)

    def _calculate_depth(self) -> int:
        depth: int = self.host.workflow.depth + 1
        if depth > DEEPEST:
            raise EndlessLoop(element=self.host.element)
        return depth


class Workflow(Common, BpmnWorkflow):  # type: ignore[misc]
    """A process instance's tokens and variables. `definition` is the diagram, shared by all its instances."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.scope = ""
        self.scopes = Scopes()
        self.agenda: deque[Token] = deque()
        self.record = Record({})
        self.last_number = 0
        self.asking: list[Token] = []  # at inclusive joins
        self.resting: dict[int, Under] = {}  # where a token has ended, by the token they run under
        self.context = Context(datetime.min.replace(tzinfo=UTC), None)
        super().__init__(definition.main.spec, script_engine=_NoScripts(), deserializing=True)

    def begin_event(self, context: Context, values: Mapping[str, Value]) -> None:
        """Clears what was noted of the event before; `context` is what expressions may know besides variables."""
        self.context = context
        self.record = Record(values)
        self.asking = [token for token in self.tokens() if token.task_spec.asks]

    def next_number(self) -> int:
        self.last_number += 1
        return self.last_number

    def workflows(self) -> list[Workflow | Under]:
        """The instance's own and all under it, outer before inner."""
        return [self, *self.subprocesses.values()]

    def tokens(self) -> Iterator[Token]:
        """Every live token, in order of arrival within its workflow."""
        return (token for workflow in self.workflows() for token in workflow.live())

    def waits_for_signal(self, name: str) -> list[Token]:
        """The tokens that wait for a signal."""
        return [t for t in self.tokens() if t.task_spec.waits == "signal" and t.task_spec.event_name == name]

    def start_under(self, host: Token, spec: Any, start: str, *, own_scope: bool = False, passed: bool = False) -> None:
        scope = called(host.scope, host.element, host.ordinal) if own_scope else host.scope
        under = self.subprocesses[host.id] = Under(spec, host, scope)
        if own_scope:
            self.scopes.open(scope, host.task_spec.arguments(host))
        under.begin(start, passed=passed)

    def cancel_under(self, host: Token) -> None:
        under = self.subprocesses.pop(host.id, None)
        if under is not None:
            for token in list(under.tasks.values()):
                token.cancel()

    def settle(self) -> None:
        """Moves tokens until every one of them waits for somebody or something."""
        steps = 0
        while True:
            while self.agenda:
                token = self.agenda.popleft()
                if token._state == TaskState.READY:
                    token.run()
                    steps += 1
                    if steps > MOST_STEPS:
                        raise EndlessLoop(element=token.element)
            if not (self._ask_joins() or self._finish_under()):
                break
        if not self.busy():
            self.stop_watching()

    def _ask_joins(self) -> bool:
        """An inclusive join fires when nothing that could still reach it is left: asked only when all else rests."""
        for token in self.asking:
            if token._state == TaskState.WAITING and token.task_spec.may_fire(token):
                token.task_spec.merge(token)
                return True
        return False

    def _finish_under(self) -> bool:
        """A called process or subprocess without a live token is done, and the token it ran under goes on."""
        while self.resting:
            host_id, under = self.resting.popitem()
            if host_id in self.subprocesses and not under.busy():
                under.stop_watching()
                under.host.task_spec.returned(under.host, under)
                del self.subprocesses[host_id]
                under.host._ready()
                return True
        return False


class _NoScripts:
    """In the place of the library's script engine, which would run Python: whatever asks it, fails."""
