"""A fault in the log: its number and where it happened, nothing of what it was about."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

from flask import request

from engine.errors import NyckelfriError
from webui.auth import engine

log = logging.getLogger("nyckelfri")
_ROOT = Path(__file__).parents[1]
_OURS = (f"{_ROOT / 'engine'}/", f"{_ROOT / 'webui'}/")


def note(error: Exception) -> str:
    """Writes a fault to the log and returns its number there. An exception's own text can hold anything that passed
    through it, so only those that are made to be told are told."""
    number = engine().clock.new_id().hex[-8:]
    told: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        words = str(cause) if isinstance(cause, NyckelfriError) else type(cause).__qualname__
        told.append(f"{words} at {_places(cause)}")
        cause = cause.__cause__
    log.error("error %s in %s %s: %s", number, request.method, request.endpoint, "; from ".join(told))
    return number


def _places(error: BaseException) -> str:
    """Where in our code it passed, the innermost first."""
    frames = reversed(traceback.extract_tb(error.__traceback__))
    ours = [(Path(f.filename), f) for f in frames if f.filename.startswith(_OURS)]
    return " < ".join(f"{path.relative_to(_ROOT)}:{f.lineno} {f.name}" for path, f in ours) or "elsewhere"
