"""How much at once: enough for any routine, and an end to what a diagram could ask for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from engine.bpmn.read import DEEPEST as DEEPEST_SUBPROCESS
from engine.bpmn.read import read_diagram
from engine.bpmn.workflow import DEEPEST
from engine.errors import EndlessLoop, Refused, TooManyItems
from tests.diagram import Process, diagram, error, into, items, out_of, timer
from tests.engine.bpmn.drawing import boundary, calls, routine
from tests.engine.bpmn.watched import Watched
from tests.running import Running, compile_xml

NUMBERS = "=for i in 1..{} return i"


@contextmanager
def little_stack(frames: int) -> Iterator[None]:
    """Leaves room for that many more calls than there are now."""
    depth, frame = 0, sys._getframe()
    while frame is not None:
        depth, frame = depth + 1, frame.f_back  # type: ignore[assignment]
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(depth + frames)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


@pytest.mark.parametrize(
    "process",
    [
        routine("start merge choose", "end").flow("choose", "merge", "true").flow("choose", "end", default=True),
        routine("start merge fork merge", "fork end"),
        routine("start merge mail choose").node("mail", "sendTask").flow("choose", "merge"),
    ],
    ids=["one token", "ever more tokens", "ever more mails"],
)
def test_a_loop_that_waits_for_nobody_is_stopped(process: Process) -> None:
    with little_stack(150), pytest.raises(EndlessLoop):
        Running(diagram(process))


def test_two_thousand_tokens_at_once() -> None:
    held = routine("start2 fork2 a join2 end2", "fork2 b join2", key="held")
    process = routine("start sub end").node("sub", "subProcess", inner=items(NUMBERS.format(1000), "n") + held.body())
    definition = compile_xml(diagram(process))
    with little_stack(150):
        running = Watched(definition)
        assert len(running.open) == 2000
        running.complete("sub:1#1000/a")
        running.complete("sub:1#1000/b")
        running.complete("sub:1#7/b")
    assert len(running.open) == 1997


def test_a_chain_of_calls_thirty_deep() -> None:
    chain = [
        routine(f"start{n} call{n} end{n}", key=f"p{n}").node(
            f"call{n}", "callActivity", calls(f"p{n + 1}"), extension=into("n", "n") + out_of("=n + 1", "n")
        )
        for n in range(30)
    ]
    chain[0].node("edge", "boundaryEvent", boundary("call0"), inner=timer("P1D")).nodes_of("userTask", "late")
    chain[0].path("edge", "late", "end0")
    definition = compile_xml(diagram(*chain, routine("start30 a end30", key="p30")))
    path = "".join(f"call{n}:1/" for n in range(30)) + "a"
    with little_stack(200):
        running = Watched(definition, n=0)
        assert running.open == [path]
        running.complete(path)
        assert running.done
        assert running.values == {"n": 30}
        running = Watched(definition, n=0)
        running.wait(days=1).fire("edge")
        assert running.open == ["late"]


def test_an_error_thirty_deep_is_caught_at_the_top() -> None:
    chain = [
        routine(f"start{n} call{n} end{n}", key=f"p{n}").node(f"call{n}", "callActivity", calls(f"p{n + 1}"))
        for n in range(30)
    ]
    chain[0].node("edge", "boundaryEvent", boundary("call0"), inner=error("E1")).path("edge", "end0")
    last = routine("start30 a end30", key="p30").node("end30", "endEvent", inner=error("E1"))
    definition = compile_xml(diagram(*chain, last, errors=("E1",)))
    with little_stack(200):
        running = Watched(definition)
        running.complete(running.open[0])
    assert running.done


def test_a_thousand_items_at_once() -> None:
    loop = items(NUMBERS.format(1000), "n", until="=n = 990")
    definition = compile_xml(diagram(routine("start a b end").node("a", "userTask", inner=loop)))
    with little_stack(150):
        running = Watched(definition)
        assert len(running.open) == 1000
        for n in (1000, 1, 17):
            running.complete(f"a:1#{n}/a")
        assert len(running.open) == 997
        outcome = running.complete("a:1#990/a")
    assert running.open == ["b"]
    assert len(outcome.closed) == 997


def test_a_thousand_items_one_after_the_other() -> None:
    loop = items(NUMBERS.format(1000), "n", sequential=True)
    definition = compile_xml(diagram(routine("start a b end").node("a", "userTask", inner=loop)))
    with little_stack(150):
        running = Running(definition, keep=True)
        for n in range(1, 1001):
            assert running.open == [f"a:1#{n}/a"]
            running.complete(f"a:1#{n}/a")
    assert running.open == ["b"]


def test_a_thousand_calls_that_wait_for_nobody_are_done_in_one_event() -> None:
    process = routine("start a b end").node("a", "callActivity", calls("q"), inner=items(NUMBERS.format(1000), "n"))
    definition = compile_xml(diagram(process, routine("start2 end2", key="q")))
    with little_stack(150):
        running = Watched(definition)
    assert running.open == ["b"]


def counted(number: str) -> str:
    inner = f"<bpmn:loopCardinality>{number}</bpmn:loopCardinality>"
    return f"<bpmn:multiInstanceLoopCharacteristics>{inner}</bpmn:multiInstanceLoopCharacteristics>"


@pytest.mark.parametrize("said", [items(NUMBERS.format(1001), "n"), counted("1001"), counted("1000000000000")])
def test_a_longer_list_is_refused_before_it_is_begun(said: str) -> None:
    with pytest.raises(TooManyItems):
        Running(diagram(routine("start a end").node("a", "userTask", inner=said)))


def test_a_process_that_calls_itself_behind_a_task_is_stopped_at_some_depth() -> None:
    # refused at deployment; should one come so far, nobody's stack is at stake
    process = routine("start a call end").node("call", "callActivity", calls("p"))
    running = Running(diagram(process))
    with little_stack(250):
        for _ in range(DEEPEST):
            running.complete(running.open[0])
        with pytest.raises(EndlessLoop):
            running.complete(running.open[0])


def nested(levels: int) -> bytes:
    inner = routine("start0 a end0", key="n0")
    for n in range(1, levels + 1):
        inner = routine(f"start{n} sub{n} end{n}", key=f"n{n}").node(f"sub{n}", "subProcess", inner=inner.body())
    return diagram(inner)


def test_subprocesses_within_each_other_run() -> None:
    with little_stack(300):
        running = Watched(nested(DEEPEST_SUBPROCESS))
        assert running.open == ["a"]
        assert running.complete("a").done


@pytest.mark.parametrize("levels", [DEEPEST_SUBPROCESS + 1, 100])
def test_subprocesses_too_deep_within_each_other_are_refused(levels: int) -> None:
    with pytest.raises(Refused) as refused, little_stack(400):
        read_diagram(nested(levels), "deep.bpmn")
    assert [finding.rule for finding in refused.value.findings] == ["bpmn-too-deep"]


def test_subprocesses_nested_deeper_than_xml_should_be_are_refused() -> None:
    with pytest.raises(Refused):
        read_diagram(nested(600), "deep.bpmn")
