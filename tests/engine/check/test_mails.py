from __future__ import annotations

import pytest

from tests.diagram import Process, into, properties
from tests.engine.check.routines import call, drawn, field, form, formed, mail, refused, routine, straight, text

ASK = form("ask", field("ok"), field("who", "personal", "textfield"), field("unit", "operational", "textfield"))


def sending(**inputs: str) -> Process:
    main = formed(routine(), "ask", "ask").node("write", "sendTask", extension=mail(**inputs))
    return drawn("start -> ask -> write -> end", main)


def test_a_mail_with_places_passes() -> None:
    body = "{{case_number}} {{ unit }} {{ok}}, {{invoice_address}}. {{contact.coordinator}}"
    assert refused(sending(to="caretaker, coordinator", cc="coordinator", body=body), forms=[ASK]) == []


@pytest.mark.parametrize(
    ("inputs", "rule"),
    [
        ({"to": ""}, "mail-empty"),
        ({"subject": " "}, "mail-empty"),
        ({"body": ""}, "mail-empty"),
        ({"to": "caretakr"}, "role-unknown"),
        ({"to": "someone@example.org"}, "role-unknown"),
        ({"cc": "locksmith"}, "role-unfilled"),
        ({"to": "provider"}, "role-several"),
        ({"body": "{{contact.provider}}"}, "role-several"),
        ({"body": "{{contact.nobody}}"}, "role-unknown"),
        ({"body": "{{unit}"}, "mail-braces"),
        ({"body": "{{unit}} }}"}, "mail-braces"),
        ({"body": "{{units}}"}, "mail-unknown-place"),
        ({"subject": "{{who}}"}, "mail-personal"),
        ({"body": "Det gäller {{who}}"}, "mail-personal"),
        ({"subject": "=unit"}, "mail-expression"),
        ({"body": "${unit}"}, "mail-expression"),
        ({"subject": "a\nb"}, "mail-subject"),
    ],
)
def test_it_refuses_a_mail_that_cannot_be_right(inputs: dict[str, str], rule: str) -> None:
    assert (rule, "write") in refused(sending(**inputs), forms=[ASK])


def test_it_names_the_nearest_place_and_role() -> None:
    assert "Menade du {{unit}}?" in text(sending(body="{{units}}"), forms=[ASK])
    assert "Menade du {{case_number}}?" in text(sending(body="{{casenumber}}"), forms=[ASK])
    assert "Menade du caretaker?" in text(sending(to="caretakr"), forms=[ASK])
    assert "Menade du caretaker?" in text(sending(to="Vaktmästare"), forms=[ASK])


def test_it_tells_how_something_personal_came_to_the_mail() -> None:
    part = straight(Process("part").node("write", "sendTask", extension=mail(body="{{name}}")), "write")
    main = drawn("start -> ask -> order -> end", call(formed(routine(), "ask", "ask"), "order", into("who", "name")))
    assert refused(main, part, forms=[ASK]) == [("mail-personal", "write")]
    assert "formuläret ask → ”order” → ”write”" in text(main, part, forms=[ASK])


def test_a_lane_says_which_organisation_is_meant() -> None:
    provider = form("ask", field("provider", kind="select", valuesKey="directory.organisations.provider"))
    main = sending(to="provider").node("work", "userTask", extension=properties(contact="provider"))
    main.flows.pop()
    drawn("write -> work -> end", main)
    assert sorted(refused(main, forms=[provider])) == [("role-several", "work"), ("role-several", "write")]
    main.lane("Samordnare", "start", "ask", "write", "end").lane("Utförare", "work", organisation="=provider")
    assert refused(main, forms=[provider]) == []


def test_it_refuses_contacts_that_are_no_roles() -> None:
    main = routine().node("task", "userTask", extension=properties(contact="caretaker, caretakers, locksmith"))
    assert refused(straight(main, "task")) == [("role-unfilled", "task"), ("role-unknown", "task")]
