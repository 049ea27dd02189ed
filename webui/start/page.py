"""Starting a routine: which one may start, and its start form."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import AlreadyStarted, FormInvalid
from engine.public import FieldError, OpenStart, SaveStartDraft, StartableRoutines, StartInstance, TaskForm, prefill
from webui import auth, kept
from webui.errors import at_fields
from webui.form_parts import FormView
from webui.forms import Typed, form_view

start = Blueprint("start", __name__, url_prefix="/start")

INSTANCE = "_instance"


@start.get("")
def routines() -> ResponseReturnValue:
    return render_template("start/list.html", routines=auth.ask(StartableRoutines()))


@start.get("/<key>")
def routine(key: str) -> ResponseReturnValue:
    return _show(key)


def _show_typed(key: str) -> str:
    return _show(key, kept.typed())


@start.post("/<key>")
@kept.keeps_typed(_show_typed)
def begin(key: str) -> ResponseReturnValue:
    """Starts it. The instance's id came with the form: the same form sent twice leads to the same case."""
    typed, instance = kept.typed(), _instance()
    if instance is None:
        return _show_typed(key), 422
    try:
        auth.execute(StartInstance(instance, key, typed))
    except AlreadyStarted:
        return redirect(url_for("instances.case", instance_id=instance, started=1), 303)
    except FormInvalid as invalid:
        return _show(key, typed, at_fields(invalid)), 422
    return redirect(url_for("instances.case", instance_id=instance, started=1), 303)


@start.post("/<key>/save")
@kept.keeps_typed(_show_typed)
def save(key: str) -> ResponseReturnValue:
    """Keeps what is typed; Enter in a field does this."""
    auth.execute(SaveStartDraft(key, kept.typed()))
    return redirect(url_for("start.routine", key=key, _anchor="saved"), 303)


@start.post("/<key>/show")
@kept.keeps_typed(_show_typed)
def refresh(key: str) -> ResponseReturnValue:
    return _show_typed(key)


def _show(key: str, typed: Typed | None = None, wrong: Sequence[FieldError] = ()) -> str:
    page = auth.ask(OpenStart(key, typed))
    view = None if page.form is None else _view(page.form, typed, wrong)
    return render_template(
        "start/form.html",
        page=page,
        instance=_instance() or page.instance,
        view=view,
        errors=() if view is None else view.errors,
    )


def _view(form: TaskForm, typed: Typed | None, wrong: Sequence[FieldError]) -> FormView:
    return form_view(
        form.form,
        prefill(form.form, lambda name: None),
        options=lambda source: form.options[source],
        typed=typed if typed is not None else form.typed if form.saved_at is not None else None,
        errors=wrong,
        hidden=form.hidden,
    )


def _instance() -> uuid.UUID | None:
    """The id that the form came with."""
    try:
        return uuid.UUID(request.form.get(INSTANCE, ""))
    except ValueError:
        return None
