"""What is digested and what is stored."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from engine.bpmn.advance import EPOCH, Step, advance
from engine.bpmn.state import digest, dump, load
from engine.canonical import Months, Reference
from tests.diagram import Process, diagram, into, items, message, out_of, timer
from tests.engine.bpmn.drawing import boundary, calls, routine
from tests.engine.bpmn.watched import Watched
from tests.running import START, Running

VALUES = {
    "date": date(2026, 3, 29),
    "at": datetime(2026, 3, 29, 1, tzinfo=UTC),
    "time": time(8, 30),
    "span": timedelta(days=1, microseconds=1),
    "months": Months(14),
    "decimal": Decimal("0.10"),
    "big": 2**63 - 1,
    "nothing": None,
    "text": "åäö",
    "who": Reference("v1"),
    "nested": [{"date": date(2026, 1, 1), "list": [Decimal("1.5"), None]}],
}


def test_typed_values_come_out_of_the_snapshot_as_they_went_in() -> None:
    running = Watched(diagram(routine("start a end")))
    running.complete("a", **VALUES)
    assert running.values == {**VALUES, "decimal": Decimal("0.1")}
    assert {name: type(value) for name, value in running.values.items()} == {n: type(v) for n, v in VALUES.items()}


def after(process: Process, *acts: str, **values: object) -> str:
    running = Running(diagram(process, routine("start9 called end9", key="q"), messages=("m",)), keep=True, **values)
    for act in acts:
        running.complete(act)
    return running.digests[-1]


def test_the_type_of_a_value_is_part_of_the_digest() -> None:
    same_in_text = [1, "1", True, "true", None, "null", "2026-01-01", date(2026, 1, 1), [1], {"a": 1}, "", 0, False]
    found = {after(routine("start a end"), x=value) for value in same_in_text}
    assert len(found) == len(same_in_text)


def test_a_variable_that_is_null_is_not_one_that_is_not_there() -> None:
    assert after(routine("start a end"), x=None) != after(routine("start a end"))


def test_where_a_token_is_and_how_it_came_is_part_of_the_digest() -> None:
    process = routine("start fork a end", "fork b end", "fork c end")
    assert len({after(process), after(process, "a"), after(process, "b")}) == 3
    two_ways = routine("start fork a join d end", "fork b join", "fork c join")
    assert after(two_ways, "a", "b") != after(two_ways, "b", "a"), "what was passed in this event differs"
    assert after(two_ways, "a", "b", "c") != after(two_ways, "a", "b")


def state_after(process: Process, *acts: str) -> Running:
    running = Running(diagram(process, messages=("m",)), keep=True)
    for act in acts:
        if act in running.waiting("timer"):
            running.wait(days=1).fire(act)
        else:
            running.complete(act)
    return running


def test_how_often_an_element_has_been_reached_is_part_of_the_digest() -> None:
    process = routine("start merge a choose").flow("choose", "merge", "true").flow("choose", "merge", default=True)
    running = state_after(process, "a")
    one = running.state.scopes.counts[""]["a"]
    before = digest(running.state)
    running.state.scopes.counts[""]["a"] = one + 1
    assert digest(running.state) != before


@pytest.mark.parametrize(
    "change",
    [
        {"due": datetime(2027, 1, 1, tzinfo=UTC)},
        {"left": 2},
    ],
)
def test_what_a_timer_remembers_is_part_of_the_digest(change: dict[str, object]) -> None:
    process = routine("start a end", "edge b end2")
    process.node("edge", "boundaryEvent", boundary("a", interrupting=False), inner=timer("R3/P1D", "timeCycle"))
    state = state_after(process).state
    before = digest(state)
    token = next(token for token in state.tokens() if token.element == "edge")
    token.note.update(change)
    assert digest(state) != before


def test_what_an_event_would_end_is_part_of_the_digest() -> None:
    process = routine("start fork merge a end", "edge b end2").node(
        "edge", "boundaryEvent", boundary("a"), inner=message("m")
    )
    state = state_after(process.flow("fork", "merge")).state
    before = digest(state)
    one, other = (token for token in state.tokens() if token.element == "edge")
    one.parent, other.parent = other.parent, one.parent
    assert digest(state) != before


def test_which_subprocess_a_token_is_in_is_part_of_the_digest() -> None:
    held = routine("start2 c end2", key="held")
    process = routine("start fork merge sub end", key="p").node("sub", "subProcess", inner=held.body())
    state = state_after(process.flow("fork", "merge")).state
    before = digest(state)
    one, other = state.subprocesses.values()
    one.host, other.host = other.host, one.host
    assert digest(state) != before


def test_what_came_and_went_within_an_event_is_part_of_the_digest() -> None:
    process = routine("start a call end").node("call", "callActivity", calls("q"), extension=into("=x * 0 + 1", "n"))
    empty = routine("start9 end9", key="q")
    found = set()
    for passed in (routine("start a call end"), process):
        passed.node("call", "callActivity", calls("q"), extension=process.nodes["call"][2] if passed is process else "")
        running = Running(diagram(passed, empty), keep=True, x=1)
        running.complete("a")
        assert running.values == {"x": 1}
        found.add(running.digests[-1])
    assert len(found) == 2


def test_a_snapshot_holds_nothing_of_the_definition() -> None:
    process = routine("start a end").node("a", "userTask", 'name="Mycket särskilt namn"')
    snapshot = dump(Running(diagram(process)).state)
    assert b"startEvent" not in snapshot
    assert "särskilt".encode() not in snapshot
    assert len(snapshot) < 250


def test_a_snapshot_of_everything_that_can_wait_is_complete() -> None:
    held = routine("start2 race wait d end2", "race told end2", key="held")
    held.node("wait", "intermediateCatchEvent", inner=timer("PT1H")).node(
        "told", "intermediateCatchEvent", inner=message("m")
    )
    process = routine("start fork a join end", "fork sub join", "fork call gather end3", "fork b gather", "edge g end4")
    process.node("sub", "subProcess", inner=items("=[1, 2]", "n", sequential=True) + held.body())
    process.node("call", "callActivity", calls("q"), extension=into("=1", "n") + out_of("n", "n"))
    process.node("edge", "boundaryEvent", boundary("call", interrupting=False), inner=timer("R/P1D", "timeCycle"))
    running = Watched(diagram(process, routine("start9 called end9", key="q"), messages=("m",)))
    running.complete("a")
    running.complete("b")
    restored = load(running.definition, dump(running.state))
    assert digest_of_tokens(restored) == digest_of_tokens(running.state)
    assert sorted(running.waiting()) == ["call:1/called", "edge", "sub:1#1/told", "sub:1#1/wait"]


def digest_of_tokens(state: object) -> str:
    """The digest without what was noted of the last event, which no snapshot has."""
    state.begin_event(state.context, {})  # type: ignore[attr-defined]
    return digest(state)  # type: ignore[arg-type]


def test_a_known_history_has_the_digests_it_always_had() -> None:
    """When this fails, every log written before replays as forged: undo the change, or raise EPOCH and say why."""
    process = routine("start fork a join choose", "fork call join", "b end")
    process.node("call", "callActivity", calls("q"), extension=into("who", "who") + out_of("n", "n"))
    process.node("edge", "boundaryEvent", boundary("a", interrupting=False), inner=timer("R2/P1D", "timeCycle"))
    process.path("edge", "end").flow("choose", "b", "n > 1").flow("choose", "end", default=True)
    process.node("b", "userTask", inner=items("=[1, 2]", "item"))
    running = Running(diagram(process, routine("start9 called end9", key="q")), keep=True, who=Reference("v1"))
    running.wait(days=1).fire("edge")
    running.complete("call:1/called", n=Decimal("1.5"), on=date(2026, 1, 6))
    running.complete("a")
    running.complete("b:1#2/b")
    running.complete("b:1#1/b")
    assert running.done
    assert (EPOCH, running.digests) == (1, KNOWN)


KNOWN = [
    "8590459d74c423e9236289cf3a36341d4e7b8d8c25c781427d9f848cd5846575",
    "e698e8c4656cb7b51bad8c869289f3d86b011fddfdbb8edad6b4d7ea3e24266b",
    "74853f4dae28e4a9ad81813b4292a28ae4d4b3acb71ccd11c12b964d6a5c0f87",
    "a7c792c35e37c8b2a99dc4e64750afdd99c65598aa3605557f29ca7618d01cd9",
    "95e547c55ebb350424540e4c4502c9cd5c3cceb2c7f8d0c6f6c34359263baca0",
    "d08a9ec737db040215534b30131e085634244a231743c50c67a13b31bf130af7",
]


def test_a_step_of_an_unknown_kind_moves_nothing() -> None:
    running = Watched(diagram(routine("start a end")))
    before = dump(running.state)
    with pytest.raises(KeyError):
        advance(running.definition, running.state, Step("whistle", START))
    assert dump(running.state) == before
