from __future__ import annotations

import json
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.calendar import STOCKHOLM
from engine.canonical import Reference, number
from engine.errors import ValueRefused
from engine.feel import Context
from engine.form import prefill, read_form, submit, written

OPTIONS = [{"value": "a", "label": "Alfa"}, {"value": "b", "label": "Beta"}, {"value": "c", "label": "Gamma"}]
KINDS = ["textfield", "textarea", "number", "checkbox", "radio", "select", "checklist", "date", "time", "datetime"]
LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufffe\uffff")


def shaped(text):
    return unicodedata.normalize("NFC", text.strip()) or None


def exact(value):
    try:
        return number(value)
    except ValueRefused:
        assume(False)


def first_of_two(moment):
    return moment.astimezone(STOCKHOLM).fold == 0


NUMBERS = st.one_of(
    st.integers(-(2**63), 2**63 - 1),
    st.decimals(allow_nan=False, allow_infinity=False, places=4).map(exact),
    st.decimals(-1, 1, allow_nan=False, allow_infinity=False).map(exact),
)
VALUES = {
    "textfield": st.text(LETTERS, max_size=50).map(shaped),
    "textarea": st.lists(st.text(LETTERS, max_size=20)).map("\n".join).map(shaped),
    "number": st.one_of(st.none(), NUMBERS),
    "checkbox": st.booleans(),
    "radio": st.sampled_from([None, "a", "b", "c"]),
    "select": st.sampled_from([None, "a", "b", "c"]),
    "checklist": st.sets(st.sampled_from("abc")).map(sorted),
    "date": st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2199, 12, 31))),
    "time": st.one_of(st.none(), st.times().map(lambda t: t.replace(microsecond=0))),
    "datetime": st.one_of(
        st.none(),
        st.integers(0, 2**32)
        .map(lambda seconds: datetime(1980, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
        .filter(first_of_two),
    ),
}


def component(kind):
    type = "datetime" if kind in ("date", "time", "datetime") else kind
    more = {"values": OPTIONS} if kind in ("radio", "select", "checklist") else {}
    more |= {"subtype": kind} if type == "datetime" else {}
    return {"type": type, "key": kind, "label": kind} | more


ROOT = {"type": "default", "id": "x", "schemaVersion": 19, "components": [component(kind) for kind in KINDS]}
EVERY_KIND = read_form(json.dumps(ROOT).encode(), "x.form")


@given(values=st.fixed_dictionaries(VALUES))
def test_what_is_filled_in_beforehand_is_read_back_as_the_same(values):
    typed = prefill(EVERY_KIND, values.get)
    now = datetime(2026, 11, 21, tzinfo=UTC)
    sent = submit(EVERY_KIND, typed, {}.get, {}.get, Context(now=now, calendar=None))
    assert sent.errors == []
    assert sent.unknown == []
    assert sent.values == values
    assert {key: type(value) for key, value in sent.values.items()} == {k: type(v) for k, v in values.items()}


@pytest.mark.parametrize(
    ("kind", "value", "typed"),
    [
        ("textfield", None, {"textfield": [""]}),
        ("number", Decimal("-1234.5"), {"number": ["-1234,5"]}),
        ("number", Decimal("1E-10"), {"number": ["0,0000000001"]}),
        ("checkbox", True, {"checkbox": ["true"]}),
        ("checkbox", False, {"checkbox": ["false"]}),
        ("checklist", ["a", "c"], {"checklist": ["a", "c"]}),
        ("checklist", [], {"checklist": [""]}),
        ("date", date(2026, 11, 21), {"date": ["2026-11-21"]}),
        ("time", time(7, 5), {"time": ["07:05"]}),
        ("time", time(7, 5, 9), {"time": ["07:05:09"]}),
        (
            "datetime",
            datetime(2026, 7, 1, 22, 30, tzinfo=UTC),
            {"datetime.date": ["2026-07-02"], "datetime.time": ["00:30"]},
        ),
        ("datetime", None, {"datetime.date": [""], "datetime.time": [""]}),
    ],
)
def test_a_value_is_written_as_a_person_would(form, kind, value, typed):
    assert prefill(form(component(kind)), {kind: value}.get) == typed


def test_a_field_without_value_gets_its_default_until_it_has_one(form):
    made = form({"type": "number", "key": "n", "label": "n", "defaultValue": 2.5})
    assert prefill(made, {}.get) == {"n": ["2,5"]}
    assert prefill(made, {"n": 0}.get) == {"n": ["0"]}


def test_fields_that_are_only_shown_are_written_too(form):
    made = form({"type": "textfield", "key": "a", "label": "a", "readonly": True})
    assert prefill(made, {"a": "x"}.get) == {"a": ["x"]}


@pytest.mark.parametrize("value", [Reference("v1"), timedelta(1), {"a": 1}])
def test_what_no_field_holds_is_refused(form, value):
    with pytest.raises(ValueRefused):
        prefill(form({"type": "textfield", "key": "a", "label": "a"}), {"a": value}.get)


def test_an_option_that_is_gone_is_still_written_and_then_refused(form, send):
    made = form({"type": "select", "key": "a", "label": "a", "valuesKey": "directory.organisations.provider"})
    typed = prefill(made, {"a": "closed"}.get)
    assert typed == {"a": ["closed"]}
    assert len(send(made, typed).errors) == 1


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        (True, "ja"),
        (False, "nej"),
        (Decimal("2.5"), "2,5"),
        (["a", "b"], "a, b"),
        ([], ""),
        (time(7, 5), "07:05"),
        (datetime(2026, 11, 21, 13, 30, tzinfo=UTC), "2026-11-21 14:30"),
    ],
)
def test_a_value_is_written_for_reading(value, words):
    assert written(value) == words


@pytest.mark.parametrize("value", [Reference("v1"), [Reference("v1")], {"a": 1}])
def test_what_nobody_can_read_is_not_written(value):
    with pytest.raises(ValueRefused):
        written(value)
