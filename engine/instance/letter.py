"""What a message says, held against the form of the element that receives it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from engine.bpmn.model import Node
from engine.canonical import Reference, Value
from engine.definition.bundle import Bundle
from engine.errors import MessageUnclear
from engine.feel import Context
from engine.form import FieldClass, Option, submit_values

UNKNOWN = "?"  # a field that the form does not have: its name is the sender's, and may say anything
_CLASSES = list(FieldClass)  # the more a value needs to be guarded, the further back


@dataclass(frozen=True)
class Letter:
    """A message on its way: by what it finds its instance, and its values as parsed JSON, with the class that each has
    where it comes from."""

    name: str
    correlation: str = ""
    values: Mapping[str, object] = field(default_factory=dict, repr=False)
    classes: Mapping[str, str] = field(default_factory=dict)


def read_letter(name: str, body: bytes) -> Letter:
    """The message of a body `{"correlation": …, "values": {…}}`, both of which may be left out. Raises
    `MessageUnclear`."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise MessageUnclear("json") from None
    if not isinstance(said, dict) or said.keys() - {"correlation", "values"}:
        raise MessageUnclear("shape")
    correlation, values = said.get("correlation", ""), said.get("values", {})
    if isinstance(correlation, bool) or not isinstance(correlation, str | int) or not isinstance(values, dict):
        raise MessageUnclear("shape")
    return Letter(name, str(correlation), values)


def inner_letter(
    name: str, correlation: str, values: Mapping[str, Value], kept: Mapping[str, tuple[str, Value]]
) -> Letter:
    """A message from another instance; `kept` has class and value of each reference among its values."""
    classes = {key: kept[v.id][0] for key, v in values.items() if isinstance(v, Reference) and v.id in kept}
    plain = {key: _as_json(kept[v.id][1] if key in classes else v) for key, v in values.items()}  # type: ignore[union-attr]
    return Letter(name, correlation, plain, classes)


def _as_json(value: object) -> object:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return value


def opened(
    letter: Letter,
    bundle: Bundle,
    node: Node,
    known: Callable[[str], Value],
    options: Callable[[str], Sequence[Option]],
    context: Context,
) -> Mapping[str, Value]:
    """The letter's values as the receiving element's form has them. Raises `MessageUnclear` with the fields that don't
    fit: values that the form does not name, wrong ones, and such as would be less guarded than where they come from."""
    form = bundle.form_of(node)
    if form is None:
        _check([UNKNOWN for _ in letter.values])
        return {}
    filled = submit_values(form, letter.values, known, options, context)
    exposed = [
        key for key, its in letter.classes.items() if key in form.fields and _less(form.fields[key].field_class, its)
    ]
    _check([*(error.key for error in filled.errors), *(UNKNOWN for _ in filled.unknown), *exposed])
    return filled.values


def _less(field_class: FieldClass, other: str) -> bool:
    return _CLASSES.index(field_class) < _CLASSES.index(FieldClass(other))


def _check(wrong: list[str]) -> None:
    if wrong:
        raise MessageUnclear("fields", ",".join(dict.fromkeys(wrong))[:1000])
