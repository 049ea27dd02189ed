from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel
from lxml import html

from engine.feel import Context
from engine.form import Option, hidden, prefill, read_form, submit
from webui.forms import form_view

PAGE = """{% from "form/form.html" import error_summary, parts, refresh %}
<h1>Sidan</h1>{{ error_summary(view) }}
<form method="post" novalidate>{{ parts(view) }}<button>Klar</button>{{ refresh(view, "/again") }}</form>"""
CONTEXT = Context(now=datetime(2026, 11, 21, 13, 30, tzinfo=UTC), calendar=None)
YES_NO = [{"value": "yes", "label": "Ja tack"}, {"value": "no", "label": "Nej tack"}]
OPEN = {"class": "open"}
EVIL = '</textarea></option></p><script>alert("x")</script>\'"&'


def organisations(source):
    assert source == "directory.organisations.provider"
    return [Option("north", "Hemtjänst Norr"), Option("south", EVIL)]


def every_kind(label="{}", **rest):
    def field(kind, key, **more):
        validate = rest.get("validate", {}) | more.pop("validate", {})
        return {"type": kind, "key": key, "label": label.format(key)} | rest | more | {"validate": validate}

    return [
        field("textfield", "name"),
        field("textfield", "unit", properties={"class": "operational"}, validate={"pattern": "^[0-9]{6}$"}),
        field("textarea", "note"),
        field("number", "width", properties={"unit": "mm"}, validate={"min": 0}),
        field("checkbox", "told"),
        field("radio", "door", values=YES_NO, properties=OPEN),
        field("select", "provider", valuesKey="directory.organisations.provider"),
        field("checklist", "parts", values=YES_NO),
        field("datetime", "day", subtype="date"),
        field("datetime", "clock", subtype="time"),
        field("datetime", "visit", subtype="datetime"),
    ]


@pytest.fixture
def app():
    app = Flask("webui")
    Babel(app, default_locale="sv")
    return app


@pytest.fixture
def show(app):
    """The page of a form: as it is first seen, or after what was typed has been sent."""

    def shown(components, values=None, typed=None, known=None):
        root = {"type": "default", "id": "x", "schemaVersion": 19, "components": components}
        form = read_form(json.dumps(root).encode(), "x.form")
        current, known = prefill(form, (values or {}).get), (known or {}).get
        if typed is None:
            gone, errors = hidden(form, current, known, organisations, CONTEXT), []
        else:
            sent = submit(form, typed, known, organisations, CONTEXT)
            gone, errors = sent.hidden, sent.errors
        with app.test_request_context():
            view = form_view(form, current, options=organisations, typed=typed, errors=errors, hidden=gone)
            return html.document_fromstring(render_template_string(PAGE, view=view))

    return shown


def words(element):
    return " ".join(element.text_content().split())


def control(page, name):
    (found,) = page.xpath("//*[@name=$name and not(@type='hidden')]", name=name)
    return found


def check_wiring(page):
    """What a screen reader needs: ids once, labels and descriptions that lead somewhere, a name for every control."""
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for attribute in ("for", "aria-describedby", "aria-labelledby"):
        for value in page.xpath(f"//@{attribute}"):
            assert set(value.split()) <= set(ids)
    for target in page.xpath("//*[@class='error-summary']//a/@href"):
        (found,) = page.xpath("//*[@id=$id]", id=target.removeprefix("#"))
        assert found.tag in ("input", "select", "textarea")
    for found in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        labels = page.xpath("//label[@for=$id]", id=found.get("id"))
        assert len(labels) == 1
        assert words(labels[0])
    for fieldset in page.xpath("//fieldset"):
        assert words(fieldset[0])
        assert fieldset[0].tag == "legend"


def test_every_control_has_its_words(show):
    page = show(every_kind(description="Så här gör du."))
    check_wiring(page)
    assert len(page.xpath("//*[@class='hint']")) == 11
    assert words(page.xpath("//label[@for='f-width']")[0]) == "width (valfritt)"
    assert page.xpath("//*[@id='f-width-unit']")[0].text == "mm"
    assert control(page, "width").get("aria-describedby") == "f-width-hint f-width-unit"


def test_every_control_has_its_words_when_everything_is_wrong(show):
    page = show(every_kind(description="Så här.", validate={"required": True}), typed={})
    check_wiring(page)
    assert len(page.xpath("//*[@class='field-error']")) == 11
    page = show(every_kind(), typed={name: ["\x00", "x"] for name in ["name", "unit", "note", "width", "provider"]})
    check_wiring(page)
    assert len(page.xpath("//*[@aria-invalid='true']")) == 5


def test_groups_of_controls_are_fieldsets(show):
    page = show(every_kind())
    legends = [words(legend) for legend in page.xpath("//fieldset/legend")]
    assert legends == ["door (valfritt)", "parts (valfritt)", "visit (valfritt)"]
    assert page.xpath("//fieldset[.//input[@type='radio']]/@role") == ["radiogroup"]
    assert [words(label) for label in page.xpath("//fieldset[.//input[@type='date']]/label")] == ["Datum", "Klockslag"]


