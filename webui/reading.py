"""Forms that are read and not filled in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.public import Component, Field, FieldClass, Form, Group, TaskForm
from webui.form_parts import FormView
from webui.forms import form_view


def not_to_read(form: Form) -> frozenset[str]:
    """Ids of all but what the form shows of the case to somebody who does not hold the task: what it asks, what it
    explains, and what is personal."""
    shown = {f.key for f in form.fields.values() if f.readonly and f.field_class is not FieldClass.PERSONAL}
    return frozenset(c.id for c in _all(form.components) if not isinstance(c, Group) and c.id not in shown)


def everything_to_read(form: TaskForm) -> FormView:
    """What was typed in a form, as words to read and copy; what was left empty is left out."""
    answered = {f.key for f in form.form.fields.values() if not f.readonly and _typed(form, f)}
    hidden = {c.id for c in _all(form.form.components) if not isinstance(c, Group) and c.id not in answered}
    read = replace(form.form, components=tuple(_shown(c) for c in form.form.components))
    return form_view(read, form.typed, options=lambda source: form.options[source], hidden=frozenset(hidden))


def _typed(form: TaskForm, field: Field) -> bool:
    return any(value.strip() for name in field.names for value in form.typed.get(name, ()))


def _shown(component: Component) -> Component:
    if isinstance(component, Group):
        return replace(component, components=tuple(_shown(c) for c in component.components))
    return replace(component, readonly=True) if isinstance(component, Field) else component


def _all(components: Iterable[Component]) -> Iterable[Component]:
    for component in components:
        yield component
        if isinstance(component, Group):
            yield from _all(component.components)
