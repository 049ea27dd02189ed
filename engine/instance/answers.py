"""What a filled-in form gives: open values for the variables, references for the rest, and the vault's part."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine import vault
from engine.canonical import Reference, Value
from engine.clock import Clock
from engine.directory.lookup import Groups
from engine.form import FieldClass, Form, Option
from engine.vault import Kept

SOURCE = "directory.organisations."
REASON = "reason"  # the name under which an owner's reason is kept


@dataclass(frozen=True)
class Answers:
    """`values` go to the variables and the log, `kept` to the vault. `commitments` are by reference id."""

    values: Mapping[str, Value] = field(default_factory=dict)
    kept: Sequence[Kept] = ()

    @property
    def commitments(self) -> dict[str, str]:
        return {each.reference.id: each.commitment for each in self.kept}


def answers(form: Form | None, given: Mapping[str, Value], instance: uuid.UUID, clock: Clock) -> Answers:
    """Sorts a submission's values by the class of their fields."""
    values: dict[str, Value] = {}
    kept: list[Kept] = []
    for key, value in given.items():
        assert form is not None
        field_class = form.fields[key].field_class
        if field_class is FieldClass.OPEN or value is None:
            values[key] = value
            continue
        one = vault.keep(clock, instance, key, str(field_class), value)
        kept.append(one)
        values[key] = one.reference
    return Answers(values, tuple(kept))


def kept_reason(text: str, instance: uuid.UUID, clock: Clock) -> Kept:
    """Why an owner does something to an instance: free text, hence a personal value like any other."""
    return vault.keep(clock, instance, REASON, str(FieldClass.PERSONAL), text)


def recorded_reason(kept: Kept) -> dict[str, Any]:
    """What a log event says of it."""
    return {REASON: kept.reference, "commitments": {kept.reference.id: kept.commitment}}


def directory_options(groups: Groups) -> Callable[[str], list[Option]]:
    """The options of a field whose source is the directory: the organisations that have a role, by name."""

    def options(source: str) -> list[Option]:
        role = source.removeprefix(SOURCE)
        return [Option(g.organisation_key, g.organisation_name) for g in groups.of_role(role)]

    return options


def open_values(look_up: Callable[[str], Value]) -> Callable[[str], Value]:
    """Variables as a form's conditions may read them: what is in the vault is not there."""

    def known(name: str) -> Value:
        value = look_up(name)
        return None if isinstance(value, Reference) else value

    return known


def recorded(given: Answers, task: uuid.UUID | None = None) -> dict[str, Any]:
    """What a log event says of the answers besides their values."""
    said: dict[str, Any] = {"commitments": given.commitments}
    if task is not None:
        said["task"] = task.hex
    return said
