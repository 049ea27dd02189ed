"""What is done with a task. Whatever hinders it, the page is shown with what was sent."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.errors import Conflict, FormInvalid, InstanceStuck, TaskGone, TaskHeld, TaskNotHeld
from engine.public import STOCKHOLM, ClaimTask, CompleteTask, PostponeTask, ReleaseTask, SaveDraft
from webui import auth, errors, kept
from webui.tasks import tasks
from webui.tasks.page import Answer, show, show_typed

UNTIL = "_until"
_FURTHEST = timedelta(days=365)


@tasks.post("/<uuid:task_id>")
@kept.keeps_typed(show_typed)
def complete(task_id: uuid.UUID) -> ResponseReturnValue:
    typed = kept.typed()
    return _do(task_id, lambda: auth.execute(CompleteTask(task_id, typed)), typed)


@tasks.post("/<uuid:task_id>/save")
@kept.keeps_typed(show_typed)
def save(task_id: uuid.UUID) -> ResponseReturnValue:
    """Keeps what is typed. It is the form's first button, the one that Enter in a field presses: a slip of the finger
    then completes nothing. With a day typed to put the task away to, Enter means that."""
    if request.form.get(UNTIL):
        return postpone(task_id)
    typed = kept.typed()
    return _do(task_id, lambda: auth.execute(SaveDraft(task_id, typed)), typed, "saved")


@tasks.post("/<uuid:task_id>/show")
@kept.keeps_typed(show_typed)
def refresh(task_id: uuid.UUID) -> ResponseReturnValue:
    """Shows the questions that follow from the answers; without script nothing else can."""
    return show_typed(task_id)


@tasks.post("/<uuid:task_id>/claim")
def claim(task_id: uuid.UUID) -> ResponseReturnValue:
    return _do(task_id, lambda: auth.execute(ClaimTask(task_id)))


@tasks.post("/<uuid:task_id>/release")
@kept.keeps_typed(show_typed)
def release(task_id: uuid.UUID) -> ResponseReturnValue:
    typed = kept.typed()
    return _do(task_id, lambda: _with_draft(task_id, typed, lambda: auth.execute(ReleaseTask(task_id))), typed)


@tasks.post("/<uuid:task_id>/postpone")
@kept.keeps_typed(show_typed)
def postpone(task_id: uuid.UUID) -> ResponseReturnValue:
    typed, text = kept.typed(), request.form.get(UNTIL, "").strip()
    until = _day(text)
    if isinstance(until, str):
        return show(task_id, Answer(typed=typed, until=text, until_error=until)), 422
    return _do(task_id, lambda: _with_draft(task_id, typed, lambda: auth.execute(PostponeTask(task_id, until))), typed)


@tasks.post("/<uuid:task_id>/resume")
@kept.keeps_typed(show_typed)
def resume(task_id: uuid.UUID) -> ResponseReturnValue:
    typed = kept.typed()
    return _do(task_id, lambda: _with_draft(task_id, typed, lambda: auth.execute(PostponeTask(task_id, None))), typed)


def _do(
    task_id: uuid.UUID,
    act: Callable[[], object],
    typed: Mapping[str, Sequence[str]] | None = None,
    anchor: str | None = None,
) -> ResponseReturnValue:
    """Does it and shows the page as it then is; or shows the page with what stands in the way."""
    try:
        act()
    except FormInvalid as invalid:
        return show(task_id, Answer(typed=typed, errors=errors.at_fields(invalid))), 422
    except (Conflict, InstanceStuck, TaskGone, TaskHeld, TaskNotHeld) as error:
        return show(task_id, Answer(typed=typed, refused=type(error).__name__)), errors.status(error)
    return redirect(url_for("tasks.task", task_id=task_id, _anchor=anchor), 303)


def _with_draft(task_id: uuid.UUID, typed: Mapping[str, Sequence[str]], act: Callable[[], object]) -> None:
    """What is typed is kept before the task is left."""
    if any(value for values in typed.values() for value in values):
        auth.execute(SaveDraft(task_id, typed))
    act()


def _day(text: str) -> datetime | str:
    """The morning of the day that was typed, or what is wrong with it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return str(gettext("Välj en dag, till exempel 2026-11-27."))
    today = auth.now().astimezone(STOCKHOLM).date()
    if day <= today:
        return str(gettext("Dagen ska vara i morgon eller senare."))
    if day - today > _FURTHEST:
        return str(gettext("Dagen ligger mer än ett år bort. Välj en tidigare."))
    return datetime.combine(day, time(), STOCKHOLM)
