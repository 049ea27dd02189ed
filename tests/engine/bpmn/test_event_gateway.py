"""Whichever happens first (BPMN 13.4.4)."""

from __future__ import annotations

import pytest

from tests.diagram import Process, diagram, items, message, timer
from tests.engine.bpmn.drawing import routine
from tests.engine.bpmn.watched import Watched

WAYS = {"soon": "b", "later": "c", "told": "d", "received": "g"}


def race(*paths: str) -> Process:
    process = routine("start race soon b end", "race later c end", "race told d end", "race received g end", *paths)
    process.node("soon", "intermediateCatchEvent", inner=timer("PT1H"))
    process.node("later", "intermediateCatchEvent", inner=timer("P10D"))
    process.node("told", "intermediateCatchEvent", inner=message("m"))
    return process.node("received", "receiveTask", 'messageRef="message_n"')


def started(process: Process) -> Watched:
    return Watched(diagram(process, messages=("m", "n")))


def test_each_event_waits_with_its_own_time_or_message() -> None:
    running = started(race())
    opened = {
        o.key.element: (o.kind, o.due and (o.due - running.at).total_seconds(), o.name)
        for o in running.outcomes[0].opened
    }
    assert opened == {
        "soon": ("timer", 3600, ""),
        "later": ("timer", 10 * 24 * 3600, ""),
        "told": ("message", None, "m"),
        "received": ("message", None, "n"),
    }


@pytest.mark.parametrize("first", WAYS)
def test_the_first_event_takes_its_own_way_and_the_others_are_gone(first: str) -> None:
    running = started(race())
    running.wait(days=11)
    outcome = running.fire(first) if first in ("soon", "later") else running.send(first, x=1)
    assert running.open == [WAYS[first]]
    assert {(c.key.element, c.completed) for c in outcome.closed} == {(n, n == first) for n in WAYS}
    assert list(running.waiting("timer", "message")) == []
    assert running.complete(WAYS[first]).done


def test_a_message_that_comes_first_brings_its_values() -> None:
    running = started(race())
    running.send("told", x=1)
    assert running.values == {"x": 1}


def test_in_a_loop_each_round_waits_anew() -> None:
    process = routine("start merge race soon b merge", "race told d end")
    process.node("soon", "intermediateCatchEvent", inner=timer("PT1H"))
    process.node("told", "intermediateCatchEvent", inner=message("m"))
    running = started(process)
    for number in range(1, 4):
        suffix = "" if number == 1 else f":{number}"
        assert list(running.waiting("timer", "message")) == [f"soon{suffix}", f"told{suffix}"]
        running.wait(hours=2).fire(f"soon{suffix}")
        running.complete(f"b{suffix}")
    running.send("told:4")
    assert running.complete("d").done


def test_two_tokens_at_one_gateway_race_apart() -> None:
    process = routine("start fork merge race soon b end", "fork merge", "race told d end")
    process.flow("fork", "merge")
    process.node("soon", "intermediateCatchEvent", inner=timer("PT1H"))
    process.node("told", "intermediateCatchEvent", inner=message("m"))
    running = started(process)
    running.send("told:2")
    assert sorted(running.waiting()) == ["d", "soon", "told"]
    running.wait(hours=1).fire("soon")
    assert sorted(running.waiting()) == ["b", "d"]


def test_each_item_of_a_subprocess_has_its_own_race() -> None:
    held = routine("start2 race soon b end2", "race told d end2", key="q")
    held.node("soon", "intermediateCatchEvent", inner=timer("PT1H"))
    held.node("told", "intermediateCatchEvent", inner=message("m"))
    process = routine("start sub end").node("sub", "subProcess", inner=items("=[1, 2]", "n") + held.body())
    running = started(process)
    running.send("sub:1#1/told")
    assert sorted(running.waiting()) == ["sub:1#1/d", "sub:1#2/soon", "sub:1#2/told"]
