"""Called processes: a scope of their own, in which nothing is inherited (BPMN 10.3.6, 13.3.6)."""

from __future__ import annotations

import pytest

from engine.bpmn.key import Key
from engine.canonical import Reference
from engine.errors import EndlessLoop, PersonalValueRead
from tests.diagram import Process, diagram, into, message, out_of
from tests.engine.bpmn.drawing import boundary, calls, routine
from tests.engine.bpmn.watched import Watched


def calling(*mappings: str, key: str = "q", paths: tuple[str, ...] = ("start call z end",)) -> Process:
    process = routine(*paths)
    for name in [name for name in process.nodes if name.startswith("call")]:
        process.node(name, "callActivity", calls(key), extension="".join(mappings))
    return process


def called(*paths: str, key: str = "q") -> Process:
    return routine(*(paths or ("start2 c end2",)), key=key)


def test_it_is_done_when_what_it_calls_is() -> None:
    running = Watched(diagram(calling(), called("start2 fork2 c end2", "fork2 d end3")))
    assert running.open == ["call:1/c", "call:1/d"]
    running.complete("call:1/c")
    outcome = running.complete("call:1/d")
    assert running.open == ["z"]
    assert outcome.passed == ("call:1/d:1", "call:1/q_5", "call:1/end3:1", "call:1", "p_2")
    assert outcome.ends == ()


def test_nothing_is_inherited_in_either_direction() -> None:
    process = called("start2 c choose2", "d end2").flow("choose2", "d", "x > 0").flow("choose2", "end2", default=True)
    running = Watched(diagram(calling(), process), x=1)
    assert running.state.scopes.values["call:1"] == {}
    outcome = running.complete("call:1/c", y=2)
    assert running.open == ["z"], "x is not seen in what is called"
    assert len(outcome.nulls) == 1
    assert running.values == {"x": 1}


def test_values_go_in_and_come_back_by_name_and_by_expression() -> None:
    mappings = into("x", "a"), into("=x + 1", "b"), into("missing", "c"), out_of("a", "x"), out_of("=a * b", "product")
    running = Watched(diagram(calling(*mappings), called()), x=2)
    assert running.state.scopes.values["call:1"] == {"a": 2, "b": 3, "c": None}
    running.complete("call:1/c", a=5)
    assert running.values == {"x": 5, "product": 15}


def test_what_goes_in_is_a_copy() -> None:
    running = Watched(diagram(calling(into("x", "x")), called()), x=[1, {"a": 2}])
    running.complete("call:1/c", x=[3])
    assert running.values == {"x": [1, {"a": 2}]}


def test_a_reference_goes_in_and_out_by_name_without_being_read() -> None:
    running = Watched(diagram(calling(into("who", "who"), out_of("who", "whom")), called()), who=Reference("v1"))
    assert running.state.scopes.values["call:1"] == {"who": Reference("v1")}
    running.complete("call:1/c")
    assert running.values["whom"] == Reference("v1")


@pytest.mark.parametrize("mapping", [into("=who", "who"), into('=upper case(who) + "x"', "who")])
def test_no_expression_of_a_mapping_reads_a_reference(mapping: str) -> None:
    with pytest.raises(PersonalValueRead):
        Watched(diagram(calling(mapping), called()), who=Reference("v1"))


def test_no_expression_on_the_way_out_reads_a_reference() -> None:
    running = Watched(diagram(calling(out_of("=who", "whom")), called()))
    with pytest.raises(PersonalValueRead):
        running.complete("call:1/c", who=Reference("v1"))


def test_one_process_called_twice_at_once_has_two_scopes() -> None:
    process = calling(into("=1", "n"), out_of("n", "n"), paths=("start fork call1 join z end", "fork call2 join"))
    running = Watched(diagram(process, called()))
    assert running.open == ["call1:1/c", "call2:1/c"]
    running.complete("call2:1/c", n=2)
    assert running.state.scopes.values["call1:1"] == {"n": 1}
    running.complete("call1:1/c", n=3)
    assert running.values == {"n": 3}
    assert running.open == ["z"]


def test_two_tokens_at_one_call_have_two_scopes() -> None:
    process = calling(paths=("start fork merge call z end", "fork merge"))
    process.flow("fork", "merge")
    running = Watched(diagram(process, called()))
    assert running.open == ["call:1/c", "call:2/c"]
    running.complete("call:2/c")
    assert running.open == ["call:1/c", "z"]


def test_a_process_calls_one_that_calls_one() -> None:
    middle = called("start3 call3 end3", key="middle").node(
        "call3", "callActivity", calls("q"), extension=into("m", "n") + out_of("n", "m")
    )
    process = calling(into("x", "m"), out_of("m", "x"), key="middle")
    running = Watched(diagram(process, middle, called()), x=1)
    assert running.waiting() == {"call:1/call3:1/c": Key("call:1/call3:1", "c", 1)}
    assert running.definition.at("call:1/call3:1").model.id == "q"
    assert running.definition.node("call:1/call3:1", "c").kind == "userTask"
    running.complete("call:1/call3:1/c", n=7)
    assert running.values == {"x": 7}


def test_a_called_process_without_anything_to_wait_for_is_done_at_once() -> None:
    running = Watched(diagram(calling(into("=1", "n"), out_of("n", "n")), called("start2 end2")), keep=True)
    assert running.open == ["z"]
    assert running.values == {"n": 1}
    assert running.state.scopes.closed == [("call:1", {"n": 1})]


def test_what_a_call_returns_is_there_when_the_next_condition_is_read() -> None:
    process = calling(out_of("n", "n"), paths=("start call choose", "a end"))
    process.flow("choose", "a", "n = 2").flow("choose", "end", default=True)
    running = Watched(diagram(process, called()), n=1)
    running.complete("call:1/c", n=2)
    assert running.open == ["a"]


def test_an_interrupted_call_returns_nothing() -> None:
    process = calling(out_of("n", "n"), paths=("start call z end", "edge b end"))
    process.node("edge", "boundaryEvent", boundary("call"), inner=message("m"))
    running = Watched(diagram(process, called("start2 c d end2"), messages=("m",)), n=1)
    running.complete("call:1/c", n=2)
    running.send("edge")
    assert running.values == {"n": 1}
    assert running.open == ["b"]


def test_in_a_loop_each_call_begins_with_an_empty_scope() -> None:
    process = calling(paths=("start merge call a choose",))
    process.flow("choose", "merge", "again").node("end", "endEvent").flow("choose", "end", default=True)
    running = Watched(diagram(process, called()))
    for number in range(1, 4):
        scope = f"call:{number}"
        assert running.state.scopes.values[scope] == {}
        running.complete(f"{scope}/c", n=number)
        running.complete("a" if number == 1 else f"a:{number}", again=number < 3)
    assert running.done


def test_a_process_that_calls_itself_is_stopped() -> None:
    # deployment refuses it; should one come so far, it must neither hang nor exhaust the stack
    process = routine("start call end").node("call", "callActivity", calls("p"))
    with pytest.raises(EndlessLoop):
        Watched(diagram(process))


def test_a_business_key_that_a_call_hands_on_is_no_variable() -> None:
    key = '<camunda:in businessKey="#{execution.processBusinessKey}"/>'
    process = routine("start call end").node("call", "callActivity", calls("q"), extension=key + into("=1", "n"))
    running = Watched(diagram(process, routine("start2 a end2", key="q")))
    assert running.state.scopes.values["call:1"] == {"n": 1}
