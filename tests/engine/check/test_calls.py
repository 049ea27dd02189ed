from __future__ import annotations

import pytest

from tests.diagram import Process, into, items, out_of
from tests.engine.check.routines import (
    call,
    called,
    drawn,
    embedded,
    field,
    form,
    formed,
    refused,
    routine,
    straight,
    text,
)

ASK = form("ask", field("ok"))


def test_a_call_passes() -> None:
    assert refused(straight(call(routine(), "call"), "call"), called("task")) == []
    assert refused(straight(call(routine(), "call", inner=items("[1, 2]", "one")), "call"), called("task")) == []


def test_it_refuses_a_call_of_what_is_not_there() -> None:
    assert refused(straight(call(routine(), "call", key="parts"), "call"), called("task")) == [("call-unknown", "call")]
    assert refused(straight(routine().node("call", "callActivity"), "call")) == [("call-unknown", "call")]


def test_it_names_the_nearest_process() -> None:
    assert "Menade du part?" in text(straight(call(routine(), "call", key="parts"), "call"), called("task"))


def test_it_refuses_a_process_that_calls_itself() -> None:
    assert refused(straight(call(routine(), "again", key="routine"), "task", "again")) == [("call-circle", "again")]


def test_it_refuses_processes_that_call_one_another() -> None:
    main = straight(call(routine(), "one", key="part"), "one")
    part = straight(call(Process("part"), "two", key="third"), "task", "two")
    third = straight(call(Process("third"), "three", key="part"), "three")
    assert sorted(refused(main, part, third)) == [("call-circle", "three"), ("call-circle", "two")]
    assert "part → third → part" in text(main, part, third)


def mapped(*mappings: str) -> list[tuple[str, str]]:
    main = drawn("start -> ask -> call -> end", call(formed(routine(), "ask", "ask"), "call", *mappings))
    return refused(main, straight(formed(Process("part"), "task", "ask"), "task"), forms=[ASK])


def test_mappings_pass() -> None:
    assert mapped(into("ok", "before"), into('="x"', "purpose"), out_of("ok", "after"), out_of("=ok", "last")) == []


@pytest.mark.parametrize(
    ("mapping", "rule"),
    [
        ('<camunda:in variables="all"/>', "mapping-setting"),
        ('<camunda:in source="ok" target="x" local="true"/>', "mapping-setting"),
        ('<camunda:in source="ok"/>', "mapping-target"),
        ('<camunda:in target="x"/>', "mapping-source"),
        ('<camunda:in source="ok" sourceExpression="=ok" target="x"/>', "mapping-source"),
        ('<camunda:out target="x"/>', "mapping-source"),
        (into("ok", "x") * 2, "mapping-twice"),
        (out_of("ok", "x") * 2, "mapping-twice"),
    ],
)
def test_it_refuses_a_mapping_that_says_too_little_or_too_much(mapping: str, rule: str) -> None:
    assert mapped(mapping) == [(rule, "call")]


def test_it_refuses_mappings_on_a_subprocess() -> None:
    main = routine().node("inside", "subProcess", inner=embedded("task").body(), extension=into("ok", "ok"))
    assert refused(straight(main, "inside")) == [("mapping-misplaced", "inside")]


def test_it_refuses_calls_whose_ids_together_are_too_long() -> None:
    names = [f"call_{'x' * 100}_{n}" for n in range(4)]
    processes = [straight(call(Process(f"p{n}"), name, key=f"p{n + 1}"), name) for n, name in enumerate(names)]
    processes[0].property(casePrefix="RUT")
    assert refused(*processes[:4], called("task", key="p4")) == [("call-deep", "p0")]
    assert refused(processes[0], processes[1], processes[2], called("task", key="p3")) == []
