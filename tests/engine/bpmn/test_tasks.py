"""Work that a person or a service does, and mails (BPMN 10.3.3)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engine.bpmn.advance import Step
from engine.bpmn.key import Key
from engine.canonical import Reference
from engine.errors import ErrorNotCaught, ExpressionGaveNothing, NotOpen, PersonalValueRead, ValueRefused
from tests.diagram import Process, diagram, error, items, properties
from tests.engine.bpmn.drawing import SERVICE, boundary, routine
from tests.engine.bpmn.watched import Watched
from tests.running import START, compile_xml

ROLES = {"Utförare": "provider", "Vaktmästare": "caretaker"}
MAIL = (
    "<camunda:inputOutput>"
    '<camunda:inputParameter name="to">caretaker</camunda:inputParameter>'
    '<camunda:inputParameter name="subject">{{case_number}} {{address}}</camunda:inputParameter>'
    '<camunda:inputParameter name="body">{{unit}} {{address}} {{contact.provider}}</camunda:inputParameter>'
    "</camunda:inputOutput>"
)


def laned(process: Process, **organisations: str) -> Watched:
    """The process with every element in the provider's lane but those whose names begin with `care`."""
    care = [name for name in process.nodes if name.startswith("care")]
    process.lane(
        "Utförare", *(n for n in process.nodes if n not in care), organisation=organisations.get("provider", "")
    )
    process.lane("Vaktmästare", *care, organisation=organisations.get("caretaker", ""))
    return Watched(compile_xml(diagram(process), roles=ROLES), provider="norr")


def test_a_task_says_when_it_is_due_whose_it_is_and_whom_it_contacts() -> None:
    process = routine("start a end").node(
        "a",
        "userTask",
        'camunda:dueDate="=now() + duration(&quot;P3D&quot;)" camunda:followUpDate="=date(&quot;2026-01-06&quot;)"',
        extension=properties(contact="caretaker"),
    )
    (opened,) = laned(process, provider="=provider", caretaker="kommunen").outcomes[0].opened
    assert opened.key == Key("", "a", 1)
    assert opened.kind == "task"
    assert opened.due == datetime(2026, 1, 8, 8, tzinfo=UTC)
    assert opened.follow_up == date(2026, 1, 6)
    assert opened.role == "provider"
    assert opened.organisations == {"provider": "norr", "caretaker": "kommunen"}


def test_a_lane_without_an_organisation_leaves_it_to_the_directory() -> None:
    (opened,) = laned(routine("start care end")).outcomes[0].opened
    assert (opened.role, opened.organisations) == ("caretaker", {"caretaker": None})


def test_a_task_outside_every_lane_belongs_to_no_role() -> None:
    (opened,) = Watched(diagram(routine("start a end"))).outcomes[0].opened
    assert (opened.role, opened.organisations) == ("", {})


@pytest.mark.parametrize("said", ["=nothing", "=1 + 1", '=if false then "norr" else null'])
def test_a_task_that_would_belong_to_nobody_is_not_opened(said: str) -> None:
    with pytest.raises(ExpressionGaveNothing):
        laned(routine("start a end"), provider=said)


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("2026-01-09", date(2026, 1, 9)),
        ("2026-01-09T12:00:00+01:00", datetime(2026, 1, 9, 11, tzinfo=UTC)),
        ("=date(&quot;2026-01-09&quot;)", date(2026, 1, 9)),
        ("=null", None),
        ("=unknown", None),
    ],
)
def test_a_due_date_is_a_date_or_an_expression(written: str, due: date | None) -> None:
    process = routine("start a end").node("a", "userTask", f'camunda:dueDate="{written}"')
    assert Watched(diagram(process)).outcomes[0].opened[0].due == due


@pytest.mark.parametrize("written", ["=&quot;2026-01-09&quot;", "=3", "=duration(&quot;P1D&quot;)"])
def test_a_due_date_that_is_no_date_is_not_guessed(written: str) -> None:
    with pytest.raises(ExpressionGaveNothing):
        Watched(diagram(routine("start a end").node("a", "userTask", f'camunda:dueDate="{written}"')))


@pytest.mark.parametrize("kind", ["userTask", "manualTask"])
def test_a_task_goes_on_when_it_is_completed_and_not_before(kind: str) -> None:
    running = Watched(diagram(routine("start a b end").node("a", kind)))
    outcome = running.complete("a", done=True)
    assert outcome.passed == ("a:1", "p_2")
    assert [c.to_value() for c in outcome.closed] == [["", "a", 1, "task", True]]
    assert running.open == ["b"]
    assert running.values == {"done": True}


@pytest.mark.parametrize("kind", ["answer", "error", "timer", "message"])
def test_a_persons_task_is_completed_by_nothing_else(kind: str) -> None:
    running = Watched(diagram(routine("start a end")))
    with pytest.raises(NotOpen):
        running.step(Step(kind, START, running.waiting()["a"]))


