from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from engine import canonical
from engine.form import Form
from engine.form.text import LONGEST_TEXT

OPTIONS = [{"value": "a", "label": "Alfa"}, {"value": "b", "label": "Beta"}]


def one(type, **rest):
    return {"type": type, "key": "it", "label": "Svaret"} | rest


def moment(subtype, **rest):
    return one("datetime", subtype=subtype, **rest)


@pytest.mark.parametrize(
    ("component", "typed", "value"),
    [
        (one("textfield"), ["  Storgatan 1 "], "Storgatan 1"),
        (one("textfield"), ["a\tb"], "a b"),
        (one("textfield"), ["A\u030a"], "Å"),
        (one("textfield"), [""], None),
        (one("textfield"), [" \u00a0 "], None),
        (one("textfield"), [], None),
        (one("textarea"), ["ett\r\ntvå\rtre\u2028fyra\n"], "ett\ntvå\ntre\nfyra"),
        (one("textarea"), ["a\tb"], "a\tb"),
        (one("number"), ["12"], 12),
        (one("number"), ["2,5"], Decimal("2.5")),
        (one("number"), ["2.5"], Decimal("2.5")),
        (one("number"), ["1 000,5"], Decimal("1000.5")),
        (one("number"), ["1\u00a0234\u202f567"], 1234567),
        (one("number"), ["-3"], -3),
        (one("number"), ["\u22123"], -3),
        (one("number"), ["007"], 7),
        (one("number"), ["1,50"], Decimal("1.5")),
        (one("number"), ["0.125"], Decimal("0.125")),
        (one("number"), ["5,0"], 5),
        (one("number"), [""], None),
        (one("number"), ["9223372036854775807"], 2**63 - 1),
        (one("number"), ["-9223372036854775808"], -(2**63)),
        (one("checkbox"), ["", "true"], True),
        (one("checkbox"), ["on"], True),
        (one("checkbox"), [""], False),
        (one("checkbox"), [], False),
        (one("checkbox"), ["false"], False),
        (one("radio", values=OPTIONS), ["", "b"], "b"),
        (one("radio", values=OPTIONS), [""], None),
        (one("select", values=OPTIONS), ["a"], "a"),
        (one("select", values=OPTIONS), [""], None),
        (one("checklist", values=OPTIONS), ["", "b", "a", "b"], ["a", "b"]),
        (one("checklist", values=OPTIONS), [""], []),
        (one("checklist", values=OPTIONS), [], []),
        (moment("date"), ["2026-11-21"], date(2026, 11, 21)),
        (moment("date"), [""], None),
        (moment("time"), ["07:05"], time(7, 5)),
        (moment("time"), ["23:59:30"], time(23, 59, 30)),
    ],
)
def test_what_is_typed_becomes_a_value_of_the_fields_type(form, send, component, typed, value):
    sent = send(form(component), {"it": typed} if typed else {})
    assert sent.errors == []
    assert sent.values == {"it": value}
    assert canonical.copy(sent.values) == sent.values


