"""The library as it is runs beside us, over models of what it runs right: no loops around joins, no inclusive
gateways, items all at once. The same tokens after every event."""

from __future__ import annotations

import random

import pytest

from tests.engine.bpmn.beside import run_beside
from tests.engine.bpmn.models import Model
from tests.engine.bpmn.plain import Plain
from tests.running import compile_xml

BRANCHES = ("task", "seq", "and", "xor", "timed", "reminded", "sub", "ended sub", "call", "times", "pause", "pairwise")
ROUNDS = ("task", "seq", "xor", "loop", "timed", "sub", "call", "pause", "two exits", "shared merge")


@pytest.mark.parametrize(("models", "kinds", "least"), [(200, BRANCHES, 1000), (120, ROUNDS, 500)])
def test_our_tokens_are_the_librarys_after_every_event(models: int, kinds: tuple[str, ...], least: int) -> None:
    compared = done = 0
    for seed in range(models):
        model = Model(seed, 3, kinds, plain=True)
        try:
            running = run_beside(Plain(model), compile_xml(model.xml()), random.Random(seed), most_steps=40)
        except AssertionError as difference:
            raise AssertionError(f"model {seed}") from difference
        compared += len(running.outcomes)
        done += running.done
    assert done > models * 0.9
    assert compared > least