def test_inputs_are_native_and_remember_nothing(show):
    page = show(every_kind())
    assert [control(page, name).get("type") for name in ("day", "clock", "visit.date", "visit.time", "width")] == [
        "date",
        "time",
        "date",
        "time",
        "text",
    ]
    assert control(page, "unit").get("inputmode") == "numeric"
    assert control(page, "width").get("inputmode") == "decimal"
    typed_in = page.xpath("//input[@type='text' or @type='date' or @type='time'] | //textarea | //select")
    assert {element.get("autocomplete") for element in typed_in} == {"off"}


def test_a_number_that_may_be_negative_gets_keys_with_a_minus_sign(show):
    page = show([{"type": "number", "key": "n", "label": "Grader"}])
    assert control(page, "n").get("inputmode") is None


def test_only_what_is_optional_is_marked_and_what_must_be_ticked(show):
    page = show(every_kind(validate={"required": True}))
    assert not any("valfritt" in words(label) for label in page.xpath("//label | //legend"))
    assert "behöver kryssas i" in words(page.xpath("//label[@for='f-told']")[0])
    assert "(" not in words(show(every_kind()).xpath("//label[@for='f-told']")[0])


def test_current_values_are_shown_in_their_inputs(show):
    values = {"name": "Storgatan 1", "note": "\nett\ntvå", "width": 40, "told": True, "door": "no", "parts": ["yes"]}
    page = show(every_kind(), values | {"provider": "north", "visit": datetime(2026, 11, 21, 13, 30, tzinfo=UTC)})
    assert control(page, "name").value == "Storgatan 1"
    assert control(page, "width").value == "40"
    assert control(page, "told").checked
    assert page.xpath("//input[@name='door'][@checked]/@value") == ["no"]
    assert page.xpath("//input[@name='parts'][@checked]/@value") == ["yes"]
    assert page.xpath("//option[@selected]/@value") == ["north"]
    assert (control(page, "visit.date").value, control(page, "visit.time").value) == ("2026-11-21", "14:30")
    # one line end is for the parser to drop, as browsers do
    assert control(page, "note").text.removeprefix("\n") == "\nett\ntvå"


def test_what_was_typed_stays_when_something_is_wrong(show):
    typed = {"name": ["x"], "unit": ["12345"], "width": ["tolv"], "note": ["rad"], "told": ["", "true"]}
    typed |= {"door": ["", "yes"], "parts": ["", "no"], "provider": ["south"], "day": ["2026-02-30"], "clock": ["9"]}
    page = show(every_kind(), {"name": "y", "width": 1}, typed | {"visit.date": ["2026-11-21"], "visit.time": [""]})
    assert [control(page, name).value for name in ("name", "unit", "width", "day", "clock", "visit.date")] == [
        "x",
        "12345",
        "tolv",
        "2026-02-30",
        "9",
        "2026-11-21",
    ]
    assert control(page, "told").checked
    assert page.xpath("//input[@checked]/@value") == ["true", "yes", "no"]
    assert page.xpath("//option[@selected]/@value") == ["south"]


def test_what_was_unticked_stays_unticked(show):
    page = show(every_kind(), {"told": True, "parts": ["yes"]}, {"told": [""], "parts": [""], "width": ["x"]})
    assert page.xpath("//input[@checked]") == []


def test_the_summary_and_the_field_say_the_same_and_the_link_leads_there(show):
    typed = {"width": ["-1"], "visit.date": ["2026-11-21"], "parts": ["z"]}
    page = show(every_kind(), typed=typed)
    summary = page.xpath("//*[@class='error-summary']")[0]
    assert (summary.get("tabindex"), "autofocus" in summary.attrib) == ("-1", True)
    assert words(summary.xpath(".//*[@role='alert']/h2")[0]) == "Det här behöver rättas"
    said = [(link.get("href"), words(link)) for link in summary.xpath(".//a")]
    at_fields = [words(error) for error in page.xpath("//*[@class='field-error']")]
    assert [target for target, _ in said] == ["#f-width", "#f-parts", "#f-visit"]
    assert (
        [text for _, text in said]
        == at_fields
        == [
            "”width” ska vara minst 0.",
            "Svaret på ”parts” finns inte bland alternativen. Välj ett av dem.",
            "”visit” behöver både datum och klockslag.",
        ]
    )
    assert control(page, "width").get("aria-invalid") == "true"
    assert "f-width-error" in control(page, "width").get("aria-describedby")
    assert page.xpath("//fieldset[@aria-describedby='f-parts-error']")


def test_without_errors_there_is_no_summary(show):
    assert not show(every_kind()).xpath("//*[@class='error-summary']")


