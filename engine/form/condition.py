"""Reading and checking the conditions under which something is hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from engine.errors import FeelError
from engine.feel import Expression, Type, check, compile_expression, problems
from engine.finding import Finding
from engine.form.attributes import Attributes
from engine.form.model import Component, Field, FieldClass, Form, Group, Step


def read_hide(at: Attributes) -> Expression | None:
    """The condition of a component, if it has one."""
    conditional = at.part("conditional")
    written = conditional.words("hide")
    conditional.refuse_the_rest()
    if not written:
        return None
    if not written.startswith(("=", "${", "#{")):
        at.refuse(
            "form-condition",
            "Villkoret för att dölja är inget uttryck.",
            'Skriv det med = först, till exempel =door = "nej".',
        )
        return None
    try:
        return compile_expression(written)
    except FeelError:
        for finding in check(written, {}):
            at.add(finding)
        return None


def reads_outside(expression: Expression, fields: Mapping[str, Field]) -> frozenset[str]:
    """The names that a condition takes from the instance."""
    return frozenset(name for name in expression.reads if name not in fields)


def closed_reads(expression: Expression, fields: Mapping[str, Field]) -> list[str]:
    """The fields that a condition reads and may not: conditions run in the engine, which has open values only."""
    return sorted(
        name for name in expression.reads if name in fields and fields[name].field_class is not FieldClass.OPEN
    )


def check_conditions(form: Form, open_types: Mapping[str, Type]) -> list[Finding]:
    """What is wrong with the conditions where the instance has these open variables; `element` is the component id."""
    types = {**open_types, **field_types(form.fields)}
    return [
        finding.at(element=step.id)
        for step in form.steps
        if step.hide is not None
        for finding in condition_problems(step.hide, types)
    ]


def condition_problems(expression: Expression, types: Mapping[str, Type]) -> list[Finding]:
    return problems(expression, types, Type("boolean"))


def field_types(fields: Mapping[str, Field]) -> dict[str, Type]:
    return {key: field.type for key, field in fields.items()}


def all_steps(components: Iterable[Component], parent: str | None = None) -> Iterator[Step]:
    """A step for every component, in the order of the form."""
    for component in components:
        yield Step(component.id, parent, component.hide)
        if isinstance(component, Group):
            yield from all_steps(component.components, component.id)


def ordered_steps(components: Iterable[Component]) -> tuple[Step, ...] | list[str]:
    """The steps, each after what it depends on; or the ids of a circle, when some parts wait for one another."""
    steps = {step.id: step for step in all_steps(components)}
    graph = {step.id: [*([step.parent] if step.parent else []), *_read_steps(step, steps)] for step in steps.values()}
    try:
        return tuple(steps[id] for id in TopologicalSorter(graph).static_order())
    except CycleError as error:
        return list(dict.fromkeys(error.args[1]))


def _read_steps(step: Step, steps: Mapping[str, Step]) -> list[str]:
    return sorted(name for name in step.hide.reads if name in steps) if step.hide else []
