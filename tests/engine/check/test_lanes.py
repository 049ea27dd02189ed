from __future__ import annotations

from dataclasses import replace

from engine.check import Facts
from tests.diagram import Process, diagram
from tests.engine.check.routines import (
    FACTS,
    call,
    called,
    drawn,
    embedded,
    field,
    form,
    formed,
    laned,
    mail,
    of_files,
    refused,
    routine,
    straight,
    text,
)

PROVIDER = form("answers", field("provider", kind="select", valuesKey="directory.organisations.provider"))


def two_lanes() -> Process:
    """The coordinator chooses a provider, who has a task."""
    main = drawn("start -> ask -> work -> end", formed(routine(), "ask", "answers"))
    return main.lane("Samordnare", "start", "ask", "end").lane("Utförare", "work", organisation="=provider")


def of_lanes(main: Process, facts: Facts = FACTS) -> list[tuple[str, str]]:
    return refused(main, forms=[PROVIDER], facts=facts)


def test_lanes_with_roles_pass() -> None:
    assert of_lanes(two_lanes()) == []


def test_it_refuses_a_process_without_lanes() -> None:
    main = straight(routine(), "task")
    found = of_files("routine", {"routine.bpmn": diagram(main)})
    assert [(finding.rule, finding.element) for finding in found] == [("lane-none", "routine")]


def test_it_refuses_what_lies_in_no_lane_or_in_two() -> None:
    assert refused(straight(routine(), "task").lane("Samordnare", "start", "end")) == [("lane-outside", "task")]
    main = straight(routine(), "task").lane("Samordnare", "start", "task", "end").lane("Vaktmästare", "task")
    assert refused(main) == [("lane-several", "task")]


def test_what_is_inside_a_subprocess_lies_in_its_lane() -> None:
    main = straight(routine().node("inside", "subProcess", inner=embedded("task").body()), "inside")
    assert refused(main) == []
    main.lane("Samordnare", "start", "end", "inside").lane("Vaktmästare", "task")
    assert refused(main) == []


def test_it_refuses_lanes_inside_a_subprocess() -> None:
    inner = embedded("task").lane("Samordnare", "task")
    main = straight(routine().node("inside", "subProcess", inner=inner.body()), "inside")
    assert refused(main) == [("lane-inner", "lane_inside_0")]


def test_it_refuses_a_lane_that_lists_what_is_no_element() -> None:
    main = straight(routine(), "task").lane("Samordnare", "start", "task", "end", "lane_routine_0")
    assert refused(main) == [("lane-unknown-node", "lane_routine_0")]


def test_it_refuses_an_unknown_role_and_names_the_nearest() -> None:
    main = straight(routine(), "task").lane("Samordnaren", "start", "task", "end")
    assert refused(main) == [("lane-role", "lane_routine_0")]
    assert "Menade du Samordnare?" in text(main)
    assert refused(straight(routine(), "task").lane("", "start", "task", "end")) == [("lane-name", "lane_routine_0")]


def test_it_refuses_a_role_that_no_organisation_has() -> None:
    main = straight(routine(), "task").lane("Låssmed", "start", "task", "end")
    assert refused(main) == [("role-unfilled", "lane_routine_0")]


def test_it_refuses_an_empty_lane_and_two_of_the_same_role() -> None:
    main = laned(straight(routine(), "task"))
    assert refused(main.lane("Vaktmästare")) == [("lane-empty", "lane_routine_1")]
    main = straight(routine(), "task").lane("Samordnare", "start", "end").lane("Samordnare", "task")
    assert refused(main) == [("lane-twice", "lane_routine_1")]


def test_it_refuses_a_lane_that_does_not_say_which_of_several_organisations() -> None:
    main = two_lanes()
    main.lanes[1] = (*main.lanes[1][:2], "")
    assert of_lanes(main) == [("lane-organisation", "lane_routine_1")]
    only_one = replace(FACTS, organisations={**FACTS.organisations, "provider": 1})
    assert of_lanes(main, only_one) == []


def test_it_refuses_an_organisation_that_is_no_expression() -> None:
    main = two_lanes()
    main.lanes[1] = (*main.lanes[1][:2], "provider")
    assert of_lanes(main) == [("lane-organisation-text", "lane_routine_1")]
    assert "=provider" in text(main, forms=[PROVIDER])


def test_it_checks_the_organisation_as_an_expression() -> None:
    main = two_lanes()
    for written, rule in (
        ("=provder", "feel-unknown-variable"),
        ("=count([1])", "feel-types"),
        ("=provider +", "feel-syntax"),
        ("${provider}", "feel-juel"),
    ):
        main.lanes[1] = (*main.lanes[1][:2], written)
        assert of_lanes(main) == [(rule, "lane_routine_1")]


def test_the_organisation_may_come_from_the_item_of_a_task_done_several_times() -> None:
    many = form("answers", field("providers", kind="checklist"))
    inner = '<bpmn:multiInstanceLoopCharacteristics camunda:collection="=providers" camunda:elementVariable="one"/>'
    main = drawn(
        "start -> ask -> work -> end", formed(routine(), "ask", "answers").node("work", "userTask", inner=inner)
    )
    main.lane("Samordnare", "start", "ask", "end").lane("Utförare", "work", organisation="=one")
    assert refused(main, forms=[many]) == []
    main.node("more", "userTask").flows.clear()
    drawn("start -> ask -> work -> more -> end", main)
    main.lanes[1] = ("Utförare", ("work", "more"), "=one")
    assert refused(main, forms=[many]) == [("feel-unknown-variable", "lane_routine_1")]


def test_it_refuses_to_ask_the_organisation_before_anybody_has_chosen_it() -> None:
    main = two_lanes()
    main.flows.clear()
    assert of_lanes(drawn("start -> work -> ask -> end", main)) == [("read-too-early", "lane_routine_1")]


def test_a_called_process_needs_a_lane_for_its_tasks_and_mails() -> None:
    main = laned(straight(call(routine(), "call"), "call"))
    silent = straight(Process("part").node("write", "sendTask", extension=mail()), "write")
    files = {"routine.bpmn": diagram(main), "part.bpmn": diagram(silent)}
    assert [(f.rule, f.element) for f in of_files("routine", files)] == [("lane-none", "part")]
    assert refused(main, called("task")) == []
