"""Event subprocesses: beside everything, or instead of it (BPMN 10.3.5, 13.5.4)."""

from __future__ import annotations

import pytest

from engine.errors import ErrorNotCaught, NotOpen
from tests.diagram import Process, diagram, error, escalation, items, message, signal, timer
from tests.engine.bpmn.drawing import SERVICE, boundary, calls, routine
from tests.engine.bpmn.watched import Watched

EVENT = 'triggeredByEvent="true"'


def started(*processes: Process, **values: object) -> Watched:
    named = {"messages": ("m",), "signals": ("s",), "errors": ("E1", "E2"), "escalations": ("E1",)}
    return Watched(diagram(*processes, **named), **values)


def beside(
    process: Process, definition: str, *, interrupting: bool = True, name: str = "when", task: str = "z"
) -> Process:
    """Adds an event subprocess with one task."""
    held = routine(f"start_{name} {task} end_{name}", key=f"held_{name}")
    said = f'isInterrupting="{str(interrupting).lower()}"'
    held.node(f"start_{name}", "startEvent", said, inner=definition)
    return process.node(name, "subProcess", EVENT, inner=held.body())


def happen(running: Watched, kind: str, name: str = "start_when") -> None:
    if kind == "signal":
        running.signal("s", x=1)
    elif kind == "message":
        running.send(name, x=1)
    else:
        running.wait(hours=2).fire(name)


FROM_OUTSIDE = {"message": message("m"), "signal": signal("s"), "timer": timer("PT1H")}


@pytest.mark.parametrize("kind", FROM_OUTSIDE)
def test_one_that_interrupts_ends_all_else_and_then_the_process(kind: str) -> None:
    running = started(beside(routine("start fork a end", "fork b end"), FROM_OUTSIDE[kind]))
    assert {o.kind for o in running.outcomes[0].opened} == {"task", kind}
    happen(running, kind)
    assert list(running.waiting()) == ["z"]
    assert running.values == ({} if kind == "timer" else {"x": 1})
    assert running.complete("z").done


@pytest.mark.parametrize("kind", FROM_OUTSIDE)
def test_one_that_does_not_interrupt_goes_on_beside(kind: str) -> None:
    running = started(beside(routine("start a end"), FROM_OUTSIDE[kind], interrupting=False))
    happen(running, kind)
    assert running.open == ["a", "z"]
    assert not running.complete("a").done
    assert running.complete("z").done


def test_it_is_done_as_often_as_the_message_comes() -> None:
    running = started(beside(routine("start a end"), message("m"), interrupting=False))
    happen(running, "message")
    happen(running, "message", "start_when:2")
    assert running.open == ["a", "z", "z:2"]
    running.complete("z:2")
    running.complete("z")
    outcome = running.complete("a")
    assert outcome.done
    assert [(c.key, c.completed) for c in outcome.closed if c.kind == "message"] == [(("", "start_when", 3), False)]


def test_a_cycle_comes_as_often_as_it_says() -> None:
    running = started(beside(routine("start a end"), timer("R2/PT1H", "timeCycle"), interrupting=False))
    happen(running, "timer")
    happen(running, "timer", "start_when:2")
    assert list(running.waiting("timer")) == []
    assert running.open == ["a", "z", "z:2"]


def test_what_it_waits_for_ends_with_the_process_around_it() -> None:
    running = started(beside(routine("start a end"), message("m")))
    outcome = running.complete("a")
    assert outcome.done
    assert outcome.ends == ("end",)
    assert {(c.key.element, c.completed) for c in outcome.closed} == {("a", True), ("start_when", False)}


def test_it_is_not_skipped() -> None:
    running = started(beside(routine("start a end"), message("m")))
    with pytest.raises(NotOpen):
        running.skip("start_when")


@pytest.mark.parametrize("kind", ["subProcess", "callActivity"])
def test_in_a_part_it_ends_the_part_only_and_the_rest_goes_on(kind: str) -> None:
    part = beside(routine("start2 a end2", key="q"), message("m"))
    process = routine("start fork host b end", "fork c end")
    attributes, inner = ("", part.body()) if kind == "subProcess" else (calls("q"), "")
    process.node("host", kind, attributes, inner=inner)
    running = started(process, *([part] if kind == "callActivity" else []))
    at = "" if kind == "subProcess" else "host:1/"
    running.send(f"{at}start_when")
    assert running.open == sorted(["c", f"{at}z"])
    running.complete(f"{at}z")
    assert running.open == ["b", "c"]


