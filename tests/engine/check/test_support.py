from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from engine.check import Facts
from tests.diagram import (
    TERMINATE,
    Process,
    error,
    escalation,
    inputs,
    items,
    link,
    loop,
    message,
    properties,
    signal,
    timer,
)
from tests.engine.check.routines import (
    FACTS,
    ROLES,
    call,
    called,
    embedded,
    mail,
    refused,
    routine,
    straight,
    text,
    warned,
)

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


def script(text: str, said: str = 'scriptFormat="feel" camunda:resultVariable="total"') -> Process:
    return straight(routine().node("sum", "scriptTask", said, inner=f"<bpmn:script>{text}</bpmn:script>"), "sum")


def test_a_script_in_feel_runs_and_no_other_does() -> None:
    assert refused(script("=1 + 1")) == []
    assert refused(script("print(1)", 'scriptFormat="python"')) == [("script-language", "sum")]
    assert refused(script("1", "")) == [("script-language", "sum")]
    assert refused(script("1", 'scriptFormat="feel"')) == [("script-result", "sum")]
    assert [rule for rule, _ in refused(script("=other + 1"))] == ["feel-unknown-variable"]


def test_what_a_script_works_out_is_a_variable() -> None:
    main = script("=1 + 1").node("xor", "exclusiveGateway").node("b", "userTask")
    main.flows = []
    main.path("start", "sum", "xor").flow("xor", "end", "total > 1").flow("xor", "b", default=True).path("b", "end")
    assert refused(main) == []


@pytest.mark.parametrize("kind", ["businessRuleTask", "complexGateway", "transaction", "adHocSubProcess"])
def test_it_refuses_an_element_that_does_not_run(kind: str) -> None:
    inner = embedded("task").body() if kind in ("transaction", "adHocSubProcess") else ""
    assert refused(straight(routine().node("odd", kind, inner=inner), "odd")) == [("element-unsupported", "odd")]


def test_a_task_without_a_type_waits_for_somebody_and_is_told_of() -> None:
    main = straight(routine().node("odd", "task"), "odd")
    assert refused(main) == []
    assert warned(main) == [("task-untyped", "odd")]


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


NAMED: Any = {"messages": ("m",), "signals": ("s",), "errors": ("e",), "escalations": ("c",)}
CONDITION = '<bpmn:condition xsi:type="bpmn:tFormalExpression">true</bpmn:condition>'
CONDITIONAL = f"<bpmn:conditionalEventDefinition>{CONDITION}</bpmn:conditionalEventDefinition>"
RUNS_AS: Mapping[str, tuple[str, ...]] = {
    "startEvent": ("", message("m"), signal("s")),
    "endEvent": ("", TERMINATE, escalation("c"), message("m"), signal("s")),
    "boundaryEvent": (error("e"), escalation("c"), escalation(), timer("P1D"), message("m"), signal("s")),
    "intermediateCatchEvent": (timer("P1D"), message("m"), signal("s")),
    "intermediateThrowEvent": ("", escalation("c"), message("m"), signal("s")),
}
DEFINITIONS = (
    *("", TERMINATE, error("e"), escalation("c"), escalation(), timer("P1D"), message("m"), signal("s")),
    *("<bpmn:compensateEventDefinition/>", CONDITIONAL, "<bpmn:cancelEventDefinition/>"),
)


@pytest.mark.parametrize("kind", RUNS_AS)
@pytest.mark.parametrize("definition", DEFINITIONS)
def test_it_refuses_an_event_where_it_does_not_run(kind: str, definition: str) -> None:
    found = {rule for rule, element in refused(with_event(kind, definition), **NAMED) if element == "odd"}
    if definition in RUNS_AS[kind]:
        assert found == set()
    elif kind == "startEvent" and definition == timer("P1D"):
        assert found == {"start-timer"}
    elif (kind, definition) == ("endEvent", error("e")):
        assert found == {"error-uncaught"}
    elif definition == escalation() and kind in ("endEvent", "intermediateThrowEvent"):
        assert found == {"event-name"}
    else:
        assert "event-unsupported" in found


@pytest.mark.parametrize("kind", ["startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent"])
@pytest.mark.parametrize("definition", [message("other"), signal("other"), "<bpmn:signalEventDefinition/>"])
def test_it_refuses_an_event_that_names_nothing(kind: str, definition: str) -> None:
    assert ("event-name", "odd") in refused(with_event(kind, definition), **NAMED)


def test_a_reference_is_of_its_own_kind() -> None:
    """An id of a signal is none of a message's."""
    crossed = message("m").replace("message_m", "signal_s")
    assert refused(with_event("endEvent", crossed), **NAMED) == [("event-name", "odd")]


def test_it_refuses_waiting_for_no_message_in_particular() -> None:
    assert refused(straight(routine().node("receive", "receiveTask"), "receive")) == [("event-name", "receive")]


CORRELATED = properties(correlation="=string(now())")


def test_it_warns_of_a_message_that_does_not_say_whom_it_is_for() -> None:
    for node in (("receiveTask", 'messageRef="message_m"', ""), ("intermediateCatchEvent", "", message("m"))):
        kind, attributes, inner = node
        main = straight(routine().node("wait", kind, attributes, inner=inner), "wait")
        assert refused(main, **NAMED) == []
        assert warned(main, **NAMED) == [("message-correlation", "wait")]
        main = straight(routine().node("wait", kind, attributes, extension=CORRELATED, inner=inner), "wait")
        assert warned(main, **NAMED) == []
    assert warned(with_event("startEvent", message("m")), **NAMED) == []


