"""Errors and escalations: handed outwards until something catches them (BPMN 10.5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from engine.errors import ErrorNotCaught

if TYPE_CHECKING:
    from engine.bpmn.token import Token


def throw_error(token: Token, code: str) -> None:
    """Raises `ErrorNotCaught`."""
    if not _caught(token, "error", code):
        raise ErrorNotCaught(element=token.element, code=code)


def throw_escalation(token: Token, code: str) -> None:
    """One that nobody catches is nobody's concern."""
    _caught(token, "escalation", code)


def _caught(token: Token, kind: str, code: str) -> bool:
    """Whether something caught it: the nearest, and of those the one for the code before one for any."""
    for catching in _outwards(token):
        events = {t: t.task_spec.node.event for t in catching if t.live}
        for wanted in (code, None):
            for catcher, event in events.items():
                if event is not None and event.kind == kind and (event.text or None) == wanted:
                    catcher.task_spec.fire(catcher)
                    return True
    return False


def _outwards(token: Token) -> Iterator[Iterable[Token]]:
    """What may catch it, from the inside out: what is on the edge of an activity, then the event subprocesses beside
    it. What an event subprocess throws, it and those beside it do not catch."""
    at: Token | None = token if token.task_spec.manual else None
    workflow = token.workflow
    while True:
        if at is not None:
            yield (at.parent if at.task_spec.is_item else at).children
        if at is None or not at.task_spec.node.triggered_by_event:
            yield [t for t in workflow.live() if t.task_spec.watches]
        if workflow.host is None:
            return
        at, workflow = workflow.host, workflow.host.workflow
