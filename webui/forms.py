"""A form as a page shows it: which parts, which inputs with which values, and what is wrong where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from flask_babel import gettext

from engine.public import (
    Component,
    Field,
    FieldError,
    Form,
    Group,
    Kind,
    Option,
    Separator,
    Text,
    TextType,
    choices,
)
from webui.form_parts import Choice, ErrorLink, Facts, FormView, Input, Item, Line, Part, Question, Reading, Shown

Typed: TypeAlias = Mapping[str, Sequence[str]]
Options: TypeAlias = Callable[[str], Sequence[Option]]

_DIGITS = re.compile(r"\^((\[0-9\]|\\d)([*+?]|\{[0-9,]+\})?)+\$")
_NOT_SHOWN = re.compile("[\x00\ud800-\udfff]")  # what no page can carry


def form_view(
    form: Form,
    current: Typed,
    *,
    options: Options,
    typed: Typed | None = None,
    errors: Iterable[FieldError] = (),
    hidden: frozenset[str] = frozenset(),
) -> FormView:
    """The page's form. `current` is the `prefill` of the values that the instance has, `typed` what a person has sent.

    What was sent goes before what there is, except in fields that are only shown, where nobody's typing counts.
    """
    view = _View(current, typed or {}, {error.key: _words(error) for error in errors}, options, hidden)
    return FormView(
        items=view.items(form.components),
        errors=tuple(ErrorLink(_id(key), text) for key, text in view.errors.items()),
        kept=tuple(view.kept(form)),
        can_refresh=form.changes_by_answers,
    )


class _View:
    def __init__(
        self, current: Typed, typed: Typed, errors: Mapping[str, str], options: Options, hidden: frozenset[str]
    ) -> None:
        self.errors = errors
        self._current = current
        self._typed = typed
        self._options = options
        self._hidden = hidden

    def items(self, components: Iterable[Component]) -> tuple[Item, ...]:
        items: list[Item] = []
        for component in components:
            if component.id in self._hidden:
                continue
            item = self._item(component)
            if isinstance(item, Facts) and items and isinstance(items[-1], Facts):
                items[-1] = Facts(items[-1].shown + item.shown)
            elif not isinstance(item, Part) or item.items:
                items.append(item)
        return tuple(items)

    def kept(self, form: Form) -> Iterable[tuple[str, str]]:
        for field in form.fields.values():
            if field.id in self._hidden and not field.readonly:
                for name in field.names:
                    yield from ((name, _safe(value)) for value in self._typed.get(name, ()) if value)

    def _item(self, component: Component) -> Item:
        match component:
            case Text():
                return Reading(component.blocks)
            case Separator():
                return Line()
            case Group():
                return Part(component.label, self.items(component.components))
            case Field(readonly=True):
                return Facts((self._shown(component),))
            case _:
                return self._question(component)

    def _shown(self, field: Field) -> Shown:
        given = [value for name in field.names for value in self._current.get(name, ()) if value]
        if field.kind is Kind.CHECKBOX:
            lines = [gettext("Ja") if value == "true" else gettext("Nej") for value in given]
        elif field.kind.has_options:
            labels = {option.value: option.label for option in choices(field, self._options)}
            lines = [labels.get(value, value) for value in given]
        elif field.kind is Kind.DATE_TIME:
            lines = [" ".join(given)] if given else []
        else:
            lines = [line for value in given for line in value.splitlines()]
        return Shown(field.label, tuple(map(_safe, lines)), field.unit)

    def _question(self, field: Field) -> Question:
        error = self.errors.get(field.key, "")
        described = (("hint", field.description), ("unit", field.unit), ("error", error))
        return Question(
            widget=_WIDGETS.get(field.kind, "typed"),
            id=_id(field.key),
            key=field.key,
            label=field.label,
            optional=not field.required and field.kind is not Kind.CHECKBOX,
            must_tick=field.required and field.kind is Kind.CHECKBOX,
            hint=field.description,
            unit=field.unit,
            error=error,
            describedby=" ".join(f"{_id(field.key)}-{part}" for part, text in described if text),
            inputs=() if field.kind.has_options else self._inputs(field),
            choices=self._choices(field) if field.kind.has_options else (),
            multiple=field.kind is Kind.CHECKLIST,
        )

    def _inputs(self, field: Field) -> tuple[Input, ...]:
        id, values = _id(field.key), [self._value(field, name) for name in field.names]
        if field.kind is Kind.DATE_TIME:
            date, time = field.names
            return (
                Input(id, date, "date", values[0], field.date_label or gettext("Datum")),
                Input(f"{id}-time", time, "time", values[1], field.time_label or gettext("Klockslag")),
            )
        type = field.kind.value if field.kind in (Kind.DATE, Kind.TIME) else "text"
        free = field.constraints.pattern is None and field.constraints.text_type is None
        return (Input(id, field.key, type, values[0], inputmode=_inputmode(field), spellcheck=free),)

    def _choices(self, field: Field) -> tuple[Choice, ...]:
        given, id = self._given(field, field.key), _id(field.key)
        return tuple(
            # the first has the field's own id: that is where the summary's link goes
            Choice(f"{id}-{n}" if n else id, option.value, option.label, option.value in given)
            for n, option in enumerate(choices(field, self._options))
        )

    def _value(self, field: Field, name: str) -> str:
        given = self._given(field, name)
        if field.kind is Kind.CHECKBOX:
            return "true" if "true" in given or "on" in given else ""
        return _safe(given[0]) if given else ""

    def _given(self, field: Field, name: str) -> Sequence[str]:
        sent = any(part in self._typed for part in field.names)
        return (self._typed if sent else self._current).get(name, ())


_WIDGETS = {
    Kind.TEXTAREA: "area",
    Kind.CHECKBOX: "tick",
    Kind.SELECT: "menu",
    Kind.RADIO: "choices",
    Kind.CHECKLIST: "choices",
    Kind.DATE_TIME: "moment",
}


def _id(key: str) -> str:
    return f"f-{key}"


def _words(error: FieldError) -> str:
    return str(gettext(error.message) % dict(error.values))


def _safe(text: str) -> str:
    return _NOT_SHOWN.sub("\ufffd", text)


def _inputmode(field: Field) -> str:
    """Which keys a phone shows. The number pads of some phones have no minus sign."""
    constraints = field.constraints
    if field.kind is Kind.NUMBER and constraints.min is not None and constraints.min >= 0:
        return "numeric" if constraints.decimals == 0 else "decimal"
    if constraints.text_type is not None:
        return {TextType.EMAIL: "email", TextType.PHONE: "tel"}[constraints.text_type]
    if constraints.pattern is not None and _DIGITS.fullmatch(constraints.pattern.text):
        return "numeric"
    return ""
