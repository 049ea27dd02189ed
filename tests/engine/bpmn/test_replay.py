"""The same events give the same state, wherever they are executed; other events give another, and it is seen."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from engine.bpmn.advance import Step, advance
from engine.bpmn.state import digest, dump, load
from engine.errors import NyckelfriError
from tests.diagram import diagram, into, out_of
from tests.engine.bpmn.drawing import calls, routine
from tests.engine.bpmn.histories import ANSWERS, History, compiled, executed_again, histories, tampered
from tests.engine.bpmn.replaying import replayed
from tests.running import START, compile_xml

CASES, MODELS, EVENTS = 100, 100, 60


@pytest.fixture(scope="module")
def every_history() -> tuple[History, ...]:
    return histories(CASES, MODELS, EVENTS)


@pytest.mark.parametrize("stored", [False, True])
def test_the_same_events_give_the_same_digests(every_history: tuple[History, ...], stored: bool) -> None:
    for history in every_history:
        assert executed_again(compiled(history.xml), history.steps, stored=stored) == list(history.digests), (
            history.name
        )


def test_a_newly_compiled_definition_gives_the_same_digests(every_history: tuple[History, ...]) -> None:
    for history in every_history[:: len(every_history) // 20]:
        assert executed_again(compile_xml(history.xml), history.steps, stored=True) == list(history.digests)


@pytest.mark.parametrize("seed", ["1", "4711"])
def test_another_process_gives_the_same_digests(every_history: tuple[History, ...], seed: str, tmp_path: Path) -> None:
    some = every_history[::4]
    assert replayed(some, tmp_path / "histories", seed=seed) == [list(history.digests) for history in some]


def test_a_snapshot_is_the_same_however_the_state_came_about(every_history: tuple[History, ...]) -> None:
    for history in every_history:
        definition, kept, stored = compiled(history.xml), None, None
        for step in history.steps:
            kept, _ = advance(definition, kept, step)
            stored, _ = advance(definition, stored, step)
            assert dump(kept) == dump(stored)
            stored = load(definition, dump(stored))


def test_a_changed_value_is_seen_at_its_event(every_history: tuple[History, ...]) -> None:
    changed = 0
    for history in (h for h in every_history if any(step.values for step in h.steps)):
        at, steps = tampered(history, random.Random(history.name))
        found = digests_until_stopped(history, steps)
        assert found[:at] == list(history.digests[:at])
        assert found[at : at + 1] != [history.digests[at]], f"{history.name}, event {at}"
        changed += 1
    assert changed > 150


def test_a_value_that_was_replaced_in_the_same_event_is_seen_too() -> None:
    process = routine("start a call end")
    process.node("call", "callActivity", calls("q"), extension=into("=1", "x") + out_of("x", "x"))
    definition = compile_xml(diagram(process, routine("start2 end2", key="q")))
    found = set()
    for x in (2, 3):
        state, _ = advance(definition, None, Step("start", START))
        (token,) = state.tokens()
        state, _ = advance(definition, state, Step("complete", START, token.key, {"x": x}))
        assert state.scopes.values == {"": {"x": 1}}
        found.add(digest(state))
    assert len(found) == 2


def test_an_event_left_out_is_seen_at_the_next(every_history: tuple[History, ...]) -> None:
    for history in every_history[:40]:
        for n in range(1, len(history.steps) - 1):
            found = digests_until_stopped(history, (*history.steps[:n], history.steps[n + 1]))
            assert found[n:] != [history.digests[n + 1]], history.name


def test_when_a_timer_is_due_is_part_of_the_digest(every_history: tuple[History, ...]) -> None:
    seen = 0
    for history in every_history[:CASES]:
        for n in timers_set(history):
            later = replace(history.steps[n], at=history.steps[n].at + timedelta(minutes=1))
            found = digests_until_stopped(history, (*history.steps[:n], later))
            assert found[n] != history.digests[n]
            seen += 1
    assert seen >= CASES * 0.9


def timers_set(history: History) -> list[int]:
    """The numbers of the events that set a timer which had not been waiting since before."""
    state, found = None, []
    for n, step in enumerate(history.steps):
        state, outcome = advance(compiled(history.xml), state, step)
        if step.kind != "timer" and any(opened.kind == "timer" for opened in outcome.opened):
            found.append(n)
    return found


def digests_until_stopped(history: History, steps: tuple[Step, ...]) -> list[str]:
    definition, state, found = compiled(history.xml), None, []
    for step in steps:
        try:
            state, _ = advance(definition, state, step)
        except NyckelfriError:
            break
        found.append(digest(state))
    return found


def test_the_histories_have_everything_in_them(every_history: tuple[History, ...]) -> None:
    kinds = [step.kind for history in every_history for step in history.steps]
    assert len(kinds) > 2000
    for kind in ("complete", "answer", "error", "timer", "message", "signal", "skip", "cancel"):
        assert kinds.count(kind) > 15
    reached = {step.key.element for history in every_history for step in history.steps if step.key}
    assert set(ANSWERS) <= reached
