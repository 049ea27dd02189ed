"""Where tokens come from and where they go (BPMN 10.5.2, 10.5.3, 13.5)."""

from __future__ import annotations

import pytest

from engine.bpmn.advance import Step, advance
from engine.errors import ErrorNotCaught, NotOpen
from tests.diagram import TERMINATE, diagram, error, message
from tests.engine.bpmn.drawing import boundary, calls, routine
from tests.engine.bpmn.watched import Watched
from tests.running import START, compile_xml

ERRORS = ("E1", "E2")


def test_an_instance_starts_with_values_at_its_plain_start() -> None:
    running = Watched(diagram(routine("start a end")), amount=3)
    assert running.open == ["a"]
    assert running.values == {"amount": 3}
    assert running.outcomes[0].passed == ("start:1", "p_1")


def test_a_message_start_is_taken_when_the_event_says_so() -> None:
    process = routine("start a end", "start2 b end2").node("start2", "startEvent", inner=message("alarm"))
    definition = compile_xml(diagram(process, messages=("alarm",)))
    for element, opened in ((None, "a"), ("start", "a"), ("start2", "b")):
        state, outcome = advance(definition, None, Step("start", START, element=element))
        assert [o.key.element for o in outcome.opened] == [opened]
        assert [token.element for token in state.tokens()] == [opened]


@pytest.mark.parametrize("element", ["a", "end", "nothing"])
def test_only_a_start_event_can_be_started_at(element: str) -> None:
    with pytest.raises(NotOpen):
        advance(compile_xml(diagram(routine("start a end"))), None, Step("start", START, element=element))


def test_an_instance_is_started_once() -> None:
    running = Watched(diagram(routine("start a end")))
    with pytest.raises(NotOpen):
        running.step(Step("start", START))


def test_nothing_can_be_done_before_the_start() -> None:
    with pytest.raises(NotOpen):
        advance(compile_xml(diagram(routine("start a end"))), None, Step("complete", START))


def test_an_instance_without_anything_to_wait_for_is_done_at_once() -> None:
    running = Watched(diagram(routine("start end")))
    assert running.done
    assert running.outcomes[0].ends == ("end",)


def test_an_end_ends_its_own_token_only() -> None:
    running = Watched(diagram(routine("start fork a end", "fork b end2")))
    assert running.complete("a").ends == ("end",)
    assert running.open == ["b"]
    assert not running.done
    assert running.complete("b").ends == ("end2",)
    assert running.done


def test_a_terminate_end_ends_everything_in_the_instance() -> None:
    process = routine("start fork a end", "fork b c end2", "fork d join end2", "fork g join")
    process.node("end", "endEvent", inner=TERMINATE).node("late", "boundaryEvent", boundary("b"), inner=message("m"))
    process.path("late", "end2")
    running = Watched(diagram(process, messages=("m",)))
    running.complete("g")
    outcome = running.complete("a")
    assert outcome.done
    assert {(c.key.element, c.completed) for c in outcome.closed} == {
        ("a", True),
        ("b", False),
        ("d", False),
        ("late", False),
    }


def test_a_terminate_end_in_a_subprocess_ends_that_subprocess_alone() -> None:
    held = routine("start2 fork2 c end2", "fork2 d end3", key="q").node("end2", "endEvent", inner=TERMINATE)
    process = routine("start fork sub after end", "fork b end4").node("sub", "subProcess", inner=held.body())
    running = Watched(diagram(process))
    assert running.open == ["b", "c", "d"]
    running.complete("c")
    assert running.open == ["after", "b"]


def test_a_terminate_end_in_a_called_process_ends_that_process_alone() -> None:
    called = routine("start2 fork2 c end2", "fork2 d end3", key="q").node("end2", "endEvent", inner=TERMINATE)
    process = routine("start fork call after end", "fork b end4").node("call", "callActivity", calls("q"))
    running = Watched(diagram(process, called))
    assert running.open == ["b", "call:1/c", "call:1/d"]
    outcome = running.complete("call:1/c")
    assert running.open == ["after", "b"]
    assert outcome.ends == ()


def failing(code: str, key: str = "failing") -> str:
    """A subprocess with a task beside the one that fails."""
    held = routine("start2 fork2 c end2", "fork2 d end3", key=key)
    return held.node("end2", "endEvent", inner=error(code)).body()


def test_an_error_end_is_caught_by_the_activity_and_ends_what_else_went_on_there() -> None:
    process = routine("start sub end", "caught b end4").node("sub", "subProcess", inner=failing("E1"))
    process.node("caught", "boundaryEvent", boundary("sub"), inner=error("E1"))
    running = Watched(diagram(process, errors=ERRORS))
    outcome = running.complete("c")
    assert running.open == ["b"]
    assert ("d", False) in {(c.key.element, c.completed) for c in outcome.closed}
    assert running.complete("b").done


def test_an_error_of_that_code_is_caught_before_any_error() -> None:
    for code, caught in (("E1", "one"), ("E2", "any"), ("", "any")):
        process = routine("start sub end", "catch_any any end4", "catch_one one end4")
        process.node("sub", "subProcess", inner=failing(code))
        process.node("catch_any", "boundaryEvent", boundary("sub"), inner=error())
        process.node("catch_one", "boundaryEvent", boundary("sub"), inner=error("E1"))
        running = Watched(diagram(process, errors=ERRORS))
        running.complete("c")
        assert running.open == [caught]


def test_an_error_goes_outwards_until_somebody_catches_it() -> None:
    middle = routine("start5 sub5 end5", "catch5 wrong end5", key="middle")
    middle.node("sub5", "subProcess", inner=failing("E2"))
    middle.node("catch5", "boundaryEvent", boundary("sub5"), inner=error("E1"))
    process = routine("start sub end", "catch right end4").node("sub", "subProcess", inner=middle.body())
    process.node("catch", "boundaryEvent", boundary("sub"), inner=error("E2"))
    running = Watched(diagram(process, errors=ERRORS))
    running.complete("c")
    assert running.open == ["right"]


def test_an_error_that_nobody_catches_stops_the_event_and_changes_nothing_stored() -> None:
    process = routine("start fork a end", "fork b end2").node("end", "endEvent", inner=error("E1"))
    running = Watched(diagram(process, errors=ERRORS))
    with pytest.raises(ErrorNotCaught) as caught:
        running.complete("a")
    assert caught.value.fields == {"element": "end", "code": "E1"}


def test_an_end_without_a_way_out_of_the_last_step_is_where_its_token_ends() -> None:
    running = Watched(diagram(routine("start a choose")))
    assert running.complete("a").done
