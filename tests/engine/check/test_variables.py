from __future__ import annotations

import pytest

from tests.diagram import Process, into, items, out_of, properties
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
    warned,
)

ASK = form("ask", field("ok"), field("on", kind="datetime"), field("who", "personal", "textfield"))
SHOW = form("show", field("ok", readonly=True), field("who", "personal", "textfield", readonly=True))


def test_what_one_task_asks_another_shows() -> None:
    main = drawn("start -> ask -> show -> end", formed(formed(routine(), "ask", "ask"), "show", "show"))
    assert refused(main, forms=[ASK, SHOW]) == []


def test_it_refuses_to_show_what_nobody_has_filled_in() -> None:
    main = drawn("start -> show -> end", formed(routine(), "show", "show"))
    assert refused(main, forms=[SHOW]) == [("form-shows-nothing", "ok"), ("form-shows-nothing", "who")]


def test_it_refuses_one_name_of_two_types_and_says_both_places() -> None:
    other = form("other", field("ok", kind="number"))
    main = drawn("start -> a -> b -> end", formed(formed(routine(), "a", "ask"), "b", "other"))
    assert refused(main, forms=[ASK, other]) == [("variable-types", "ok")]
    said = text(main, forms=[ASK, other])
    assert "formuläret other" in said
    assert "formuläret ask" in said


def test_it_refuses_one_name_of_two_classes_and_says_both_places() -> None:
    other = form("other", field("ok", "operational"))
    main = drawn("start -> a -> b -> end", formed(formed(routine(), "a", "ask"), "b", "other"))
    assert refused(main, forms=[ASK, other]) == [("variable-classes", "ok")]
    assert "operational i formuläret other men open i formuläret ask" in text(main, forms=[ASK, other])


def test_a_form_used_twice_is_no_disagreement() -> None:
    main = drawn("start -> a -> b -> end", formed(formed(routine(), "a", "ask"), "b", "ask"))
    assert refused(main, forms=[ASK]) == []


def calling(*mappings: str, form: str = "show") -> tuple[Process, Process]:
    """A routine that asks and calls a process that shows."""
    main = drawn("start -> ask -> call -> end", call(formed(routine(), "ask", "ask"), "call", *mappings))
    return main, straight(formed(Process("part"), "task", form), "task")


WHOLE = (into("ok", "ok"), into("who", "who"))


def test_a_called_process_has_what_is_passed_to_it() -> None:
    assert refused(*calling(*WHOLE), forms=[ASK, SHOW]) == []


def test_it_refuses_what_is_not_passed_and_says_what_to_map() -> None:
    assert refused(*calling(WHOLE[0]), forms=[ASK, SHOW]) == [("form-shows-nothing", "who")]
    assert "In mapping med Target who i anropet ”call”" in text(*calling(WHOLE[0]), forms=[ASK, SHOW])


def test_it_refuses_the_one_call_of_two_that_passes_too_little() -> None:
    main, part = calling(*WHOLE)
    call(main, "again", WHOLE[0]).flows.clear()
    drawn("start -> ask -> call -> again -> end", main)
    assert refused(main, part, forms=[ASK, SHOW]) == [("mapping-missing", "again")]


def test_type_and_class_go_with_the_value() -> None:
    wrong = form("wrong", field("ok", kind="number"), field("who", "open", "number"))
    found = refused(*calling(*WHOLE, form="wrong"), forms=[ASK, wrong])
    assert sorted(found) == [("variable-classes", "call"), ("variable-types", "call"), ("variable-types", "call")]
    assert "formuläret ask → ”call”" in text(*calling(*WHOLE, form="wrong"), forms=[ASK, wrong])


def test_what_comes_back_is_known_in_the_caller() -> None:
    main, part = calling(out_of("ok", "answer"), form="ask")
    main.flows.clear()
    drawn('start -> ask -> call -> xor; xor -> a -> end: answer = "yes"; xor -> b -> end *', main)
    assert refused(main, part, forms=[ASK]) == []
    main.flows[3] = (*main.flows[3][:3], "answer = 3", False)
    assert refused(main, part, forms=[ASK]) == [("feel-types", "xor-a")]


@pytest.mark.parametrize("mapping", [into("nothing", "x"), out_of("nothing", "x")])
def test_it_refuses_to_map_what_is_not_there(mapping: str) -> None:
    assert refused(*calling(*WHOLE, mapping), forms=[ASK, SHOW]) == [("mapping-unknown", "call")]


@pytest.mark.parametrize("name", ["Stor", "1st", "a b", "and", "loopCounter", "case_number", "a" * 64, "å-ä"])
def test_it_refuses_names_that_are_none(name: str) -> None:
    assert ("variable-name", "call") in refused(*calling(*WHOLE, into("ok", name)), forms=[ASK, SHOW])


