from __future__ import annotations

import pytest

from engine.form.identity import has_identity_number


def check_digit(nine: str) -> str:
    total = 0
    for place, digit in enumerate(nine):
        product = int(digit) * (2 if place % 2 == 0 else 1)
        total += product - 9 if product > 9 else product
    return str(-total % 10)


def person(date: str, number: str = "238") -> str:
    return date + number + check_digit(date[-6:] + number)


@pytest.mark.parametrize(
    "text",
    [
        "19121212-1212",  # the best known of the tax agency's invented people
        "191212121212",
        "121212-1212",
        "1212121212",
        "121212+1212",
        "1912-12-12-1212",
        "1912-12-12 1212",
        "121212 - 1212",
        "121212–1212",
        "121212_1212",
        "121212\u00a01212",
        "1\u200b2121\u00ad2-12\u206012",
        "１２１２１２-１２１２",
        "Port 7, 121212-1212, ring först",
        "tel:121212-1212x",
        "5 121212-1212",
        person("900101"),
        person("20040229"),
        person("000229"),
        person("900161"),  # coordination number: day + 60
        person("19851291"),
        person("19900101", "001"),
    ],
)
def test_it_finds_the_number_of_a_person(text):
    assert has_identity_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "123456",  # lock units
        "000001",
        "100234567891",
        "450101123452",
        "1234567890123",
        "121212-1213",  # wrong check digit
        person("901301"),  # month 13
        person("900132"),
        person("900160"),
        person("900192"),
        person("19010229"),  # no leap year
        person("19000229"),
        person("900101", "000"),
        "556036-0793",  # an organisation's number
        "0555-123 45",
        "070-123 45 67",
        "2026-11-21 14:30",
        "Storgatan 12, 123 45 Ort",
        "9" + "1212121212",
        "1212121212" + "9",
        "",
    ],
)
def test_it_leaves_other_numbers_alone(text):
    assert not has_identity_number(text)


@pytest.mark.parametrize("typed", ["121212-1212", "191212121212", "Storgatan 1 (121212-1212)"])
@pytest.mark.parametrize("field_class", ["open", "operational"])
def test_it_is_refused_in_open_and_operational_text(form, send, field_class, typed):
    made = form(
        {
            "type": "textfield",
            "key": "address",
            "label": "Adress",
            "properties": {"class": field_class},
            "validate": {"pattern": "^[A-Za-zÅÄÖåäö0-9 ()-]{1,60}$"},
        }
    )
    sent = send(made, {"address": [typed]})
    (error,) = sent.errors
    assert "personnummer" in error.text
    assert typed not in error.text
    assert sent.values == {}


def test_it_is_refused_in_an_open_number(form, send):
    made = form({"type": "number", "key": "n", "label": "Nummer", "properties": {"class": "open"}})
    assert "personnummer" in send(made, {"n": ["1212121212"]}).errors[0].text
    assert send(made, {"n": ["123456"]}).errors == []


def test_it_is_let_be_in_personal_text(form, send):
    made = form({"type": "textfield", "key": "client", "label": "Brukare"})
    assert send(made, {"client": ["121212-1212"]}).values == {"client": "121212-1212"}


def test_a_mobile_number_is_no_person_where_a_phone_number_is_asked(form, send):
    phone = person("070123", "455")
    assert phone.startswith("07")
    made = form(
        {
            "type": "textfield",
            "key": "phone",
            "label": "Telefon",
            "properties": {"class": "operational"},
            "validate": {"validationType": "phone"},
        }
    )
    assert send(made, {"phone": [phone]}).errors == []
    assert len(send(made, {"phone": ["19" + person("120123", "455")]}).errors) == 1
