"""Answers as a program sends them in JSON: for each key a value of the field's type."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from engine.form.messages import (
    NOT_DATE,
    NOT_LIST,
    NOT_NUMBER,
    NOT_TEXT,
    NOT_TIME,
    NOT_YES_NO,
    Answer,
    FieldError,
    wrong,
)
from engine.form.model import Field, Kind, Option
from engine.form.numbers import exact_number
from engine.form.text import clean_text
from engine.form.times import parse_date, parse_moment, parse_time
from engine.form.typed import pick, pick_all


def read_value(field: Field, value: object, choices: Sequence[Option]) -> Answer:
    """The value in the field's type: dates and times as ISO 8601 text, null for an empty field."""
    if field.kind is Kind.CHECKBOX:
        return bool(value) if value is None or isinstance(value, bool) else wrong(field, NOT_YES_NO)
    if field.kind is Kind.CHECKLIST:
        return _list(field, [] if value is None else value, choices)
    if value is None:
        return None
    if field.kind is Kind.NUMBER:
        return _number(field, value)
    if not isinstance(value, str):
        return wrong(field, _NOT_TEXT.get(field.kind, NOT_TEXT))
    if field.kind.has_options:
        return pick(field, value, choices) if value else None
    text = clean_text(field, value)
    if isinstance(text, FieldError) or field.kind.is_text:
        return text or None
    return _PARSE[field.kind](field, text) if text else None


def _list(field: Field, value: object, choices: Sequence[Option]) -> Answer:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return wrong(field, NOT_LIST)
    return pick_all(field, value, choices)


def _number(field: Field, value: object) -> Answer:
    if isinstance(value, float) and math.isfinite(value):
        value = Decimal(repr(value))  # what stood in the JSON: the shortest text that gives this float
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return exact_number(field, value)
    return wrong(field, NOT_NUMBER)


_NOT_TEXT = {Kind.DATE: NOT_DATE, Kind.TIME: NOT_TIME, Kind.DATE_TIME: NOT_DATE}
_PARSE: Mapping[Kind, Callable[[Field, str], Answer]] = {
    Kind.DATE: parse_date,
    Kind.TIME: parse_time,
    Kind.DATE_TIME: parse_moment,
}
