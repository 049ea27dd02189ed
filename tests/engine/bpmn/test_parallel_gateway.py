"""Tokens that wait for one another (BPMN 13.4.1)."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.diagram import diagram
from tests.engine.bpmn.drawing import routine
from tests.engine.bpmn.watched import Watched


@pytest.mark.parametrize("order", list(permutations("abc")))
def test_a_join_waits_for_every_flow_in_any_order(order: tuple[str, ...]) -> None:
    running = Watched(diagram(routine("start fork a join d end", "fork b join", "fork c join")))
    for name in order[:-1]:
        running.complete(name)
        assert "d" not in running.open
    running.complete(order[-1])
    assert running.open == ["d"]
    assert running.complete("d").done


def test_a_second_token_by_one_flow_waits_for_its_own_partner() -> None:
    running = Watched(diagram(routine("start fork a merge k join z end", "fork b merge", "fork c join")))
    running.complete("a")
    running.complete("b")
    running.complete("k")
    running.complete("k:2")
    assert running.open == ["c"]
    running.complete("c")
    assert running.open == ["z"]
    assert not running.complete("z").done, "one token still waits at the join"
    assert [(t.element, t.flow) for t in running.state.tokens()] == [("join", "p_5")]


def test_a_join_fires_once_for_each_full_set() -> None:
    process = routine("start fork a merge join z end", "fork b merge", "fork c merge2 join", "fork d merge2")
    running = Watched(diagram(process))
    for name in "abc":
        running.complete(name)
    assert running.open == ["d", "z"]
    running.complete("d")
    assert running.open == ["z", "z:2"]


def test_one_gateway_can_both_join_and_fork() -> None:
    running = Watched(diagram(routine("start fork a fork2 c end", "fork b fork2 d end")))
    running.complete("b")
    assert running.open == ["a"]
    running.complete("a")
    assert running.open == ["c", "d"]


def test_nested_forks_are_joined_from_within() -> None:
    running = Watched(
        diagram(
            routine("start fork fork2 a join2 join z end", "fork2 b join2", "fork fork3 c join3 join", "fork3 d join3")
        )
    )
    for name in "cab":
        running.complete(name)
        assert "z" not in running.open
    running.complete("d")
    assert running.open == ["z"]


def test_branches_joined_pairwise_wait_for_their_own() -> None:
    paths = ("start fork a join2 c join z end", "fork b fork2 join2", "fork2 d join")
    running = Watched(diagram(routine(*paths)))
    running.complete("b")
    assert running.open == ["a", "d"]
    running.complete("d")
    running.complete("a")
    assert running.open == ["c"]
    running.complete("c")
    assert running.open == ["z"]


@pytest.mark.parametrize("orders", [("ab", "ba"), ("ba", "ab"), ("ab", "ab"), ("ba", "ba")])
def test_a_join_in_a_loop_waits_in_every_round_in_any_order(orders: tuple[str, ...]) -> None:
    process = routine("start merge fork a join c choose", "fork b join").flow("choose", "merge", "again")
    running = Watched(diagram(process.node("end", "endEvent").flow("choose", "end", default=True)))
    for number, order in enumerate(orders, 1):
        suffix = "" if number == 1 else f":{number}"
        running.complete(f"{order[0]}{suffix}")
        assert running.open == [f"{order[1]}{suffix}"]
        running.complete(f"{order[1]}{suffix}")
        assert running.open == [f"c{suffix}"]
        running.complete(f"c{suffix}", again=number < len(orders))
    assert running.done


def test_a_join_that_never_gets_its_token_keeps_the_instance_from_ending() -> None:
    process = (
        routine("start a choose", "b join end", "c join").flow("choose", "b", "x").flow("choose", "c", default=True)
    )
    running = Watched(diagram(process))
    running.complete("a", x=True)
    assert not running.complete("b").done
    assert running.waiting() == {}


def test_a_join_of_two_flows_from_one_element_takes_one_by_each() -> None:
    process = routine("start a join end")
    process.flow("a", "join")
    running = Watched(diagram(process))
    assert running.complete("a").done


def test_conditions_after_a_fork_are_none_of_its_business() -> None:
    process = routine("start fork", "a end", "b end").flow("fork", "a", "false").flow("fork", "b", "unknown")
    running = Watched(diagram(process))
    assert running.open == ["a", "b"]
    assert running.outcomes[0].nulls == ()
