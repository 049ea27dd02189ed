"""What is said when something goes wrong: one table from errors to answers, as a page or as JSON.

What is not there and what is not yours are the same answer. Nothing of the error itself is told, nor anything typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from flask_wtf.csrf import CSRFError
from werkzeug import exceptions as http

from engine import errors
from engine.public import FieldError, Submission
from webui import auth, kept
from webui.fault import note

_WAIT = 15 * 60  # seconds, as long as failed attempts count


@dataclass(frozen=True)
class Said:
    """An answer: its status, what is wrong and what to do."""

    status: int
    title: LazyString
    text: LazyString


NOT_THERE = Said(
    404,
    lazy_gettext("Sidan finns inte"),
    lazy_gettext("Den finns inte, eller så är den inte för dig. Kontrollera adressen, eller gå till dina uppgifter."),
)
NOT_YOURS = Said(
    403,
    lazy_gettext("Det här får du inte göra"),
    lazy_gettext("Ditt konto saknar den behörigheten. Den som sköter kontona hos er kan ändra det."),
)
NOT_SIGNED_IN = Said(401, lazy_gettext("Logga in"), lazy_gettext("Du är inte inloggad. Logga in och försök igen."))
NOT_AUTHENTIC = Said(
    401,
    lazy_gettext("Meddelandet togs inte emot"),
    lazy_gettext("Det är inte undertecknat av någon som får skicka det, eller är äldre än fem minuter."),
)
UNCLEAR = Said(
    400,
    lazy_gettext("Sidan gick inte att läsa"),
    lazy_gettext("Det som skickades går inte att förstå. Gå tillbaka och försök igen."),
)
LAPSED = Said(
    400,
    lazy_gettext("Sidan var för gammal"),
    lazy_gettext(
        "Du har loggat in på nytt sedan den öppnades, eller så tar webbläsaren inte emot kakor. Inget är gjort. Gå "
        "tillbaka, ladda om sidan och försök igen."
    ),
)
OTHER_METHOD = Said(
    405,
    lazy_gettext("Så kan sidan inte användas"),
    lazy_gettext("Adressen hör till en knapp på en annan sida. Gå till dina uppgifter och börja därifrån."),
)
BUSY = Said(
    409,
    lazy_gettext("Någon annan hann före"),
    lazy_gettext("Flera ändrade samma sak samtidigt. Inget är gjort. Vänta en stund och försök igen."),
)
STUCK = Said(
    409,
    lazy_gettext("Rutinen kom inte vidare"),
    lazy_gettext("Den som äger rutinen är underrättad. Det du skrev är kvar, och uppgiften är din som förut."),
)
OVER = Said(
    409,
    lazy_gettext("Det är redan avgjort"),
    lazy_gettext("Någon annan hann före, eller så gick ärendet vidare av sig självt. Inget är gjort."),
)
NO_SKIPPING = Said(
    409,
    lazy_gettext("Steget går inte att hoppa över"),
    lazy_gettext("Ärendet kan inte gå vidare därifrån. Försök igen, flytta uppgiften eller avbryt ärendet."),
)
TOO_LARGE = Said(
    413,
    lazy_gettext("Det är för mycket text"),
    lazy_gettext("Det som skickades är större än en miljon tecken. Gå tillbaka och korta ner det."),
)
REFUSED = Said(
    422,
    lazy_gettext("Det gick inte att ta emot"),
    lazy_gettext("Något i det som skickades stämmer inte. Gå tillbaka, rätta det och försök igen."),
)
TOO_OFTEN = Said(
    429,
    lazy_gettext("För många försök att logga in"),
    lazy_gettext("Vänta en kvart och försök igen. Har du glömt lösenordet hjälper den som sköter kontona hos er till."),
)
BROKEN = Said(
    500,
    lazy_gettext("Något gick fel hos oss"),
    lazy_gettext(
        "Det som redan var sparat finns kvar. Försök igen om en stund. Blir det fel igen, säg felnumret till den som "
        "sköter systemet."
    ),
)

TABLE: Mapping[type[Exception], Said] = {
    errors.NotFound: NOT_THERE,
    errors.UnknownInstance: NOT_THERE,
    errors.UnknownDefinition: NOT_THERE,
    errors.NotAllowed: NOT_YOURS,
    errors.NotSignedIn: NOT_SIGNED_IN,
    errors.NotAuthentic: NOT_AUTHENTIC,
    errors.TooManyAttempts: TOO_OFTEN,
    errors.Conflict: BUSY,
    errors.CalendarChanged: BUSY,
    errors.TaskGone: BUSY,
    errors.TaskHeld: BUSY,
    errors.TaskNotHeld: BUSY,
    errors.AlreadyStarted: BUSY,
    errors.InstanceStuck: STUCK,
    errors.IncidentGone: OVER,
    errors.InstanceOver: OVER,
    errors.NotSkippable: NO_SKIPPING,
    errors.ReasonMissing: REFUSED,
    errors.CalendarRefused: REFUSED,
    errors.FormInvalid: REFUSED,
    errors.Refused: REFUSED,
    CSRFError: LAPSED,
    http.BadRequest: UNCLEAR,
    http.NotFound: NOT_THERE,
    http.Forbidden: NOT_YOURS,
    http.MethodNotAllowed: OTHER_METHOD,
    http.RequestEntityTooLarge: TOO_LARGE,
    http.HTTPException: UNCLEAR,
    http.InternalServerError: BROKEN,
    Exception: BROKEN,
}


def say_what_is_wrong(app: Flask) -> None:
    """Installs the table."""
    app.register_error_handler(Exception, answer)
    app.register_error_handler(CSRFError, _lapsed)


def said(error: Exception) -> Said:
    """The row of an error: its own class's, else the nearest above it."""
    return next(TABLE[cls] for cls in type(error).__mro__ if cls in TABLE)


