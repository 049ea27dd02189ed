"""Taking in a filled-in form: every answer read, what isn't asked left out, what is wrong said in the form's order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from engine.canonical import Value
from engine.feel import Context
from engine.form.messages import NOW_ASKED, Answer, FieldError, wrong
from engine.form.model import Field, Form, Option
from engine.form.rules import broken
from engine.form.typed import Typed, read_typed
from engine.form.values import read_value
from engine.form.visibility import Known, hidden_components

Options: TypeAlias = Callable[[str], Sequence[Option]]  # the options of an option source


@dataclass(frozen=True)
class Submission:
    """What came of a filled-in form.

    `values` has each field that was asked and rightly answered, None for one left empty; it is whole when there are no
    `errors`. `typed` is what came, untouched. `hidden` are ids of components that were not asked, `unknown` names that
    the form doesn't take.
    """

    values: dict[str, Value]
    errors: list[FieldError]
    typed: Typed
    hidden: frozenset[str]
    unknown: list[str]


def submit(form: Form, typed: Typed, known: Known, options: Options, context: Context) -> Submission:
    """A form as a browser posts it. `known` gives the instance's open variables, `options` those of a source."""
    answers = _read_all(form, typed, options)
    hidden = hidden_components(form, answers, known, context)
    conditional = form.conditional
    unseen = {key for key in answers if key in conditional and not any(n in typed for n in form.fields[key].names)}
    values, errors = _judge(form, answers, hidden, unseen, context.now)
    taken = {name for key in answers for name in form.fields[key].names}
    return Submission(values, errors, typed, hidden, [name for name in typed if name not in taken])


def submit_values(
    form: Form, given: Mapping[str, object], known: Known, options: Options, context: Context
) -> Submission:
    """A form as a program sends it: parsed JSON by key, an absent key being null. The rules are those of `submit`."""
    answers = {field.key: read_value(field, given.get(field.key), choices(field, options)) for field in _asked(form)}
    hidden = hidden_components(form, answers, known, context)
    values, errors = _judge(form, answers, hidden, set(), context.now)
    return Submission(values, errors, {}, hidden, [name for name in given if name not in answers])


def hidden(form: Form, typed: Typed, known: Known, options: Options, context: Context) -> frozenset[str]:
    """Ids of the components that are not asked as things stand: for showing the form, filled in or not."""
    return hidden_components(form, _read_all(form, typed, options), known, context)


def choices(field: Field, options: Options) -> Sequence[Option]:
    """What there is to choose from."""
    return options(field.option_source) if field.option_source else field.options


def _asked(form: Form) -> list[Field]:
    return [field for field in form.fields.values() if not field.readonly]


def _read_all(form: Form, typed: Typed, options: Options) -> dict[str, Answer]:
    return {field.key: read_typed(field, typed, choices(field, options)) for field in _asked(form)}


def _judge(
    form: Form, answers: Mapping[str, Answer], hidden: frozenset[str], unseen: set[str], now: datetime
) -> tuple[dict[str, Value], list[FieldError]]:
    values: dict[str, Value] = {}
    errors: list[FieldError] = []
    for key, answer in answers.items():
        if key in hidden:
            continue
        field = form.fields[key]
        if key in unseen:
            # its question came up with the answers just sent: an empty value here would be one nobody gave
            errors.append(wrong(field, NOW_ASKED))
        elif isinstance(answer, FieldError):
            errors.append(answer)
        elif error := broken(field, answer, now):
            errors.append(error)
        else:
            values[key] = answer
    return values, errors
