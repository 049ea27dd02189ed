"""From a file to the model: nothing that changes how a diagram runs is left out."""

from __future__ import annotations

import pytest

from engine.bpmn.model import Event, Node, Process
from engine.bpmn.read import read_diagram
from tests.diagram import Process as Drawn
from tests.diagram import diagram, items, message
from tests.engine.bpmn.drawing import boundary, routine


def read(process: Drawn, **files: tuple[str, ...]) -> Process:
    return read_diagram(diagram(process, **files), "test.bpmn").processes[0]


def node(process: Drawn, name: str, **files: tuple[str, ...]) -> Node:
    return read(process, **files).nodes[name]


@pytest.mark.parametrize(
    ("written", "meant"), [("true", True), ("1", True), (" true ", True), ("false", False), ("0", False)]
)
def test_true_and_false_can_be_written_in_two_ways(written: str, meant: bool) -> None:
    drawn = routine("start a end").node("edge", "boundaryEvent", boundary("a"), inner=message("m"))
    drawn.node("edge", "boundaryEvent", f'attachedToRef="a" cancelActivity="{written}"', inner=message("m"))
    drawn.node("a", "userTask", inner=items("=[1]", "n").replace('"false"', f'"{written}"'))
    drawn.node("sub", "subProcess", f'triggeredByEvent="{written}"')
    found = read(drawn, messages=("m",)).nodes
    assert found["edge"].interrupting is meant
    assert found["a"].loop is not None
    assert found["a"].loop.sequential is meant
    assert found["sub"].triggered_by_event is meant
    xml = diagram(drawn, messages=("m",)).replace(b'isExecutable="true"', f'isExecutable="{written}"'.encode())
    assert read_diagram(xml, "test.bpmn").processes[0].executable is meant


@pytest.mark.parametrize(
    ("kind", "attribute"),
    [
        ("userTask", 'completionQuantity="2"'),
        ("userTask", 'startQuantity="2"'),
        ("userTask", 'isForCompensation="1"'),
        ("receiveTask", 'instantiate="true"'),
        ("eventBasedGateway", 'instantiate="true"'),
        ("eventBasedGateway", 'eventGatewayType="Parallel"'),
        ("intermediateCatchEvent", 'parallelMultiple="true"'),
    ],
)
def test_an_attribute_that_nobody_reads_and_that_changes_something_is_named(kind: str, attribute: str) -> None:
    drawn = routine("start a end").node(
        "a", kind, attribute, inner=message("m") if "Event" in kind and "Gateway" not in kind else ""
    )
    assert node(drawn, "a", messages=("m",)).unread == (attribute.partition("=")[0],)


@pytest.mark.parametrize("attribute", ['completionQuantity="1" startQuantity="1"', 'isForCompensation="false"', ""])
def test_an_attribute_that_changes_nothing_is_not(attribute: str) -> None:
    assert node(routine("start a end").node("a", "userTask", attribute), "a").unread == ()


@pytest.mark.parametrize(
    ("loop", "unread"),
    [
        ('<bpmn:multiInstanceLoopCharacteristics behavior="None"/>', ("behavior",)),
        (
            "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>people</bpmn:loopDataInputRef>"
            '<bpmn:inputDataItem id="person"/></bpmn:multiInstanceLoopCharacteristics>',
            (),
        ),
        ("<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality>"
         "<bpmn:completionCondition>x</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics>", ()),
    ],
)  # fmt: skip
def test_what_a_multi_instance_activity_says_and_nobody_reads_is_named(loop: str, unread: tuple[str, ...]) -> None:
    assert node(routine("start a end").node("a", "userTask", inner=loop), "a").unread == unread


def test_who_else_should_do_a_task_is_named() -> None:
    owner = (
        "<bpmn:potentialOwner><bpmn:resourceAssignmentExpression><bpmn:formalExpression>users(eva)</bpmn:formalExpression>"
        "</bpmn:resourceAssignmentExpression></bpmn:potentialOwner>"
    )
    assert node(routine("start a end").node("a", "userTask", inner=owner), "a").unread == ("potentialOwner",)


def test_the_language_of_a_condition_is_read() -> None:
    drawn = routine("start choose", "a end").flow("choose", "a", "x > 1").flow("choose", "end", default=True)
    xml = diagram(drawn).replace(
        b'xsi:type="bpmn:tFormalExpression">x', b'xsi:type="bpmn:tFormalExpression" language="groovy">x'
    )
    flows = read_diagram(xml, "test.bpmn").processes[0].flows.values()
    assert [flow.language for flow in flows if flow.condition] == ["groovy"]


def test_flows_without_ids_are_all_there() -> None:
    drawn = routine("start choose", "a end").flow("choose", "a", "x").flow("choose", "a", "y")
    xml = diagram(drawn)
    for n in (3, 4):
        xml = xml.replace(f'<bpmn:sequenceFlow id="p_{n}" '.encode(), b"<bpmn:sequenceFlow ")
        xml = xml.replace(f"<bpmn:outgoing>p_{n}</bpmn:outgoing>".encode(), b"")
        xml = xml.replace(f"<bpmn:incoming>p_{n}</bpmn:incoming>".encode(), b"")
    process = read_diagram(xml, "test.bpmn").processes[0]
    assert [flow.condition for flow in process.flows.values()] == [None, None, "x", "y"]
    assert len(process.nodes["choose"].outgoing) == len(process.nodes["a"].incoming) == 2


def test_an_id_is_taken_twice_only_among_bpmns_own() -> None:
    foreign = '<other:thing xmlns:other="urn:example" id="a"/>'
    xml = diagram(routine("start a end").node("a", "userTask", extension=foreign))
    assert read_diagram(xml, "test.bpmn").duplicate_ids == ()


def test_a_reference_resolves_to_what_it_is_of() -> None:
    inner = '<bpmn:messageEventDefinition messageRef="signal_s"/>'
    process = routine("start wait end").node("wait", "intermediateCatchEvent", inner=inner)
    assert events(diagram(process, signals=("s",))) == (Event("message", None, ref="signal_s"),)
    defined = b'<bpmn:signalEventDefinition id="defined" signalRef="signal_s"/><bpmn:process'
    referring = routine("start wait end").node(
        "wait", "intermediateCatchEvent", inner="<bpmn:eventDefinitionRef>defined</bpmn:eventDefinitionRef>"
    )
    xml = diagram(referring, signals=("s",)).replace(b"<bpmn:process", defined, 1)
    assert events(xml) == (Event("signal", "s", ref="signal_s"),)


def events(xml: bytes) -> tuple[Event, ...]:
    (process,) = read_diagram(xml, "test.bpmn").processes
    return process.nodes["wait"].events
