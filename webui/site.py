"""What every page has around it: who is signed in, where one can go, the language."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Response, current_app, g, request, url_for
from flask_babel import Babel, get_locale, gettext

from engine.public import Actor, mends, sees_calendar
from webui.auth import somebody

LANGUAGES = {"sv": "Svenska", "en": "English"}
_COOKIE = "language"
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Site:
    """What `base.html` reads."""

    language: str
    languages: tuple[tuple[str, str, str], ...]
    home: str
    demo: bool
    person: str | None
    organisation: str
    sign_out: str
    navigation: tuple[tuple[str, str, bool], ...]


def speak(app: Flask, language: str) -> None:
    """Installs the languages: the server's own, unless somebody has chosen another at the foot of a page.

    What the browser would prefer is not asked: the routines' own words are Swedish, and a page in two languages because
    of a computer's setting helps nobody.
    """
    app.config["BABEL_DEFAULT_LOCALE"] = language
    Babel(app, locale_selector=lambda: _chosen() or language)
    app.after_request(_remember)


def _chosen() -> str | None:
    wanted = request.args.get("lang") or request.cookies.get(_COOKIE)
    return wanted if wanted in LANGUAGES else None


def _remember(response: Response) -> Response:
    wanted = request.args.get("lang")
    if wanted in LANGUAGES and request.endpoint != "static":
        response.set_cookie(_COOKIE, wanted, max_age=_YEAR, secure=request.is_secure, httponly=True, samesite="Lax")
    return response


def around() -> dict[str, object]:
    """What every template has besides what its view gives it."""
    return {"site": _site(), "errors": (), "lapsed": g.get("lapsed", False)}


def _site() -> Site:
    actor = somebody()
    return Site(
        language=str(get_locale()),
        languages=_languages(),
        home=url_for("root.home"),
        demo=current_app.config["DEMO"],
        person=None if actor is None else actor.name,
        organisation="" if actor is None else actor.organisation_name,
        sign_out=url_for("sign_in.leave"),
        navigation=() if actor is None else _navigation(actor),
    )


def _navigation(actor: Actor) -> tuple[tuple[str, str, bool], ...]:
    pages = [
        (gettext("Uppgifter"), "tasks.mine", "tasks"),
        (gettext("Starta ärende"), "start.routines", "start"),
        (gettext("Utkorg"), "outbox.mails", "outbox"),
    ]
    if mends(actor):
        pages.append((gettext("Stopp"), "incidents.all_open", "incidents"))
    if sees_calendar(actor):
        pages.append((gettext("Kalender"), "calendar.year", "calendar"))
    here = "" if g.get("failed") else request.blueprint  # the page of an error is the same wherever it is met
    return tuple((words, url_for(endpoint), room == here) for words, endpoint, room in pages)


def _languages() -> tuple[tuple[str, str, str], ...]:
    """The same page in each language; a page that answers something sent, or an error, has no such address."""
    if request.method != "GET" or request.endpoint is None or g.get("failed"):
        return ()
    kept = {name: values for name, values in request.args.to_dict(flat=False).items() if name != "lang"}
    return tuple(
        (code, name, url_for(request.endpoint, **{**(request.view_args or {}), **kept, "lang": code}))
        for code, name in LANGUAGES.items()
    )
