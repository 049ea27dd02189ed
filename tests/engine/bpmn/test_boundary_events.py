"""Events on the edge of an activity (BPMN 10.5.4, 13.5.3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.bpmn.advance import Step, advance
from engine.errors import NotDue, NotOpen
from tests.diagram import Process, diagram, error, items, message, timer
from tests.engine.bpmn.drawing import boundary, calls, routine
from tests.engine.bpmn.watched import Watched
from tests.running import START


def with_edge(host: str, event: str, *, interrupting: bool) -> Process:
    """A task or other activity `a`, on its edge an event that leads to `b`."""
    process = routine("start a z end", "edge b end2")
    if host == "callActivity":
        process.node("a", host, calls("q"))
    elif host == "subProcess":
        process.node("a", host, inner=routine("start2 inner end3", key="held").body())
    elif host == "items":
        process.node("a", "userTask", inner=items("=[1, 2]", "n"))
    return process.node("edge", "boundaryEvent", boundary("a", interrupting=interrupting), inner=event)


def started(process: Process) -> Watched:
    return Watched(diagram(process, routine("start4 called end4", key="q"), messages=("m",), errors=("E1",)))


HOSTS = {
    "userTask": ["a"],
    "callActivity": ["a:1/called"],
    "subProcess": ["inner"],
    "items": ["a:1#1/a", "a:1#2/a"],
}


@pytest.mark.parametrize("host", HOSTS)
def test_an_interrupting_timer_ends_the_activity_and_all_that_goes_on_in_it(host: str) -> None:
    running = started(with_edge(host, timer("P1D"), interrupting=True))
    assert running.open == HOSTS[host]
    outcome = running.wait(days=1).fire("edge")
    assert running.open == ["b"]
    assert {c.key.path: c.completed for c in outcome.closed} == {"edge": True, **dict.fromkeys(HOSTS[host], False)}
    assert running.complete("b").done


@pytest.mark.parametrize("host", HOSTS)
def test_a_timer_is_gone_when_the_activity_is_done(host: str) -> None:
    running = started(with_edge(host, timer("P1D"), interrupting=True))
    for name in HOSTS[host]:
        assert "edge" in running.waiting()
        outcome = running.complete(name)
    assert sorted(running.waiting()) == ["z"]
    assert ("edge", False) in {(c.key.element, c.completed) for c in outcome.closed}


@pytest.mark.parametrize("host", HOSTS)
def test_a_non_interrupting_timer_fires_once_and_the_activity_goes_on(host: str) -> None:
    running = started(with_edge(host, timer("P1D"), interrupting=False))
    running.wait(days=1).fire("edge")
    assert running.open == sorted([*HOSTS[host], "b"])
    assert running.waiting("timer") == {}
    for name in HOSTS[host]:
        running.complete(name)
    assert running.open == ["b", "z"]
    running.complete("z")
    assert not running.done, "what the event began must end too"
    assert running.complete("b").done


@pytest.mark.parametrize("host", HOSTS)
def test_a_message_interrupts(host: str) -> None:
    running = started(with_edge(host, message("m"), interrupting=True))
    running.send("edge", why="death")
    assert running.open == ["b"]
    assert running.values == {"why": "death"}


@pytest.mark.parametrize("host", HOSTS)
def test_a_non_interrupting_message_is_received_as_often_as_it_comes(host: str) -> None:
    running = started(with_edge(host, message("m"), interrupting=False))
    for number in range(1, 4):
        running.send("edge" if number == 1 else f"edge:{number}", number=number)
    assert running.open == sorted([*HOSTS[host], "b", "b:2", "b:3"])
    assert running.values == {"number": 3}
    for name in HOSTS[host]:
        running.complete(name)
    assert running.waiting("message") == {}


def test_a_bounded_cycle_fires_as_often_as_it_says() -> None:
    running = started(with_edge("userTask", timer("R3/P1D", "timeCycle"), interrupting=False))
    for number in range(1, 4):
        name = "edge" if number == 1 else f"edge:{number}"
        with pytest.raises(NotDue):
            advance(running.definition, running.state, Step("timer", running.at, running.waiting()[name]))
        running.wait(days=1).fire(name)
    assert running.waiting("timer") == {}
    assert running.open == ["a", "b", "b:2", "b:3"]


def test_an_unbounded_cycle_fires_for_as_long_as_the_activity_lasts() -> None:
    running = started(with_edge("userTask", timer("R/P1D", "timeCycle"), interrupting=False))
    for number in range(1, 30):
        running.wait(days=1).fire("edge" if number == 1 else f"edge:{number}")
        running.complete("b" if number == 1 else f"b:{number}")
    assert sorted(running.waiting()) == ["a", "edge:30"]
    running.complete("a")
    assert running.complete("z").done


def test_a_cycle_that_is_late_fires_its_rounds_one_by_one_in_order() -> None:
    running = started(with_edge("userTask", timer("R/P1D", "timeCycle"), interrupting=False))
    running.wait(days=10, hours=1)
    rounds = []
    while True:
        ((name, key),) = running.waiting("timer").items()
        due = next(token.note["due"] for token in running.state.tokens() if token.key == key)
        if due > running.at:
            break
        outcome = running.fire(name)
        rounds.append(due)
        assert [o.kind for o in outcome.opened] == ["timer", "task"]
    assert rounds == [START + timedelta(days=number) for number in range(1, 11)]
    assert len(running.open) == 11


def test_a_cycle_can_begin_at_a_time_of_its_own_and_keeps_the_hour_on_the_wall() -> None:
    running = started(with_edge("userTask", timer("R/2026-03-28T08:00:00/P1D", "timeCycle"), interrupting=False))
    running.at = datetime(2026, 4, 1, tzinfo=UTC)
    due = []
    for number in range(1, 4):
        name = "edge" if number == 1 else f"edge:{number}"
        due += [t.note["due"] for t in running.state.tokens() if t.task_spec.waits == "timer"]
        running.fire(name)
    assert due == [datetime(2026, 3, 28, 7, tzinfo=UTC), *(datetime(2026, 3, day, 6, tzinfo=UTC) for day in (29, 30))]


def test_a_cycle_that_interrupts_fires_once() -> None:
    running = started(with_edge("userTask", timer("R3/P1D", "timeCycle"), interrupting=True))
    running.wait(days=9).fire("edge")
    assert sorted(running.waiting()) == ["b"]


def test_a_timer_of_an_activity_that_is_done_can_not_be_fired() -> None:
    running = started(with_edge("userTask", timer("P1D"), interrupting=True))
    key = running.waiting()["edge"]
    running.complete("a")
    with pytest.raises(NotOpen):
        running.step(Step("timer", START + timedelta(days=2), key))


def test_a_task_that_was_interrupted_can_not_be_completed() -> None:
    running = started(with_edge("userTask", timer("P1D"), interrupting=True))
    key = running.waiting()["a"]
    running.wait(days=1).fire("edge")
    with pytest.raises(NotOpen):
        running.step(Step("complete", running.at, key))


def test_two_events_on_one_edge_wait_each_for_its_own() -> None:
    process = with_edge("userTask", timer("P1D"), interrupting=False)
    process.node("last", "boundaryEvent", boundary("a"), inner=timer("P3D")).nodes_of("userTask", "c").path(
        "last", "c", "end"
    )
    running = started(process)
    running.wait(days=1).fire("edge")
    running.wait(days=2).fire("last")
    assert sorted(running.waiting()) == ["b", "c"]


def test_each_round_of_a_loop_has_its_own_event() -> None:
    process = routine("start merge a choose", "edge b merge").flow("choose", "merge", "again")
    process.node("end", "endEvent").flow("choose", "end", default=True)
    process.node("edge", "boundaryEvent", boundary("a"), inner=timer("P1D"))
    running = started(process)
    running.complete("a", again=True)
    assert sorted(running.waiting()) == ["a:2", "edge:2"]
    running.wait(days=1).fire("edge:2")
    running.complete("b")
    assert sorted(running.waiting()) == ["a:3", "edge:3"]


def test_an_event_belongs_to_the_token_that_it_came_with() -> None:
    process = routine("start fork merge a z end", "edge b end2")
    process.flow("fork", "merge").node("edge", "boundaryEvent", boundary("a"), inner=timer("P1D"))
    running = started(process)
    assert sorted(running.waiting()) == ["a", "a:2", "edge", "edge:2"]
    running.wait(days=1).fire("edge:2")
    assert sorted(running.waiting()) == ["a", "b", "edge"]
    held = {t.key.path: t.parent.key.path for t in running.state.tokens() if t.element == "edge"}
    assert held == {"edge": "a"}
    running.complete("a")
    assert sorted(running.waiting()) == ["b", "z"]


@pytest.mark.parametrize("hosts", ["callActivity", "items"])
def test_an_error_from_within_is_caught_on_the_edge(hosts: str) -> None:
    failing = routine("start4 fork4 called end4", "fork4 more end5", key="q").node(
        "end4", "endEvent", inner=error("E1")
    )
    process = with_edge("callActivity", error("E1"), interrupting=True)
    if hosts == "items":
        process.node("a", "callActivity", calls("q"), inner=items("=[1, 2, 3]", "n"))
    running = Watched(diagram(process, failing, errors=("E1",)))
    running.complete("a:1/called" if hosts == "callActivity" else "a:1#2/a:1/called")
    assert sorted(running.waiting()) == ["b"]
    assert running.state.subprocesses == {}


def test_what_an_event_on_a_subprocess_began_goes_on_when_the_subprocess_is_interrupted() -> None:
    process = with_edge("subProcess", timer("P1D"), interrupting=False)
    process.node("last", "boundaryEvent", boundary("a"), inner=timer("P3D")).nodes_of("userTask", "c").path(
        "last", "c", "end"
    )
    running = started(process)
    running.wait(days=1).fire("edge")
    running.wait(days=2).fire("last")
    assert running.open == ["b", "c"]


def test_what_an_event_inside_a_subprocess_began_ends_with_the_subprocess() -> None:
    held = routine("start2 inner end3", "edge2 c end5", key="held")
    held.node("edge2", "boundaryEvent", boundary("inner", interrupting=False), inner=timer("PT1H"))
    process = with_edge("subProcess", timer("P1D"), interrupting=True).node("a", "subProcess", inner=held.body())
    running = started(process)
    running.wait(hours=1).fire("edge2")
    assert running.open == ["c", "inner"]
    running.wait(days=1).fire("edge")
    assert sorted(running.waiting()) == ["b"]


def test_a_subprocess_is_not_done_while_what_an_event_in_it_began_goes_on() -> None:
    held = routine("start2 inner end3", "edge2 c end5", key="held")
    held.node("edge2", "boundaryEvent", boundary("inner", interrupting=False), inner=timer("PT1H"))
    process = with_edge("subProcess", timer("P1D"), interrupting=True).node("a", "subProcess", inner=held.body())
    running = started(process)
    running.wait(hours=1).fire("edge2")
    running.complete("inner")
    assert running.open == ["c"]
    running.complete("c")
    assert running.open == ["z"]


def test_the_time_on_an_edge_is_read_in_the_scope_of_the_activity() -> None:
    process = with_edge("callActivity", timer("=deadline", "timeDate"), interrupting=True)
    running = Watched(
        diagram(process, routine("start4 called end4", key="q")), deadline=datetime(2026, 5, 1, tzinfo=UTC)
    )
    assert [o.due for o in running.outcomes[0].opened if o.kind == "timer"] == [datetime(2026, 5, 1, tzinfo=UTC)]


def test_a_monthly_cycle_from_the_last_of_a_month_keeps_to_the_last() -> None:
    running = started(with_edge("userTask", timer("R/2026-01-31T08:00:00Z/P1M", "timeCycle"), interrupting=False))
    days = []
    for _ in range(4):
        (name,) = running.waiting("timer")
        (running.at,) = [t.note["due"] for t in running.state.tokens() if t.task_spec.waits == "timer"]
        days.append(f"{running.at:%m-%d}")
        running.fire(name)
    assert days == ["01-31", "02-28", "03-31", "04-30"]
