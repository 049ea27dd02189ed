"""The forms of an incident's page: a reason, a group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask_babel import gettext

from engine.public import GroupChoice
from webui.form_parts import Choice, ErrorLink, Input, Question

SKIP, MOVE, CANCEL, GROUP = "skip_reason", "move_reason", "cancel_reason", "group"


@dataclass(frozen=True)
class Answer:
    """What was sent and not done: what is `wrong` at fields, or what `refused` it, in words."""

    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""

    def text(self, name: str) -> str:
        return next(iter(self.typed.get(name, ())), "").strip()

    def but(self, wrong: Mapping[str, str], refused: str = "") -> Answer:
        return replace(self, wrong=wrong, refused=refused)


def reason_question(answer: Answer, key: str) -> Question:
    """Why it is done."""
    hint = gettext("Skälet sparas i ärendet. Skriv inget om brukaren som inte behövs.")
    return _question(answer, key, gettext("Varför?"), "area", hint)


def group_question(answer: Answer, groups: Sequence[GroupChoice]) -> Question:
    """Which group is to have the task."""
    hint = gettext("Grupper som har stegets roll står först.")
    asked = _question(answer, GROUP, gettext("Grupp"), "menu", hint)
    return replace(asked, choices=tuple(_choice(group, answer) for group in groups))


def error_links(questions: Sequence[Question]) -> tuple[ErrorLink, ...]:
    return tuple(ErrorLink(question.id, question.error) for question in questions if question.error)


def _choice(group: GroupChoice, answer: Answer) -> Choice:
    value = str(group.id)
    name = group.name if group.name == group.organisation else f"{group.name}, {group.organisation}"
    return Choice(f"f-{GROUP}-{value}", value, name, value == answer.text(GROUP))


def _question(answer: Answer, key: str, label: str, widget: str, hint: str) -> Question:
    id, error = f"f-{key}", answer.wrong.get(key, "")
    return Question(
        widget=widget,
        id=id,
        key=key,
        label=label,
        optional=False,
        must_tick=False,
        hint=hint,
        unit="",
        error=error,
        describedby=f"{id}-hint {id}-error" if error else f"{id}-hint",
        inputs=(Input(id, key, "text", answer.text(key)),),
    )
