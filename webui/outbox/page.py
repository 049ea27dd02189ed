"""The outbox: what routines have sent, or will send, by mail."""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from engine.public import DiscloseMail, DisclosePlaces, OpenMail, Outbox, filled
from webui import auth

outbox = Blueprint("outbox", __name__, url_prefix="/outbox")


@outbox.get("")
def mails() -> ResponseReturnValue:
    after = request.args.get("after")
    return render_template("outbox/list.html", mails=auth.ask(Outbox(after)), first=after is None)


@outbox.get("/<uuid:mail_id>")
def mail(mail_id: uuid.UUID) -> ResponseReturnValue:
    page = auth.ask(OpenMail(mail_id))
    subject, body = filled(page, auth.execute(DiscloseMail(mail_id)))
    return render_template(
        "outbox/mail.html",
        page=page,
        subject=subject,
        body=body,
        # none for somebody who may see the mail and not the case
        place=auth.execute(DisclosePlaces((page.instance,))).get(page.instance),
    )
