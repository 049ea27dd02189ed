"""Messages from other systems that nobody understood or waited for: what came, why it is here, what to do with it."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engine.public import DiscloseMessage, DropMessage, OpenMessage, RetryMessage, UnclearMessages
from webui import auth

messages = Blueprint("messages", __name__, url_prefix="/messages")


@messages.get("")
def unclear() -> ResponseReturnValue:
    return render_template("messages/list.html", messages=auth.ask(UnclearMessages()))


@messages.get("/<uuid:message_id>")
def message(message_id: uuid.UUID) -> ResponseReturnValue:
    page = auth.ask(OpenMessage(message_id))
    return render_template("messages/message.html", page=page, body=auth.execute(DiscloseMessage(message_id)))


@messages.post("/<uuid:message_id>/retry")
def retry(message_id: uuid.UUID) -> ResponseReturnValue:
    auth.execute(RetryMessage(message_id))
    return redirect(url_for("messages.unclear"), 303)


@messages.post("/<uuid:message_id>/drop")
def drop(message_id: uuid.UUID) -> ResponseReturnValue:
    auth.execute(DropMessage(message_id))
    return redirect(url_for("messages.unclear"), 303)
