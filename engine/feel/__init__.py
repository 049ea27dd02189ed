"""FEEL, the expression language of DMN 1.3: conditions, deadlines and decisions, without a way to run code."""

from engine.feel.expression import Expression, compile_expression, compile_unary_tests
from engine.feel.frame import Context
from engine.feel.juel import from_juel
from engine.feel.problems import check, check_unary_tests, problems, type_given
from engine.feel.types import Type

__all__ = [
    "Context",
    "Expression",
    "Type",
    "check",
    "check_unary_tests",
    "compile_expression",
    "compile_unary_tests",
    "from_juel",
    "problems",
    "type_given",
]
