"""What a form is when it has been read: components in order, and the fields among them by key. Nothing here changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from engine.canonical import Value
from engine.feel import Expression, Type
from engine.form.pattern import Pattern
from engine.form.prose import Block

LONGEST_TEXT = 20_000  # characters a person can give as one answer


class Kind(StrEnum):
    """What a field asks for. form-js's `datetime` is three kinds here: their values differ in type."""

    TEXTFIELD = "textfield"
    TEXTAREA = "textarea"
    NUMBER = "number"
    CHECKBOX = "checkbox"
    RADIO = "radio"
    SELECT = "select"
    CHECKLIST = "checklist"
    DATE = "date"
    TIME = "time"
    DATE_TIME = "datetime"

    @property
    def is_text(self) -> bool:
        return self in (Kind.TEXTFIELD, Kind.TEXTAREA)

    @property
    def has_options(self) -> bool:
        return self in (Kind.RADIO, Kind.SELECT, Kind.CHECKLIST)

    @property
    def has_date(self) -> bool:
        return self in (Kind.DATE, Kind.DATE_TIME)


_STRING = Type("string")
TYPES: Mapping[Kind, Type] = {
    Kind.TEXTFIELD: _STRING,
    Kind.TEXTAREA: _STRING,
    Kind.NUMBER: Type("number"),
    Kind.CHECKBOX: Type("boolean"),
    Kind.RADIO: _STRING,
    Kind.SELECT: _STRING,
    Kind.CHECKLIST: Type("list", item=_STRING),
    Kind.DATE: Type("date"),
    Kind.TIME: Type("time"),
    Kind.DATE_TIME: Type("date and time"),
}


class FieldClass(StrEnum):
    """Where a field's value may go; a field that says nothing is personal."""

    OPEN = "open"
    OPERATIONAL = "operational"
    PERSONAL = "personal"


class TextType(StrEnum):
    """form-js's `validationType`."""

    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True)
class Option:
    """One thing to choose: what is kept and what is shown."""

    value: str
    label: str


@dataclass(frozen=True)
class Constraints:
    """What a given answer must fulfil. Lengths in characters; `decimals` is how many may follow the comma."""

    min_length: int | None = None
    max_length: int | None = None
    pattern: Pattern | None = None
    text_type: TextType | None = None
    min: int | Decimal | None = None
    max: int | Decimal | None = None
    decimals: int | None = None
    increment: int | Decimal | None = None
    not_past: bool = False


@dataclass(frozen=True)
class Field:
    """One question. `option_source` names where the options are kept when they are not in the form itself:
    `directory.organisations.<role key>`. `hide` is true in the situations where the question isn't asked."""

    key: str
    label: str
    kind: Kind
    field_class: FieldClass = FieldClass.PERSONAL
    required: bool = False
    readonly: bool = False
    options: tuple[Option, ...] = ()
    option_source: str | None = None
    constraints: Constraints = Constraints()
    default: Value = None
    hide: Expression | None = None
    requirement: tuple[str, ...] = ()
    description: str = ""
    unit: str = ""
    pattern_message: str = ""
    date_label: str = ""
    time_label: str = ""

    @property
    def id(self) -> str:
        return self.key

    @property
    def type(self) -> Type:
        """The declared FEEL type of its value."""
        return TYPES[self.kind]

    @property
    def names(self) -> tuple[str, ...]:
        """The names its answer is posted under: a date and time has one for each."""
        return (f"{self.key}.date", f"{self.key}.time") if self.kind is Kind.DATE_TIME else (self.key,)


@dataclass(frozen=True)
class Text:
    """Something to read between the questions."""

    id: str
    blocks: tuple[Block, ...]
    hide: Expression | None = None
    requirement: tuple[str, ...] = ()


@dataclass(frozen=True)
class Separator:
    """A line between two parts."""

    id: str
    hide: Expression | None = None


@dataclass(frozen=True)
class Group:
    """Components that belong together, under a common label."""

    id: str
    label: str
    components: tuple[Component, ...]
    hide: Expression | None = None
    requirement: tuple[str, ...] = ()


Component: TypeAlias = Field | Text | Separator | Group


@dataclass(frozen=True)
class Step:
    """One component in the order in which hiding is decided: after its group and after what its condition reads."""

    id: str
    parent: str | None
    hide: Expression | None


@dataclass(frozen=True)
class Form:
    """A form as published. `steps` has every component once, `reads` the names that conditions take from outside it."""

    id: str
    title: str
    components: tuple[Component, ...]
    fields: Mapping[str, Field]
    steps: tuple[Step, ...]
    reads: frozenset[str] = field(default=frozenset())

    @property
    def conditional(self) -> frozenset[str]:
        """Ids of the components that are asked in some situations only."""
        found: set[str] = set()
        for step in self.steps:
            if step.hide is not None or step.parent in found:
                found.add(step.id)
        return frozenset(found)

    @property
    def changes_by_answers(self) -> bool:
        """Whether what is asked can change with what is answered in the form itself."""
        return any(
            not self.fields[name].readonly
            for step in self.steps
            if step.hide is not None
            for name in step.hide.reads
            if name in self.fields
        )
