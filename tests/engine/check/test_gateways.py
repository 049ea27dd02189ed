from __future__ import annotations

import pytest

from tests.diagram import Process, timer
from tests.engine.check.routines import drawn, field, form, formed, refused, routine, warned

FORM = form("answers", field("ok"))
YES, NO = 'ok = "yes"', 'ok = "no"'


def of_choice(text: str, process: Process | None = None) -> list[tuple[str, str]]:
    """The findings of a drawing whose first task asks for `ok`."""
    return refused(drawn(text, formed(process or routine(), "ask", "answers")), forms=[FORM])


def warned_of_choice(text: str) -> list[tuple[str, str]]:
    return warned(drawn(text, formed(routine(), "ask", "answers")), forms=[FORM])


@pytest.mark.parametrize("kind", ["xor", "or"])
def test_a_choice_with_conditions_and_a_default_passes(kind: str) -> None:
    assert of_choice(f"start -> ask -> {kind}; {kind} -> a -> end: {YES}; {kind} -> b -> end *") == []


@pytest.mark.parametrize("kind", ["xor", "or"])
def test_it_warns_of_a_choice_without_default(kind: str) -> None:
    text = f"start -> ask -> {kind}; {kind} -> a -> end: {YES}; {kind} -> b -> end: {NO}"
    assert of_choice(text) == []
    assert warned_of_choice(text) == [("default-missing", kind)]


def test_it_refuses_a_way_without_condition() -> None:
    assert of_choice("start -> ask -> xor -> a -> end; xor -> b -> end *") == [("condition-missing", "xor-a")]


def test_it_refuses_a_way_with_an_empty_condition() -> None:
    main = drawn("start -> ask -> xor; xor -> b -> end *", formed(routine(), "ask", "answers"))
    main.node("a", "userTask").flow("xor", "a", "", id="xor-a").flow("a", "end", id="a-end")
    assert refused(main, forms=[FORM]) == [("condition-missing", "xor-a")]


def test_it_refuses_a_default_with_a_condition() -> None:
    found = of_choice(f"start -> ask -> xor; xor -> a -> end: {YES}; xor -> b -> end *: {NO}")
    assert found == [("default-condition", "xor-b")]


def test_it_refuses_a_default_that_begins_elsewhere() -> None:
    main = routine().node("xor", "exclusiveGateway", 'default="a-end"')
    found = of_choice(f"start -> ask -> xor; xor -> a -> end: {YES}; xor -> b -> end: {NO}", main)
    assert found == [("default-unknown", "xor")]


def test_it_warns_of_a_condition_on_the_only_way() -> None:
    assert of_choice(f"start -> ask -> xor; xor -> end: {YES}") == []
    assert warned_of_choice(f"start -> ask -> xor; xor -> end: {YES}") == [("default-missing", "xor-end")]
    assert of_choice("start -> ask -> xor; xor -> end *") == []


def test_a_task_may_choose_between_its_flows() -> None:
    assert of_choice(f"start -> ask; ask -> a -> end: {YES}; ask -> b -> end *") == []
    text = f"start -> ask; ask -> a -> end: {YES}; ask -> b -> end: {NO}"
    assert of_choice(text) == []
    assert ("default-missing", "ask") in warned_of_choice(text)


def test_it_refuses_a_default_that_is_never_taken() -> None:
    text = f"start -> ask; ask -> a -> end: {YES}; ask -> b -> end; ask -> c -> end *"
    assert of_choice(text) == [("default-misplaced", "ask")]


def test_it_warns_that_a_parallel_gateway_ignores_conditions() -> None:
    text = f"start -> ask -> and; and -> a -> end: {YES}; and -> b -> end"
    assert of_choice(text) == []
    assert ("condition-ignored", "and-a") in warned_of_choice(text)


def test_it_refuses_a_condition_where_events_choose() -> None:
    assert ("condition-misplaced", "race-wait") in race(
        f"start -> race; race -> wait -> end: {YES}; race -> wait2 -> end"
    )


def test_it_refuses_a_condition_in_another_language(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"start -> ask -> xor; xor -> a -> end: {YES}; xor -> b -> end *"
    flow = Process._flow
    said = 'tFormalExpression" language="groovy"'
    monkeypatch.setattr(Process, "_flow", lambda self, f: flow(self, f).replace('tFormalExpression"', said))
    assert of_choice(text) == [("condition-language", "xor-a")]


def race(text: str) -> list[tuple[str, str]]:
    main = routine().node("race", "eventBasedGateway")
    return refused(drawn(text, main.node("wait", "intermediateCatchEvent", inner=timer("P1D"))))


def test_it_refuses_a_race_to_what_is_no_event_and_a_race_of_one() -> None:
    assert ("event-gateway-targets", "task") in race("start -> race -> wait -> end; race -> task -> end")
    assert ("event-gateway-targets", "race") in race("start -> race -> wait -> end")
    assert ("event-gateway-targets", "wait") in race("start -> and -> race -> wait -> end; race -> wait; and -> end")


def test_it_refuses_an_inclusive_join_on_a_loop() -> None:
    text = f"start -> ask -> or1; or1 -> a -> or2 -> xor: {YES}; or1 -> b -> or2 *; xor -> end: {YES}; xor -> ask *"
    assert of_choice(text) == [("inclusive-cycle", "or2")]


def test_an_inclusive_join_that_is_on_no_loop_passes() -> None:
    assert of_choice(f"start -> ask -> or1; or1 -> a -> or2 -> end: {YES}; or1 -> b -> or2 *") == []


def test_it_refuses_more_ways_than_can_be_tried_together() -> None:
    ways = "; ".join(f"or -> end{n}: {YES}" for n in range(10))
    assert of_choice(f"start -> ask -> or; or -> end *; {ways}") == [("inclusive-ways", "or")]


def test_it_refuses_more_conditions_out_of_a_task_than_can_be_tried_together() -> None:
    ways = "; ".join(f"ask -> end{n}: {YES}" for n in range(10))
    assert of_choice(f"start -> ask; ask -> end *; {ways}") == [("inclusive-ways", "ask")]
