"""The forms of the calendar page: what is typed in them, and what is wrong there in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from flask_babel import gettext

from engine.errors import CalendarRefused
from engine.public import LONGEST_NAME, WEEKDAYS, CloseDay, Hours, SetHours
from webui import text
from webui.admin import office_hours
from webui.form_parts import ErrorLink, Input, Question

Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Answer:
    """What was sent and not done: `wrong` says of each field why, in one word; `refused` that somebody was before."""

    typed: Typed = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    refused: bool = False

    def text(self, name: str) -> str:
        return next(iter(self.typed.get(name, ())), "").strip()


def read_date(typed: Typed) -> date:
    """Raises `CalendarRefused`."""
    try:
        return date.fromisoformat(Answer(typed).text("day"))
    except ValueError:
        raise CalendarRefused({"day": "missing"}) from None


def read_day(typed: Typed) -> CloseDay:
    """The day that is to be closed. Raises `CalendarRefused` with everything that can't be read."""
    answer, wrong = Answer(typed), {}
    closes, name = answer.text("closes"), answer.text("name")
    if not _reads(date, answer.text("day")):
        wrong["day"] = "missing"
    if not name:
        wrong["name"] = "missing"
    if closes and not _reads(time, closes):
        wrong["closes"] = "unclear"
    if wrong:
        raise CalendarRefused(wrong)
    return CloseDay(read_date(typed), name, time.fromisoformat(closes) if closes else None)


def _reads(kind: type[date] | type[time], text: str) -> bool:
    try:
        kind.fromisoformat(text)
    except ValueError:
        return False
    return True


def read_hours(typed: Typed) -> SetHours:
    """The office hours of the week. Raises `CalendarRefused` for what can't be read."""
    answer = Answer(typed)
    read = {weekday: office_hours.read(answer.text(weekday)) for weekday in WEEKDAYS}
    if wrong := {weekday: "unclear" for weekday, hours in read.items() if hours is None}:
        raise CalendarRefused(wrong)
    return SetHours(tuple(hours or () for hours in read.values()))


def day_questions(answer: Answer) -> list[Question]:
    """Date, name and hour of a day to be closed."""
    closes = gettext("Lämna tomt om det är stängt hela dagen.")
    return [
        _question(answer, "day", gettext("Datum"), "date", answer.text("day")),
        _question(answer, "name", gettext("Namn"), "text", answer.text("name")),
        _question(answer, "closes", gettext("Stänger klockan"), "time", answer.text("closes"), closes, optional=True),
    ]


def hour_questions(answer: Answer, hours: Sequence[Hours]) -> list[Question]:
    """The hours of each weekday, as typed or as they are."""
    sent = any(weekday in answer.typed for weekday in WEEKDAYS)
    return [
        _question(answer, key, name, "text", answer.text(key) if sent else office_hours.written(now))
        for key, name, now in zip(WEEKDAYS, weekdays(), hours, strict=True)
    ]


def weekdays() -> list[str]:
    """Their names, Monday first, as they begin a line."""
    return [text.weekday(n).capitalize() for n in range(7)]


def error_links(questions: Sequence[Question]) -> tuple[ErrorLink, ...]:
    return tuple(ErrorLink(question.id, question.error) for question in questions if question.error)


def _question(
    answer: Answer, key: str, label: str, type: str, value: str, hint: str = "", *, optional: bool = False
) -> Question:
    id, error = f"f-{key}", _words(key, answer.wrong[key]) if key in answer.wrong else ""
    if error and key in WEEKDAYS:
        error = f"{label}: {error}"
    described = (("hint", hint), ("error", error))
    return Question(
        widget="typed",
        id=id,
        key=key,
        label=label,
        optional=optional,
        must_tick=False,
        hint=hint,
        unit="",
        error=error,
        describedby=" ".join(f"{id}-{part}" for part, text in described if text),
        inputs=(Input(id, key, type, value, spellcheck=key == "name"),),
    )


def _words(key: str, wrong: str) -> str:
    if key in WEEKDAYS:
        words = {
            "unclear": gettext("Skriv tiderna som 08:00–16:30, med komma emellan om det är stängt för lunch."),
            "order": gettext("Skriv tiderna i ordning, till exempel 08:00–12:00, 13:00–16:30."),
            "none": gettext("Minst en dag i veckan behöver ha kontorstid."),
        }
        return str(words[wrong])
    said = {
        ("day", "missing"): gettext("Välj en dag, till exempel 2026-11-27."),
        ("day", "outside"): gettext("Dagen ligger utanför kalenderns år. Hämta det årets helgdagar först."),
        ("day", "taken"): gettext("Dagen finns redan i kalendern. Ta bort den först om du vill ändra den."),
        ("day", "not_there"): gettext("Dagen finns inte i kalendern."),
        ("day", "no_hours"): gettext("Dagen har ingen kontorstid att korta. Välj en annan dag."),
        ("name", "missing"): gettext("Skriv vad dagen heter, till exempel Planeringsdag."),
        ("name", "long"): gettext("Namnet får ha högst %(number)s tecken.", number=LONGEST_NAME),
        ("closes", "unclear"): gettext("Skriv ett klockslag, till exempel 13:00."),
        ("closes", "outside"): gettext("Klockslaget ska ligga inom dagens kontorstid."),
    }
    return str(said[key, wrong])