@pytest.mark.parametrize("readonly", [False, True])
def test_nothing_from_a_form_or_a_person_becomes_markup(show, readonly):
    components = every_kind(label=EVIL + "{}", description=EVIL, readonly=readonly)
    components += [{"type": "group", "label": EVIL, "components": [{"type": "text", "text": "a &lt; b **&amp; <3**"}]}]
    for field in components:
        if "values" in field:
            field["values"] = [{"value": EVIL, "label": EVIL}, {"value": "x", "label": "X"}]
    for field in components[:4]:
        if not readonly:
            field["properties"] = {"unit": EVIL} | field.get("properties", {})
    values = {
        "name": EVIL,
        "unit": EVIL,
        "note": EVIL,
        "door": EVIL,
        "parts": [EVIL],
        "provider": "south",
    }
    typed = {key: [EVIL] for key in (*values, "width", "told", "day", "clock", "visit.date", "visit.time")}
    for page in (show(components, values), show(components, values, typed)):
        assert page.xpath("//script") == []
        assert page.xpath("//@onerror | //@onclick | //@onload") == []
        assert EVIL in page.text_content()
        assert "a &lt; b &amp; <3" in page.text_content()
        check_wiring(page)


def test_readonly_values_are_a_list_of_words(show):
    options = {"provider": "north", "door": "yes", "parts": ["yes", "no"]}
    moments = {"visit": datetime(2026, 11, 21, 13, 30, tzinfo=UTC)}
    page = show(
        every_kind(readonly=True), {"name": "Storgatan 1", "note": "ett\ntvå", "told": False} | options | moments
    )
    (facts,) = page.xpath("//dl[@class='readonly']")
    said = dict(zip((words(dt) for dt in facts.xpath("dt")), (words(dd) for dd in facts.xpath("dd")), strict=True))
    assert said["name"] == "Storgatan 1"
    assert (said["told"], said["door"], said["provider"], said["parts"]) == (
        "Nej",
        "Ja tack",
        "Hemtjänst Norr",
        "Ja tackNej tack",
    )
    assert (said["visit"], said["width"]) == ("2026-11-21 14:30", "Inte ifyllt")
    assert len(facts.xpath("dd/br")) == 2
    assert page.xpath("//input | //select | //textarea") == []


def test_a_readonly_value_is_the_instances_and_not_what_was_posted(show):
    page = show([{"type": "textfield", "key": "a", "label": "A", "readonly": True}], {"a": "sant"}, {"a": ["falskt"]})
    assert words(page.xpath("//dd")[0]) == "sant"


def conditional(**more):
    code = {"type": "textfield", "key": "code", "label": "Kod", "conditional": {"hide": '=door != "yes"'}}
    return [{"type": "radio", "key": "door", "label": "Dörr", "values": YES_NO, "properties": OPEN}, code | more]


def test_a_hidden_question_is_not_on_the_page(show):
    page = show(conditional(), {"code": "1234"})
    assert page.xpath("//*[@name='code']") == []
    assert control(show(conditional(), {"door": "yes", "code": "1234"}), "code").value == "1234"


def test_what_was_typed_in_a_question_that_is_hidden_now_goes_along(show):
    page = show(conditional(), typed={"door": ["", "no"], "code": ["12 & 34"]})
    (kept,) = page.xpath("//*[@name='code']")
    assert (kept.get("type"), kept.get("value")) == ("hidden", "12 & 34")


def test_a_question_that_came_up_shows_what_the_instance_has(show):
    page = show(conditional(), {"code": "1234"}, {"door": ["", "yes"]})
    assert control(page, "code").value == "1234"
    assert page.xpath("//*[@class='error-summary']//a/@href") == ["#f-code"]


def test_the_form_can_be_updated_without_script_when_its_questions_depend_on_answers(show):
    page = show(conditional())
    first, refresh = page.xpath("//form//button")
    assert (first.get("formaction"), refresh.get("formaction")) == (None, "/again")
    assert len(show(every_kind()).xpath("//form//button")) == 1


def test_what_is_not_chosen_is_sent_as_empty(show):
    page = show(every_kind())
    assert page.xpath("//input[@type='hidden'][@value='']/@name") == ["told", "door", "parts"]


def test_groups_texts_and_lines_are_drawn(show):
    inner = [{"type": "textfield", "key": "a", "label": "A"}, {"type": "separator"}]
    text = "# Innan\nRing **först**.\n\n- ett\n- två\n\n1. tre"
    page = show([{"type": "text", "text": text}, {"type": "group", "label": "Porten", "components": inner}])
    assert words(page.xpath("//form/h2")[0]) == "Innan"
    assert words(page.xpath("//p[strong]")[0]) == "Ring först."
    assert (len(page.xpath("//ul/li")), len(page.xpath("//ol/li"))) == (2, 1)
    assert words(page.xpath("//fieldset[contains(@class, 'group')]/legend")[0]) == "Porten"
    assert len(page.xpath("//fieldset/hr")) == 1


def test_a_group_with_nothing_to_show_is_left_out(show):
    code = conditional()[1]
    page = show([conditional()[0], {"type": "group", "label": "Porten", "components": [code]}])
    assert not page.xpath("//fieldset[contains(@class, 'group')]")


def test_characters_that_no_page_can_carry_are_replaced(show):
    page = show([{"type": "textfield", "key": "a", "label": "A"}], typed={"a": ["x\x00\ud800y"]})
    assert control(page, "a").value == "x\ufffd\ufffdy"
