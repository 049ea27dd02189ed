from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engine.calendar import Calendar
from engine.feel import Context
from engine.form import hidden, submit

YES_NO = [{"value": "yes", "label": "Ja"}, {"value": "no", "label": "Nej"}]
OPEN = {"class": "open"}


def radio(key, hide=None, **rest):
    field = {"type": "radio", "key": key, "label": key, "values": YES_NO, "properties": OPEN} | rest
    return field | ({"conditional": {"hide": hide}} if hide else {})


def required(key, hide, **rest):
    return (
        {"type": "textfield", "key": key, "label": key, "validate": {"required": True}}
        | rest
        | {"conditional": {"hide": hide}}
    )


def test_what_is_hidden_is_not_demanded_and_gives_no_value(form, send):
    made = form(radio("door"), required("code", '=door = "no"'))
    sent = send(made, {"door": ["no"], "code": ["1234"]})
    assert (sent.errors, sent.values, sent.hidden) == ([], {"door": "no"}, {"code"})


def test_what_is_shown_is_demanded(form, send):
    made = form(radio("door"), required("code", '=door = "no"'))
    sent = send(made, {"door": ["yes"], "code": [""]})
    assert [error.key for error in sent.errors] == ["code"]
    assert sent.hidden == frozenset()


def test_a_null_condition_counts_as_false(form, send):
    made = form(radio("door"), required("code", '=door = "no"'))
    assert send(made, {"door": [""], "code": ["1"]}).values == {"door": None, "code": "1"}


def test_a_chain_is_followed_whatever_its_order_in_the_form(form, send):
    made = form(
        required("last", '=middle = "no"'),
        radio("middle", '=first = "no"'),
        radio("first"),
    )
    # `first` hides `middle`, whose answer no longer counts, so `last` is asked
    sent = send(made, {"first": ["no"], "middle": ["no"], "last": ["x"]})
    assert (sent.hidden, sent.values) == ({"middle"}, {"first": "no", "last": "x"})
    sent = send(made, {"first": ["yes"], "middle": ["no"], "last": ["x"]})
    assert (sent.hidden, sent.values) == ({"last"}, {"first": "yes", "middle": "no"})


def test_a_hidden_group_hides_all_in_it(form, send):
    inner = {"type": "group", "label": "Inre", "components": [required("deep", "=false"), {"type": "separator"}]}
    outer = {"type": "group", "label": "Yttre", "components": [inner, {"type": "text", "text": "x"}]}
    made = form(radio("door"), outer | {"conditional": {"hide": '=door = "no"'}})
    sent = send(made, {"door": ["no"]})
    assert sent.errors == []
    assert sent.hidden == {step.id for step in made.steps} - {"door"}


def test_conditions_read_the_instances_open_variables(form, send):
    made = form(required("code", "=own_provider"))
    assert send(made, {}, {"own_provider": True}).hidden == {"code"}
    assert send(made, {"code": ["1"]}, {"own_provider": False}).values == {"code": "1"}


def test_a_readonly_field_is_read_from_the_instance_and_not_from_what_is_posted(form, send):
    made = form(radio("door", readonly=True), required("code", '=door = "no"'))
    sent = send(made, {"door": ["no"], "code": ["1"]}, {"door": "yes"})
    assert (sent.hidden, sent.values) == (frozenset(), {"code": "1"})
    assert send(made, {"door": ["yes"], "code": ["1"]}, {"door": "no"}).hidden == {"code"}


def test_an_answer_that_can_not_be_read_counts_as_none(form, send):
    made = form({"type": "number", "key": "n", "label": "n", "properties": OPEN}, required("code", "=n = 3"))
    sent = send(made, {"n": ["tre"], "code": ["1"]})
    assert [error.key for error in sent.errors] == ["n"]
    assert sent.hidden == frozenset()


def test_a_question_that_came_up_and_was_never_shown_is_not_taken_as_left_empty(form, send):
    optional = {"type": "checkbox", "key": "gate", "label": "Grind", "conditional": {"hide": '=door = "no"'}}
    made = form(radio("door"), optional)
    sent = send(made, {"door": ["yes"]})
    (error,) = sent.errors
    assert (error.key, sent.values) == ("gate", {"door": "yes"})
    assert "gäller efter dina andra svar" in error.text
    assert send(made, {"door": ["yes"], "gate": [""]}).values == {"door": "yes", "gate": False}


def test_a_date_and_time_that_was_never_shown_is_not_taken_as_left_empty(form, send):
    visit = {"type": "datetime", "subtype": "datetime", "key": "at", "label": "Besök"}
    made = form(radio("door"), visit | {"conditional": {"hide": '=door = "no"'}})
    assert [error.key for error in send(made, {"door": ["yes"]}).errors] == ["at"]
    assert send(made, {"door": ["yes"], "at.date": [""], "at.time": [""]}).values == {"door": "yes", "at": None}


def test_a_question_is_asked_when_its_condition_can_not_be_decided(form, send):
    when = {"type": "datetime", "subtype": "date", "key": "day", "label": "Dag", "properties": OPEN}
    closed = Calendar("sverige", date(2026, 1, 1), date(2026, 12, 31), {}, {}, ((),) * 7)
    made = form(when, required("why", "=working_day(day)"))
    context = Context(now=datetime(2026, 11, 21, tzinfo=UTC), calendar=closed)
    typed = {"day": ["2199-01-01"], "why": [""]}
    sent = submit(made, typed, {}.get, {}.get, context)
    assert [error.key for error in sent.errors] == ["why"]


def test_a_program_is_held_to_the_same_conditions(form, send_json):
    made = form(radio("door"), required("code", '=door = "no"'))
    assert send_json(made, {"door": "no", "code": "1"}).values == {"door": "no"}
    assert [error.key for error in send_json(made, {"door": "yes"}).errors] == ["code"]


@pytest.mark.parametrize(("door", "gone"), [("no", {"code"}), ("yes", frozenset()), ("", frozenset())])
def test_what_is_hidden_can_be_asked_before_anything_is_sent(form, context, door, gone):
    made = form(radio("door"), required("code", '=door = "no"'))
    assert hidden(made, {"door": [door]}, {}.get, {}.get, context) == gone
