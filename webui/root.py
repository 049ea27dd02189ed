"""The way in, and the sign of life."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from engine.public import IsDemo
from webui import auth

root = Blueprint("root", __name__)


@root.get("/")
def home() -> ResponseReturnValue:
    return redirect(url_for("tasks.mine"), 303)


@root.get("/health")
@auth.public
def health() -> ResponseReturnValue:
    """200 when the database answers."""
    try:
        auth.engine().ask(IsDemo())
    except Exception:
        return "the database does not answer\n", 503, {"Content-Type": "text/plain"}
    return "ok\n", {"Content-Type": "text/plain"}