def test_what_a_task_sets_replaces_what_was_there_and_leaves_the_rest() -> None:
    running = Watched(diagram(routine("start a b end")), kept=1, changed=[1, {"a": 2}])
    running.complete("a", changed=[3], new="å")
    assert running.values == {"kept": 1, "changed": [3], "new": "å"}


@pytest.mark.parametrize("value", [float("nan"), 1.5, 2**63, {"$ref": "x"}, {1, 2}, b"bytes", object()])
def test_a_value_without_canonical_bytes_is_refused_at_the_border(value: object) -> None:
    running = Watched(diagram(routine("start a end")))
    with pytest.raises(ValueRefused):
        running.complete("a", value=value)


def test_a_value_in_the_vault_is_carried_and_never_read() -> None:
    process = routine("start a choose", "b end").flow("choose", "b", 'who = "Eva"').flow("choose", "end", default=True)
    running = Watched(diagram(process))
    with pytest.raises(PersonalValueRead) as refused:
        running.complete("a", who=Reference("v1"))
    assert refused.value.fields == {"variable": "who"}


def test_a_service_answers_and_the_instance_goes_on() -> None:
    running = Watched(diagram(routine("start a b end").node("a", "serviceTask", SERVICE)))
    (opened,) = running.outcomes[0].opened
    assert (opened.kind, opened.name) == ("service", "register")
    assert running.open == []
    running.answer("a", stock=4)
    assert running.open == ["b"]
    assert running.values == {"stock": 4}


def test_a_person_does_not_complete_what_a_service_does() -> None:
    running = Watched(diagram(routine("start a end").node("a", "serviceTask", SERVICE)))
    with pytest.raises(NotOpen):
        running.step(Step("complete", START, running.waiting("service")["a"]))


@pytest.mark.parametrize(("code", "opened"), [("E1", "one"), ("E2", "any")])
def test_a_service_can_fail_with_a_code(code: str, opened: str) -> None:
    process = routine("start a b end", "catch one end", "catch_any any end").node("a", "serviceTask", SERVICE)
    process.node("catch_any", "boundaryEvent", boundary("a"), inner=error())
    process.node("catch", "boundaryEvent", boundary("a"), inner=error("E1"))
    running = Watched(diagram(process, errors=("E1",)))
    outcome = running.fail("a", code)
    assert running.open == [opened]
    assert [(c.key.element, c.completed) for c in outcome.closed] == [("a", False)]


def test_what_a_failing_service_says_is_known_to_what_follows() -> None:
    process = routine("start a end", "catch choose", "b end").node("a", "serviceTask", SERVICE)
    process.node("catch", "boundaryEvent", boundary("a"), inner=error("E1"))
    process.flow("choose", "b", 'why = "full"').flow("choose", "end", default=True)
    running = Watched(diagram(process, errors=("E1",)))
    running.step(Step("error", START, running.waiting("service")["a"], {"why": "full"}, code="E1"))
    assert running.open == ["b"]
    assert running.values == {"why": "full"}


def test_an_error_of_a_service_that_nobody_catches_stops_the_event() -> None:
    running = Watched(diagram(routine("start a end").node("a", "serviceTask", SERVICE)))
    with pytest.raises(ErrorNotCaught):
        running.fail("a", "E1")


def test_one_failing_item_ends_the_multi_instance_activity() -> None:
    process = routine("start a end", "catch b end").node("a", "serviceTask", SERVICE, inner=items("=[1, 2, 3]", "n"))
    process.node("catch", "boundaryEvent", boundary("a"), inner=error("E1"))
    running = Watched(diagram(process, errors=("E1",)))
    running.answer("a:1#1/a")
    outcome = running.fail("a:1#2/a", "E1")
    assert [c.key.scope for c in outcome.closed] == ["a:1#2", "a:1#3"]
    assert running.open == ["b"]


def test_a_mail_is_sent_and_the_instance_goes_on_at_once() -> None:
    process = routine("start a care_mail b end").node("care_mail", "sendTask", extension=MAIL)
    running = laned(process, provider="=provider")
    outcome = running.complete("a", address=Reference("v7"), unit=Reference("v8"), other=1)
    (sent,) = outcome.sent
    assert sent.key == Key("", "care_mail", 1)
    assert sent.role == "caretaker"
    assert sent.values == {"address": Reference("v7"), "unit": Reference("v8")}
    assert sent.organisations == {"caretaker": None, "provider": "norr"}
    assert running.open == ["b"]
    assert outcome.passed == ("a:1", "p_2", "care_mail:1", "p_3")


def test_a_mail_for_each_item_names_the_item() -> None:
    process = routine("start a end").node("a", "sendTask", extension=MAIL, inner=items("=units", "unit"))
    running = Watched(diagram(process), units=["1", "2"], address="Storgatan 1")
    sent = running.outcomes[0].sent
    assert [(s.key.scope, s.values["unit"], s.values["address"]) for s in sent] == [
        ("a:1#1", "1", "Storgatan 1"),
        ("a:1#2", "2", "Storgatan 1"),
    ]
    assert running.done
