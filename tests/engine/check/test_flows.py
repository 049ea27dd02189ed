from __future__ import annotations

from tests.diagram import TERMINATE, Process, diagram, error, message
from tests.engine.check.routines import (
    call,
    called,
    embedded,
    laned,
    of_files,
    refused,
    routine,
    straight,
    text,
    warned,
)


def test_a_straight_routine_passes() -> None:
    assert refused(straight(routine(), "a", "b")) == []


def test_it_refuses_a_process_without_start_and_one_with_several() -> None:
    assert ("start-missing", "routine") in refused(
        routine().node("a", "userTask").node("end", "endEvent").path("a", "end")
    )
    two = straight(routine(), "a").node("again", "startEvent").path("again", "a")
    assert refused(two) == [("start-several", "again")]


def test_it_refuses_a_flow_into_the_start_and_out_of_the_end() -> None:
    assert ("start-incoming", "start") in refused(straight(routine(), "a", "b").path("b", "start"))
    main = straight(routine(), "a").path("end", "b").node("b", "userTask").node("done", "endEvent").path("b", "done")
    assert ("end-outgoing", "end") in refused(main)


def test_it_warns_of_what_leads_nowhere() -> None:
    main = straight(routine().node("fork", "parallelGateway"), "fork", "a").node("b", "userTask").path("fork", "b")
    assert refused(main) == []
    assert warned(main) == [("end-missing", "b")]


def test_it_refuses_what_nothing_leads_to() -> None:
    assert refused(straight(routine(), "a").node("b", "userTask").path("b", "end")) == [("node-unreachable", "b")]


def test_it_warns_of_an_implicit_split() -> None:
    main = straight(routine(), "a").node("b", "userTask").path("a", "b", "end")
    assert refused(main) == []
    assert warned(main) == [("split-implicit", "a")]


def test_a_routine_may_begin_with_each_of_several_messages_too() -> None:
    main = straight(routine().node("told", "startEvent", inner=message("m")), "a").path("told", "a")
    assert refused(main, messages=("m",)) == []


def test_it_refuses_a_called_process_that_begins_with_events_only() -> None:
    part = straight(Process("part").node("told", "startEvent", inner=message("m")), "b", start="told")
    main = straight(call(routine(), "call"), "call")
    assert refused(main, part, messages=("m",)) == [("start-called", "told")]


def beside(*, start: str = message("m"), attributes: str = "") -> Process:
    """A routine with an event subprocess."""
    held = straight(Process("held"), "mend", start="begins", end="mended").node("begins", "startEvent", inner=start)
    return straight(
        routine().node("aside", "subProcess", f'triggeredByEvent="true" {attributes}', inner=held.body()), "a"
    )


def test_an_event_subprocess_stands_beside_the_flows() -> None:
    assert refused(beside(), messages=("m",)) == []
    for flow in (("a", "aside"), ("aside", "end")):
        assert ("event-subprocess-flow", "aside") in refused(beside().path(*flow), messages=("m",))


def test_it_refuses_an_event_subprocess_that_no_event_begins() -> None:
    assert refused(beside(start="")) == [("event-unsupported", "begins")]
    inner = embedded("task").node("start_inside", "startEvent", inner=message("m"))
    main = straight(routine().node("inside", "subProcess", inner=inner.body()), "inside")
    assert refused(main, messages=("m",)) == [("event-unsupported", "start_inside")]


def test_it_refuses_a_flow_across_the_edge_of_a_subprocess() -> None:
    main = straight(routine().node("inside", "subProcess", inner=embedded("task").body()), "inside", "a")
    main.flow("a", "task", id="across")
    assert ("flow-crosses", "across") in refused(main)


def test_it_refuses_a_flow_to_another_process() -> None:
    main = straight(routine().node("fork", "parallelGateway"), "fork", "a").flow("fork", "task", id="out")
    other = straight(Process("other"), "task", start="start_other", end="end_other")
    found = of_files("routine", {"routine.bpmn": diagram(laned(main), laned(other))})
    assert [(finding.rule, finding.element) for finding in found] == [("flow-dangling", "out")]


def boundary(host: str, **more: str) -> Process:
    main = straight(routine().node("inside", "subProcess", inner=erring()), "inside", "a")
    main.node("fault", "boundaryEvent", f'attachedToRef="{host}"', inner=error("e"))
    return main.node("mend", "userTask").path("fault", "mend", "end")


def erring() -> str:
    inner = embedded("task").node("choose", "exclusiveGateway").node("wrong", "endEvent", inner=error("e"))
    inner.flows = []
    inner.path("start_inside", "task", "choose").flow("choose", "end_inside", "true")
    return inner.flow("choose", "wrong", default=True).body()


def test_an_error_on_the_edge_of_a_subprocess_passes() -> None:
    assert refused(boundary("inside"), errors=("e",)) == []


def test_it_refuses_a_boundary_event_on_what_is_no_activity() -> None:
    found = refused(boundary("end"), errors=("e",))
    assert ("boundary-host", "fault") in found


def test_it_refuses_a_flow_into_a_boundary_event() -> None:
    assert ("boundary-incoming", "fault") in refused(boundary("inside").path("mend", "fault"), errors=("e",))


def test_it_refuses_a_loop_in_which_nobody_is_waited_for() -> None:
    main = routine().node("again", "exclusiveGateway").node("ask", "exclusiveGateway")
    straight(main, "a", "again", "ask").flow("ask", "again", "true")
    main.flows = [(*flow[:4], flow[2] == "end") for flow in main.flows]
    assert refused(main) == [("loop-endless", "again")]
    assert "again och ask" in text(main)


def loop_through(key: str) -> Process:
    main = routine().node("again", "exclusiveGateway").node("ask", "exclusiveGateway")
    main.node("call", "callActivity", f'calledElement="{key}"')
    straight(main, "again", "call", "ask").flow("ask", "again", "true")
    main.flows = [(*flow[:4], flow[2] == "end") for flow in main.flows]
    return main


def test_a_loop_with_a_task_in_it_passes_also_in_a_called_process() -> None:
    assert refused(loop_through("part"), called("task")) == []


def test_it_refuses_a_loop_through_a_called_process_that_waits_for_nobody() -> None:
    idle = straight(Process("part").node("over", "endEvent", inner=TERMINATE), end="over")
    assert refused(loop_through("part"), idle) == [("loop-endless", "again")]


def test_it_refuses_a_process_that_nobody_can_survey() -> None:
    names = [f"task_{n}" for n in range(500)]
    assert refused(straight(routine(), *names)) == [("process-too-large", "routine")]


def test_it_refuses_a_routine_that_calls_more_than_anybody_can_survey() -> None:
    parts = [called(*(f"task_{n}" for n in range(450)), key=f"part_{n}") for n in range(7)]
    main = routine()
    for n in range(7):
        main.node(f"call_{n}", "callActivity", f'calledElement="part_{n}"')
    assert refused(straight(main, *main.nodes), *parts) == [("process-too-large", "routine")]