def test_what_is_thrown_with_a_message_is_read_like_everything_else() -> None:
    def throwing(value: str) -> list[str]:
        main = routine().node("tell", "intermediateThrowEvent", extension=inputs(what=value), inner=message("m"))
        return [rule for rule, _ in refused(straight(main, "tell"), **NAMED)]

    assert throwing("=1 + 1") == throwing("text") == []
    assert throwing("=missing + 1") == ["feel-unknown-variable"]
    assert throwing("=missing") == ["mapping-unknown"]
    assert throwing("${missing}") != []
    assert throwing("=1 +") == throwing("=)") == ["feel-syntax"]


def test_a_race_between_events_runs() -> None:
    race = routine().node("race", "eventBasedGateway").node("start", "startEvent").node("end", "endEvent")
    for name, inner in (("one", timer("P1D")), ("other", message("m")), ("third", signal("s"))):
        race.node(name, "intermediateCatchEvent", inner=inner).path("race", name, "end")
    assert refused(race.path("start", "race"), **NAMED) == []


def linked(out: str, back: str, *flows: tuple[str, str]) -> list[tuple[str, str]]:
    main = straight(routine(), "a", end="out")
    main.node("out", "intermediateThrowEvent", inner=link(out))
    main.node("back", "intermediateCatchEvent", inner=link(back)).node("end", "endEvent").path("back", "end")
    for flow in flows:
        main.path(*flow)
    return refused(main)


def test_a_link_needs_one_partner_and_no_flows_beside_it() -> None:
    assert linked("x", "x") == []
    assert linked("x", "y") == [("link-partner", "back"), ("link-partner", "out")]
    assert linked("x", "x", ("out", "end")) == [("link-flow", "out")]
    assert ("link-flow", "back") in linked("x", "x", ("a", "back"))


def test_it_refuses_a_service_that_nobody_answers() -> None:
    main = straight(routine().node("ask", "serviceTask", EXTERNAL % "other"), "ask")
    assert refused(main) == [("service-untended", "ask")]
    assert refused(main, facts=Facts(ROLES, FACTS.organisations, frozenset({"other"}))) == []
    assert refused(straight(routine().node("ask", "serviceTask"), "ask")) == [("service-topic", "ask")]


def test_it_refuses_several_definitions_and_references_to_none() -> None:
    several = with_event("intermediateCatchEvent", timer("P1D") + message("m"))
    assert refused(several, **NAMED) == [("event-several", "odd")]
    inner = "<bpmn:eventDefinitionRef>start</bpmn:eventDefinitionRef>"
    assert ("event-reference", "odd") in refused(with_event("intermediateCatchEvent", inner))


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        (loop("1 > 2"), []),
        (loop("", most=3), []),
        (loop(""), ["loop-condition"]),
        (loop("1 > 2", most=2000), ["loop-maximum"]),
        (loop("missing > 2"), ["feel-unknown-variable"]),
    ],
)
def test_a_loop_says_how_long_it_goes_on(said: str, rules: list[str]) -> None:
    main = straight(routine().node("again", "userTask", inner=said), "again")
    assert [rule for rule, _ in refused(main)] == rules


def test_it_refuses_a_loop_that_waits_for_nobody_and_has_no_most() -> None:
    feel = 'scriptFormat="feel" camunda:resultVariable="total"'
    for said, rules in ((loop("true"), ["loop-endless"]), (loop("true", most=3), [])):
        main = routine().node("again", "scriptTask", feel, inner=f"{said}<bpmn:script>1</bpmn:script>")
        assert [rule for rule, _ in refused(straight(main, "again"))] == rules


def test_an_event_subprocess_is_done_once() -> None:
    inner = loop("1 > 2") + embedded("inner_task").node("start_inside", "startEvent", inner=message("m")).body()
    aside = straight(routine().node("aside", "subProcess", 'triggeredByEvent="true"', inner=inner), "task")
    assert refused(aside, **NAMED) == [("loop-kind", "aside")]


def test_an_error_that_an_event_subprocess_catches_is_caught() -> None:
    held = embedded("mend").node("start_inside", "startEvent", inner=error("e"))
    main = straight(routine().node("over", "endEvent", inner=error("e")), "task", end="over")
    main.node("aside", "subProcess", 'triggeredByEvent="true"', inner=held.body())
    assert refused(main, **NAMED) == []
    softly = held.node("start_inside", "startEvent", 'isInterrupting="false"', inner=error("e"))
    main.node("aside", "subProcess", 'triggeredByEvent="true"', inner=softly.body())
    assert refused(main, **NAMED) == [("error-interrupting", "start_inside")]


def test_a_task_that_names_a_message_sends_it_and_no_mail() -> None:
    main = straight(routine().node("write", "sendTask", 'messageRef="message_m"', extension=inputs(what="x")), "write")
    assert refused(main, **NAMED) == []
    main = straight(routine().node("write", "sendTask", 'messageRef="message_m"', extension=mail()), "write")
    assert refused(main, **NAMED) == [("task-message", "write")]


def test_it_refuses_what_camunda_lets_an_event_say_besides() -> None:
    inner = error("e").replace("/>", ' camunda:errorCodeVariable="code"/>')
    main = straight(routine().node("ask", "serviceTask", EXTERNAL % "stock"), "ask")
    main.node("odd", "boundaryEvent", 'attachedToRef="ask"', inner=inner).flow("odd", "end")
    assert refused(main, **NAMED) == [("setting-unread", "odd")]


def test_a_refusal_says_what_to_use_instead() -> None:
    said = text(straight(routine().node("odd", "businessRuleTask"), "odd"))
    assert "Business rule task" in said
    assert "Exclusive gateway" in said
