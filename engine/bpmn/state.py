"""The state of an instance: what is digested, what is stored, and what is forgotten."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine import canonical
from engine.bpmn.compile import Definition
from engine.bpmn.key import enclosing
from engine.bpmn.token import Token
from engine.bpmn.workflow import Under, Workflow
from engine.errors import SnapshotOutdated

# the library's numbers have changed between its versions: neither hashes nor what is stored may depend on them
_STATES = {TaskState.WAITING: "waiting", TaskState.READY: "ready", TaskState.STARTED: "started"}
_NUMBERS = {word: number for number, word in _STATES.items()}
SNAPSHOT = 1  # number of the snapshot's format; one of another number is thrown away and rebuilt from the log


def forget(state: Workflow) -> None:
    """Drops what is over. The size of a state depends on what is open, never on what has been."""
    used = {""}
    for workflow in state.workflows():
        root = workflow.root()
        for token in list(workflow.tasks.values()):
            if token.live:
                _hang_under_the_living(token, root)
                used.update(_with_enclosing(token.scope))
        for number in [n for n, token in workflow.tasks.items() if not token.live and token is not root]:
            del workflow.tasks[number]
        for token in workflow.tasks.values():
            token._children = []
        for token in workflow.tasks.values():
            if token.parent is not None:
                token.parent._children.append(token.id)
    state.scopes.close_unused(used)


def _hang_under_the_living(token: Token, root: Token) -> None:
    parent = token.parent
    while parent is not root and not parent.live:
        parent = parent.parent
    token.parent = parent


def _with_enclosing(scope: str | None) -> list[str]:
    found = []
    while scope is not None:
        found.append(scope)
        scope = enclosing(scope)
    return found


def digest(state: Workflow) -> str:
    """SHA-256 over tokens, variables and counters as they are, and over what was passed and closed in this event: a
    value that came and went within one event is seen too. Taken from our own words, never from the library's."""
    return canonical.digest(
        [
            sorted(_projection(token) for token in state.tokens()),
            state.scopes.values,
            state.scopes.counts,
            [[scope, values] for scope, values in state.scopes.closed],
            state.record.given,
            state.record.passed,
        ]
    )


def _projection(token: Token) -> list[Any]:
    note = canonical.encode(token.note).decode()
    return [token.scope, token.element, token.ordinal, _held_by(token), _STATES[token._state], token.flow, note]


def _held_by(token: Token) -> str:
    """The activity that the token waits at or runs under: what would end it."""
    above: Token | None = token.parent if token.parent.live else token.workflow.host
    return "" if above is None else str(above.key)


def dump(state: Workflow) -> bytes:
    """The snapshot: canonical bytes. Nothing of the definition is in it."""
    return canonical.encode(
        [
            SNAPSHOT,
            state.last_number,
            state.scopes.values,
            state.scopes.counts,
            [_rows(workflow) for workflow in state.workflows()],
        ]
    )


def _rows(workflow: Workflow | Under) -> list[Any]:
    host = None if workflow.host is None else workflow.host.id
    return [host, workflow.scope, workflow.root().id, [_row(token) for token in workflow.live()]]


def _row(token: Token) -> list[Any]:
    return [
        token.id,
        token._parent,
        token.task_spec.name,
        _STATES[token._state],
        token.ordinal,
        token.flow,
        token.scope if token.scope != token.workflow.scope else None,
        token.note,
    ]


def load(definition: Definition, snapshot: bytes) -> Workflow:
    """The state that `dump` wrote. Raises `SnapshotOutdated`."""
    stored: Any = canonical.decode(snapshot)
    if stored[0] != SNAPSHOT:
        raise SnapshotOutdated
    _, last, values, counts, workflows = stored
    state = Workflow(definition)
    state.last_number = last
    state.scopes.values, state.scopes.counts = values, counts
    tokens: dict[int, Token] = {}
    for host_id, scope, root, rows in workflows:
        workflow: Workflow | Under = state
        if host_id is not None:
            host = tokens[host_id]
            workflow = state.subprocesses[host_id] = Under(host.task_spec.process.spec, host, scope)
        workflow.plant(root)
        for row in rows:
            _restore(workflow, row)
        tokens.update(workflow.tasks)
    return state


def _restore(workflow: Workflow | Under, row: list[Any]) -> None:
    number, parent, spec, state, ordinal, flow, scope, note = row
    token = Token(workflow, workflow.spec.task_specs[spec], workflow.tasks[parent], _NUMBERS[state], number)
    token.ordinal, token.flow, token.note = ordinal, flow, note
    token.scope = workflow.scope if scope is None else scope