@pytest.mark.parametrize(
    ("component", "typed", "words"),
    [
        (one("textfield"), ["a", "b"], "fick flera svar"),
        (one("textfield"), ["a\x00b"], "tecken som inte går att spara"),
        (one("textfield"), ["a\nb"], "tecken som inte går att spara"),
        (one("textfield"), ["a\x1bb"], "tecken som inte går att spara"),
        (one("textfield"), ["a\ud800b"], "tecken som inte går att spara"),
        (one("textarea"), ["a\uffffb"], "tecken som inte går att spara"),
        (one("textarea"), ["å" * (LONGEST_TEXT + 1)], "högst 20000 tecken. Du skrev 20001."),
        (one("textarea"), ["\u0315\u0300" * 10_000_000], "högst 20000 tecken"),
        (one("textfield", validate={"minLength": 3}), ["ab"], "minst 3 tecken. Du skrev 2."),
        (one("textfield", validate={"maxLength": 3}), ["abcd"], "högst 3 tecken. Du skrev 4."),
        (one("textfield", validate={"required": True}), [" "], "behöver fyllas i"),
        (one("textfield", validate={"pattern": "[0-9]"}), ["abc"], "inte skrivet så som fältet kräver"),
        (one("textfield", validate={"validationType": "email"}), ["a@b"], "en e-postadress"),
        (one("textfield", validate={"validationType": "email"}), ["a@example.org, b@example.org"], "en e-postadress"),
        (one("textfield", validate={"validationType": "phone"}), ["ring mig"], "ett telefonnummer"),
        (one("textfield", validate={"validationType": "phone"}), ["12"], "ett telefonnummer"),
        (one("number"), ["tolv"], "ska vara ett tal"),
        (one("number"), ["1 00"], "ska vara ett tal"),
        (one("number"), ["1,000,000"], "ska vara ett tal"),
        (one("number"), ["1e3"], "ska vara ett tal"),
        (one("number"), ["NaN"], "ska vara ett tal"),
        (one("number"), ["٣"], "ska vara ett tal"),
        (one("number"), ["9" * 101], "ska vara ett tal"),
        (one("number"), ["1.000"], "läsa på två sätt"),
        (one("number"), ["9223372036854775808"], "för stort tal"),
        (one("number"), ["0," + "1" * 40], "för stort tal eller har för många decimaler"),
        (one("number", validate={"min": 1}), ["0"], "minst 1."),
        (one("number", validate={"max": 2.5}), ["2,6"], "högst 2,5."),
        (one("number", decimalDigits=0), ["1,5"], "ett helt tal"),
        (one("number", decimalDigits=1), ["1,25"], "högst 1 decimaler"),
        (one("number", increment="0.5"), ["1,25"], "steg om 0,5"),
        (one("number", validate={"required": True}), [""], "behöver fyllas i"),
        (one("checkbox", validate={"required": True}), [""], "behöver kryssas i"),
        (one("checkbox"), ["kanske"], "ja eller nej"),
        (one("radio", values=OPTIONS), ["", "c"], "finns inte bland alternativen"),
        (one("radio", values=OPTIONS), ["a", "b"], "fick flera svar"),
        (one("radio", values=OPTIONS, validate={"required": True}), [""], "Välj ett alternativ"),
        (one("select", values=OPTIONS), ["Alfa"], "finns inte bland alternativen"),
        (one("select", values=OPTIONS), ["a", ""], "fick flera svar"),
        (one("checklist", values=OPTIONS), ["a", "c"], "finns inte bland alternativen"),
        (one("checklist", values=OPTIONS, validate={"required": True}), [""], "minst ett alternativ"),
        (moment("date"), ["21/11 2026"], "ett datum som finns"),
        (moment("date"), ["2026-02-29"], "ett datum som finns"),
        (moment("date"), ["20261121"], "ett datum som finns"),
        (moment("date"), ["0026-11-21"], "årtal"),
        (moment("date", validate={"required": True}), [""], "behöver ett datum"),
        (moment("date", disallowPassedDates=True), ["2026-11-20"], "redan passerat"),
        (moment("time"), ["24:00"], "ett klockslag"),
        (moment("time"), ["7:05"], "ett klockslag"),
        (moment("time"), ["07:60"], "ett klockslag"),
        (moment("time", validate={"required": True}), [""], "behöver ett klockslag"),
    ],
)
def test_what_does_not_fit_is_said_in_words_and_gives_no_value(form, send, component, typed, words):
    sent = send(form(component), {"it": typed})
    (error,) = sent.errors
    assert words in error.text
    assert (error.key, error.label) == ("it", "Svaret")
    assert sent.values == {}
    assert sent.typed == {"it": typed}


@pytest.mark.parametrize("typed", ["name@example.org", "for.namn+lås@sub.example.org".replace("å", "a")])
def test_an_email_address_passes(form, send, typed):
    assert send(form(one("textfield", validate={"validationType": "email"})), {"it": [typed]}).errors == []


@pytest.mark.parametrize("typed", ["0555-123 45", "+46 555 123 45", "070-555 01 23", "(0555) 123 45"])
def test_a_phone_number_passes(form, send, typed):
    assert send(form(one("textfield", validate={"validationType": "phone"})), {"it": [typed]}).errors == []


def test_a_date_of_today_is_not_past(form, send):
    assert send(form(moment("date", disallowPassedDates=True)), {"it": ["2026-11-21"]}).errors == []