def test_names_may_have_swedish_letters() -> None:
    assert refused(*calling(*WHOLE, into("ok", "svar_på_frågan_2")), forms=[ASK, SHOW]) == []


LIST = form("list", field("many", kind="checklist"))
EACH = form("each", field("one_ok"))


def several(*names: str, collected: str = "") -> Process:
    main = formed(formed(routine(), "ask", "list"), "each", "each", inner=items("=many", "one"), extension=collected)
    return drawn(f"start -> ask -> each -> xor; xor -> a -> end: {names[0]}; xor -> b -> end *", main)


def test_what_every_iteration_answers_can_be_gathered() -> None:
    gathered = properties(outputCollection="all_ok", outputElement="=one_ok")
    assert refused(several('list contains(all_ok, "yes")', collected=gathered), forms=[LIST, EACH]) == []
    assert refused(several("all_ok[1] = 3", collected=gathered), forms=[LIST, EACH]) == [("feel-types", "xor-a")]


@pytest.mark.parametrize("name", ["one", "one_ok", "loopCounter"])
def test_it_refuses_to_read_outside_what_only_an_iteration_knows(name: str) -> None:
    main = several(f"{name} = null")
    assert refused(main, forms=[LIST, EACH]) == [("feel-unknown-variable", "xor-a")]
    assert "outputCollection" in text(main, forms=[LIST, EACH])


def test_it_refuses_a_read_before_anything_can_have_set_the_variable() -> None:
    asked = 'xor -> a -> end: ok = "yes"; xor -> ask -> end *'
    assert refused(drawn(f"start -> xor; {asked}", formed(routine(), "ask", "ask")), forms=[ASK]) == [
        ("read-too-early", "xor-a")
    ]
    main = drawn("start -> ask -> end", formed(routine(), "ask", "ask", 'camunda:dueDate="=on"'))
    assert refused(main, forms=[ASK]) == [("read-too-early", "ask")]


def test_it_warns_of_a_form_that_shows_what_is_not_filled_in_yet() -> None:
    main = drawn("start -> show -> ask -> end", formed(formed(routine(), "ask", "ask"), "show", "show"))
    assert refused(main, forms=[ASK, SHOW]) == []
    assert warned(main, forms=[ASK, SHOW]) == [("read-too-early", "show")] * 2


def test_a_read_passes_where_the_variable_may_be_set_beside_it_or_in_an_earlier_round() -> None:
    beside = (
        'start -> and1 -> ask -> and2 -> end; and1 -> xor; xor -> a -> and2: ok = "yes"; xor -> b -> xor2 -> and2 *'
    )
    main = drawn(beside, formed(routine(), "ask", "ask"))
    main.flows = [flow if flow[0] != "a-and2" else (flow[0], "a", "xor2", None, False) for flow in main.flows]
    assert refused(main, forms=[ASK]) == []
    rounds = 'start -> xor2 -> xor; xor -> end: ok = "yes"; xor -> ask -> xor2 *'
    assert refused(drawn(rounds, formed(routine(), "ask", "ask")), forms=[ASK]) == []


def test_it_finds_too_early_reads_after_a_join_too() -> None:
    drawing = 'start -> and1 -> a -> and2 -> xor; and1 -> b -> and2; xor -> end: ok = "yes"; xor -> ask -> end *'
    main = drawn(drawing, formed(routine(), "ask", "ask"))
    assert refused(main, forms=[ASK]) == [("read-too-early", "xor-end")]


def test_what_is_set_inside_a_subprocess_is_known_after_it() -> None:
    inner = embedded("ask")
    inner.nodes["ask"] = ("userTask", 'camunda:formRef="ask"', "", "")
    main = routine().node("inside", "subProcess", inner=inner.body())
    drawing = 'start -> inside -> xor; xor -> a -> end: ok = "yes"; xor -> b -> end *'
    assert refused(drawn(drawing, main), forms=[ASK]) == []
    reversed_ = routine().node("inside", "subProcess", inner=inner.body())
    drawing = 'start -> xor; xor -> inside -> end: ok = "yes"; xor -> b -> end *'
    assert refused(drawn(drawing, reversed_), forms=[ASK]) == [("read-too-early", "xor-inside")]


def test_a_start_form_of_a_called_process_is_not_shown() -> None:
    part = drawn(
        'start -> xor; xor -> a -> end: ok = "yes"; xor -> b -> end *', formed(Process("part"), "start", "ask")
    )
    main = straight(call(routine(), "call"), "call")
    assert refused(main, part, forms=[ASK]) == [("feel-unknown-variable", "xor-a")]
    alone = drawn('start -> xor; xor -> a -> end: ok = "yes"; xor -> b -> end *', formed(routine(), "start", "ask"))
    assert refused(alone, called("task"), forms=[ASK]) == []
