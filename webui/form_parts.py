"""What a form is made of when it is shown. The templates in `templates/form/` draw these and decide nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from engine.public import Block


@dataclass(frozen=True)
class Input:
    """One control of a field that is typed in."""

    id: str
    name: str
    type: str
    value: str
    label: str = ""
    inputmode: str = ""
    spellcheck: bool = True


@dataclass(frozen=True)
class Choice:
    """One option of a field, with its own control unless it stands in a select."""

    id: str
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Question:
    """One field to fill in. `widget` is the macro that draws it; `describedby` names its hint, unit and error."""

    widget: str
    id: str
    key: str
    label: str
    optional: bool
    must_tick: bool
    hint: str
    unit: str
    error: str
    describedby: str
    inputs: tuple[Input, ...] = ()
    choices: tuple[Choice, ...] = ()
    multiple: bool = False
    is_a: str = "question"


@dataclass(frozen=True)
class Shown:
    """One value that is only shown, as lines of text; none when there is no value."""

    label: str
    lines: tuple[str, ...]
    unit: str


@dataclass(frozen=True)
class Facts:
    """Values that are only shown and stand next to each other."""

    shown: tuple[Shown, ...]
    is_a: str = "facts"


@dataclass(frozen=True)
class Reading:
    """Something to read."""

    blocks: tuple[Block, ...]
    is_a: str = "reading"


@dataclass(frozen=True)
class Line:
    """A line between two parts."""

    is_a: str = "line"


@dataclass(frozen=True)
class Part:
    """Things that belong together."""

    label: str
    items: tuple[Item, ...]
    is_a: str = "part"


Item: TypeAlias = Question | Facts | Reading | Line | Part


@dataclass(frozen=True)
class ErrorLink:
    """A line of the summary: the id of the control to go to and the words that stand at the field too."""

    target: str
    text: str


@dataclass(frozen=True)
class FormView:
    """All that the templates need. `kept` are names and values typed in fields that are hidden now, sent along so that
    nothing is lost; `can_refresh` says that what is asked can change with the answers."""

    items: tuple[Item, ...]
    errors: tuple[ErrorLink, ...]
    kept: tuple[tuple[str, str], ...]
    can_refresh: bool
