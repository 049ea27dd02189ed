"""Reading one field: what it asks, what an answer must fulfil, and whether its class holds."""

from __future__ import annotations

import re
from dataclasses import replace

from engine.errors import FeelError
from engine.feel import Expression, compile_expression
from engine.form.attributes import Attributes
from engine.form.messages import FieldError
from engine.form.model import Field, FieldClass, Kind
from engine.form.read_constraints import read_constraints
from engine.form.read_options import read_options
from engine.form.rules import broken
from engine.form.values import read_value

TYPES = frozenset({"textfield", "textarea", "number", "checkbox", "radio", "select", "checklist", "datetime"})
TAKEN = frozenset({"csrf_token", "refresh"})  # names that the page itself posts beside the form's
_KEY = re.compile(r"[a-z][a-z0-9_]{0,62}")


def read_field(
    at: Attributes, type: str, hide: Expression | None, properties: Attributes, requirement: tuple[str, ...]
) -> Field:
    """The field; what is wrong with it has gone to the findings of `at`."""
    kind = _kind(at, type)
    validate = at.part("validate")
    label, date_label, time_label = _labels(at, kind)
    options, option_source = read_options(at) if kind.has_options else ((), None)
    field = Field(
        key=_key(at),
        label=label,
        kind=kind,
        field_class=_field_class(properties),
        required=validate.flag("required"),
        readonly=at.flag("readonly") | at.flag("disabled"),
        options=options,
        option_source=option_source,
        constraints=read_constraints(at, validate, kind),
        hide=hide,
        requirement=requirement,
        description=at.said("description"),
        unit=_unit(at, properties, kind),
        pattern_message=_pattern_message(validate, properties, kind),
        date_label=date_label,
        time_label=time_label,
    )
    validate.refuse_the_rest()
    _check_class(at, field)
    _check_readonly(at, field)
    return _with_default(at, field)


def _kind(at: Attributes, type: str) -> Kind:
    if type != "datetime":
        return Kind(type)
    subtype = at.words("subtype") or "date"
    if subtype in ("date", "time", "datetime"):
        return Kind(subtype)
    at.refuse("form-type", "”subtype” är varken date, time eller datetime.", "Välj en av dem.")
    return Kind.DATE


def _key(at: Attributes) -> str:
    key = at.words("key")
    if at.lacks("key"):
        at.refuse("form-key", "Fältet saknar nyckel.", "Ge det en nyckel, till exempel lock_unit_number.")
    elif key and not _KEY.fullmatch(key):
        at.refuse(
            "form-key",
            "Nyckeln ”%(key)s” går inte att använda som namn.",
            "Skriv små bokstäver a-z, siffror och _, med en bokstav först.",
            key=key[:100],
        )
    elif key and (key in TAKEN or not _is_name(key)):
        at.refuse("form-key", "Nyckeln ”%(key)s” är upptagen.", "Välj ett annat ord.", key=key)
    return key


def _is_name(key: str) -> bool:
    """Whether expressions read the key as a name: `and` and `if` are words of FEEL."""
    try:
        return compile_expression(key).reads == {key}
    except FeelError:
        return False


def _labels(at: Attributes, kind: Kind) -> tuple[str, str, str]:
    label = at.said("label")
    date_label, time_label = (
        (at.said("dateLabel"), at.said("timeLabel")) if kind in (Kind.DATE, Kind.TIME, Kind.DATE_TIME) else ("", "")
    )
    if not label:  # form-js lets a date name its parts only
        label = time_label if kind is Kind.TIME else date_label
        date_label = ""
    if not label and at.lacks("label"):
        at.refuse("form-label", "Fältet saknar etikett.", "Skriv vad som ska fyllas i.")
    return label, date_label, time_label


def _field_class(properties: Attributes) -> FieldClass:
    word = properties.words("class")
    if word in ("", *FieldClass):
        return FieldClass(word or FieldClass.PERSONAL)
    properties.refuse(
        "form-class",
        "Klassen ”%(word)s” finns inte.",
        "Skriv open, operational eller personal i egenskapen class.",
        word=word[:100],
    )
    return FieldClass.PERSONAL


def _unit(at: Attributes, properties: Attributes, kind: Kind) -> str:
    if not (kind.is_text or kind is Kind.NUMBER):
        return ""
    appearance = at.part("appearance")
    suffix = appearance.said("suffixAdorner")
    appearance.refuse_the_rest()
    return properties.said("unit") or suffix


def _pattern_message(validate: Attributes, properties: Attributes, kind: Kind) -> str:
    if not kind.is_text:
        return ""
    newer = validate.said("patternErrorMessage")
    return properties.said("patternMessage") or newer


def _check_class(at: Attributes, field: Field) -> None:
    """Free text is personal without exception: whoever may type anything will some day type a name."""
    if not field.kind.is_text or field.field_class is FieldClass.PERSONAL or field.readonly:
        return
    constraints = field.constraints
    if constraints.text_type is not None:
        return
    if constraints.pattern is None or not constraints.pattern.is_anchored:
        at.refuse(
            "form-free-text",
            "Fältet har klassen %(word)s men vad som helst får skrivas i det.",
            "Ge det ett mönster som börjar med ^ och slutar med $, gör det till en lista att välja ur, "
            "eller låt det vara personal.",
            word=field.field_class,
        )
    elif constraints.pattern.lets_anything_through:
        at.refuse(
            "form-free-text",
            "Fältet har klassen %(word)s men mönstret släpper igenom vilken text som helst.",
            "Skriv ett mönster som bara det rätta passar, eller låt fältet vara personal.",
            word=field.field_class,
        )


def _check_readonly(at: Attributes, field: Field) -> None:
    if field.readonly and field.required:
        at.refuse(
            "form-readonly",
            "Fältet visas bara men är obligatoriskt.",
            "Ta bort det ena: det som bara visas kan ingen fylla i.",
        )


def _with_default(at: Attributes, field: Field) -> Field:
    written = at.any("defaultValue")
    if written is None or written is False or written in ("", []):
        return field
    if field.readonly or field.option_source:
        at.refuse(
            "form-default",
            "Fältet kan inte ha ett standardvärde.",
            "Ta bort det: fältet visar det som ärendet eller katalogen säger.",
        )
        return field
    if field.kind is Kind.NUMBER:
        written = at.number("defaultValue")
    value = read_value(field, written, field.options)
    if isinstance(value, FieldError) or broken(field, value):
        at.refuse("form-default", "Standardvärdet följer inte fältets egna regler.", "Rätta det ena eller det andra.")
        return field
    return replace(field, default=value)
