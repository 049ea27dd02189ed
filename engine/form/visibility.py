"""Which parts of a form are not asked in this situation."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.canonical import Value
from engine.errors import CalendarSpanExceeded, FeelError
from engine.feel import Context, Expression
from engine.form.messages import Answer, FieldError
from engine.form.model import Form

Known = Callable[[str], Value]


def hidden_components(form: Form, answers: Mapping[str, Answer], known: Known, context: Context) -> frozenset[str]:
    """Ids of the hidden components; a hidden group's are all in it. What is hidden, or can't be read, counts as null.

    Conditions are taken after what they read (`Form.steps`), so one pass gives the only solution there is.
    """
    hidden: set[str] = set()

    def value(name: str) -> Value:
        field = form.fields.get(name)
        if field is None:
            return known(name)
        if name in hidden:
            return None
        answer = known(name) if field.readonly else answers.get(name)
        return None if isinstance(answer, FieldError) else answer

    for step in form.steps:
        if step.parent in hidden or (step.hide is not None and _holds(step.hide, value, context)):
            hidden.add(step.id)
    return frozenset(hidden)


def _holds(condition: Expression, names: Known, context: Context) -> bool:
    try:
        return condition.evaluate(names, context) is True
    except (FeelError, CalendarSpanExceeded):
        return False  # somebody typed a date beyond the calendar, or more than the condition bears: ask
