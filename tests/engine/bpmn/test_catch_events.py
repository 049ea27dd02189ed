"""Waiting for a time or a message in the flow (BPMN 10.5.4, 13.5.3)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.bpmn.advance import Step, advance
from engine.bpmn.model import Event
from engine.bpmn.timer import compile_timer
from engine.errors import ExpressionGaveNothing, FeelError, NotDue, NotOpen
from tests.diagram import Process, diagram, items, message, timer
from tests.engine.bpmn.drawing import boundary, routine
from tests.engine.bpmn.watched import Watched
from tests.running import START, compile_xml


def waiting_for(text: str, how: str = "timeDuration") -> Process:
    return routine("start wait a end").node("wait", "intermediateCatchEvent", inner=timer(text, how))


@pytest.mark.parametrize(
    ("text", "how", "due"),
    [
        ("PT2H", "timeDuration", datetime(2026, 1, 5, 10, tzinfo=UTC)),
        ("P1M", "timeDuration", datetime(2026, 2, 5, 8, tzinfo=UTC)),
        ("PT0S", "timeDuration", START),
        ('=duration("P1D")', "timeDuration", datetime(2026, 1, 6, 8, tzinfo=UTC)),
        ("2026-07-01T08:00:00+02:00", "timeDate", datetime(2026, 7, 1, 6, tzinfo=UTC)),
        ("2026-07-01T08:00:00", "timeDate", datetime(2026, 7, 1, 6, tzinfo=UTC)),
        ("2026-12-01", "timeDate", datetime(2026, 11, 30, 23, tzinfo=UTC)),
        ("=when", "timeDate", datetime(2026, 3, 1, tzinfo=UTC)),
        ('=date("2026-07-01")', "timeDate", datetime(2026, 6, 30, 22, tzinfo=UTC)),
    ],
)
def test_a_timer_says_when_it_is_due(text: str, how: str, due: datetime) -> None:
    running = Watched(diagram(waiting_for(text, how)), when=datetime(2026, 3, 1, tzinfo=UTC))
    assert [(o.key.element, o.kind, o.due) for o in running.outcomes[0].opened] == [("wait", "timer", due)]


def test_a_timer_fires_at_its_time_and_not_before() -> None:
    running = Watched(diagram(waiting_for("PT2H")))
    with pytest.raises(NotDue):
        advance(running.definition, running.state, Step("timer", START, running.waiting()["wait"]))
    running.wait(hours=2).fire("wait")
    assert running.open == ["a"]


def test_no_time_that_passes_fires_a_timer_by_itself() -> None:
    running = Watched(
        diagram(
            routine("start fork wait a end", "fork b c end").node("wait", "intermediateCatchEvent", inner=timer("PT2H"))
        )
    )
    running.wait(days=30).complete("b")
    assert running.open == ["c"]
    assert "wait" in running.waiting("timer")


def test_the_due_time_is_fixed_when_the_timer_is_reached() -> None:
    process = routine("start fork wait end", "fork a b end").node(
        "wait", "intermediateCatchEvent", inner=timer("=when", "timeDate")
    )
    running = Watched(diagram(process), when=START)
    running.complete("a", when=datetime(2027, 1, 1, tzinfo=UTC))
    running.fire("wait")
    assert running.open == ["b"]


@pytest.mark.parametrize("text", ["=null", "=unknown", '="2026-01-01"', "=3"])
def test_an_expression_that_gives_no_time_stops_the_event(text: str) -> None:
    with pytest.raises(ExpressionGaveNothing):
        Watched(diagram(waiting_for(text, "timeDate")))


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("", "timeDuration"),
        ("3 dagar", "timeDuration"),
        ("-P1D", "timeDuration"),
        ("2026-01-01", "timeDuration"),
        ('P1D" + @"P1D', "timeDuration"),
        ("P3D", "timeDate"),
        ("08:00:00", "timeDate"),
        ("2026-02-30", "timeDate"),
        ("R3", "timeCycle"),
        ("P1D", "timeCycle"),
        ("R0/P1D", "timeCycle"),
        ("R03/P1D", "timeCycle"),
        ("R-1/P1D", "timeCycle"),
        ("R3/P1D/P1D", "timeCycle"),
        ("R3/P1D/2026-01-01", "timeCycle"),
        ("R3/2026-01-01", "timeCycle"),
        ("R/PT0S", "timeCycle"),
        ("R/PT0.5S", "timeCycle"),
        ("R3/-P1D", "timeCycle"),
        ("R3/i morgon/P1D", "timeCycle"),
        ("0 0 8 * * ?", "timeCycle"),
    ],
)
def test_a_text_that_says_no_time_is_not_compiled(text: str, how: str) -> None:
    with pytest.raises((ValueError, FeelError)):
        compile_timer(Event("timer", text, how))


def test_a_message_is_received_with_its_values() -> None:
    process = routine("start wait a end").node("wait", "intermediateCatchEvent", inner=message("delivered"))
    running = Watched(diagram(process, messages=("delivered",)))
    assert [(o.kind, o.name) for o in running.outcomes[0].opened] == [("message", "delivered")]
    outcome = running.send("wait", unit="000123")
    assert [c.to_value() for c in outcome.closed] == [["", "wait", 1, "message", True]]
    assert running.open == ["a"]
    assert running.values == {"unit": "000123"}


def test_a_message_nobody_waits_for_is_refused() -> None:
    running = Watched(diagram(waiting_for("PT2H")))
    with pytest.raises(NotOpen):
        running.step(Step("message", START, running.waiting()["wait"]))


def test_a_receive_task_waits_for_its_message_as_an_activity_with_edges() -> None:
    process = routine("start wait a end", "late b end").node("wait", "receiveTask", 'messageRef="message_m"')
    process.node("late", "boundaryEvent", boundary("wait"), inner=timer("P1D"))
    xml = diagram(process, messages=("m",))
    running = Watched(xml)
    assert sorted(running.waiting()) == ["late", "wait"]
    running.send("wait")
    assert sorted(running.waiting()) == ["a"]
    running = Watched(xml)
    running.wait(days=1).fire("late")
    assert sorted(running.waiting()) == ["b"]


def test_a_receive_task_for_each_item() -> None:
    process = routine("start wait a end").node(
        "wait", "receiveTask", 'messageRef="message_m"', inner=items("=[1, 2]", "n")
    )
    running = Watched(diagram(process, messages=("m",)))
    running.send("wait:1#2/wait", x=1)
    assert running.open == []
    running.send("wait:1#1/wait")
    assert running.open == ["a"]
    assert running.values == {}


def test_tokens_that_come_one_after_the_other_wait_each_by_itself() -> None:
    process = waiting_for("PT2H")
    process.flows[0] = ("s", "start", "fork", None, False)
    process.node("fork", "parallelGateway").nodes_of("userTask", "b").node("merge", "exclusiveGateway")
    process.path("fork", "b", "merge", "wait").path("fork", "merge")
    running = Watched(compile_xml(diagram(process)))
    running.wait(hours=1).complete("b")
    assert sorted(running.waiting()) == ["wait", "wait:2"]
    running.wait(hours=1).fire("wait")
    with pytest.raises(NotDue):
        running.fire("wait:2")