def test_the_owners_words_are_used_for_a_pattern_with_the_number_of_digits(form, send):
    made = form(
        one("textfield", validate={"pattern": "^[0-9]{6}$"})
        | {"properties": {"class": "operational", "patternMessage": "Låsenhetens nummer har 6 siffror."}}
    )
    assert send(made, {"it": ["12345"]}).errors[0].text == "Låsenhetens nummer har 6 siffror. Du skrev 5."
    assert send(made, {"it": ["12345x"]}).errors[0].text == "Låsenhetens nummer har 6 siffror."
    assert send(made, {"it": ["100 %"]}).errors[0].text == "Låsenhetens nummer har 6 siffror."


def test_a_label_or_a_message_with_a_percent_sign_is_letters(form, send):
    made = form(
        {"type": "number", "key": "it", "label": "Batteri %(x)s 20 %", "validate": {"required": True}},
        {"type": "textfield", "key": "b", "label": "B", "validate": {"pattern": "^a$"}}
        | {"properties": {"patternMessage": "Skriv 100 %s."}},
    )
    sent = send(made, {"it": [""], "b": ["x"]})
    assert [error.text for error in sent.errors] == ["”Batteri %(x)s 20 %” behöver fyllas i.", "Skriv 100 %s."]


def test_an_unanchored_pattern_is_looked_for_anywhere(form, send):
    made = form(one("textfield", validate={"pattern": "[0-9]{3}"}))
    assert send(made, {"it": ["port 123 b"]}).errors == []


@pytest.mark.parametrize("typed", ["x", "1 Anna Andersson", "Anna 2", "12"])
def test_an_anchored_pattern_covers_the_whole_text_whatever_its_alternatives(form, send, typed):
    made = form(one("textfield", properties={"class": "open"}, validate={"pattern": "^1|2$"}))
    assert len(send(made, {"it": [typed]}).errors) == 1
    assert send(made, {"it": ["1"]}).errors == send(made, {"it": ["2"]}).errors == []


def test_lines_do_not_get_past_an_anchored_pattern(form, send):
    made = form(
        {"type": "textarea", "key": "it", "label": "X", "properties": {"class": "open"}}
        | {"validate": {"pattern": "^(?m)[0-9]{6}$"}}
    )
    assert len(send(made, {"it": ["123456\nAnna"]}).errors) == 1


@pytest.fixture
def visit(form) -> Form:
    return form(moment("datetime", validate={"required": True}, disallowPassedDates=True))


def at(day, clock):
    return {"it.date": [day], "it.time": [clock]}


def test_date_and_time_are_one_moment_in_swedish_time(visit, send):
    sent = send(visit, at("2026-11-21", "15:30"))
    assert sent.errors == []
    assert sent.values == {"it": datetime(2026, 11, 21, 14, 30, tzinfo=UTC)}
    assert sent.values["it"].tzinfo is UTC


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (at("2026-11-22", ""), "både datum och klockslag"),
        (at("", "15:30"), "både datum och klockslag"),
        (at("", ""), "både datum och klockslag"),
        (at("2026-11-31", "15:30"), "ett datum som finns"),
        (at("2026-11-22", "15.30"), "ett klockslag"),
        (at("2026-11-20", "15:30"), "redan passerat"),
        ({"it.date": ["2026-11-22", "2026-11-23"], "it.time": ["15:30"]}, "fick flera svar"),
    ],
)
def test_half_a_moment_or_a_wrong_one_is_refused(visit, send, typed, words):
    (error,) = send(visit, typed).errors
    assert words in error.text


@pytest.mark.parametrize("clock", ["02:00", "02:30", "02:59"])
def test_a_time_that_the_clock_skips_is_refused_with_the_reason(visit, send, clock):
    (error,) = send(visit, at("2027-03-28", clock)).errors
    assert "sommartiden börjar" in error.text


def test_the_hours_around_the_skipped_one_are_taken(visit, send):
    before = send(visit, at("2027-03-28", "01:59")).values["it"]
    after = send(visit, at("2027-03-28", "03:00")).values["it"]
    assert (after - before).total_seconds() == 60


def test_of_an_hour_that_comes_twice_the_first_is_taken(visit, send):
    assert send(visit, at("2027-10-31", "02:30")).values["it"] == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_options_come_from_the_directory(form, send):
    made = form(one("select", valuesKey="directory.organisations.provider"))
    assert send(made, {"it": ["south"]}).values == {"it": "south"}
    assert len(send(made, {"it": ["west"]}).errors) == 1