def failing(code: str = "E1") -> Process:
    return routine("start2 fork a failed", "fork b end2", key="q").node("failed", "endEvent", inner=error(code))


def test_an_error_is_caught_inside_before_on_the_edge() -> None:
    process = routine("start sub end", "edge c end")
    process.node("sub", "subProcess", inner=beside(failing(), error("E1")).body())
    process.node("edge", "boundaryEvent", boundary("sub"), inner=error())
    running = started(process)
    running.complete("a")
    assert running.open == ["z"]
    assert running.complete("z").done


def test_the_one_for_the_code_goes_before_the_one_for_any() -> None:
    process = beside(beside(failing(), error(), name="any", task="y"), error("E1"))
    running = started(process)
    running.complete("a")
    assert running.open == ["z"]


def test_a_service_that_fails_is_caught_too() -> None:
    running = started(beside(routine("start ask end").node("ask", "serviceTask", SERVICE), error("E1")))
    running.fail("ask", "E1")
    assert running.open == ["z"]
    running = started(beside(routine("start ask end").node("ask", "serviceTask", SERVICE), error("E1")))
    with pytest.raises(ErrorNotCaught):
        running.fail("ask", "E2")


def test_what_it_throws_itself_is_caught_further_out() -> None:
    held = beside(routine("start2 a end2", key="q"), message("m"), interrupting=False)
    held = beside(held, error("E1"), name="other", task="y")
    inner = routine("start_when z failed", key="r").node("failed", "endEvent", inner=error("E1"))
    inner.node("start_when", "startEvent", 'isInterrupting="false"', inner=message("m"))
    held.node("when", "subProcess", EVENT, inner=inner.body())
    process = routine("start sub end", "edge c end").node("sub", "subProcess", inner=held.body())
    process.node("edge", "boundaryEvent", boundary("sub"), inner=error("E1"))
    running = started(process)
    happen(running, "message")
    assert running.open == ["a", "z"]
    running.complete("z")
    assert list(running.waiting()) == ["c"]


def test_an_escalation_is_answered_each_time() -> None:
    process = routine("start tell a last").node("tell", "intermediateThrowEvent", inner=escalation("E1"))
    process.node("last", "endEvent", inner=escalation("E1"))
    running = started(beside(process, escalation("E1"), interrupting=False))
    assert running.open == ["a", "z"]
    running.complete("a")
    assert running.open == ["z", "z:2"]
    running.complete("z")
    assert running.complete("z:2").done


def test_a_signal_from_within_interrupts_its_thrower() -> None:
    process = routine("start tell a end").node("tell", "intermediateThrowEvent", inner=signal("s"))
    running = started(beside(process, signal("s")))
    assert list(running.waiting()) == ["z"]


def test_each_round_of_several_has_its_own() -> None:
    held = beside(routine("start2 a end2", key="q"), message("m"))
    running = started(routine("start sub end").node("sub", "subProcess", inner=items("=[1, 2]", "n") + held.body()))
    running.send("sub:1#2/start_when")
    assert running.open == ["sub:1#1/a", "sub:1#2/z"]
    running.complete("sub:1#2/z")
    assert running.complete("sub:1#1/a").done


def test_one_within_another_waits_from_when_that_begins() -> None:
    inner = beside(routine("start_when z end_when", key="r"), signal("s"), name="within", task="y")
    inner.node("start_when", "startEvent", inner=message("m"))
    process = routine("start a end").node("when", "subProcess", EVENT, inner=inner.body())
    running = started(process)
    assert list(running.waiting("signal")) == []
    running.send("start_when")
    running.signal("s")
    assert list(running.waiting()) == ["y"]
    assert running.complete("y").done


def test_what_has_been_passed_names_the_start_once() -> None:
    running = started(beside(routine("start a end"), message("m")))
    running.send("start_when")
    outcome = running.complete("z")
    passed = [element for o in running.outcomes for element in o.passed]
    assert [p for p in passed if p.startswith(("start", "when"))] == ["start:1", "start_when:1", "when:1"]
    assert outcome.ends == ()
