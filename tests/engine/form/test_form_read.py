from __future__ import annotations

import pytest

from engine.feel import Type
from engine.form import Field, FieldClass, Group, Kind, Option, Separator, Text, check_conditions, read_form

YES_NO = [{"value": "yes", "label": "Ja"}, {"value": "no", "label": "Nej"}]
OPEN = {"class": "open"}


def textfield(key="name", label="Namn", **rest):
    return {"type": "textfield", "key": key, "label": label} | rest


def radio(key="door", label="Dörr?", **rest):
    return {"type": "radio", "key": key, "label": label, "values": YES_NO, "properties": OPEN} | rest


def hides(expression):
    return {"conditional": {"hide": expression}}


def test_it_reads_a_form_as_the_modeler_writes_it(form):
    made = form(
        {"type": "text", "id": "Text_1", "text": "# Mät dörren", "layout": {"row": "Row_1", "columns": None}},
        textfield("unit", "Låsenhetens nummer", id="Field_1", validate={"required": True, "pattern": "^[0-9]{6}$"})
        | {"properties": {"class": "operational", "requirement": "NL14, NL16", "patternMessage": "Sex siffror."}},
        {"type": "separator", "id": "Separator_1"},
        {
            "type": "group",
            "label": "Porten",
            "showOutline": True,
            "components": [radio(), {"type": "number", "key": "doors", "label": "Antal", "decimalDigits": 0}],
        },
        executionPlatform="Camunda Platform",
        executionPlatformVersion="7.24.0",
        exporter={"name": "Camunda Modeler", "version": "5.50.1"},
    )
    heading, unit, line, group = made.components
    assert made.id == "mounting"
    assert isinstance(heading, Text)
    assert isinstance(line, Separator)
    assert isinstance(group, Group)
    assert isinstance(unit, Field)
    assert (unit.field_class, unit.required, unit.pattern_message) == (FieldClass.OPERATIONAL, True, "Sex siffror.")
    assert unit.requirement == ("NL14", "NL16")
    assert list(made.fields) == ["unit", "door", "doors"]
    assert made.fields["door"].options == (Option("yes", "Ja"), Option("no", "Nej"))
    assert made.fields["doors"].field_class is FieldClass.PERSONAL


@pytest.mark.parametrize(
    ("component", "kind", "type"),
    [
        ({"type": "textfield"}, Kind.TEXTFIELD, Type("string")),
        ({"type": "textarea"}, Kind.TEXTAREA, Type("string")),
        ({"type": "number"}, Kind.NUMBER, Type("number")),
        ({"type": "checkbox"}, Kind.CHECKBOX, Type("boolean")),
        ({"type": "radio", "values": YES_NO}, Kind.RADIO, Type("string")),
        ({"type": "select", "values": YES_NO}, Kind.SELECT, Type("string")),
        ({"type": "checklist", "values": YES_NO}, Kind.CHECKLIST, Type("list", item=Type("string"))),
        ({"type": "datetime"}, Kind.DATE, Type("date")),
        ({"type": "datetime", "subtype": "date"}, Kind.DATE, Type("date")),
        ({"type": "datetime", "subtype": "time"}, Kind.TIME, Type("time")),
        ({"type": "datetime", "subtype": "datetime"}, Kind.DATE_TIME, Type("date and time")),
    ],
)
def test_each_type_has_its_kind_and_its_declared_type(form, component, kind, type):
    field = form(component | {"key": "it", "label": "Det"}).fields["it"]
    assert (field.kind, field.type) == (kind, type)


def test_what_a_page_has_of_its_own_is_passed_over(form):
    made = form(
        textfield(),
        {"type": "spacer", "height": 60},
        {"type": "button", "label": "Skicka", "action": "submit"},
        {"type": "button", "label": "Rensa", "action": "reset"},
        {"type": "button", "label": "Skicka"},
    )
    assert [component.id for component in made.components] == ["name"]


def test_disabled_is_readonly(form):
    assert form(textfield(disabled=True)).fields["name"].readonly


def test_a_readonly_text_may_be_open_without_a_pattern(form):
    assert form(textfield(readonly=True, properties=OPEN)).fields["name"].field_class is FieldClass.OPEN


