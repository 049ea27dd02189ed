"""Forms: what they ask, which answers fit, and what is said when one doesn't. No HTML."""

from engine.form.condition import check_conditions
from engine.form.messages import FieldError
from engine.form.model import (
    Component,
    Constraints,
    Field,
    FieldClass,
    Form,
    Group,
    Kind,
    Option,
    Separator,
    Text,
    TextType,
)
from engine.form.prefill import prefill
from engine.form.prose import Block, Span
from engine.form.read import read_form
from engine.form.submission import Submission, choices, hidden, submit, submit_values
from engine.form.written import written

__all__ = [
    "Block",
    "Component",
    "Constraints",
    "Field",
    "FieldClass",
    "FieldError",
    "Form",
    "Group",
    "Kind",
    "Option",
    "Separator",
    "Span",
    "Submission",
    "Text",
    "TextType",
    "check_conditions",
    "choices",
    "hidden",
    "prefill",
    "read_form",
    "submit",
    "submit_values",
    "written",
]
