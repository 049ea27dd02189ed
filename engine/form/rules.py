"""What a field demands of its value."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Context, Decimal

from engine.calendar import STOCKHOLM
from engine.canonical import Value
from engine.form import messages as say
from engine.form.identity import has_identity_number, is_bare_phone_number
from engine.form.messages import FieldError, wrong
from engine.form.model import Field, FieldClass, Kind, TextType
from engine.form.numbers import write_number

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([\w-]{1,63}\.){1,8}[^\W\d_]{2,63}")
_PHONE = re.compile(r"\+?[0-9(][0-9 ()/-]{3,29}")
_DIGITS_WANTED = re.compile(r"([0-9]+) siffr")
_EXACT = Context(prec=200)
_MISSING = {
    Kind.RADIO: say.MISSING_CHOICE,
    Kind.SELECT: say.MISSING_CHOICE,
    Kind.CHECKLIST: say.MISSING_CHOICES,
    Kind.CHECKBOX: say.MISSING_TICK,
    Kind.DATE: say.MISSING_DATE,
    Kind.TIME: say.MISSING_TIME,
    Kind.DATE_TIME: say.MISSING_DATE_OR_TIME,
}


def broken(field: Field, value: Value, now: datetime | None = None) -> FieldError | None:
    """The first rule of the field that the value breaks. Without `now` no date counts as past."""
    if value is None or value is False or value == []:
        return wrong(field, _MISSING.get(field.kind, say.MISSING)) if field.required else None
    if isinstance(value, str) and field.kind.is_text:
        return _identity(field, value) or _length(field, value) or _text_type(field, value) or _pattern(field, value)
    if isinstance(value, int | Decimal) and field.kind is Kind.NUMBER:
        return _identity(field, write_number(value)) or _limits(field, value) or _steps(field, value)
    if isinstance(value, date):
        return _past(field, value, now)
    return None


def _identity(field: Field, text: str) -> FieldError | None:
    if field.field_class is FieldClass.PERSONAL:
        return None
    if field.constraints.text_type is TextType.PHONE and is_bare_phone_number(text):
        return None
    return wrong(field, say.IDENTITY_NUMBER) if has_identity_number(text) else None


def _length(field: Field, text: str) -> FieldError | None:
    least, most = field.constraints.min_length, field.constraints.max_length
    if least is not None and len(text) < least:
        return wrong(field, say.TOO_SHORT, least=least, count=len(text))
    if most is not None and len(text) > most:
        return wrong(field, say.TOO_LONG, most=most, count=len(text))
    return None


def _text_type(field: Field, text: str) -> FieldError | None:
    if field.constraints.text_type is TextType.EMAIL and not _EMAIL.fullmatch(text):
        return wrong(field, say.NOT_EMAIL)
    if field.constraints.text_type is TextType.PHONE:
        digits = sum(c.isdigit() for c in text)
        if not _PHONE.fullmatch(text) or not 5 <= digits <= 15:
            return wrong(field, say.NOT_PHONE)
    return None


def _pattern(field: Field, text: str) -> FieldError | None:
    pattern, rule = field.constraints.pattern, field.pattern_message
    if pattern is None or pattern.fits(text):
        return None
    if not rule:
        return wrong(field, say.BAD_PATTERN)
    wanted = _DIGITS_WANTED.search(rule)
    if wanted and text.isascii() and text.isdigit() and len(text) != int(wanted[1]):
        return wrong(field, say.OWN_PATTERN_DIGITS, rule=rule, count=len(text))
    return wrong(field, say.OWN_PATTERN, rule=rule)


def _limits(field: Field, value: int | Decimal) -> FieldError | None:
    least, most = field.constraints.min, field.constraints.max
    if least is not None and value < least:
        return wrong(field, say.TOO_SMALL_NUMBER, least=write_number(least))
    if most is not None and value > most:
        return wrong(field, say.TOO_LARGE_NUMBER, most=write_number(most))
    return None


def _steps(field: Field, value: int | Decimal) -> FieldError | None:
    decimals, increment = field.constraints.decimals, field.constraints.increment
    written = write_number(value).partition(",")[2]
    if decimals is not None and len(written) > decimals:
        return wrong(field, say.TOO_MANY_DECIMALS if decimals else say.NOT_WHOLE, most=decimals)
    if increment is not None and _EXACT.remainder(Decimal(value), Decimal(increment)):
        return wrong(field, say.NOT_INCREMENT, step=write_number(increment))
    return None


def _past(field: Field, value: date, now: datetime | None) -> FieldError | None:
    if now is None or not field.constraints.not_past:
        return None
    day = value.astimezone(STOCKHOLM).date() if isinstance(value, datetime) else value
    return wrong(field, say.PAST_DATE) if day < now.astimezone(STOCKHOLM).date() else None
