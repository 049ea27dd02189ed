from __future__ import annotations

import pytest

from engine.check.settings import HARMLESS
from tests.diagram import properties
from tests.engine.check.routines import call, called, field, form, mail, refused, routine, straight, text, warned

FORM = form("answers", field("ok"))


def with_task(attributes: str = "", extension: str = "", kind: str = "userTask") -> list[tuple[str, str]]:
    return refused(straight(routine().node("task", kind, attributes, extension=extension), "task"), forms=[FORM])


def test_settings_that_are_read_pass() -> None:
    assert with_task('camunda:formRef="answers" camunda:formRefBinding="deployment" camunda:dueDate="=now()"') == []
    assert with_task(extension=properties(contact="caretaker", button="Klar", requirement="NL1")) == []


@pytest.mark.parametrize("name", sorted(HARMLESS))
def test_settings_that_only_concern_other_engines_pass(name: str) -> None:
    assert with_task(f'camunda:{name}="1"') == []


@pytest.mark.parametrize(
    "name",
    [
        *("candidateGroups", "candidateUsers", "assignee", "priority", "formKey", "class", "expression"),
        *("delegateExpression", "resultVariable", "topic", "somethingNew", "formHandlerClass"),
    ],
)
def test_it_refuses_a_setting_that_nobody_reads(name: str) -> None:
    assert with_task(f'camunda:{name}="x"') == [("setting-unread", "task")]


@pytest.mark.parametrize(
    "element",
    [
        '<camunda:formData><camunda:formField id="x"/></camunda:formData>',
        '<camunda:taskListener class="x" event="create"/>',
        '<camunda:executionListener class="x" event="start"/>',
        "<camunda:connector/>",
        '<camunda:inputOutput><camunda:outputParameter name="x">1</camunda:outputParameter></camunda:inputOutput>',
    ],
)
def test_it_refuses_an_extension_that_nobody_reads(element: str) -> None:
    assert with_task(extension=element) == [("setting-unread", "task")]


def test_retries_of_jobs_pass() -> None:
    assert with_task(extension="<camunda:failedJobRetryTimeCycle>R3/PT1M</camunda:failedJobRetryTimeCycle>") == []


def test_it_refuses_settings_of_bpmn_that_change_how_a_task_runs() -> None:
    assert with_task('startQuantity="2"') == [("setting-unread", "task")]


def test_the_refusal_of_candidates_speaks_of_lanes() -> None:
    main = straight(routine().node("task", "userTask", 'camunda:candidateGroups="x"'), "task")
    assert "banan" in text(main)


def test_it_refuses_inputs_of_anything_but_a_mail() -> None:
    assert with_task(extension=mail()) == [("input-unread", "task")] * 3
    assert with_task(extension=mail(cc="caretaker"), kind="sendTask") == []


def test_it_refuses_an_unknown_input_of_a_mail_and_names_the_nearest() -> None:
    main = straight(routine().node("write", "sendTask", extension=mail(subjekt="x")), "write")
    assert refused(main) == [("input-unread", "write")]
    assert "Menade du subject?" in text(main)


def test_it_warns_of_an_unknown_property_and_names_the_nearest() -> None:
    main = straight(routine().node("task", "userTask", extension=properties(contakt="caretaker")), "task")
    assert refused(main) == []
    assert warned(main) == [("property-unknown", "task")]
    assert "Menade du contact?" in text(main)
    assert warned(straight(routine(caseprefix="ABC"), "task")) == [("property-unknown", "routine")]


def test_it_refuses_an_expression_where_text_is_shown_as_it_is_written() -> None:
    assert with_task(extension=properties(button="=ok")) == [("property-expression", "task")]
    assert refused(straight(routine(owner="${ok}"), "task")) == [("property-expression", "routine")]


def test_it_refuses_an_old_version_of_a_form_and_warns_of_the_latest() -> None:
    assert with_task('camunda:formRef="answers" camunda:formRefBinding="version" camunda:formRefVersion="1"') == [
        ("binding-version", "task")
    ]
    latest = routine().node("task", "userTask", 'camunda:formRef="answers" camunda:formRefBinding="latest"')
    assert refused(straight(latest, "task"), forms=[FORM]) == []
    assert warned(latest, forms=[FORM]) == [("binding-latest", "task")]


def test_it_refuses_an_old_version_of_a_called_process() -> None:
    attributes = 'calledElement="part" camunda:calledElementBinding="%s"'
    old = routine().node("call", "callActivity", attributes % "version")
    assert refused(straight(old, "call"), called("task")) == [("binding-version", "call")]
    pinned = routine().node("call", "callActivity", attributes % "deployment")
    assert refused(straight(pinned, "call"), called("task")) == []


def test_the_number_of_the_case_may_be_passed_on() -> None:
    main = call(routine(), "call", '<camunda:in businessKey="#{execution.processBusinessKey}"/>')
    assert refused(straight(main, "call"), called("task")) == []