def status(error: Exception) -> int:
    return said(error).status


def at_fields(invalid: errors.FormInvalid) -> Sequence[FieldError]:
    """What is wrong in a form, field by field."""
    return cast(Submission, invalid.submission).errors


def answer(error: Exception) -> ResponseReturnValue:
    """What the browser gets."""
    if isinstance(error, http.HTTPException) and (error.code is None or error.code < 400):
        return error  # a redirect to the address as it is spelled
    found = said(error)
    number = note(error) if found.status >= 500 else ""
    response = _json(found, number) if wants_json() else _page(found, number)
    response.status_code = found.status
    if isinstance(error, http.MethodNotAllowed):
        response.headers["Allow"] = ", ".join(error.valid_methods or ())
    if found is TOO_OFTEN:
        response.headers["Retry-After"] = str(_WAIT)
    return response


def wants_json() -> bool:
    """Whether a program asks: by an address that is for programs, or because it prefers JSON to a page."""
    if request.path.startswith("/api/"):
        return True
    offered = ["text/html", "application/json", "application/problem+json"]
    return request.accept_mimetypes.best_match(offered, "text/html") != "text/html"


def _page(found: Said, number: str) -> Response:
    g.failed = True
    there, actor = kept.sent(), auth.somebody()
    mine = there if there is not None and (actor is None or there.is_of(actor)) else None
    return make_response(
        render_template(
            "error.html", title=found.title, text=found.text, number=number, kept=mine, may_retry=found.status >= 409
        )
    )


def _json(found: Said, number: str) -> Response:
    """RFC 9457; `reference` is the number of the line in the log."""
    body = {"title": str(found.title), "status": found.status, "detail": str(found.text)}
    response = jsonify(body | {"reference": number} if number else body)
    response.mimetype = "application/problem+json"
    return response


def _lapsed(error: CSRFError) -> ResponseReturnValue:
    """A form whose token has lapsed is shown again as it was typed, to the person who typed it; nothing is done."""
    there, actor = kept.sent(), auth.somebody()
    if wants_json() or there is None or actor is None or not there.is_of(actor):
        return answer(error)
    g.lapsed = True
    shown = make_response(kept.show_again())
    shown.status_code = LAPSED.status
    return shown
