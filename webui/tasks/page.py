"""The page of a task: what to do and why, whom to call, the form; what came of it, once it is over."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue

from engine.errors import NotFound
from engine.public import (
    DisclosePlaces,
    DiscloseTask,
    FieldClass,
    FieldError,
    InstancePage,
    Next,
    NextTask,
    OpenInstance,
    OpenTask,
    TaskForm,
    TaskPage,
    Value,
    prefill,
)
from webui import auth, kept
from webui.form_parts import ErrorLink, FormView
from webui.forms import form_view
from webui.reading import everything_to_read, not_to_read
from webui.tasks import tasks

OPEN = "open"


@dataclass(frozen=True)
class Answer:
    """What an act came to that was not done: the class of the error, errors at fields, and what was sent."""

    refused: str = ""
    errors: Sequence[FieldError] = ()
    typed: Mapping[str, Sequence[str]] | None = None
    until: str = ""  # the day that was typed to put the task away to
    until_error: str = ""


@tasks.get("/<uuid:task_id>")
def task(task_id: uuid.UUID) -> ResponseReturnValue:
    return show(task_id, Answer())


def show_typed(task_id: uuid.UUID) -> ResponseReturnValue:
    """The page with what has just been sent."""
    return show(task_id, Answer(typed=kept.typed()))


def show(task_id: uuid.UUID, answer: Answer) -> str:
    """The page as things stand now."""
    page = auth.ask(OpenTask(task_id, answer.typed))
    place = auth.execute(DisclosePlaces((page.task.instance,))).get(page.task.instance, "")
    return _open(page, place, answer) if page.task.state == OPEN else _closed(page, place, answer)


def _open(page: TaskPage, place: str, answer: Answer) -> str:
    view = None
    if page.form is not None:
        view = _view(page, page.form, auth.execute(DiscloseTask(page.task.id)), answer)
    return render_template(
        "tasks/open.html",
        page=page,
        place=place,
        now=auth.now(),
        view=view,
        errors=(*(view.errors if view else ()), *_until_errors(answer)),
        answer=answer,
        asks=_asks(page.form),
        lost=_lost(page, answer),
        put_away=_put_away(page.task.follow_up, auth.now()),
        personal=not page.may_complete and _shows_personal(page.form),
    )


def _lost(page: TaskPage, answer: Answer) -> FormView | None:
    """What was sent by somebody who does not hold the task any more."""
    if answer.typed is None or page.form is None or page.may_complete:
        return None
    return everything_to_read(page.form)


def _until_errors(answer: Answer) -> tuple[ErrorLink, ...]:
    return (ErrorLink("until", answer.until_error),) if answer.until_error else ()


def _view(page: TaskPage, form: TaskForm, values: Mapping[str, Value], answer: Answer) -> FormView:
    """The form to whoever holds the task; to others what it shows of the case."""
    typed = answer.typed if answer.typed is not None else form.typed if form.saved_at is not None else None
    hidden = form.hidden if page.may_complete else form.hidden | not_to_read(form.form)
    return form_view(
        form.form,
        prefill(form.form, values.get),
        options=lambda source: form.options[source],
        typed=typed if page.may_complete else None,
        errors=answer.errors,
        hidden=hidden,
    )


def _asks(form: TaskForm | None) -> bool:
    """Whether there is anything to fill in, and so anything to keep."""
    return form is not None and any(not field.readonly for field in form.form.fields.values())


def _shows_personal(form: TaskForm | None) -> bool:
    return form is not None and any(
        field.field_class is FieldClass.PERSONAL and field.readonly for field in form.form.fields.values()
    )


def _put_away(follow_up: datetime | None, now: datetime) -> bool:
    return follow_up is not None and follow_up > now


def _closed(page: TaskPage, place: str, answer: Answer) -> str:
    """What has become of it, what was typed and not taken in, and what there is to do next."""
    return render_template(
        "tasks/closed.html",
        page=page,
        place=place,
        now=auth.now(),
        by_me=page.task.closed_by == auth.me().id,
        answer=answer,
        lost=None if page.form is None else everything_to_read(page.form),
        instance=_instance(page),
        next=_next(page),
    )


def _instance(page: TaskPage) -> InstancePage | None:
    try:
        return auth.ask(OpenInstance(page.task.instance))
    except NotFound:  # somebody who has left the group since they did it
        return None


def _next(page: TaskPage) -> Next | None:
    return auth.ask(NextTask(page.task.instance))
