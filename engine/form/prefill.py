"""Values written as a person would type them: what a page shows of a form that has been filled in before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from engine.canonical import Value
from engine.form.model import Field, Form, Kind
from engine.form.written import as_typed, date_and_time


def prefill(form: Form, value_of: Callable[[str], Value]) -> dict[str, list[str]]:
    """For every field, shown ones too, the strings that `submit` would read back as its value. A field that can be
    filled in and has none gets its default. Raises `ValueRefused` for a value that no field can hold."""
    typed: dict[str, list[str]] = {}
    for field in form.fields.values():
        value = value_of(field.key)
        typed |= _typed(field, field.default if value is None else value)
    return typed


def _typed(field: Field, value: Value) -> dict[str, list[str]]:
    if field.kind is Kind.DATE_TIME:
        texts = date_and_time(value) if isinstance(value, datetime) else ("", "")
        return {name: [text] for name, text in zip(field.names, texts, strict=True)}
    if isinstance(value, list | tuple):
        return {field.key: [as_typed(item) for item in value] or [""]}
    return {field.key: [as_typed(value)]}
