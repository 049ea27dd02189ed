"""Incidents: where cases do not get on, why, and what is done about it."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.errors import Conflict, IncidentGone, InstanceOver, NotFound, NotSkippable, ReasonMissing, TaskGone
from engine.public import (
    CancelInstance,
    Command,
    IncidentPage,
    Incidents,
    MoveTask,
    OpenIncident,
    OpenInstance,
    RetryIncident,
    SkipStep,
)
from webui import auth, errors, kept
from webui.admin.incident_form import CANCEL, GROUP, MOVE, SKIP, Answer, error_links, group_question, reason_question

incidents = Blueprint("incidents", __name__, url_prefix="/incidents")


@incidents.get("")
def all_open() -> ResponseReturnValue:
    return render_template("admin/incidents.html", found=auth.ask(Incidents()))


@incidents.get("/<uuid:incident_id>")
def incident(incident_id: uuid.UUID) -> ResponseReturnValue:
    return _show(incident_id, Answer())


def _show_typed(incident_id: uuid.UUID) -> ResponseReturnValue:
    return _show(incident_id, Answer(kept.typed()))


@incidents.post("/<uuid:incident_id>/retry")
def retry(incident_id: uuid.UUID) -> ResponseReturnValue:
    return _do(incident_id, lambda page, answer: RetryIncident(incident_id))


@incidents.post("/<uuid:incident_id>/skip")
@kept.keeps_typed(_show_typed)
def skip(incident_id: uuid.UUID) -> ResponseReturnValue:
    """The case goes on as if the step had been done."""
    return _do(incident_id, lambda page, answer: SkipStep(incident_id, answer.text(SKIP)), SKIP)


@incidents.post("/<uuid:incident_id>/move")
@kept.keeps_typed(_show_typed)
def move(incident_id: uuid.UUID) -> ResponseReturnValue:
    """Another group gets the task."""
    return _do(incident_id, _moving, MOVE)


def _show_typed_cancel(incident_id: uuid.UUID) -> ResponseReturnValue:
    return _show_cancel(incident_id, Answer(kept.typed()))


@incidents.get("/<uuid:incident_id>/cancel")
def ask_to_cancel(incident_id: uuid.UUID) -> ResponseReturnValue:
    """What cancelling the case means, before it is done."""
    return _show_cancel(incident_id, Answer())


@incidents.post("/<uuid:incident_id>/cancel")
@kept.keeps_typed(_show_typed_cancel)
def cancel(incident_id: uuid.UUID) -> ResponseReturnValue:
    """Ends the case where it stands."""
    return _do(incident_id, _cancelling, CANCEL)


def _cancelling(page: IncidentPage, answer: Answer) -> CancelInstance:
    if not page.open:  # it may be getting on again, and this can't be undone
        raise IncidentGone(incident=page.row.id)
    return CancelInstance(page.row.instance, answer.text(CANCEL))


def _moving(page: IncidentPage, answer: Answer) -> MoveTask:
    group = next((choice.id for choice in page.groups if str(choice.id) == answer.text(GROUP)), None)
    if page.task is None:
        raise IncidentGone(incident=page.row.id)
    if group is None:
        raise _NoGroup
    return MoveTask(page.task, group, answer.text(MOVE))


class _NoGroup(Exception):
    """No group was chosen, or none that the task can be moved to."""


def _do(
    incident_id: uuid.UUID, command: Callable[[IncidentPage, Answer], Command[uuid.UUID]], reason: str = ""
) -> ResponseReturnValue:
    """Does it and shows what has become of the incident; or shows what stands in the way, with what was typed.
    `reason` is the field that has it."""
    answer, show = Answer(kept.typed()), _show_cancel if reason == CANCEL else _show
    try:
        auth.execute(command(auth.ask(OpenIncident(incident_id)), answer))
    except _NoGroup:
        return show(incident_id, answer.but({GROUP: gettext("Välj vilken grupp som ska ha uppgiften.")})), 422
    except ReasonMissing:
        return show(incident_id, answer.but({reason: gettext("Skriv varför. Skälet sparas i ärendet.")})), 422
    except (Conflict, IncidentGone, InstanceOver, NotSkippable, TaskGone) as error:
        said = errors.said(error)
        return _show(incident_id, answer.but({}, f"{said.title}. {said.text}")), said.status
    return redirect(url_for("incidents.incident", incident_id=incident_id), 303)


def _show(incident_id: uuid.UUID, answer: Answer) -> str:
    page = auth.ask(OpenIncident(incident_id))
    skip = reason_question(answer, SKIP)
    move = [group_question(answer, page.groups), reason_question(answer, MOVE)]
    return render_template(
        "admin/incident.html",
        page=page,
        may_see_case=_sees_case(page),
        skip=skip,
        move=move,
        answer=answer,
        errors=error_links([skip, *move]),
    )


def _show_cancel(incident_id: uuid.UUID, answer: Answer) -> str:
    page, question = auth.ask(OpenIncident(incident_id)), reason_question(answer, CANCEL)
    if not (page.open and page.may_cancel):
        raise NotFound
    return render_template("admin/cancel.html", page=page, question=question, errors=error_links([question]))


def _sees_case(page: IncidentPage) -> bool:
    try:
        auth.ask(OpenInstance(page.row.instance))
    except NotFound:  # an office alone does not show a case
        return False
    return True
