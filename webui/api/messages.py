"""Messages from other systems: `POST /api/messages/<name>`, signed as Standard Webhooks says."""

from __future__ import annotations

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from engine.public import ReceiveMessage, Signed
from webui import auth

LARGEST = 100_000  # bytes
_LONGEST_ID = 200
message_api = Blueprint("message_api", __name__, url_prefix="/api/messages")


@message_api.post("/<name>")
@auth.public
def receive(name: str) -> ResponseReturnValue:
    """202 and the message's id, the same id when it is sent again; 401 when it isn't signed by a source that may."""
    if (request.content_length or 0) > LARGEST:
        raise RequestEntityTooLarge
    message_id = request.headers.get("webhook-id", "")
    if not 0 < len(message_id) <= _LONGEST_ID or not message_id.isprintable():
        raise BadRequest
    signed = Signed(
        message_id=message_id,
        timestamp=request.headers.get("webhook-timestamp", ""),
        signature=request.headers.get("webhook-signature", ""),
        body=request.get_data(cache=False),
    )
    received = auth.engine().execute(
        ReceiveMessage(name, signed, current_app.config["SECRET_KEY"]), person=None, channel="webhook"
    )
    return {"id": str(received)}, 202
