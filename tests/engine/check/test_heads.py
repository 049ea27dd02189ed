from __future__ import annotations

import pytest

from tests.diagram import Process, into, out_of
from tests.engine.check.routines import call, called, drawn, field, form, formed, refused, routine, straight, warned

WHOLE = {"validFrom": "2026-11-01", "validUntil": "2031-11-01", "decidedAt": "2026-10-12", "reviseBy": "2030-01-01"}


def with_head(**head: str) -> list[tuple[str, str]]:
    return refused(straight(routine(**head), "task"))


def test_a_document_head_passes() -> None:
    assert with_head(**WHOLE, owner="Verksamhetschef", recordNumber="SN 2026/1") == []


@pytest.mark.parametrize("name", sorted(WHOLE))
@pytest.mark.parametrize("written", ["1 november 2026", "2026-02-30", "20261101", "2026-11-01T08:00"])
def test_it_refuses_a_date_that_is_none(name: str, written: str) -> None:
    assert with_head(**{name: written}) == [("head-date", "routine")]


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-11-01", "2026-11-01"), ("2026-11-01", "2026-10-31"), ("2026-11-01", "2031-11-02"), ("", "2027-11-02")],
)
def test_it_refuses_a_validity_that_makes_no_sense(first: str, last: str) -> None:
    assert with_head(validFrom=first, validUntil=last) == [("head-validity", "routine")]


@pytest.mark.parametrize("prefix", ["", "N", "nyl", "NYCKELN", "NÖL", "N1"])
def test_it_refuses_a_prefix_that_makes_no_case_numbers(prefix: str) -> None:
    main = straight(Process("routine").property(casePrefix=prefix), "task")
    assert refused(main) == [("case-prefix", "routine")]


def test_a_called_process_needs_no_prefix() -> None:
    assert refused(straight(call(routine(), "call"), "call"), called("task")) == []


@pytest.mark.parametrize("key", ["New_lock", "nytt-lås", "_lock"])
def test_it_refuses_a_key_that_is_none(key: str) -> None:
    assert refused(straight(Process(key).property(casePrefix="RUT"), "task")) == [("process-key", key)]


def test_it_refuses_what_is_too_long() -> None:
    long = "x" * 121
    assert refused(straight(routine("x" * 81), "task")) == [("length", "x" * 81)]
    assert refused(straight(routine(), long)) == [("length", long)]
    named = routine().node("task", "userTask", f'name="{"x" * 201}"')
    assert refused(straight(named, "task")) == [("length", "task")]


def test_it_refuses_an_element_without_id() -> None:
    main = routine()
    body = main.body
    main.body = lambda: body().replace('<bpmn:userTask id="task"', "<bpmn:userTask")  # type: ignore[method-assign]
    main = straight(main, "a").node("task", "userTask")
    assert ("id-missing", "") in refused(main.lane("Samordnare", "start", "a", "end"))


def test_it_warns_of_a_task_without_a_name() -> None:
    assert warned(straight(routine().node("task", "userTask", 'name=""'), "task")) == [("task-unnamed", "task")]


ASK = form(
    "ask", field("ok"), field("who", "personal", "textfield"), field("unit", "operational", "textfield"),
    field("days", "operational", "number"),
)  # fmt: skip


def test_the_place_is_an_operational_field() -> None:
    main = straight(formed(routine(place="unit"), "task", "ask"), "task")
    assert refused(main, forms=[ASK]) == []
    part = straight(formed(Process("part"), "task", "ask"), "task")
    assert (
        refused(straight(call(routine(place="unit"), "call", out_of("unit", "unit")), "call"), part, forms=[ASK]) == []
    )


@pytest.mark.parametrize(
    ("place", "rule"),
    [("units", "place-unknown"), ("ok", "place-class"), ("who", "place-class"), ("days", "place-class")],
)
def test_it_refuses_a_place_that_may_not_be_shown(place: str, rule: str) -> None:
    assert refused(straight(formed(routine(place=place), "task", "ask"), "task"), forms=[ASK]) == [(rule, "routine")]


def test_a_place_that_only_a_called_process_knows_is_none() -> None:
    main = drawn(
        "start -> ask -> call -> end", call(formed(routine(place="there"), "ask", "ask"), "call", into("unit", "there"))
    )
    assert refused(main, called("task"), forms=[ASK]) == [("place-unknown", "routine")]


def test_it_refuses_a_calendar_that_is_not_there() -> None:
    assert with_head(calendar="norge") == [("calendar-unknown", "routine")]
    assert with_head(calendar="sverige") == []
