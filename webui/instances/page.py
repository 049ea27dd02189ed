"""The page of a case: where it is, its diagrams, what has happened."""

from __future__ import annotations

import uuid
from datetime import datetime

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from engine.public import DiagramView, DiagramXml, DisclosePlaces, OpenInstance
from webui import auth, text

instances = Blueprint("instances", __name__, url_prefix="/cases")


@instances.get("/<uuid:instance_id>")
def case(instance_id: uuid.UUID) -> ResponseReturnValue:
    page = auth.ask(OpenInstance(instance_id))
    now = auth.now()
    return render_template(
        "instances/case.html",
        page=page,
        place=auth.execute(DisclosePlaces((instance_id,))).get(instance_id, ""),
        now=now,
        started="started" in request.args,
        diagrams=[(view, _markers(view, now)) for view in page.diagrams],
    )


@instances.get("/<uuid:instance_id>/diagrams/<key>")
def diagram(instance_id: uuid.UUID, key: str) -> ResponseReturnValue:
    return Response(auth.ask(DiagramXml(instance_id, key)), mimetype="application/xml")


def _markers(view: DiagramView, now: datetime) -> dict[str, object]:
    """What the drawing is to show, for diagram.js."""
    return {
        "done": view.passed,
        "active": [
            {"id": active.element, "holder": active.holder or "", "waiting": text.waited(active.since, now)}
            for active in view.active
        ],
        "lanes": {lane: role for lane, role in view.lanes.items() if role},
    }