def test_a_text_type_holds_a_field_as_a_pattern_does(form):
    made = form(textfield(validate={"validationType": "phone"}, properties={"class": "operational"}))
    assert made.fields["name"].field_class is FieldClass.OPERATIONAL


def test_a_date_without_label_is_called_by_its_date_label(form):
    made = form(
        {"type": "datetime", "subtype": "datetime", "key": "at", "dateLabel": "Besöket", "timeLabel": "Klockan"},
        {"type": "datetime", "subtype": "time", "key": "t", "timeLabel": "Tid"},
    )
    assert (made.fields["at"].label, made.fields["at"].date_label, made.fields["at"].time_label) == (
        "Besöket",
        "",
        "Klockan",
    )
    assert made.fields["t"].label == "Tid"


def test_the_unit_may_stand_where_the_modeler_puts_it(form):
    made = form(
        {"type": "number", "key": "a", "label": "A", "appearance": {"suffixAdorner": "mm"}},
        {"type": "number", "key": "b", "label": "B", "properties": {"unit": "cm"}},
    )
    assert [field.unit for field in made.fields.values()] == ["mm", "cm"]


def test_the_default_is_a_value_of_the_fields_type(form):
    made = form(
        {"type": "number", "key": "a", "label": "A", "defaultValue": "2.5"},
        {"type": "checkbox", "key": "b", "label": "B", "defaultValue": True},
        {"type": "checklist", "key": "c", "label": "C", "values": YES_NO, "defaultValue": ["yes"]},
        textfield(defaultValue=""),
    )
    assert [str(field.default) for field in made.fields.values()] == ["2.5", "True", "['yes']", "None"]


def test_prose_becomes_blocks(form):
    (text,) = form(
        {"type": "text", "text": "## Innan\nRing **först**\noch boka.\n\nSedan:\n- ett\n- två\n1. a\n2) b"}
    ).components
    assert [(block.style, len(block.lines), block.level) for block in text.blocks] == [
        ("heading", 1, 2),
        ("paragraph", 1, 0),
        ("paragraph", 1, 0),
        ("bullets", 2, 0),
        ("numbers", 2, 0),
    ]
    paragraph = text.blocks[1].lines[0]
    assert "".join(span.text for span in paragraph) == "Ring först och boka."
    assert [span.text for span in paragraph if span.strong] == ["först"]


