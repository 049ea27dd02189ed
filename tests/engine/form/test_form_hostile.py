from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Refused
from engine.form import Form, read_form

HEAD = '"type": "default", "id": "x", "schemaVersion": 19'
FIELD = '{"type": "textfield", "key": "a", "label": "A"}'
DEEP = 100_000


def refusal(data: bytes) -> list[str]:
    with pytest.raises(Refused) as caught:
        read_form(data, "x.form")
    assert all(finding.file == "x.form" and finding.text() for finding in caught.value.findings)
    return [finding.rule for finding in caught.value.findings]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe{}",
        "{}".encode("utf-16"),
        b"null",
        b"[]",
        b'"form"',
        b"7",
        b"<xml/>",
        b"\x00",
        b'{"id": "x",}',
        b"{'id': 'x'}",
        b"[" * DEEP,
        b"[" * DEEP + b"]" * DEEP,
        b'{"a":' * DEEP + b"1" + b"}" * DEEP,
        b"[" * 60 + b"]" * 60,
        b"{" + b'"a" : "\\ud800"}',
        b"{" + b'"\\udfff" : 1}',
        b" " * 1_000_001,
        b"{" + HEAD.encode() + b', "components": [' + b"1," * 600_000 + b"1]}",
        b"9" * 900_000,
        b"1e999999999999999999999",
    ],
    ids=lambda data: repr(data[:30]),
)
def test_bytes_that_are_no_form_are_refused(data):
    assert set(refusal(data)) <= {"form-json", "form-depth", "form-size"}


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        (f'{{{HEAD}, "id": "y", "components": [{FIELD}]}}', "form-json"),
        (f'{{{HEAD}, "components": [{FIELD[:-1]}, "label": "B"}}]}}', "form-json"),
        (f'{{{HEAD}, "components": [{FIELD[:-1]}, "defaultValue": NaN}}]}}', "form-json"),
        (f'{{{HEAD}, "components": [{FIELD[:-1]}, "defaultValue": -Infinity}}]}}', "form-json"),
        (f'{{{HEAD}, "components": [{FIELD[:-1]}, "layout": 1e400}}]}}', "form-json"),
        (f'{{{HEAD}, "components": [{FIELD[:-1]}, "layout": {"9" * 5000}}}]}}', "form-json"),
        (f'{{{HEAD}, "components": {{}}}}', "form-type"),
        (f'{{{HEAD}, "components": 1}}', "form-type"),
    ],
)
def test_json_that_says_two_things_or_no_number_is_refused(written, rule):
    assert rule in refusal(written.encode())


def test_both_of_two_repeated_names_are_found():
    written = f'{{{HEAD}, "id": "y", "components": [{FIELD[:-1]}, "label": "B"}}]}}'
    assert refusal(written.encode()) == ["form-json", "form-json"]


def test_a_byte_order_mark_is_no_fault():
    assert isinstance(read_form(f'{{{HEAD}, "components": [{FIELD}]}}'.encode("utf-8-sig"), "x.form"), Form)


def test_a_form_of_too_many_parts_is_refused_once():
    parts = ", ".join(FIELD.replace('"a"', f'"a{n}"') for n in range(700))
    assert refusal(f'{{{HEAD}, "components": [{parts}]}}'.encode()) == ["form-size"]


@pytest.mark.parametrize(
    "components",
    [
        ",".join(["1"] * 400_000),
        FIELD[:-1] + "".join(f', "x{n}": 1' for n in range(50_000)) + "}",
        FIELD[:-1]
        + ', "layout": {'
        + ",".join(['"a": 1, "a": 2'] + [f'"b{n}":1,"b{n}":1' for n in range(40_000)])
        + "}}",
        '{"type": "radio", "key": "a", "label": "A", "values": [' + ",".join(["1"] * 300_000) + "]}",
        ",".join([FIELD[:-1] + ', "x": {"y": 1e999}}'] * 20_000),
    ],
    ids=["parts", "attributes", "names twice", "options", "numbers"],
)
def test_no_form_gets_more_findings_than_a_person_can_read(components):
    assert len(refusal(f'{{{HEAD}, "components": [{components}]}}'.encode())) <= 150


def test_groups_in_groups_end_somewhere():
    written = FIELD
    for _ in range(15):
        written = f'{{"type": "group", "label": "G", "components": [{written}]}}'
    assert isinstance(read_form(f'{{{HEAD}, "components": [{written}]}}'.encode(), "x.form"), Form)
    for _ in range(15):
        written = f'{{"type": "group", "label": "G", "components": [{written}]}}'
    assert refusal(f'{{{HEAD}, "components": [{written}]}}'.encode()) == ["form-depth"]


def test_a_long_chain_of_conditions_is_read_and_run(send):
    parts = ", ".join(
        f'{{"type": "checkbox", "key": "a{n}", "label": "A", "properties": {{"class": "open"}}, '
        f'"conditional": {{"hide": "=a{n + 1} = true"}}}}'
        for n in range(400)
    )
    last = '{"type": "checkbox", "key": "a400", "label": "A", "properties": {"class": "open"}}'
    form = read_form(f'{{{HEAD}, "components": [{parts}, {last}]}}'.encode(), "x.form")
    typed = {f"a{n}": ["true"] for n in range(401)}
    sent = send(form, typed)
    assert sent.hidden == {f"a{n}" for n in range(1, 401, 2)}


WORDS = st.sampled_from(
    [
        "type",
        "key",
        "label",
        "id",
        "values",
        "value",
        "validate",
        "required",
        "min",
        "pattern",
        "properties",
        "class",
        "conditional",
        "hide",
        "components",
        "defaultValue",
        "readonly",
        "subtype",
        "text",
        "appearance",
        "valuesKey",
    ]
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(["textfield", "group", "radio", "datetime", "number", "text", "=a", "=((", "open", "^a$", "("]),
)
ANYTHING = st.recursive(
    LEAVES,
    lambda part: st.one_of(st.lists(part, max_size=4), st.dictionaries(WORDS, part, max_size=6)),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(components=st.one_of(ANYTHING, st.lists(st.dictionaries(WORDS, ANYTHING, max_size=8), max_size=4)))
def test_whatever_stands_in_a_form_it_is_read_or_refused(components: Any):
    root = {"type": "default", "id": "x", "schemaVersion": 19, "components": components}
    try:
        form = read_form(json.dumps(root).encode(), "x.form")
    except Refused as refused:
        form, said = None, [finding.text() for finding in refused.findings]
    assert form or all(said)


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=200))
def test_whatever_the_bytes_they_are_refused(data):
    assert refusal(data)
