"""An instance that is held, after every event, to what must always be true of one."""

from __future__ import annotations

from typing import Any

from engine.bpmn.advance import Step
from engine.bpmn.key import Key, enclosing
from engine.bpmn.outcome import Outcome
from tests.running import Running


class Watched(Running):
    """Keeps nothing that is over, and its outcomes say whatever begins and ceases to wait."""

    def step(self, step: Step) -> Outcome:
        before = {} if self.state is None else waits(self.state)
        outcome = super().step(step)
        now = waits(self.state)
        opened = {o.key: (o.kind, o.due if o.kind == "timer" else None) for o in outcome.opened}
        closed = {c.key: c.kind for c in outcome.closed}
        assert closed.items() <= {key: kind for key, (kind, _) in before.items()}.items()
        assert opened.keys().isdisjoint(before)
        assert {key: said for key, said in {**before, **opened}.items() if key not in closed} == now
        assert outcome.done == (not any(self.state.tokens()))
        only_what_is_open_is_kept(self.state)
        return outcome


def waits(state: Any) -> dict[Key, tuple[str, Any]]:
    tokens = [token for token in state.tokens() if token.task_spec.waits]
    found = {token.key: (token.task_spec.waits, token.note.get("due")) for token in tokens}
    assert len(found) == len(tokens), "two tokens have one key"
    return found


def only_what_is_open_is_kept(state: Any) -> None:
    """One root for each process that runs, beside its living tokens; scopes that they are in; counters by scope."""
    workflows = state.workflows()
    live = list(state.tokens())
    assert sum(len(workflow.tasks) for workflow in workflows) == len(live) + len(workflows)
    used = {""}
    for scope in [*(token.scope for token in live), *(workflow.scope for workflow in workflows)]:
        at: str | None = scope
        while at is not None:
            used.add(at)
            at = enclosing(at)
    assert set(state.scopes.values) == used
    assert set(state.scopes.counts) == used
