"""Mails and contacts: to whom, and what their texts have places for. Nothing personal goes by mail."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn import mail_text
from engine.check.kinds import throws
from engine.check.place import nearest
from engine.check.reading import remedy_for
from engine.check.roles import check_role
from engine.check.routine import Facts
from engine.check.spots import Spot
from engine.check.variables import Variables
from engine.finding import Finding
from engine.form import FieldClass

_FIXED = (mail_text.CASE_NUMBER, mail_text.INVOICE_ADDRESS)
_CALLED = {"to": "Till (to)", "cc": "Kopia (cc)", "subject": "Ämnet (subject)", "body": "Texten (body)"}


def check_mails(variables: Variables, facts: Facts) -> Iterator[Finding]:
    for spot in variables.spots:
        if spot.node.kind == "sendTask" and not throws(spot.node):
            yield from _empty(spot)
            yield from _recipients(spot, facts)
            for name in ("subject", "body"):
                yield from _text(variables, spot, facts, name)
        yield from _contacts(spot, facts)


def _empty(spot: Spot) -> Iterator[Finding]:
    for name in ("to", "subject", "body"):
        if not spot.node.inputs.get(name, "").strip():
            message = "%(part)s i mejlet är tomt."
            remedy = "Fyll i %(input)s under Inputs."
            yield spot.place.refuse("mail-empty", message, remedy, part=_CALLED[name], input=name)


def _recipients(spot: Spot, facts: Facts) -> Iterator[Finding]:
    for name in ("to", "cc"):
        for role in mail_text.roles(spot.node.inputs.get(name, "")):
            if found := check_role(spot.part, facts, role, spot.place):
                yield found


def _contacts(spot: Spot, facts: Facts) -> Iterator[Finding]:
    for role in mail_text.roles(spot.node.properties.get("contact", "")):
        if found := check_role(spot.part, facts, role, spot.place):
            yield found


def _text(variables: Variables, spot: Spot, facts: Facts, name: str) -> Iterator[Finding]:
    text, called = spot.node.inputs.get(name, ""), _CALLED[name]
    if text.startswith("=") or "${" in text or "#{" in text:
        message = "%(part)s är ett uttryck, men skickas som vanlig text."
        yield spot.place.refuse("mail-expression", message, "Skriv texten med platser: {{address}}.", part=called)
    if mail_text.broken(text):
        message = "%(part)s har klamrar som inte hör ihop."
        yield spot.place.refuse("mail-braces", message, "Skriv varje plats så här: {{address}}.", part=called)
    if name == "subject" and "\n" in text:
        message = "%(part)s har flera rader."
        yield spot.place.refuse("mail-subject", message, "Skriv det på en rad.", part=called)
    for role in mail_text.contacts(text):
        if found := check_role(spot.part, facts, role, spot.place):
            yield found
    for place in mail_text.variables(text):
        yield from _place(variables, spot, called, place)


def _place(variables: Variables, spot: Spot, part: str, place: str) -> Iterator[Finding]:
    known = variables.at(spot.inner)
    if place not in known:
        said = nearest(place, [*known, *_FIXED])
        remedy, values = remedy_for(variables, spot.inner, place)
        if said and "calls" not in values:
            remedy, values = "Menade du {{%(nearest)s}}?", {"nearest": said}
        message = "%(part)s har en plats för ”%(variable)s”, som inte finns."
        remedy = (
            remedy or "Skriv nyckeln för ett fält, case_number, invoice_address eller contact. och en rolls nyckel."
        )
        yield spot.place.refuse("mail-unknown-place", message, remedy, part=part, variable=place, **values)
    elif known[place].field_class is FieldClass.PERSONAL:
        way = " → ".join([*known[place].closest.way, f"”{spot.place.label}”"])
        message = "%(part)s skulle skicka %(variable)s, som är en personuppgift (%(way)s)."
        remedy = (
            "Ta bort platsen. Det som rör brukaren går som meddelande i verksamhetssystemet; "
            "bara fält med klassen open eller operational får stå i mejl."
        )
        yield spot.place.refuse("mail-personal", message, remedy, part=part, variable=place, way=way)
