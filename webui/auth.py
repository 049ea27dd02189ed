"""Who is signed in, and the engine as they may use it. Whoever is not signed in meets only what is marked `public`."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar, cast

from flask import Flask, current_app, g, request, session

from engine.errors import NotSignedIn
from engine.public import Actor, Command, Engine, Query, SignOut, TouchSession, WhoIsSignedIn

Result = TypeVar("Result")
View = TypeVar("View", bound=Callable[..., object])

_TOKEN = "token"  # noqa: S105 -- where in the cookie it is; the cookie holds this and the CSRF token, nothing else


def public(view: View) -> View:
    """A view for everybody."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def require_sign_in(app: Flask) -> None:
    """Every request is somebody's, unless its view is public or a static file."""
    app.before_request(_recognise)


def _recognise() -> None:
    g.actor = None
    if request.endpoint == "static":
        return
    token = session.get(_TOKEN)
    found = engine().ask(WhoIsSignedIn(token)) if isinstance(token, str) else None
    if found is not None:
        g.actor = found.actor
        if found.touch:
            engine().execute(TouchSession(str(token)))
    view = current_app.view_functions.get(request.endpoint or "")
    if found is None and view is not None and not getattr(view, "is_public", False):
        raise NotSignedIn


def engine() -> Engine:
    return cast(Engine, current_app.extensions["engine"])


def now() -> datetime:
    return engine().clock.now()


def somebody() -> Actor | None:
    """Who is signed in; None when nobody is, or when it is not known yet."""
    return cast("Actor | None", g.get("actor"))


def me() -> Actor:
    """Who is signed in. Raises `NotSignedIn`."""
    actor = somebody()
    if actor is None:
        raise NotSignedIn
    return actor


def ask(query: Query[Result]) -> Result:
    """Reads something as the person who is signed in."""
    return engine().ask(query, me().id)


def execute(command: Command[Result]) -> Result:
    """Changes something as the person who is signed in."""
    return engine().execute(command, me().id)


def begin(token: str) -> Actor | None:
    """Makes the browser's session this one. Whatever it had before is ended, so that nobody can have planted it."""
    end()
    session[_TOKEN] = token
    found = engine().ask(WhoIsSignedIn(token))
    g.actor = None if found is None else found.actor
    return somebody()


def end() -> None:
    """Ends the browser's session, if it has one."""
    token = session.get(_TOKEN)
    session.clear()
    if isinstance(token, str):
        engine().execute(SignOut(token))
    g.actor = None


def typed_by(actor: Actor) -> str:
    """Marks a form with whom it was shown to: what they type in it is shown again to nobody else."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, f"typed by {actor.id}".encode(), hashlib.sha256).hexdigest()
