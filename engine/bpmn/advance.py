"""One event moves an instance: deterministic, without clock, chance or database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.bpmn.catch import Catch
from engine.bpmn.compile import Definition
from engine.bpmn.key import Key
from engine.bpmn.outcome import Outcome
from engine.bpmn.outwards import throw_error
from engine.bpmn.state import forget
from engine.bpmn.throw import catch_signal
from engine.bpmn.token import Token
from engine.bpmn.workflow import Workflow
from engine.calendar import Calendar
from engine.canonical import Value
from engine.errors import NotDue, NotOpen
from engine.feel import Context

EPOCH = 1  # grows when we knowingly change what the same events yield; see docs/epochs.md


@dataclass(frozen=True)
class Step:
    """What a log event does to tokens. `kind`:

    start (`element` the start event, None the plain one) · complete, a person's task · answer, a service's ·
    error, a service's with `code` · timer · message · skip, whatever the token waits for · signal (`code` its name), to
    all that wait for it · cancel, of the whole instance. `key` names the token in all but start, signal and cancel.
    """

    kind: str
    at: datetime
    key: Key | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    element: str | None = None
    code: str = ""


def advance(
    definition: Definition, state: Workflow | None, step: Step, calendar: Calendar | None = None
) -> tuple[Workflow, Outcome]:
    """The state after the step, and what the step did.

    Consumes the state it is given: on an exception throw that away and store nothing. Raises `NotOpen` when the token
    named is not waiting for this, `NotDue` for a timer before its time, another `KernelError` where the diagram can't
    go on.
    """
    if state is None:
        state = Workflow(definition)
    state.begin_event(Context(step.at, calendar), step.values)
    _STEPS[step.kind](state, step)
    state.settle()
    forget(state)
    return state, _outcome(state)


def _start(state: Workflow, step: Step) -> None:
    if state.last_number:
        raise NotOpen(kind="start")
    state.scopes.assign("", step.values)
    state.begin(state.definition.main.start_at(step.element))


def _complete(state: Workflow, step: Step) -> None:
    token = _waiting(state, step, "service" if step.kind == "answer" else "task")
    state.scopes.assign(token.scope, step.values)
    token.run()


def _error(state: Workflow, step: Step) -> None:
    token = _waiting(state, step, "service")
    state.scopes.assign(token.scope, step.values)
    throw_error(token, step.code)


def _timer(state: Workflow, step: Step) -> None:
    token = _waiting(state, step, "timer")
    if token.note["due"] > step.at:
        raise NotDue(key=str(step.key))
    token.task_spec.fire(token)


def _message(state: Workflow, step: Step) -> None:
    token = _waiting(state, step, "message")
    state.scopes.assign(token.scope, step.values)
    token.task_spec.fire(token)


def _signal(state: Workflow, step: Step) -> None:
    if not catch_signal(state, step.code, step.values):
        raise NotOpen(signal=step.code)


def _skip(state: Workflow, step: Step) -> None:
    """Goes on as if the work had been done or the event had come, without values."""
    token = next((t for t in state.tokens() if t.key == step.key and t.task_spec.can_be_skipped), None)
    if token is None:
        raise NotOpen(key=str(step.key))
    if isinstance(token.task_spec, Catch):
        token.task_spec.fire(token)
    else:
        token.run()


def _cancel(state: Workflow, step: Step) -> None:
    if not any(state.tokens()):
        raise NotOpen(kind="cancel")
    for token in list(state.tokens()):
        token.cancel()


_STEPS = {
    "start": _start,
    "complete": _complete,
    "answer": _complete,
    "error": _error,
    "timer": _timer,
    "message": _message,
    "signal": _signal,
    "skip": _skip,
    "cancel": _cancel,
}


def _waiting(state: Workflow, step: Step, waits: str) -> Token:
    for token in state.tokens():
        if token.task_spec.waits == waits and token.key == step.key:
            return token
    raise NotOpen(key=str(step.key))


def _outcome(state: Workflow) -> Outcome:
    record = state.record
    return Outcome(
        passed=tuple(record.passed),
        opened=tuple(opened for token, opened in record.opened if token.live),
        closed=tuple(record.closed()),
        sent=tuple(record.sent),
        thrown=tuple(record.thrown),
        nulls=tuple(record.nulls),
        ends=tuple(record.ends),
        done=not any(state.live()),
    )