REFUSED = {
    "html": ({"type": "html", "content": "<b>x</b>"}, "form-component"),
    "image": ({"type": "image", "source": "x.png"}, "form-component"),
    "iframe": ({"type": "iframe", "label": "x", "url": "https://example.org"}, "form-component"),
    "table": ({"type": "table", "label": "x"}, "form-component"),
    "dynamiclist": ({"type": "dynamiclist", "label": "x", "path": "y", "components": []}, "form-component"),
    "taglist": ({"type": "taglist", "key": "x", "label": "x", "values": YES_NO}, "form-component"),
    "filepicker": ({"type": "filepicker", "key": "x", "label": "x"}, "form-component"),
    "expression": ({"type": "expression", "key": "x", "expression": "=1"}, "form-component"),
    "documentPreview": ({"type": "documentPreview", "label": "x"}, "form-component"),
    "a button that does something": ({"type": "button", "label": "x", "action": "delete"}, "form-component"),
    "no type": ({"key": "x", "label": "x"}, "form-component"),
    "a type that is no text": ({"type": ["textfield"], "key": "x", "label": "x"}, "form-type"),
    "no key": ({"type": "textfield", "label": "x"}, "form-key"),
    "a dotted key": (textfield("client.name"), "form-key"),
    "a key with a capital": (textfield("Name"), "form-key"),
    "a key with å": (textfield("dörr"), "form-key"),
    "a key that begins with a digit": (textfield("1st"), "form-key"),
    "a key that is a word of FEEL": (textfield("and"), "form-key"),
    "a key that the page needs": (textfield("csrf_token"), "form-key"),
    "a key that is a number": (textfield(7), "form-type"),
    "no label": ({"type": "textfield", "key": "x"}, "form-label"),
    "a label of spaces": (textfield(label="  "), "form-label"),
    "a label that is an expression": (textfield(label="=name"), "form-expression"),
    "a label with a template": (textfield(label="Hej {{name}}"), "form-expression"),
    "a description that is an expression": (textfield(description="=name"), "form-expression"),
    "a label with NUL": (textfield(label="a\x00b"), "form-type"),
    "an unknown class": (textfield(properties={"class": "public"}), "form-class"),
    "an open text without pattern": (textfield(properties=OPEN), "form-free-text"),
    "an operational textarea without pattern": (
        {"type": "textarea", "key": "x", "label": "x", "properties": {"class": "operational"}},
        "form-free-text",
    ),
    "an open text whose pattern is not anchored": (
        textfield(properties=OPEN, validate={"pattern": "[0-9]{6}"}),
        "form-free-text",
    ),
    "an open text whose pattern ends with an escaped $": (
        textfield(properties=OPEN, validate={"pattern": "^[0-9]+\\$"}),
        "form-free-text",
    ),
    "an open text whose pattern fits anything": (
        textfield(properties=OPEN, validate={"pattern": "^.*$"}),
        "form-free-text",
    ),
    "an open text whose pattern fits anything of some length": (
        textfield(properties=OPEN, validate={"pattern": "^.{10,300}$"}),
        "form-free-text",
    ),
    "an open text whose pattern fits anything beside digits": (
        textfield(properties=OPEN, validate={"pattern": "^[0-9]{6}$|^.+$"}),
        "form-free-text",
    ),
    "an open text whose pattern holds only one letter out": (
        textfield(properties=OPEN, validate={"pattern": "^[^@]+$"}),
        "form-free-text",
    ),
    "a pattern that RE2 lacks": (textfield(validate={"pattern": "^(?=a).*$"}), "form-pattern"),
    "a pattern that is broken": (textfield(validate={"pattern": "^([0-9]$"}), "form-pattern"),
    "a pattern as long as a book": (textfield(validate={"pattern": "^" + "a" * 2000 + "$"}), "form-pattern"),
    "a pattern too large to compile": (textfield(validate={"pattern": "^((a{900}){900}){900}$"}), "form-pattern"),
    "minLength over maxLength": (textfield(validate={"minLength": 5, "maxLength": 4}), "form-limits"),
    "a negative length": (textfield(validate={"minLength": -1}), "form-type"),
    "a length that is an expression": (textfield(validate={"minLength": "=3"}), "form-type"),
    "a length beyond what is kept": (textfield(validate={"maxLength": 50_000}), "form-type"),
    "min over max": ({"type": "number", "key": "x", "label": "x", "validate": {"min": 2, "max": 1}}, "form-limits"),
    "an increment of zero": ({"type": "number", "key": "x", "label": "x", "increment": 0}, "form-limits"),
    "a fraction of a decimal": ({"type": "number", "key": "x", "label": "x", "decimalDigits": 1.5}, "form-type"),
    "a number kept as text": ({"type": "number", "key": "x", "label": "x", "serializeToString": True}, "form-unknown"),
    "a pattern on a number": (
        {"type": "number", "key": "x", "label": "x", "validate": {"pattern": "^1$"}},
        "form-unknown",
    ),
    "an unknown validationType": (textfield(validate={"validationType": "iban"}), "form-type"),
    "required that is a word": (textfield(validate={"required": "yes"}), "form-type"),
    "validate that is a list": (textfield(validate=[1]), "form-type"),
    "readonly that is an expression": (textfield(readonly="=true"), "form-type"),
    "readonly and required": (textfield(readonly=True, validate={"required": True}), "form-readonly"),
    "readonly with a default": (textfield(readonly=True, defaultValue="x"), "form-default"),
    "a setting nobody knows": (textfield(colour="red"), "form-unknown"),
    "a property nobody knows": (textfield(properties={"clas": "open"}), "form-unknown"),
    "a prefix": (textfield(appearance={"prefixAdorner": "kr"}), "form-unknown"),
    "a requirement that is no id": (textfield(properties={"requirement": "NL14; NL15"}), "form-requirement"),
    "no options": ({"type": "radio", "key": "x", "label": "x", "values": []}, "form-options"),
    "options not given": ({"type": "radio", "key": "x", "label": "x"}, "form-options"),
    "options twice": (radio(valuesKey="directory.organisations.provider"), "form-options"),
    "options by expression": (
        {"type": "select", "key": "x", "label": "x", "valuesExpression": "=providers"},
        "form-options",
    ),
    "options from elsewhere": ({"type": "select", "key": "x", "label": "x", "valuesKey": "providers"}, "form-options"),
    "options of nobody": (
        {"type": "select", "key": "x", "label": "x", "valuesKey": "directory.organisations."},
        "form-options",
    ),
    "an option without label": (radio(values=[{"value": "a"}]), "form-options"),
    "an option that is a number": (radio(values=[{"value": 1, "label": "Ett"}]), "form-type"),
    "an option that is a word": (radio(values=["a"]), "form-type"),
    "an option that is null": (radio(values=[None]), "form-type"),
    "two options of one value": (radio(values=[YES_NO[0], {"value": "yes", "label": "Jo"}]), "form-options"),
    "two options of one label": (radio(values=[YES_NO[0], {"value": "y", "label": "Ja"}]), "form-options"),
    "a default that is no option": (radio(defaultValue="maybe"), "form-default"),
    "a default of another type": ({"type": "checkbox", "key": "x", "label": "x", "defaultValue": "ja"}, "form-default"),
    "a default that breaks the rules": (textfield(defaultValue="abc", validate={"maxLength": 2}), "form-default"),
    "a default among organisations": (
        {
            "type": "select",
            "key": "x",
            "label": "x",
            "valuesKey": "directory.organisations.provider",
            "defaultValue": "north",
        },
        "form-default",
    ),
    "an unknown subtype": ({"type": "datetime", "subtype": "week", "key": "x", "label": "x"}, "form-type"),
    "a condition without =": (textfield(**hides("true")), "form-condition"),
    "a condition that is a boolean": (textfield(**hides(True)), "form-type"),
    "a condition that can't be read": (textfield(**hides("=((1")), "feel-syntax"),
    "a condition in the older way": (textfield(**hides("${first}")), "feel-juel"),
    "a condition that gives no truth": (textfield(**hides("=1 + 1")), "feel-not-boolean"),
    "a condition that can never hold": (textfield(**hides("=1 = true")), "feel-types"),
    "conditional with more in it": (textfield(conditional={"show": "=true"}), "form-unknown"),
    "a group without label": ({"type": "group", "components": [textfield()]}, "form-label"),
    "a group with a path": ({"type": "group", "label": "x", "path": "a", "components": [textfield()]}, "form-group"),
    "a text with HTML": ({"type": "text", "text": "a <script>"}, "form-text"),
    "a text with a link": ({"type": "text", "text": "[a](https://example.org)"}, "form-text"),
    "a text with a picture": ({"type": "text", "text": "![a](b.png)"}, "form-text"),
    "a text with a table": ({"type": "text", "text": "| a | b |"}, "form-text"),
    "a text that is empty": ({"type": "text", "text": "  "}, "form-text"),
    "a text that is an expression": ({"type": "text", "text": "=name"}, "form-expression"),
    "a component that is a word": ("textfield", "form-type"),
    "a component that is null": (None, "form-type"),
}


