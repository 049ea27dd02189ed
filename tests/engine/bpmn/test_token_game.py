"""Replay equality is not correctness: an engine that loses tokens replays perfectly. So the engine is held against a
token game over random models."""

from __future__ import annotations

import random

import pytest

from tests.engine.bpmn.beside import run_beside
from tests.engine.bpmn.models import BLOCKS, EVERYTHING, UNSTRUCTURED, Model, Tangle
from tests.engine.bpmn.token_game import TokenGame
from tests.running import compile_xml

FAMILIES = {  # how many models, how deep, of what
    "blocks": (200, 4, BLOCKS),
    "everything": (400, 3, EVERYTHING),
    "unstructured": (100, 3, (*UNSTRUCTURED, "task", "loop", "reminded")),
}
HISTORIES = 2  # of each model


@pytest.mark.parametrize("family", FAMILIES)
def test_random_models_move_as_the_token_game_does(family: str) -> None:
    models, depth, kinds = FAMILIES[family]
    done = 0
    for seed in range(models):
        model = Model(seed, depth, kinds)
        definition = compile_xml(model.xml())
        for history in range(HISTORIES):
            chance = random.Random(f"{seed} {history}")
            try:
                running = run_beside(TokenGame(model), definition, chance, most_steps=100)
            except AssertionError as difference:
                raise AssertionError(f"{family}: model {seed}, history {history}") from difference
            done += running.done
    assert done > models * HISTORIES * 0.8, "too few of the histories come to an end"


def test_tokens_are_right_even_where_a_model_is_not() -> None:
    doubled = stuck = 0
    for seed in range(200):
        model = Tangle(seed)
        try:
            running = run_beside(TokenGame(model), compile_xml(model.xml()), random.Random(seed), most_steps=25)
        except AssertionError as difference:
            raise AssertionError(f"tangle {seed}") from difference
        doubled += any(
            key.ordinal > 1 for outcome in running.outcomes for opened in outcome.opened for key in [opened.key]
        )
        stuck += not running.done and not running.waiting()
    assert doubled > 50
    assert stuck > 30


def test_the_models_have_everything_in_them() -> None:
    graphs = [graph for seed in range(400) for graph in Model(seed, 3, EVERYTHING).graphs()]
    kinds = [kind for graph in graphs for kind in graph.kind.values()]
    for kind in ("parallelGateway", "exclusiveGateway", "inclusiveGateway", "subProcess", "callActivity"):
        assert kinds.count(kind) > 100
    assert kinds.count("eventBasedGateway") > 50
    assert sum(len(graph.fails) for graph in graphs) > 30
    edges = [interrupting for graph in graphs for _, interrupting in graph.edges.values()]
    assert min(edges.count(True), edges.count(False)) > 40
    times = [sequential for graph in graphs for _, sequential in graph.times.values()]
    assert min(times.count(True), times.count(False)) > 20
    assert sum(len(graph.terminate) for graph in graphs) > 20
    assert len([1 for seed in range(200) if len(Model(seed).main.kind) > 20]) > 50
