"""What somebody has typed and sent when it could not be taken in: it goes along until they see it in its form."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from engine.public import Actor
from webui.auth import typed_by

View = TypeVar("View", bound=Callable[..., object])

# the names of our own fields begin so, which no field of a form does
OWN = "_"
AGAIN = "_again"
TYPED_BY = "_typed_by"
_CSRF = "csrf_token"


@dataclass(frozen=True)
class Kept:
    """Where it was sent, and the fields."""

    address: str
    fields: tuple[tuple[str, str], ...]

    def is_of(self, actor: Actor) -> bool:
        """Whether the person typed it."""
        marks = [value for name, value in self.fields if name == TYPED_BY]
        return len(marks) == 1 and hmac.compare_digest(marks[0].encode(), typed_by(actor).encode())


def keeps_typed(show: Callable[..., ResponseReturnValue]) -> Callable[[View], View]:
    """Marks a view that takes in a form. `show` shows the form with what has been sent and does nothing."""

    def mark(view: View) -> View:
        view.show_again = show  # type: ignore[attr-defined]
        return view

    return mark


def show_when_asked(app: Flask) -> None:
    """A form that is sent along with `_again` is shown, not taken in. To be installed after what guards forms."""
    app.before_request(_show_when_asked)


def _show_when_asked() -> ResponseReturnValue | None:
    # only where a form is shown again: to look for it in what another system sends would use up the body
    asked = request.method == "POST" and _shows(request.endpoint) is not None and AGAIN in request.form
    return show_again() if asked else None


def show_again() -> ResponseReturnValue | None:
    """The form of the present request with what has been sent; None when it has none."""
    show = _shows(request.endpoint)
    return None if show is None else show(**(request.view_args or {}))


def sent() -> Kept | None:
    """What the present request has sent to a view that keeps it."""
    if request.method != "POST" or _shows(request.endpoint) is None:
        return None
    try:
        return Kept(request.path, _without_ours(request.form.items(multi=True)))
    except RequestEntityTooLarge:
        return None


def restored(address: str, fields: Iterable[tuple[str, str]]) -> Kept | None:
    """What `sent` gave, come back by way of a page; None when the address takes in no form."""
    try:
        endpoint, _ = current_app.url_map.bind("").match(address, method="POST")
    except HTTPException:
        return None
    return None if _shows(endpoint) is None else Kept(address, _without_ours(fields))


def typed() -> dict[str, list[str]]:
    """The answers among what has been sent."""
    names = [name for name in request.form if name != _CSRF and not name.startswith(OWN)]
    return {name: request.form.getlist(name) for name in names}


def _shows(endpoint: str | None) -> Any:
    return getattr(current_app.view_functions.get(endpoint or ""), "show_again", None)


def _without_ours(fields: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in fields if name not in (_CSRF, AGAIN))