@pytest.mark.parametrize(("component", "rule"), REFUSED.values(), ids=REFUSED.keys())
def test_it_refuses(findings, component, rule):
    found = findings(textfield("first", "Först"), component)
    assert {finding.rule for finding in found} == {rule}
    assert all(finding.message and finding.remedy and finding.text() for finding in found)


@pytest.mark.parametrize(
    "root",
    [
        {"type": "page"},
        {"id": ""},
        {"id": "../etc"},
        {"schemaVersion": None},
        {"schemaVersion": 21},
        {"schemaVersion": 0},
        {"schemaVersion": "19"},
        {"schemaVersion": True},
    ],
    ids=str,
)
def test_it_refuses_a_root_that_is_not_a_forms(findings, root):
    assert [finding.rule for finding in findings(textfield(), **root)] == ["form-root"]


def test_it_refuses_a_form_with_nothing_to_show(findings):
    assert [finding.rule for finding in findings({"type": "spacer"})] == ["form-root"]
    assert [finding.rule for finding in findings()] == ["form-root"]


def test_it_refuses_two_fields_of_one_key_also_in_a_group(findings):
    group = {"type": "group", "label": "x", "components": [textfield("a", "B")]}
    assert [finding.rule for finding in findings(textfield("a", "A"), group)] == ["form-key"]


