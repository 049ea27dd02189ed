"""Embedded subprocesses: part of the process that they stand in (BPMN 10.3.5, 13.3.4)."""

from __future__ import annotations

import pytest

from engine.bpmn.key import Key
from tests.diagram import TERMINATE, Process, diagram, into, items, out_of
from tests.engine.bpmn.drawing import calls, routine
from tests.engine.bpmn.watched import Watched

HELD = ("start2 fork2 c end2", "fork2 d end3")


def with_sub(*paths: str, loop: str = "", outer: tuple[str, ...] = ("start a sub z end",)) -> Process:
    held = routine(*(paths or HELD), key="held")
    return routine(*outer).node("sub", "subProcess", inner=loop + held.body())


@pytest.mark.parametrize("order", ["cd", "dc"])
def test_it_is_done_when_all_its_tokens_are(order: str) -> None:
    running = Watched(diagram(with_sub()))
    running.complete("a")
    assert running.open == ["c", "d"]
    running.complete(order[0])
    assert running.open == [order[1]]
    outcome = running.complete(order[1])
    assert running.open == ["z"]
    assert outcome.passed[-2:] == ("sub:1", "p_3")
    assert outcome.ends == ()


def test_it_has_the_variables_of_what_it_stands_in() -> None:
    running = Watched(diagram(with_sub()), x=1)
    running.complete("a")
    running.complete("c", x=2, y=3)
    assert running.values == {"x": 2, "y": 3}
    assert [key.scope for key in running.waiting().values()] == [""]


def test_it_is_done_at_once_when_nothing_in_it_waits() -> None:
    running = Watched(diagram(with_sub("start2 end2")))
    running.complete("a")
    assert running.open == ["z"]


def test_one_in_another_is_part_of_both() -> None:
    inner = routine("start3 c end3", key="inner")
    middle = routine("start2 sub2 d end2", key="middle").node("sub2", "subProcess", inner=inner.body())
    process = routine("start sub z end").node("sub", "subProcess", inner=middle.body())
    running = Watched(diagram(process))
    for name in "cd":
        assert running.open == [name]
        running.complete(name)
    assert running.open == ["z"]


def test_ending_everything_in_one_ends_what_is_within_it() -> None:
    inner = routine("start3 fork3 c end3", "fork3 g end6", key="inner")
    middle = routine("start2 fork2 sub2 end2", "fork2 d end5", key="middle")
    middle.node("sub2", "subProcess", inner=inner.body()).node("end5", "endEvent", inner=TERMINATE)
    process = routine("start fork sub z end", "fork b end4").node("sub", "subProcess", inner=middle.body())
    running = Watched(diagram(process))
    assert running.open == ["b", "c", "d", "g"]
    running.complete("d")
    assert running.open == ["b", "z"]


def test_two_tokens_in_one_at_once_are_done_each_by_itself() -> None:
    process = with_sub("start2 c join2 end2", "start2 d join2", outer=("start fork merge sub z end", "fork merge"))
    process.flow("fork", "merge")
    running = Watched(diagram(process))
    assert running.open == ["c", "c:2", "d", "d:2"]
    running.complete("c")
    running.complete("d:2")
    assert "z" not in running.open
    running.complete("d")
    assert running.open == ["c:2", "z"]


def test_in_a_loop_it_is_begun_anew() -> None:
    process = with_sub("start2 c end2", outer=("start merge sub a choose",))
    process.flow("choose", "merge", "again").node("end", "endEvent").flow("choose", "end", default=True)
    running = Watched(diagram(process))
    for number in range(1, 4):
        suffix = "" if number == 1 else f":{number}"
        running.complete(f"c{suffix}")
        running.complete(f"a{suffix}", again=number < 3)
    assert running.done


def test_for_each_item_it_has_a_scope_that_sees_what_is_around() -> None:
    process = with_sub("start2 c d end2", loop=items("=people", "person"))
    running = Watched(diagram(process), people=["Eva", "Åsa"], x=1)
    running.complete("a")
    assert running.open == ["sub:1#1/c", "sub:1#2/c"]
    running.complete("sub:1#2/c", x=2)
    assert running.state.scopes.look_up("sub:1#2", "x") == 2
    assert running.state.scopes.look_up("sub:1#1", "x") == 1
    assert running.state.scopes.look_up("sub:1#1", "person") == "Eva"
    assert running.values["x"] == 1
    running.complete("sub:1#2/d")
    assert running.open == ["sub:1#1/c"]
    assert "sub:1#2" not in running.state.scopes.values


def test_for_each_item_one_after_the_other() -> None:
    running = Watched(diagram(with_sub("start2 c end2", loop=items("=[1, 2]", "n", sequential=True))))
    running.complete("a")
    assert running.open == ["sub:1#1/c"]
    running.complete("sub:1#1/c")
    assert running.open == ["sub:1#2/c"]
    running.complete("sub:1#2/c")
    assert running.open == ["z"]


def test_ending_everything_in_one_item_leaves_the_others() -> None:
    held = routine("start2 fork2 c end2", "fork2 d end3", key="held").node("end2", "endEvent", inner=TERMINATE)
    process = routine("start sub z end").node("sub", "subProcess", inner=items("=[1, 2]", "n") + held.body())
    running = Watched(diagram(process))
    running.complete("sub:1#1/c")
    assert running.open == ["sub:1#2/c", "sub:1#2/d"]


def test_a_process_called_within_each_item_has_its_own_scope_below_the_item() -> None:
    held = routine("start2 c call end2", key="held")
    held.node("call", "callActivity", calls("q"), extension=into("n", "n") + out_of("n", "m"))
    process = routine("start sub z end").node("sub", "subProcess", inner=items("=[10, 20]", "n") + held.body())
    running = Watched(diagram(process, routine("start5 g end5", key="q")))
    running.complete("sub:1#1/c")
    running.complete("sub:1#2/c")
    assert running.open == ["sub:1#1/call:1/g", "sub:1#2/call:1/g"]
    assert running.state.scopes.values["sub:1#2/call:1"] == {"n": 20}
    definition = running.definition
    assert definition.node("sub:1#2/call:1", "g").id == "g"
    assert definition.node("sub:1#2", "c").id == "c"
    running.complete("sub:1#2/call:1/g", n=21)
    assert running.open == ["sub:1#1/call:1/g"]
    running.complete("sub:1#1/call:1/g")
    assert running.open == ["z"]
    assert running.values == {}


def test_a_loop_in_a_subprocess_in_a_called_process_finds_its_elements() -> None:
    inner = routine("start6 h end6", key="inner")
    called = routine("start5 sub5 end5", key="q").node("sub5", "subProcess", inner=items("=[1]", "n") + inner.body())
    running = Watched(diagram(routine("start call end").node("call", "callActivity", calls("q")), called))
    ((path, key),) = running.waiting().items()
    assert path == "call:1/sub5:1#1/h"
    assert key == Key("call:1/sub5:1#1", "h", 1)
    assert running.definition.node(key.scope, "h").id == "h"
    assert running.definition.at(key.scope).model.id == "q"
