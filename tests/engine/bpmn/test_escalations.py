"""Escalations: told outwards, caught or not, and only what interrupts ends anything (BPMN 10.5.1)."""

from __future__ import annotations

import pytest

from tests.diagram import Process, diagram, escalation, items
from tests.engine.bpmn.drawing import boundary, calls, routine
from tests.engine.bpmn.watched import Watched


def started(*processes: Process) -> Watched:
    return Watched(diagram(*processes, escalations=("E1", "E2")))


def escalating() -> Process:
    """A process in which something is escalated after `a`, with `b` after that."""
    held = routine("start2 a tell b end2", key="q")
    return held.node("tell", "intermediateThrowEvent", inner=escalation("E1"))


@pytest.mark.parametrize("kind", ["subProcess", "callActivity"])
@pytest.mark.parametrize("interrupting", [True, False])
def test_it_is_caught_on_the_edge_and_only_what_interrupts_ends_the_work(kind: str, interrupting: bool) -> None:
    process = routine("start host end", "edge c end")
    inner = escalating().body() if kind == "subProcess" else ""
    process.node("host", kind, calls("q") if kind == "callActivity" else "", inner=inner)
    process.node("edge", "boundaryEvent", boundary("host", interrupting=interrupting), inner=escalation("E1"))
    running = started(process, *([] if inner else [escalating()]))
    at = "" if inner else "host:1/"
    running.complete(f"{at}a")
    assert running.open == (["c"] if interrupting else sorted(["c", f"{at}b"]))


def test_the_one_for_the_code_goes_before_the_one_for_any_and_others_do_not_catch_it() -> None:
    process = routine("start sub end", "any c end", "one d end", "other e end")
    process.node("sub", "subProcess", inner=escalating().body())
    for name, code in (("any", ""), ("one", "E1"), ("other", "E2")):
        process.node(name, "boundaryEvent", boundary("sub", interrupting=False), inner=escalation(code))
    running = started(process)
    running.complete("a")
    assert running.open == ["b", "d"]


def test_one_that_nobody_catches_is_passed() -> None:
    running = started(escalating())
    assert running.complete("a").thrown == ()
    assert running.open == ["b"]


def test_it_is_caught_further_out_from_one_of_several() -> None:
    process = routine("start outer end", "edge c end")
    held = routine("start3 sub end3", key="r").node(
        "sub", "subProcess", inner=items("=[1, 2]", "n") + escalating().body()
    )
    process.node("outer", "subProcess", inner=held.body())
    process.node("edge", "boundaryEvent", boundary("outer", interrupting=False), inner=escalation())
    running = started(process)
    running.complete("sub:1#1/a")
    running.complete("sub:1#2/a")
    assert running.open == ["c", "c:2", "sub:1#1/b", "sub:1#2/b"]


def test_an_end_escalates_too_and_ends_its_own_way_only() -> None:
    held = routine("start2 fork a last", "fork b end2", key="q").node("last", "endEvent", inner=escalation("E1"))
    process = routine("start sub d end", "edge c end").node("sub", "subProcess", inner=held.body())
    process.node("edge", "boundaryEvent", boundary("sub", interrupting=False), inner=escalation("E1"))
    running = started(process)
    running.complete("a")
    assert running.open == ["b", "c"]
    running.complete("b")
    assert running.open == ["c", "d"]