def test_a_finding_names_file_line_key_and_label(form):
    text = """{
  "type": "default", "id": "mounting", "schemaVersion": 19,
  "components": [
    {"type": "textfield", "key": "first", "label": "Först"},
    {"type": "textfield",
     "label": "Låsets nummer",
     "key": "unit", "properties": {"class": "open"}}
  ]
}"""
    with pytest.raises(Exception) as caught:
        read_form(text.encode(), "mounting.form")
    (finding,) = caught.value.findings
    assert (finding.file, finding.line, finding.element, finding.name) == ("mounting.form", 7, "unit", "Låsets nummer")
    assert "Fältet har klassen open" in finding.text()


def test_everything_wrong_is_found_at_once(findings):
    found = findings(
        {"type": "html", "content": "x"},
        textfield("A", ""),
        textfield("b", "B", properties={"class": "secret"}, validate={"pattern": "("}),
        schemaVersion=99,
    )
    assert sorted(finding.rule for finding in found) == [
        "form-class",
        "form-component",
        "form-key",
        "form-label",
        "form-pattern",
        "form-root",
    ]


def test_a_refusal_says_what_to_do_instead(findings):
    (finding,) = findings({"type": "filepicker", "id": "Field_9", "key": "scan", "label": "Bild"})
    assert finding.text() == (
        "mounting.form rad 1, Bild (scan): Delar av typen ”filepicker” går inte att använda. "
        "Skriv i ett fält var filen finns."
    )


def test_a_condition_may_not_read_a_personal_or_operational_field(findings):
    secret = radio("secret", "Hemlig?", properties={})
    (finding,) = findings(secret, textfield(**hides('=secret = "yes"')))
    assert (finding.rule, finding.element) == ("form-condition-class", "name")
    assert "secret" in finding.text()


def test_a_condition_of_a_group_is_checked_as_a_fields_is(findings):
    secret = radio("secret", "Hemlig?", properties={"class": "operational"})
    group = {"type": "group", "label": "Porten", "components": [textfield()]} | hides('=secret = "yes"')
    assert [finding.rule for finding in findings(secret, group)] == ["form-condition-class"]


@pytest.mark.parametrize("mutual", [True, False])
def test_conditions_in_a_circle_are_refused(findings, mutual):
    one = radio("one", "Ett?", **hides('=two = "yes"' if mutual else '=one = "yes"'))
    two = radio("two", "Två?", **hides('=one = "yes"'))
    (finding,) = findings(one, two)
    assert finding.rule == "form-condition"
    assert "Ett?" in finding.text()


def test_a_group_can_not_be_hidden_by_a_field_inside_it(findings):
    group = {"type": "group", "label": "Porten", "components": [radio()]} | hides('=door = "no"')
    assert [finding.rule for finding in findings(group)] == ["form-condition"]


def test_names_from_the_instance_are_known_and_checked_with_the_diagram(form):
    made = form(radio(), textfield(**hides('=own_provider or door = "no"')))
    assert made.reads == {"own_provider"}
    assert check_conditions(made, {"own_provider": Type("boolean")}) == []
    (finding,) = check_conditions(made, {})
    assert finding.element == "name"


def test_a_form_knows_whether_its_questions_change_with_the_answers(form):
    assert form(radio(), textfield(**hides('=door = "no"'))).changes_by_answers
    assert not form(radio(), textfield(**hides("=own_provider"))).changes_by_answers
    assert not form(radio(readonly=True), textfield(**hides('=door = "no"'))).changes_by_answers
    assert not form(radio()).changes_by_answers
