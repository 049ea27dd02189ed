"""Reading a form: Camunda Forms JSON as form-js writes it, to a `Form` or to everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from engine.errors import Refused
from engine.feel import Expression
from engine.finding import Finding, ordered
from engine.form import condition
from engine.form.attributes import Attributes, Place
from engine.form.model import Component, Field, Form, Group, Separator, Step, Text
from engine.form.prose import Block, has_more_than_prose, read_prose
from engine.form.read_field import TYPES, read_field
from engine.form.source import Source

NEWEST_SCHEMA = 20
MOST_COMPONENTS = 500
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,99}")
_REQUIREMENT = re.compile(r"[A-Z]{1,4}[0-9]{1,4}")

# how form-js draws and writes a field; pages here have one way of their own
_DRAWING = frozenset({"id", "layout", "showOutline", "verticalAlignment", "searchable", "use24h"}) | {
    "timeInterval",
    "timeSerializingFormat",
}
_PLATFORM = frozenset({"executionPlatform", "executionPlatformVersion", "exporter", "versionTag", "$schema"})
_NO_FIELDS = frozenset({"text", "separator", "group"})
_PASSED_OVER = frozenset({"spacer"})  # empty space: pages have their own
_BUTTONS = (None, "submit", "reset")  # pages have one of their own
_INSTEAD = {
    "html": "Använd text.",
    "image": "Beskriv det i en text.",
    "iframe": "Skriv det viktiga i en text.",
    "documentPreview": "Skriv i en text var dokumentet finns.",
    "table": "Skriv raderna i en text.",
    "dynamiclist": "Lägg ett fält för varje svar, eller gör uppgiften en gång för varje sak.",
    "taglist": "Använd checklist.",
    "filepicker": "Skriv i ett fält var filen finns.",
    "expression": "Räkna ut värdet i diagrammet.",
    "button": "Ta bort knappen: sidan har en egen.",
}


def read_form(data: bytes, file: str) -> Form:
    """The form in a `.form` file. Raises `Refused` with every finding at once."""
    source = Source(data, file)
    reading = _Reading(source)
    form = reading.form()
    if source.findings:
        raise Refused(ordered(source.findings))
    return form


class _Reading:
    """One form being read: the fields so far and where each component stands."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._findings = source.findings
        self._fields: dict[str, Field] = {}
        self._places: dict[str, Place] = {}
        self._count = 0

    def form(self) -> Form:
        at = Attributes(self._source.root, Place(self._source.file), self._findings)
        if at.words("type") not in ("", "default"):
            at.refuse("form-root", "Filen är inget formulär.", "Exportera formuläret från formuläreditorn.")
        id, title = self._id(at), at.said("title")
        self._check_version(at)
        components = self._components(at)
        if not components and not self._findings:
            at.refuse("form-root", "Formuläret är tomt.", "Lägg till det som ska läsas eller fyllas i.")
        at.refuse_the_rest(_PLATFORM)
        reads = frozenset[str]().union(*(self._check_condition(step) for step in condition.all_steps(components)))
        steps = self._steps(components)
        return Form(id, title, components, MappingProxyType(self._fields), steps, reads)

    def _id(self, at: Attributes) -> str:
        id = at.words("id")
        if not _ID.fullmatch(id):
            at.refuse(
                "form-root",
                "Formulärets id saknas eller går inte att använda.",
                "Skriv bokstäver a-z, siffror, punkt, - och _, med en bokstav först.",
            )
        return id

    def _check_version(self, at: Attributes) -> None:
        version = at.any("schemaVersion")
        if type(version) is not int or not 1 <= version <= NEWEST_SCHEMA:
            at.refuse(
                "form-root",
                "Formulärets schemaVersion är inte en av 1 till %(newest)s.",
                "Spara om det i en version av formuläreditorn som skriver en sådan.",
                newest=str(NEWEST_SCHEMA),
            )

    def _components(self, at: Attributes) -> tuple[Component, ...]:
        items = at.items("components")
        if self._count + len(items) > MOST_COMPONENTS:
            at.refuse("form-size", "Formuläret har fler än 500 delar.", "Dela upp det.")
            return ()
        found = [self._component(item) for item in items if at.is_object(item, "components")]
        return tuple(component for component in found if component is not None)

    def _component(self, item: Mapping[str, object]) -> Component | None:
        self._count += 1
        place = self._place(item)
        at = Attributes(item, place, self._findings)
        type = at.words("type")
        if type in _PASSED_OVER or (type == "button" and item.get("action") in _BUTTONS):
            return None
        if type not in TYPES and type not in _NO_FIELDS:
            if type or at.lacks("type"):
                self._refuse_type(at, type)
            return None
        component = self._read(at, type, at.part("properties"))
        at.refuse_the_rest(_DRAWING)
        self._places[component.id] = place
        return component

    def _read(self, at: Attributes, type: str, properties: Attributes) -> Component:
        hide = condition.read_hide(at)
        requirement = self._requirement(properties)
        component: Component
        match type:
            case "text":
                component = Text(self._anonymous(), self._prose(at), hide, requirement)
            case "separator":
                component = Separator(self._anonymous(), hide)
            case "group":
                component = self._group(at, hide, requirement)
            case _:
                component = self._field(at, type, hide, properties, requirement)
        properties.refuse_the_rest()
        return component

    def _place(self, item: Mapping[str, object]) -> Place:
        key, id, label = (_short(item.get(name)) for name in ("key", "id", "label"))
        name = label or _short(item.get("dateLabel")) or _short(item.get("timeLabel"))
        return Place(self._source.file, self._source.line(key=key, id=id), key or id, name)

    def _refuse_type(self, at: Attributes, type: str) -> None:
        at.refuse(
            "form-component",
            "Delar av typen ”%(type)s” går inte att använda.",
            _INSTEAD.get(
                type,
                "Använd text, textfield, textarea, number, checkbox, radio, select, checklist, datetime, "
                "group eller separator.",
            ),
            type=type[:100],
        )

    def _requirement(self, properties: Attributes) -> tuple[str, ...]:
        ids = tuple(part.strip() for part in properties.words("requirement").split(",") if part.strip())
        strange = next((id for id in ids if not _REQUIREMENT.fullmatch(id)), None)
        if strange:
            remedy = "Skriv till exempel NL14, NL16."
            properties.refuse("form-requirement", "Kravet ”%(id)s” är inget id.", remedy, id=strange[:100])
        return ids

    def _field(
        self, at: Attributes, type: str, hide: Expression | None, properties: Attributes, requirement: tuple[str, ...]
    ) -> Field:
        field = read_field(at, type, hide, properties, requirement)
        if field.key in self._fields:
            at.refuse(
                "form-key", "Nyckeln ”%(key)s” används av två fält.", "Ge det ena en annan nyckel.", key=field.key[:100]
            )
        return self._fields.setdefault(field.key, field)

    def _prose(self, at: Attributes) -> tuple[Block, ...]:
        written = at.said("text")
        if has_more_than_prose(written):
            at.refuse(
                "form-text",
                "Texten har annat än rubriker, stycken, listor och **fetstil**.",
                "Skriv om den utan HTML, länkar, bilder och tabeller.",
            )
        if at.lacks("text"):
            at.refuse("form-text", "Texten är tom.", "Skriv något eller ta bort den.")
        return read_prose(written)

    def _group(self, at: Attributes, hide: Expression | None, requirement: tuple[str, ...]) -> Group:
        id, label = self._anonymous(), at.said("label")
        if at.lacks("label"):
            at.refuse("form-label", "Gruppen saknar etikett.", "Skriv vad dess fält handlar om.")
        if at.words("path"):
            at.refuse("form-group", "Gruppen har en sökväg (path).", "Ta bort den: varje fält har sin egen nyckel.")
        return Group(id, label, self._components(at), hide, requirement)

    def _anonymous(self) -> str:
        """An id that no key can be: the component's number in the file."""
        return f"#{self._count}"

    def _steps(self, components: tuple[Component, ...]) -> tuple[Step, ...]:
        steps = condition.ordered_steps(components)
        if isinstance(steps, tuple):
            return steps
        place = self._places.get(steps[0], Place(self._source.file))
        names = ", ".join(self._places[id].name or id for id in steps if id in self._places)
        self._findings.append(
            place.find(
                Finding(
                    "form-condition",
                    "Villkoren går i cirkel: %(names)s döljer varandra.",
                    "Ta bort ett av villkoren.",
                    {"names": names},
                )
            )
        )
        return ()

    def _check_condition(self, step: Step) -> frozenset[str]:
        """The names that the condition takes from the instance; their types are known when the diagram is."""
        if step.hide is None:
            return frozenset()
        place = self._places[step.id]
        for name in condition.closed_reads(step.hide, self._fields):
            self._findings.append(
                place.find(
                    Finding(
                        "form-condition-class",
                        "Villkoret läser ”%(name)s”, som inte har klassen open.",
                        "Ge det fältet klassen open, eller låt villkoret läsa ett annat.",
                        {"name": name},
                    )
                )
            )
        outside = condition.reads_outside(step.hide, self._fields)
        if not outside:
            self._findings += map(
                place.find, condition.condition_problems(step.hide, condition.field_types(self._fields))
            )
        return outside


def _short(value: object) -> str:
    """Something to call a component by, from what may be anything."""
    return " ".join(value.split())[:100] if isinstance(value, str) else ""
