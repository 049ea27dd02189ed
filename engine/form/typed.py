"""Answers as a browser posts them: for each name a list of strings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from engine.form.messages import (
    MISSING_DATE_OR_TIME,
    NO_SUCH_OPTION,
    NOT_YES_NO,
    SEVERAL,
    Answer,
    FieldError,
    wrong,
)
from engine.form.model import Field, Kind, Option
from engine.form.numbers import parse_number
from engine.form.text import clean_text
from engine.form.times import at_local, parse_date, parse_time

Typed: TypeAlias = Mapping[str, Sequence[str]]
TICKED = "true"
_YES_NO = {"": False, "false": False, TICKED: True, "on": True}


def read_typed(field: Field, typed: Typed, choices: Sequence[Option]) -> Answer:
    """The value that was typed, None for an empty field. Constraints are not looked at here.

    Where a browser sends nothing for what isn't chosen, the page sends an empty string along, so that an empty answer
    differs from a question that was never shown.
    """
    if field.kind is Kind.DATE_TIME:
        return _date_and_time(field, typed)
    given = typed.get(field.key, ())
    if field.kind is Kind.CHECKLIST:
        return pick_all(field, [value for value in given if value], choices)
    text = _one(field, given)
    if isinstance(text, FieldError):
        return text
    if field.kind is Kind.CHECKBOX:
        return _YES_NO[text] if text in _YES_NO else wrong(field, NOT_YES_NO)
    if not text:
        return None
    return pick(field, text, choices) if field.kind.has_options else _PARSE[field.kind](field, text)


def pick(field: Field, value: str, choices: Sequence[Option]) -> Answer:
    """The value, if it is one of the choices."""
    return value if any(value == choice.value for choice in choices) else wrong(field, NO_SUCH_OPTION)


def pick_all(field: Field, values: Sequence[str], choices: Sequence[Option]) -> Answer:
    """The values in the order of the choices, each once."""
    if not {choice.value for choice in choices}.issuperset(values):
        return wrong(field, NO_SUCH_OPTION)
    return [choice.value for choice in choices if choice.value in values]


def _one(field: Field, given: Sequence[str]) -> str | FieldError:
    if field.kind in (Kind.CHECKBOX, Kind.RADIO):
        given = [value for value in given if value]
    if len(given) > 1:
        return wrong(field, SEVERAL)
    if not given:
        return ""
    return given[0] if field.kind.has_options else clean_text(field, given[0])


def _date_and_time(field: Field, typed: Typed) -> Answer:
    written = [_one(field, typed.get(name, ())) for name in field.names]
    for text in written:
        if isinstance(text, FieldError):
            return text
    if not any(written):
        return None
    if not all(written):
        return wrong(field, MISSING_DATE_OR_TIME)
    day, clock = parse_date(field, str(written[0])), parse_time(field, str(written[1]))
    if isinstance(day, FieldError):
        return day
    return clock if isinstance(clock, FieldError) else at_local(field, day, clock)


def _text(field: Field, text: str) -> Answer:
    return text


_PARSE: Mapping[Kind, Callable[[Field, str], Answer]] = {
    Kind.TEXTFIELD: _text,
    Kind.TEXTAREA: _text,
    Kind.NUMBER: parse_number,
    Kind.DATE: parse_date,
    Kind.TIME: parse_time,
}
