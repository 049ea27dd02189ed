"""Reading what an answer must fulfil."""

from __future__ import annotations

from decimal import Decimal

from engine.form.attributes import Attributes
from engine.form.model import LONGEST_TEXT, Constraints, Kind, TextType
from engine.form.pattern import Pattern

MOST_DECIMALS = 15


def read_constraints(at: Attributes, validate: Attributes, kind: Kind) -> Constraints:
    """The constraints that a field of this kind can have; others are left unread, which is a finding."""
    if kind.is_text:
        return _of_text(validate)
    if kind is Kind.NUMBER:
        return _of_number(at, validate)
    return Constraints(not_past=kind.has_date and at.flag("disallowPassedDates"))


def _of_text(validate: Attributes) -> Constraints:
    found = Constraints(
        min_length=validate.count("minLength", LONGEST_TEXT),
        max_length=validate.count("maxLength", LONGEST_TEXT),
        pattern=_pattern(validate),
        text_type=_text_type(validate),
    )
    _check_order(validate, found.min_length, found.max_length)
    return found


def _of_number(at: Attributes, validate: Attributes) -> Constraints:
    least, most, increment = validate.number("min"), validate.number("max"), at.number("increment")
    _check_order(validate, least, most)
    if increment is not None and increment <= 0:
        at.refuse("form-limits", "”increment” ska vara större än 0.", "Rätta det.")
        increment = None
    decimals = at.count("decimalDigits", MOST_DECIMALS)
    return Constraints(min=least, max=most, decimals=decimals, increment=increment)


def _check_order(at: Attributes, least: int | Decimal | None, most: int | Decimal | None) -> None:
    if least is not None and most is not None and least > most:
        at.refuse("form-limits", "Den lägsta gränsen är högre än den högsta.", "Byt plats på dem eller rätta en.")


def _pattern(validate: Attributes) -> Pattern | None:
    written = validate.words("pattern")
    if not written:
        return None
    pattern = Pattern.read(written)
    if pattern is None:
        validate.refuse(
            "form-pattern",
            "Mönstret går inte att använda.",
            "Skriv det utan ?=, ?! och \\1 och kontrollera parenteserna, till exempel ^[0-9]{6}$.",
        )
    return pattern


def _text_type(validate: Attributes) -> TextType | None:
    word = validate.words("validationType")
    if word in ("", "custom"):
        return None
    if word in ("email", "phone"):
        return TextType(word)
    validate.refuse("form-type", "”validationType” är varken email eller phone.", "Välj en av dem eller ett mönster.")
    return None
