"""The sign-in page. What somebody had typed when their session ended goes along through it."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.errors import NotSignedIn
from engine.public import DemoPeople, DemoPerson, SignIn
from webui import auth, errors
from webui.form_parts import ErrorLink
from webui.kept import Kept, restored, sent

sign_in = Blueprint("sign_in", __name__)

_PREFIX = "kept."  # of the names of fields that go along


@sign_in.get("/sign-in")
@auth.public
def form() -> ResponseReturnValue:
    there = local(request.args.get("next"))
    return redirect(there, 303) if auth.somebody() else show(there)


@sign_in.post("/sign-in")
@auth.public
def enter() -> ResponseReturnValue:
    login = request.form.get("login", "").replace("\0", "").strip()
    return attempt(login, request.form.get("password", ""))


@sign_in.post("/sign-out")
def leave() -> ResponseReturnValue:
    auth.end()
    return redirect(url_for("sign_in.form"), 303)


def ask_to_sign_in(error: NotSignedIn) -> ResponseReturnValue:
    """What somebody who is not signed in gets: the sign-in page, with what they had typed."""
    if errors.wants_json():
        return errors.answer(error)
    there = sent()
    if there is not None:
        return show(url_for("root.home"), there), 401
    came_from = request.full_path.rstrip("?") if request.method == "GET" else _referrer()
    there_again = local(came_from)
    return redirect(url_for("sign_in.form", next=None if there_again == url_for("root.home") else there_again), 303)


def attempt(login: str, password: str) -> ResponseReturnValue:
    """Signs in and goes on to where the person was going, or shows the page again."""
    there, typed = local(request.form.get("next")), _typed_before()
    key = str(current_app.secret_key).encode()
    token = auth.engine().execute(SignIn(login, password, request.remote_addr or "", key))
    if token is None:
        wrong = gettext("Användarnamnet eller lösenordet stämmer inte. Kontrollera båda och försök igen.")
        return show(there, typed, login=login, wrong=(ErrorLink("login", wrong),)), 422
    actor = auth.begin(token)
    if typed is not None and actor is not None and typed.is_of(actor):
        return make_response(render_template("sign_in/again.html", kept=typed))
    return redirect(there, 303)


def show(there: str, typed: Kept | None = None, login: str = "", wrong: tuple[ErrorLink, ...] = ()) -> str:
    """The page; `there` is where the person goes afterwards."""
    return render_template(
        "sign_in/page.html",
        there=there,
        kept=typed,
        prefix=_PREFIX,
        login=login,
        errors=wrong,
        people=_people(),
    )


def local(address: str | None) -> str:
    """An address of ours, as it came; anything else becomes the way in."""
    path = (address or "").replace("\\", "/")  # as browsers read it
    if address and path.startswith("/") and not path.startswith("//") and path.isprintable():
        return address
    return url_for("root.home")


def _referrer() -> str:
    parts = urlsplit(request.referrer or "")
    return parts.path if parts.netloc == request.host else ""


def _typed_before() -> Kept | None:
    fields = [
        (name.removeprefix(_PREFIX), value)
        for name, value in request.form.items(multi=True)
        if name.startswith(_PREFIX)
    ]
    return restored(request.form.get("address", ""), fields) if fields else None


def _people() -> tuple[DemoPerson, ...]:
    return auth.engine().ask(DemoPeople()) if current_app.config["DEMO"] else ()
