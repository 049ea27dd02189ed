"""Messages and signals that a diagram throws (BPMN 10.5.1)."""

from __future__ import annotations

import pytest

from engine.bpmn.advance import Step, advance
from engine.canonical import Reference
from engine.errors import ExpressionGaveNothing, NotOpen, PersonalValueRead
from tests.diagram import Process, diagram, inputs, items, message, properties, signal
from tests.engine.bpmn.drawing import boundary, calls, routine
from tests.engine.bpmn.watched import Watched
from tests.running import START, compile_xml


def started(*processes: Process, **values: object) -> Watched:
    return Watched(diagram(*processes, messages=("m",), signals=("s",)), **values)


def thrown(running: Watched) -> list[dict[str, object]]:
    return [thrown.to_value() for thrown in running.outcomes[-1].thrown]


@pytest.mark.parametrize(
    ("kind", "attributes", "definition"),
    [
        ("intermediateThrowEvent", "", message("m")),
        ("sendTask", 'messageRef="message_m"', ""),
        ("endEvent", "", message("m")),
    ],
)
def test_a_message_is_thrown_and_the_token_goes_on(kind: str, attributes: str, definition: str) -> None:
    process = routine("start a tell", *([] if kind == "endEvent" else ["tell end"]))
    said = inputs(text="hello", amount="=n + 1") + properties(correlation="=n")
    process.node("tell", kind, attributes, extension=said, inner=definition)
    running = started(process, n=3)
    assert thrown(running) == []
    assert running.complete("a").done
    values = {"text": "hello", "amount": 4}
    assert thrown(running) == [
        {"key": ["", "tell", 1], "kind": "message", "name": "m", "correlation": "3", "values": values}
    ]


def test_what_is_thrown_without_values_says_only_its_name() -> None:
    running = started(routine("start tell end").node("tell", "intermediateThrowEvent", inner=message("m")))
    assert thrown(running) == [{"key": ["", "tell", 1], "kind": "message", "name": "m"}]


def test_a_message_is_not_handed_over_within_the_instance() -> None:
    process = routine("start fork wait b end", "fork a tell end")
    process.node("wait", "intermediateCatchEvent", inner=message("m"))
    process.node("tell", "intermediateThrowEvent", inner=message("m"))
    running = started(process)
    running.complete("a")
    assert len(thrown(running)) == 1
    assert list(running.waiting()) == ["wait"]


def test_a_variable_is_handed_on_as_it_is_from_the_vault_too() -> None:
    process = routine("start tell end")
    process.node("tell", "intermediateThrowEvent", extension=inputs(who="= name", n="=n"), inner=message("m"))
    running = started(process, name=Reference("0" * 32), n=1)
    assert running.outcomes[0].thrown[0].values == {"who": Reference("0" * 32), "n": 1}


def test_an_expression_never_reads_the_vault() -> None:
    process = routine("start tell end")
    process.node("tell", "intermediateThrowEvent", extension=inputs(who='=name + "!"'), inner=message("m"))
    with pytest.raises(PersonalValueRead):
        started(process, name=Reference("0" * 32))


CATCHING = {
    "intermediateCatchEvent": "start wait b end",
    "receiveTask": "start wait b end",
    "boundaryEvent": "start a end",
}


@pytest.mark.parametrize("kind", CATCHING)
def test_by_what_a_message_finds_its_instance_is_fixed_when_the_token_arrives(kind: str) -> None:
    process = routine(CATCHING[kind], "wait b end")
    attributes = {"boundaryEvent": boundary("a"), "receiveTask": 'messageRef="message_m"'}.get(kind, "")
    inner = "" if kind == "receiveTask" else message("m")
    process.node(
        "wait", kind, attributes, extension=properties(correlation='=number + "-" + string(1.50)'), inner=inner
    )
    running = started(process, number="17")
    opened = {o.key.element: o.to_value() for o in running.outcomes[0].opened}
    assert opened["wait"] == {"key": ["", "wait", 1], "kind": "message", "name": "m", "correlation": "17-1.5"}


def test_a_literal_correlation_is_text_and_none_is_left_out() -> None:
    process = routine("start fork one end", "fork other end")
    process.node("one", "intermediateCatchEvent", extension=properties(correlation="depot"), inner=message("m"))
    process.node("other", "intermediateCatchEvent", inner=message("m"))
    said = {o.key.element: o.to_value().get("correlation") for o in started(process).outcomes[0].opened}
    assert said == {"one": "depot", "other": None}


