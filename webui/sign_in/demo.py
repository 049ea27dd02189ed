"""Signing in as one of the demo's people by a button. Registered only by a server that was started with `--demo`."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from engine.public import DEMO_PASSWORD
from webui import auth
from webui.sign_in.page import attempt

demo = Blueprint("demo", __name__)


@demo.post("/sign-in/demo")
@auth.public
def enter() -> ResponseReturnValue:
    return attempt(request.form.get("as", ""), DEMO_PASSWORD)
