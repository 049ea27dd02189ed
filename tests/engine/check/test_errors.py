from __future__ import annotations

from tests.diagram import Process, error, items
from tests.engine.check.routines import call, drawn, refused, routine, straight, text, warned

YES_NO = "start -> task -> xor; xor -> end: true; xor -> wrong *"


def throwing(code: str = "late", key: str = "part") -> Process:
    """A called process that can end with an error."""
    return drawn(YES_NO, Process(key, "Del").node("wrong", "endEvent", inner=error(code)))


def catching(code: str | None, inner: str = "") -> Process:
    main = call(routine(), "call", inner=inner)
    if code is None:
        return straight(main, "call")
    main.node("caught", "boundaryEvent", 'attachedToRef="call"', inner=error(code))
    return drawn("start -> call -> end; caught -> mend -> end2", main)


ERRORS = ("late", "other")


def test_a_caught_error_passes() -> None:
    assert refused(catching("late"), throwing(), errors=ERRORS) == []
    assert refused(catching(""), throwing(), errors=ERRORS) == []
    assert refused(catching("late", items("[1]", "one")), throwing(), errors=ERRORS) == []


def test_it_refuses_an_error_that_nothing_catches() -> None:
    assert refused(catching(None), throwing(), errors=ERRORS) == [("error-uncaught", "call")]
    said = text(catching(None), throwing(), errors=ERRORS)
    assert "wrong" in said
    assert "part.bpmn" in said


def test_it_refuses_an_error_whose_code_is_another() -> None:
    assert refused(catching("other"), throwing(), errors=ERRORS) == [("error-uncaught", "call")]


def test_an_error_may_be_caught_further_out() -> None:
    between = straight(call(Process("between"), "deep"), "deep")
    outer = call(routine(), "call", key="between")
    outer.node("caught", "boundaryEvent", 'attachedToRef="call"', inner=error("late"))
    drawn("start -> call -> end; caught -> mend -> end2", outer)
    assert refused(outer, between, throwing(), errors=ERRORS) == []
    del outer.nodes["caught"]
    outer.flows = outer.flows[:2]
    del outer.nodes["mend"], outer.nodes["end2"]
    assert refused(outer, between, throwing(), errors=ERRORS) == [("error-uncaught", "call")]


def test_every_place_of_a_call_is_looked_at() -> None:
    main = call(catching("late"), "again")
    main.flows = main.flows[:1]
    drawn("call -> again -> end; caught -> mend -> end2", main)
    assert refused(main, throwing(), errors=ERRORS) == [("error-uncaught", "again")]


def test_it_refuses_an_error_in_the_routine_itself() -> None:
    main = drawn(YES_NO, routine().node("wrong", "endEvent", inner=error("late")))
    assert refused(main, errors=ERRORS) == [("error-uncaught", "wrong")]


def test_it_refuses_an_error_without_a_code() -> None:
    main = drawn(YES_NO, Process("part").node("wrong", "endEvent", inner=error()))
    assert ("error-code", "wrong") in refused(catching(""), main, errors=ERRORS)


def test_it_warns_of_catching_what_never_comes() -> None:
    main = straight(routine(), "task").node("caught", "boundaryEvent", 'attachedToRef="task"', inner=error("late"))
    assert refused(drawn("caught -> end", main), errors=ERRORS) == []
    assert warned(main, errors=ERRORS) == [("error-never", "caught")]


def test_a_service_may_throw_any_error() -> None:
    service = 'camunda:type="external" camunda:topic="stock"'
    part = straight(Process("part").node("ask", "serviceTask", service), "ask")
    assert refused(catching("late"), part, errors=ERRORS) == []
    main = routine().node("ask", "serviceTask", service)
    main.node("caught", "boundaryEvent", 'attachedToRef="ask"', inner=error("late"))
    assert refused(drawn("start -> ask -> end; caught -> mend -> end2", main), errors=ERRORS) == []


def test_it_refuses_to_catch_the_same_twice_and_without_interrupting() -> None:
    main = catching("late").node("twice", "boundaryEvent", 'attachedToRef="call"', inner=error("late"))
    assert refused(drawn("twice -> mend", main), throwing(), errors=ERRORS) == [
        ("error-twice", "caught"),
        ("error-twice", "twice"),
    ]
    main = catching("late")
    main.node("caught", "boundaryEvent", 'attachedToRef="call" cancelActivity="false"', inner=error("late"))
    assert refused(main, throwing(), errors=ERRORS) == [("error-interrupting", "caught")]
