"""What every answer says to the browser about what it may do, and what no request may carry."""

from __future__ import annotations

from flask import Flask, Response, abort, request
from flask.sessions import SecureCookieSessionInterface

LARGEST_FORM = 1_000_000  # bytes
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_YEAR = 365 * 24 * 3600


class Cookie(SecureCookieSessionInterface):
    """The session's cookie: over https it stays there."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def secure(app: Flask) -> None:
    """Installs limits, cookie and headers."""
    app.config |= {
        "MAX_CONTENT_LENGTH": LARGEST_FORM,
        "MAX_FORM_MEMORY_SIZE": LARGEST_FORM,
        "SESSION_COOKIE_NAME": "nyckelfri",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SEND_FILE_MAX_AGE_DEFAULT": _YEAR,  # a static file's address changes with its content
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session it belongs to
    }
    app.session_interface = Cookie()
    app.before_request(_refuse_nul)
    app.after_request(_say)


def _refuse_nul() -> None:
    """No address holds a character that PostgreSQL can't compare."""
    if "\0" in request.path or any("\0" in value for value in request.args.values()):
        abort(404)


def _say(response: Response) -> Response:
    response.headers.update(HEADERS)
    if request.endpoint == "static" and response.status_code in (200, 304):
        response.cache_control.public = True
        response.cache_control.immutable = True
    else:
        response.headers["Cache-Control"] = "no-store"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
    return response
