from __future__ import annotations

import pytest

from engine.check import Facts
from engine.check.support import UNTENDED
from tests.diagram import TERMINATE, Process, error, items, message, timer
from tests.engine.check.routines import FACTS, ROLES, call, called, embedded, mail, refused, routine, straight, text

EXTERNAL = 'camunda:type="external" camunda:topic="%s"'
THREE_TIMES = (
    '<bpmn:multiInstanceLoopCharacteristics isSequential="true">'
    "<bpmn:loopCardinality>3</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
)


def test_tasks_mails_services_and_calls_run() -> None:
    main = routine().node("write", "sendTask", extension=mail()).node("do", "manualTask")
    call(main.node("ask", "serviceTask", EXTERNAL % "stock"), "collect")
    assert refused(straight(main, "fill", "do", "write", "ask", "collect"), called("task")) == []


def test_subprocesses_and_what_is_done_several_times_run() -> None:
    main = routine().node("inside", "subProcess", inner=embedded("task").body())
    main.node("each", "userTask", inner=items("[1, 2]", "item")).node("row", "userTask", inner=THREE_TIMES)
    assert refused(straight(main, "inside", "each", "row")) == []


def test_gateways_run() -> None:
    main = straight(routine().node("fork", "parallelGateway").node("join", "parallelGateway"), "fork", "a", "join")
    main.node("some", "inclusiveGateway").node("all", "inclusiveGateway").node("ask", "exclusiveGateway")
    main.path("fork", "some").flow("some", "b", "true").flow("some", "c", default=True)
    main.nodes_of("userTask", "b", "c", "d").path("b", "all").path("c", "all").path("all", "ask")
    main.flow("ask", "join", "true").flow("ask", "d", default=True).node("over", "endEvent", inner=TERMINATE)
    assert refused(main.path("d", "over")) == []


@pytest.mark.parametrize(
    "kind",
    [
        *("task", "scriptTask", "businessRuleTask", "complexGateway", "intermediateThrowEvent"),
        *("transaction", "adHocSubProcess"),
    ],
)
def test_it_refuses_an_element_that_does_not_run(kind: str) -> None:
    inner = embedded("task").body() if kind in ("transaction", "adHocSubProcess") else ""
    assert refused(straight(routine().node("odd", kind, inner=inner), "odd")) == [("element-unsupported", "odd")]


def with_event(kind: str, definition: str) -> Process:
    """A process with an event of that kind, `odd`."""
    main = routine()
    if kind == "startEvent":
        return straight(main.node("odd", kind, inner=definition), "task", start="odd")
    if kind == "endEvent":
        return straight(main.node("odd", kind, inner=definition), "task", end="odd")
    if kind == "boundaryEvent":
        straight(main, "task").node("odd", kind, 'attachedToRef="task"', inner=definition)
        return main.flow("odd", "end")
    return straight(main.node("odd", kind, inner=definition), "task", "odd")


@pytest.mark.parametrize(
    "definition",
    [
        "<bpmn:signalEventDefinition/>",
        "<bpmn:escalationEventDefinition/>",
        "<bpmn:compensateEventDefinition/>",
        '<bpmn:conditionalEventDefinition><bpmn:condition xsi:type="bpmn:tFormalExpression">true</bpmn:condition>'
        "</bpmn:conditionalEventDefinition>",
        '<bpmn:linkEventDefinition name="x"/>',
        "<bpmn:cancelEventDefinition/>",
    ],
)
@pytest.mark.parametrize("kind", ["startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent"])
def test_it_refuses_an_event_that_does_not_run(kind: str, definition: str) -> None:
    assert refused(with_event(kind, definition)) == [("event-unsupported", "odd")]


@pytest.mark.parametrize(
    ("kind", "definition"),
    [
        ("endEvent", message("m")),
        ("endEvent", timer("P1D")),
        ("startEvent", error("e")),
        ("startEvent", TERMINATE),
        ("intermediateCatchEvent", error("e")),
        ("intermediateCatchEvent", ""),
        ("boundaryEvent", TERMINATE),
        ("boundaryEvent", ""),
    ],
)
def test_it_refuses_an_event_in_the_wrong_place(kind: str, definition: str) -> None:
    assert refused(with_event(kind, definition), messages=("m",), errors=("e",)) == [("event-unsupported", "odd")]


@pytest.mark.parametrize("kind", ["startEvent", "boundaryEvent", "intermediateCatchEvent"])
@pytest.mark.parametrize("definition", [timer("P1D"), message("m")])
def test_it_refuses_what_the_kernel_runs_and_nobody_tends(kind: str, definition: str) -> None:
    assert refused(with_event(kind, definition), messages=("m",)) == [("element-untended", "odd")]


def test_it_refuses_waiting_for_messages_and_races() -> None:
    main = straight(routine().node("receive", "receiveTask", 'messageRef="message_m"'), "receive")
    assert refused(main, messages=("m",)) == [("element-untended", "receive")]
    race = routine().node("race", "eventBasedGateway").node("start", "startEvent").node("end", "endEvent")
    for name in ("one", "other"):
        race.node(name, "intermediateCatchEvent", inner=timer("P1D")).path("race", name, "end")
    found = refused(race.path("start", "race"))
    assert sorted(found) == [("element-untended", name) for name in ("one", "other", "race")]


def test_the_table_of_the_untended_is_what_is_refused_as_such() -> None:
    assert {kind for kind, _ in UNTENDED} == {
        *("startEvent", "boundaryEvent", "intermediateCatchEvent", "receiveTask", "eventBasedGateway"),
    }


def test_it_refuses_a_service_that_nobody_answers() -> None:
    main = straight(routine().node("ask", "serviceTask", EXTERNAL % "other"), "ask")
    assert refused(main) == [("service-untended", "ask")]
    assert refused(main, facts=Facts(ROLES, FACTS.organisations, frozenset({"other"}))) == []
    assert refused(straight(routine().node("ask", "serviceTask"), "ask")) == [("service-topic", "ask")]


def test_it_refuses_several_definitions_and_references_to_them() -> None:
    several = with_event("intermediateCatchEvent", timer("P1D") + message("m"))
    assert refused(several, messages=("m",)) == [("event-several", "odd")]
    inner = "<bpmn:eventDefinitionRef>start</bpmn:eventDefinitionRef>"
    assert refused(with_event("intermediateCatchEvent", inner)) == [("event-unsupported", "odd")]


def test_it_refuses_a_loop_marker_and_an_event_subprocess() -> None:
    looped = routine().node("again", "userTask", inner="<bpmn:standardLoopCharacteristics/>")
    assert refused(straight(looped, "again")) == [("loop-standard", "again")]
    inner = embedded("inner_task").body()
    aside = straight(routine().node("aside", "subProcess", 'triggeredByEvent="true"', inner=inner), "task")
    assert ("event-subprocess", "aside") in refused(aside)


def test_it_refuses_a_task_that_names_a_message() -> None:
    main = straight(routine().node("write", "sendTask", 'messageRef="message_m"', extension=mail()), "write")
    assert refused(main, messages=("m",)) == [("task-message", "write")]


def test_a_refusal_says_what_to_use_instead() -> None:
    said = text(straight(routine().node("odd", "scriptTask"), "odd"))
    assert "Script task" in said
    assert "In mapping" in said