@pytest.mark.parametrize("kind", ["intermediateCatchEvent", "intermediateThrowEvent"])
def test_a_correlation_that_is_null_stops_the_event(kind: str) -> None:
    process = routine("start at end")
    process.node("at", kind, extension=properties(correlation="=missing"), inner=message("m"))
    with pytest.raises(ExpressionGaveNothing):
        started(process)


def test_a_signal_is_caught_at_once_by_all_that_wait_for_it() -> None:
    """Intermediate, behind an event gateway, on an edge, in a call; not those that wait for another."""
    process = routine(
        "start fork wait b end",
        "fork race first c end",
        "race other d end",
        "fork host end",
        "edge e end",
        "fork call end",
        "fork a tell f end",
    )
    process.node("tell", "intermediateThrowEvent", extension=inputs(x="=1 + 1"), inner=signal("s"))
    process.node("wait", "intermediateCatchEvent", inner=signal("s"))
    process.node("first", "intermediateCatchEvent", inner=signal("s"))
    process.node("other", "intermediateCatchEvent", inner=signal("t"))
    process.node("edge", "boundaryEvent", boundary("host"), inner=signal("s")).node("call", "callActivity", calls("q"))
    called = routine("start2 inside g end2", key="q").node("inside", "intermediateCatchEvent", inner=signal("s"))
    running = Watched(diagram(process, called, signals=("s", "t")))
    assert {o.kind for o in running.outcomes[0].opened} == {"task", "signal"}
    running.complete("a")
    assert sorted(running.waiting()) == ["b", "c", "call:1/g", "e", "f"]
    assert running.values == {"x": 2}
    assert running.state.scopes.values["call:1"] == {"x": 2}
    assert thrown(running) == [{"key": ["", "tell", 1], "kind": "signal", "name": "s", "values": {"x": 2}}]


def test_a_signal_from_outside_reaches_all_in_one_event() -> None:
    process = routine("start fork one b end", "fork other c end")
    for name in ("one", "other"):
        process.node(name, "intermediateCatchEvent", inner=signal("s"))
    running = started(process)
    outcome = running.signal("s", x=1)
    assert sorted(running.open) == ["b", "c"]
    assert {(c.key.element, c.kind, c.completed) for c in outcome.closed} == {
        ("one", "signal", True),
        ("other", "signal", True),
    }
    assert running.values == {"x": 1}
    with pytest.raises(NotOpen):
        running.signal("s")


def test_a_signal_that_ends_its_own_thrower_puts_no_token_behind_it() -> None:
    held = routine("start2 a tell b end2", key="q").node("tell", "intermediateThrowEvent", inner=signal("s"))
    process = routine("start sub end", "edge c end").node("sub", "subProcess", inner=held.body())
    process.node("edge", "boundaryEvent", boundary("sub"), inner=signal("s"))
    running = started(process)
    running.complete("a")
    assert list(running.waiting()) == ["c"]


def test_an_edge_that_does_not_interrupt_catches_each_signal() -> None:
    process = routine("start a end", "edge b end")
    process.node("edge", "boundaryEvent", boundary("a", interrupting=False), inner=signal("s"))
    running = started(process)
    running.signal("s")
    running.signal("s")
    assert sorted(running.waiting()) == ["a", "b", "b:2", "edge:3"]


def test_a_case_starts_at_the_event_that_is_named() -> None:
    process = routine("start a end", "told b end", "rung c end")
    process.node("told", "startEvent", inner=message("m")).node("rung", "startEvent", inner=signal("s"))
    definition = compile_xml(diagram(process, messages=("m",), signals=("s",)))
    for element, expected in (("told", "b"), ("rung", "c"), (None, "a")):
        state, _ = advance(definition, None, Step("start", START, element=element))
        assert [token.element for token in state.tokens()] == [expected]


def test_each_item_throws_its_own() -> None:
    process = routine("start each end")
    extension = inputs(n="=n * 10") + properties(correlation="=n")
    process.node("each", "sendTask", 'messageRef="message_m"', extension=extension, inner=items("=[1, 2]", "n"))
    running = started(process)
    assert [(t.key.scope, t.correlation, t.values) for t in running.outcomes[0].thrown] == [
        ("each:1#1", "1", {"n": 10}),
        ("each:1#2", "2", {"n": 20}),
    ]
