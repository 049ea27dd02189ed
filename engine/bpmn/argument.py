"""Values that are handed from one scope to another, or out of the instance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.bpmn.model import VariableMapping
from engine.canonical import Value
from engine.errors import FeelError
from engine.feel import Expression, compile_expression
from engine.feel.written import quoted

if TYPE_CHECKING:
    from engine.bpmn.workflow import Workflow


@dataclass(frozen=True)
class Argument:
    """One value under the name `target`: a variable of any class as it is, or an expression over open ones."""

    target: str
    variable: str = ""
    expression: Expression | None = None

    def value(self, top: Workflow, scope: str) -> Value:
        if self.expression is None:
            return top.scopes.look_up(scope, self.variable)
        return self.expression.evaluate(lambda name: top.scopes.open_value(scope, name), top.context)


def of_mapping(mapping: VariableMapping) -> Argument:
    """A `camunda:in` or `camunda:out`."""
    if mapping.expression is not None:
        return Argument(mapping.target or "", expression=compile_expression(mapping.expression))
    return Argument(mapping.target or "", variable=mapping.source or "")


def of_input(name: str, written: str) -> Argument:
    """A `camunda:inputParameter`: `=name` hands a variable on as it is, a value in the vault too; else literal text or
    an expression."""
    expression = written_or_literal(written)
    variable = sole_variable(written)
    return Argument(name, variable=variable) if variable else Argument(name, expression=expression)


def sole_variable(written: str) -> str:
    """The variable that `=name` names; "" for all else, what cannot be read included."""
    name = written[1:].strip()
    try:
        return name if written.startswith("=") and compile_expression(written).reads == {name} else ""
    except FeelError:
        return ""


def written_or_literal(written: str) -> Expression:
    """An expression after `=`, else the text itself. Raises `FeelError`."""
    return compile_expression(written if written.startswith("=") else quoted(written))


def as_text(written: str) -> Expression:
    """The same, as text: numbers and dates as FEEL writes them, null as null. Raises `FeelError`."""
    return compile_expression(f"string({written[1:]})" if written.startswith("=") else quoted(written))
