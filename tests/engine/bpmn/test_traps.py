"""What SpiffWorkflow does wrong, and how it cannot happen here: by construction, or by refusal at deployment.

The numbers are those under which the traps are known; each name says what holds instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
import SpiffWorkflow.task
import SpiffWorkflow.workflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from engine.bpmn.advance import Step, advance
from engine.bpmn.read import read_diagram
from engine.bpmn.state import SNAPSHOT, digest, dump, load
from engine.bpmn.token import Token
from engine.bpmn.workflow import Workflow
from engine.canonical import decode, encode
from engine.check import Facts, Routine, check
from engine.errors import FeelError, NotDue, NotOpen, SnapshotOutdated, ValueRefused
from tests.diagram import Process, diagram, into, items, message, out_of, properties, timer
from tests.engine.bpmn.drawing import boundary, calls, routine
from tests.engine.bpmn.histories import executed_again, of_case
from tests.engine.bpmn.watched import Watched
from tests.running import START, Running, compile_xml


def refused_by(xml: bytes) -> set[str]:
    """The rules by which deployment refuses a diagram."""
    processes = {process.id: (process, "test.bpmn") for process in read_diagram(xml, "test.bpmn").processes}
    findings = check(Routine(next(iter(processes)), processes, {}), Facts({}, {}))
    return {finding.rule for finding in findings if not finding.warning}


def loop() -> Process:
    """Two tasks round and round: `a`, then `b`, which sets `again`."""
    process = routine("start merge a b choose").node("end", "endEvent").flow("choose", "merge", "again")
    return process.flow("choose", "end", default=True)


def only(running: Running) -> str:
    (name,) = running.waiting()
    return name


def test_t01_a_long_history_neither_stalls_nor_seems_done() -> None:
    running = Running(diagram(loop()), keep=True)
    for _ in range(1500):
        assert not running.complete(only(running), again=True).done
    running.complete(only(running))
    assert running.complete(only(running), again=False).done


def reordered(value: Any, order: Callable[[Any], Any]) -> Any:
    if isinstance(value, dict):
        return {key: reordered(value[key], order) for key in order(value)}
    return [reordered(each, order) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("order", [sorted, lambda keys: sorted(keys, key=len), lambda keys: list(keys)[::-1]])
def test_t02_a_snapshot_means_the_same_whatever_the_order_of_its_keys(order: Callable[[Any], Any]) -> None:
    history = of_case(3)
    definition, state = compile_xml(history.xml), None
    for step, expected in zip(history.steps, history.digests, strict=True):
        state, _ = advance(definition, state, step)
        assert digest(state) == expected
        snapshot = dump(state)
        state = load(definition, json.dumps(reordered(json.loads(snapshot), order)).encode())
        assert dump(state) == snapshot


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_t03_a_branch_that_never_touched_a_value_does_not_bring_an_old_one_back(order: str) -> None:
    running = Watched(diagram(routine("start fork a join c end", "fork b join")), status="new", other="new")
    values = {"a": {"status": "done by a"}, "b": {"other": "done by b"}}
    for name in order:
        running.complete(name, **values[name])
    assert running.values == {"status": "done by a", "other": "done by b"}


def test_t04_no_two_places_share_a_value_that_one_of_them_changes() -> None:
    given = {"inner": {"v": 1}}
    process = routine("start fork a join end", "fork call join")
    process.node("call", "callActivity", calls("q"), extension=into("given", "given") + out_of("given", "back"))
    running = Running(diagram(process, routine("start2 c end2", key="q")), keep=True, given=given)
    given["inner"]["v"] = 99
    assert running.state.scopes.values == {"": {"given": {"inner": {"v": 1}}}, "call:1": {"given": {"inner": {"v": 1}}}}
    running.state.scopes.values["call:1"]["given"]["inner"]["v"] = 5
    running.complete("call:1/c")
    assert running.values == {"given": {"inner": {"v": 1}}, "back": {"inner": {"v": 5}}}


def test_t05_what_is_done_cancelled_or_not_yet_there_cannot_be_completed() -> None:
    process = routine("start a b end", "late c end").node("late", "boundaryEvent", boundary("b"), inner=timer("P1D"))
    running = Watched(diagram(process))
    of_a = running.waiting()["a"]
    of_b = of_a._replace(element="b")

    def refused(kind: str, key: object) -> None:
        before = dump(running.state)
        with pytest.raises(NotOpen):
            advance(running.definition, running.state, Step(kind, running.at, key))
        assert dump(running.state) == before

    refused("complete", of_b)
    running.complete("a")
    refused("complete", of_a)
    running.wait(days=1).fire("late")
    refused("complete", of_b)
    refused("complete", None)


def test_t06_instances_of_one_definition_do_not_disturb_each_other() -> None:
    history = of_case(1)
    definition = compile_xml(history.xml)
    with ThreadPoolExecutor(8) as threads:
        runs = [threads.submit(executed_again, definition, history.steps, stored=n % 2 == 0) for n in range(40)]
        assert all(run.result() == list(history.digests) for run in runs)


def test_t06_t09_an_event_subprocess_waits_from_the_beginning_and_ends_with_what_is_around_it() -> None:
    inner = routine("start5 b end5", key="inner").node("start5", "startEvent", inner=message("m"))
    process = routine("start a end").node("sub", "subProcess", 'triggeredByEvent="true"', inner=inner.body())
    xml = diagram(process, messages=("m",))
    assert refused_by(xml) == {"case-prefix", "lane-none"}
    assert Watched(xml).complete("a").done
    running = Watched(xml)
    running.send("start5")
    assert list(running.waiting()) == ["b"]
    assert running.complete("b").done


@pytest.mark.parametrize("sequential", [False, True])
def test_t07_an_instance_goes_on_with_a_definition_compiled_anew(sequential: bool) -> None:
    xml = diagram(routine("start a b end").node("a", "userTask", inner=items("=[1, 2, 3]", "n", sequential=sequential)))
    running = Watched(xml)
    for n in (1, 2, 3):
        running.complete(f"a:1#{n}/a")
        running.definition = compile_xml(xml)
        running.state = load(running.definition, dump(running.state))
    assert running.open == ["b"]


def test_t08_one_after_the_other_needs_no_output_and_leaves_no_item_behind() -> None:
    running = Watched(
        diagram(routine("start a b end").node("a", "userTask", inner=items("=[1, 2]", "n", sequential=True)))
    )
    running.complete("a:1#1/a")
    running.complete("a:1#2/a")
    assert running.open == ["b"]
    assert running.values == {}


def test_t10_two_timers_behind_one_gateway_have_each_its_own_time_and_way() -> None:
    process = routine("start race soon a end", "race late b end")
    process.node("soon", "intermediateCatchEvent", inner=timer("PT1H"))
    process.node("late", "intermediateCatchEvent", inner=timer("P10D"))
    running = Watched(diagram(process))
    due = {opened.key.element: opened.due for opened in running.outcomes[0].opened}
    assert due == {"soon": START + timedelta(hours=1), "late": START + timedelta(days=10)}
    with pytest.raises(NotDue):
        advance(running.definition, running.state, Step("timer", due["soon"], running.waiting()["late"]))
    running.wait(hours=1).fire("soon")
    assert sorted(running.waiting()) == ["a"]


def test_t11_a_snapshot_of_another_format_is_thrown_away_and_never_migrated() -> None:
    running = Watched(diagram(routine("start a end")))
    stored = list(decode(dump(running.state)))  # type: ignore[arg-type]
    with pytest.raises(SnapshotOutdated):
        load(running.definition, encode([SNAPSHOT + 1, *stored[1:]]))


CODE = [
    "__import__('os').system('true') == 0",
    '__import__("os").getpid()',
    "().__class__.__base__.__subclasses__()",
    "exec('1')",
    "lambda: 1",
    "[x for x in (1, 2)]",
    "${execution.getVariable('x')}",
    "x if x else y",
    "a; b",
]


def saying(place: str, text: str) -> Process:
    """A process with the text where an expression stands."""
    process = routine("start a choose", "b end").flow("choose", "b", text if place == "condition" else "x")
    process.flow("choose", "end", default=True)
    if place == "list":
        process.node("a", "userTask", inner=items(f"={text}", "n"))
    elif place == "number":
        inner = f"<bpmn:loopCardinality>{escape(text)}</bpmn:loopCardinality>"
        loop = f"<bpmn:multiInstanceLoopCharacteristics>{inner}</bpmn:multiInstanceLoopCharacteristics>"
        process.node("a", "userTask", inner=loop)
    elif place == "output":
        gather = properties(outputCollection="found", outputElement=f"={text}")
        process.node("a", "userTask", extension=gather, inner=items("=[1]", "n"))
    elif place == "due date":
        process.node("a", "userTask", f"camunda:dueDate={quoteattr(f'={text}')}")
    elif place == "mapping":
        process.node("a", "callActivity", calls("q"), extension=into(f"={text}", "x"))
    elif place == "timer":
        process.node("wait", "boundaryEvent", boundary("a"), inner=timer(f"={text}")).path("wait", "end")
    elif place == "organisation":
        process.lane("Utförare", "a", organisation=f"={text}")
    return process


@pytest.mark.parametrize("text", CODE)
@pytest.mark.parametrize(
    "place", ["condition", "list", "number", "output", "due date", "mapping", "timer", "organisation"]
)
def test_t12_no_text_in_a_diagram_is_run_as_code(text: str, place: str) -> None:
    called = routine("start2 c end2", key="q")
    compile_xml(diagram(saying(place, "x"), called), roles={"Utförare": "provider"})
    with pytest.raises(FeelError):
        compile_xml(diagram(saying(place, text), called), roles={"Utförare": "provider"})


def test_t12_the_librarys_script_engine_is_not_there() -> None:
    running = Watched(diagram(routine("start a end")))
    assert not hasattr(running.state.script_engine, "evaluate")
    assert not hasattr(running.state.script_engine, "execute")


@pytest.mark.parametrize("name", ["typename", "__class__", "spec", "tasks", "id", "$at", "$ref"])
def test_t13_no_name_in_the_data_bricks_an_instance(name: str) -> None:
    running = Watched(diagram(routine("start a b end")))
    value = {name: {name: [{name: None}]}}
    if name.startswith("$"):
        with pytest.raises(ValueRefused):
            running.complete("a", value=value)
    else:
        running.complete("a", value=value, **{name: 1})
        assert running.values == {"value": value, name: 1}
        assert running.complete("b").done


def test_t14_a_join_in_a_loop_waits_for_this_rounds_tokens() -> None:
    process = routine("start merge fork a join c choose", "fork b join").flow("choose", "merge", "again")
    running = Watched(diagram(process.node("end", "endEvent").flow("choose", "end", default=True)))
    running.complete("a")
    running.complete("b")
    running.complete("c", again=True)
    running.complete("b:2")
    assert running.open == ["a:2"]


def test_t14_an_inclusive_join_on_a_loop_is_refused() -> None:
    process = routine("start merge split", "a gather c choose", "b gather").flow("split", "a", "x")
    process.flow("split", "b", default=True).flow("choose", "merge", "again").node("end", "endEvent")
    assert "inclusive-cycle" in refused_by(diagram(process.flow("choose", "end", default=True)))


def test_t14_a_diagram_in_which_two_tokens_can_come_to_one_place_and_a_join_is_refused() -> None:
    xml = diagram(routine("start fork a merge fork2 c join end", "fork b merge", "fork2 d join"))
    assert "tokens-two" in refused_by(xml)


def test_t14_two_tokens_that_nothing_joins_go_on_one_by_one() -> None:
    xml = diagram(routine("start fork a merge c end", "fork b merge"))
    assert refused_by(xml) == {"case-prefix", "lane-none"}
    running = Watched(xml)
    running.complete("a")
    running.complete("b")
    assert running.open == ["c", "c:2"]


RESERVED = ["Start", "End", "Root", "p.EndJoin", "p.EndJoin.1", "root", "node", "item", "process", "task", "None"]


@pytest.mark.parametrize("name", RESERVED)
@pytest.mark.parametrize("key", ["p", "Start", "End"])
def test_t15_no_id_collides_with_one_of_the_librarys(name: str, key: str) -> None:
    if name == key:
        return
    running = Watched(diagram(routine(f"start t_{name} b end", key=key)).replace(b"t_" + name.encode(), name.encode()))
    assert running.open == [name]
    assert not running.complete(name).done
    assert running.open == ["b"]


def test_t16_the_state_has_the_size_of_what_is_open() -> None:
    running = Running(diagram(loop()))
    shapes = set()
    for number in range(400):
        running.complete(only(running), again=True)
        if number > 1:
            shapes.add(re.sub(rb"\d+", b"0", dump(running.state)))
        assert len(running.state.tasks) == 2
    assert len(shapes) == 2, "one while a is open, one while b is, whatever the numbers in them"


# -- beyond them


def test_an_interrupted_multi_instance_call_leaves_nothing_behind() -> None:
    process = routine("start a end", "edge b end").node("a", "callActivity", calls("q"), inner=items("=[1, 2]", "n"))
    process.node("edge", "boundaryEvent", boundary("a"), inner=timer("P3D"))
    running = Watched(diagram(process, routine("start2 c end2", key="q")))
    running.wait(days=3).fire("edge")
    assert sorted(running.waiting()) == ["b"]
    assert running.state.subprocesses == {}
    assert running.complete("b").done


def test_nothing_of_the_library_is_patched() -> None:
    assert SpiffWorkflow.workflow.Task is SpiffWorkflow.task.Task
    assert SpiffWorkflow.task.Task is not Token
    assert issubclass(Token, SpiffWorkflow.task.Task)
    assert issubclass(Workflow, BpmnWorkflow)
    assert SpiffWorkflow.task.Task.__init__.__module__ == "SpiffWorkflow.task"


def test_one_start_of_several_is_begun_and_the_others_never_were() -> None:
    process = routine("start a end", "start2 b end2").node("start2", "startEvent", inner=message("m"))
    running = Watched(diagram(process, messages=("m",)))
    assert sorted(running.waiting()) == ["a"]
    assert running.complete("a").done


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, float("nan"), float("inf"), 1.0])
def test_a_number_that_storage_would_bend_is_refused_at_the_border(value: object) -> None:
    running = Watched(diagram(routine("start a end")))
    with pytest.raises(ValueRefused):
        running.complete("a", n=value)


def test_the_body_of_a_multi_instance_activity_and_its_first_item_have_keys_of_their_own() -> None:
    process = routine("start a end").node("a", "callActivity", calls("q"), inner=items("=[1]", "n"))
    running = Watched(diagram(process, routine("start2 c end2", key="q")))
    keys = [str(token.key) for token in running.state.tokens()]
    assert sorted(keys) == ["a:1", "a:1#1/a:1", "a:1#1/a:1/c:1"]