def test_errors_come_in_the_order_of_the_form(form, send):
    inner = {"type": "group", "label": "G", "components": [one("textfield", key="b", validate={"required": True})]}
    made = form(
        one("textfield", key="c", validate={"required": True}), inner, one("number", key="a", validate={"min": 1})
    )
    assert [error.key for error in send(made, {"a": ["0"], "b": [""], "c": [""]}).errors] == ["c", "b", "a"]


def test_what_the_form_does_not_take_is_listed_and_left(form, send):
    made = form(one("textfield"), one("textfield", key="shown", readonly=True))
    sent = send(made, {"it": ["x"], "shown": ["forged"], "stranger": ["1"], "it.date": ["1"]})
    assert sent.values == {"it": "x"}
    assert sent.unknown == ["shown", "stranger", "it.date"]


@pytest.mark.parametrize(
    ("component", "given", "value"),
    [
        (one("textfield"), " x ", "x"),
        (one("textfield"), None, None),
        (one("textfield"), "", None),
        (one("number"), 3, 3),
        (one("number"), 0.1, Decimal("0.1")),
        (one("number"), Decimal("0.10"), Decimal("0.1")),
        (one("checkbox"), True, True),
        (one("checkbox"), None, False),
        (one("radio", values=OPTIONS), "a", "a"),
        (one("radio", values=OPTIONS), "", None),
        (one("checklist", values=OPTIONS), ["b"], ["b"]),
        (one("checklist", values=OPTIONS), None, []),
        (moment("date"), "2026-11-21", date(2026, 11, 21)),
        (moment("time"), "14:30", time(14, 30)),
        (moment("datetime"), "2026-11-21T14:30", datetime(2026, 11, 21, 13, 30, tzinfo=UTC)),
        (moment("datetime"), "2026-11-21T14:30:00Z", datetime(2026, 11, 21, 14, 30, tzinfo=UTC)),
        (moment("datetime"), "2026-10-25T02:30:00+01:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_program_sends_values(form, send_json, component, given, value):
    sent = send_json(form(component), {"it": given})
    assert sent.errors == []
    assert sent.values == {"it": value}
    assert type(sent.values["it"]) is type(value)


@pytest.mark.parametrize(
    ("component", "given", "words"),
    [
        (one("textfield"), 7, "ska vara text"),
        (one("textfield"), ["x"], "ska vara text"),
        (one("textfield"), {"$ref": "x"}, "ska vara text"),
        (one("textfield", validate={"required": True}), None, "behöver fyllas i"),
        (one("number"), "3", "ska vara ett tal"),
        (one("number"), True, "ska vara ett tal"),
        (one("number"), float("nan"), "ska vara ett tal"),
        (one("number"), float("inf"), "ska vara ett tal"),
        (one("number"), 2**70, "för stort tal"),
        (one("number"), 1e300, "för stort tal"),
        (one("checkbox"), 1, "ja eller nej"),
        (one("checkbox"), "true", "ja eller nej"),
        (one("radio", values=OPTIONS), "c", "finns inte bland alternativen"),
        (one("radio", values=OPTIONS), ["a"], "ska vara text"),
        (one("checklist", values=OPTIONS), "a", "lista av alternativ"),
        (one("checklist", values=OPTIONS), [1], "lista av alternativ"),
        (moment("date"), 20261121, "ett datum"),
        (moment("time"), "14", "ett klockslag"),
        (moment("datetime"), "imorgon", "ett datum"),
        (moment("datetime"), "2027-03-28T02:30", "sommartiden börjar"),
        (moment("datetime"), "0001-01-01T00:00:00+14:00", "årtal"),
    ],
)
def test_a_programs_mistakes_get_the_same_words(form, send_json, component, given, words):
    sent = send_json(form(component), {"it": given})
    (error,) = sent.errors
    assert words in error.text
    assert sent.values == {}


def test_a_program_may_leave_keys_out_and_is_told_of_strange_ones(form, send_json):
    made = form(one("textfield"), one("checkbox", key="b"))
    sent = send_json(made, {"other": 1})
    assert sent.values == {"it": None, "b": False}
    assert (sent.unknown, sent.typed) == (["other"], {})
