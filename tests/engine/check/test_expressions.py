from __future__ import annotations

import pytest

from tests.diagram import Process, into, items, message, out_of, properties, timer
from tests.engine.check.routines import (
    call,
    called,
    drawn,
    field,
    form,
    formed,
    refused,
    routine,
    straight,
    text,
    warned,
)

ASK = form(
    "ask",
    field("ok"),
    field("on", kind="datetime"),
    field("many", kind="checklist"),
    field("size", kind="number"),
    field("who", "personal", "textfield"),
    field("unit", "operational", "textfield"),
)


def asking() -> Process:
    return formed(routine(), "ask", "ask")


def condition(written: str) -> list[tuple[str, str]]:
    main = drawn(f"start -> ask -> xor; xor -> a -> end: {written}; xor -> b -> end *", asking())
    return refused(main, forms=[ASK])


@pytest.mark.parametrize("written", ['ok = "yes"', '=ok = "yes"', "size > 3 and not(size in [5..7])", "on < today()"])
def test_a_condition_passes(written: str) -> None:
    assert condition(written) == []


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ('okk = "yes"', "feel-unknown-variable"),
        ("ok = 3", "feel-types"),
        ("size", "feel-not-boolean"),
        ('ok == "yes"', "feel-syntax"),
        ('${ok == "yes"}', "feel-juel"),
        ('lenth(ok) = "yes"', "feel-unknown-function"),
        ('who = "x"', "class-read"),
        ('unit = "123456"', "class-read"),
    ],
)
def test_it_refuses_a_condition_that_cannot_be_right(written: str, rule: str) -> None:
    assert condition(written) == [(rule, "xor-a")]


def test_it_says_the_feel_that_means_the_same_and_the_nearest_name() -> None:
    drawing = "start -> ask -> xor; xor -> a -> end: %s; xor -> b -> end *"
    assert 'ok = "yes"' in text(drawn(drawing % '${ok == "yes"}', asking()), forms=[ASK])
    assert "Menade du ok?" in text(drawn(drawing % 'okk = "yes"', asking()), forms=[ASK])


def deadline(written: str, name: str = "dueDate") -> list[tuple[str, str]]:
    main = asking().node("task", "userTask", f'camunda:{name}="{written}"')
    return refused(drawn("start -> ask -> task -> end", main), forms=[ASK])


@pytest.mark.parametrize("name", ["dueDate", "followUpDate"])
@pytest.mark.parametrize(
    "written", ["=on", "=now()", "=add_working_days(now(), 5)", "2026-11-21", "2026-11-21T08:00:00+01:00", "=null"]
)
def test_a_deadline_passes(written: str, name: str) -> None:
    assert deadline(written, name) == []


@pytest.mark.parametrize("name", ["dueDate", "followUpDate"])
@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("on", "expression-date"),
        ("P3D", "expression-date"),
        ("2026-02-30", "expression-date"),
        ("2026-11-21&quot; + @&quot;P1D", "expression-date"),
        ("=ok", "expression-date"),
        ("=size", "expression-date"),
        ("=onn", "feel-unknown-variable"),
        ("=who", "expression-date"),
        ("${on}", "feel-juel"),
    ],
)
def test_it_refuses_a_deadline_that_is_no_time(written: str, rule: str, name: str) -> None:
    assert (rule, "task") in deadline(written, name)


def several(loop: str) -> list[tuple[str, str]]:
    return refused(drawn("start -> ask -> task -> end", asking().node("task", "userTask", inner=loop)), forms=[ASK])


def times(cardinality: str) -> str:
    inner = f"<bpmn:loopCardinality>{cardinality}</bpmn:loopCardinality>"
    return f"<bpmn:multiInstanceLoopCharacteristics>{inner}</bpmn:multiInstanceLoopCharacteristics>"


def test_a_multi_instance_activity_passes() -> None:
    assert several(items("=many", "one")) == []
    assert several(items("many", "one", until='one = "yes" or loopCounter = 2')) == []
    assert several(times("size")) == []


@pytest.mark.parametrize(
    ("loop", "rule"),
    [
        (items("=size", "one"), "feel-types"),
        (items("=who", "one"), "class-read"),
        (items("=manny", "one"), "feel-unknown-variable"),
        (items("=many", "one", until="one"), "feel-not-boolean"),
        (items("=many", "one", until="one > 3"), "feel-types"),
        (times("many"), "feel-types"),
        (items("=many"), "loop-item"),
        (
            items("=many", "one").replace("</bpmn", "<bpmn:loopCardinality>2</bpmn:loopCardinality></bpmn"),
            "loop-collection",
        ),
        ("<bpmn:multiInstanceLoopCharacteristics/>", "loop-collection"),
    ],
)
def test_it_refuses_a_multi_instance_activity_that_cannot_be_right(loop: str, rule: str) -> None:
    assert (rule, "task") in several(loop)


def test_it_refuses_to_do_several_times_what_can_only_be_done_once() -> None:
    main = asking().node("wait", "receiveTask", inner=items("=many", "one"))
    found = refused(drawn("start -> ask -> wait -> end", main), forms=[ASK])
    assert sorted(found) == [("event-name", "wait"), ("loop-kind", "wait")]


def test_it_refuses_half_of_what_gathers_answers() -> None:
    half = asking().node("task", "userTask", inner=items("=many", "one"), extension=properties(outputCollection="all"))
    assert refused(drawn("start -> ask -> task -> end", half), forms=[ASK]) == [("loop-output", "task")]
    alone = asking().node("task", "userTask", extension=properties(outputCollection="a", outputElement="=ok"))
    found = drawn("start -> ask -> task -> end", alone)
    assert refused(found, forms=[ASK]) == [("loop-output", "task")]
    assert set(warned(found, forms=[ASK])) == {("property-unknown", "task")}


@pytest.mark.parametrize(
    ("mapping", "rule"),
    [
        (into("=okk", "x"), "feel-unknown-variable"),
        (into("=who", "x"), "class-read"),
        (into("=ok +", "x"), "feel-syntax"),
        (into("=${ok}", "x"), "feel-syntax"),
        (out_of("=okk", "x"), "feel-unknown-variable"),
        (out_of("=who", "x"), "class-read"),
    ],
)
def test_it_refuses_a_mapping_by_an_expression_that_cannot_be_right(mapping: str, rule: str) -> None:
    main = drawn("start -> ask -> call -> end", call(asking(), "call", mapping))
    part = straight(formed(Process("part"), "task", "ask"), "task")
    assert (rule, "call") in refused(main, part, forms=[ASK])


def test_a_mapping_by_an_expression_passes() -> None:
    main = drawn(
        "start -> ask -> call -> end", call(asking(), "call", into('="mounting"', "x"), into("=size + 1", "y"))
    )
    assert refused(main, called("task"), forms=[ASK]) == []


@pytest.mark.parametrize(
    ("written", "how", "rule"),
    [
        ("P3D", "timeDuration", None),
        ("=on", "timeDate", None),
        ("R3/P1D", "timeCycle", None),
        ("P3X", "timeDuration", "timer-text"),
        ("every day", "timeCycle", "timer-text"),
        ("=okk", "timeDate", "feel-unknown-variable"),
        ("=who", "timeDate", "class-read"),
    ],
)
def test_times_are_checked(written: str, how: str, rule: str | None) -> None:
    main = asking().node("wait", "intermediateCatchEvent", inner=timer(written, how))
    found = refused(drawn("start -> ask -> wait -> end", main), forms=[ASK])
    assert [name for name, _ in found if name != "expression-date"] == ([rule] if rule else [])


@pytest.mark.parametrize(("asked_first", "rules"), [(True, []), (False, ["read-too-early"])])
def test_what_an_event_subprocess_waits_for_is_known_when_the_process_begins(
    asked_first: bool, rules: list[str]
) -> None:
    held = straight(Process("held"), "mend", start="begins", end="mended")
    held.node("begins", "startEvent", extension=properties(correlation="=ok"), inner=message("m"))
    aside = held.body()
    if asked_first:
        inner = straight(Process("inner"), "b", start="start_inner", end="end_inner")
        inner.node("aside", "subProcess", 'triggeredByEvent="true"', inner=aside)
        main = asking().node("around", "subProcess", inner=inner.body())
        main = drawn("start -> ask -> around -> end", main)
    else:
        main = asking().node("aside", "subProcess", 'triggeredByEvent="true"', inner=aside)
        main = drawn("start -> ask -> end", main)
    assert [rule for rule, _ in refused(main, forms=[ASK], messages=("m",))] == rules


def test_a_message_brings_what_its_form_has_fields_for() -> None:
    main = routine().node("told", "receiveTask", 'messageRef="message_m" camunda:formRef="answers"')
    main = drawn('start -> told -> xor; xor -> end: ok = "yes"; xor -> a -> end *', main)
    assert refused(main, forms=[form("answers", field("ok"))], messages=("m",)) == []
    assert ("feel-unknown-variable", "xor-end") in refused(main, forms=[form("answers", field("no"))], messages=("m",))
    timed = routine().node("wait", "intermediateCatchEvent", 'camunda:formRef="answers"', inner=timer("P1D"))
    assert refused(drawn("start -> wait -> end", timed)) == [("setting-unread", "wait")]
