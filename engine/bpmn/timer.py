"""Timer definitions (BPMN 10.5.5): ISO 8601 as the Modeler writes it, or an expression after `=`."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from engine.bpmn.catch import Timer
from engine.bpmn.model import Event
from engine.canonical import Months
from engine.feel import Context, compile_expression

_CYCLE = re.compile(r"R([1-9]\d*)?/(?:([^/P][^/]*)/)?(P[^/]+)")
_NO_TIME = timedelta(0)
_SHORTEST_PERIOD = timedelta(seconds=1)
_ANYTIME = Context(datetime.min.replace(tzinfo=UTC))


def compile_timer(event: Event) -> Timer:
    """When the timer fires. Raises `FeelSyntaxError` or `ValueError` for a text that says no time."""
    text = (event.text or "").strip()
    if event.how == "timeCycle":
        return _cycle(text)
    if event.how == "timeDuration":
        return Timer(compile_expression(f"now() + {_said(text) or _duration(text, _NO_TIME)}"))
    return Timer(compile_expression(_said(text) or _moment(text)))


def _cycle(text: str) -> Timer:
    """`R3/P1D`: three times, the first after a day; `R/2026-01-01T08:00:00Z/P7D`: without end, from that time."""
    match = _CYCLE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    times, first, every = match.groups()
    period = _duration(every, _SHORTEST_PERIOD)
    due = _moment(first) if first else f"now() + {period}"
    # from the first time, not from the last: what a night without 02:30 or a month without a 31st moves, moves back
    following = compile_expression(f"first + passed * {period}")
    return Timer(compile_expression(due), following, int(times) if times else None)


def _said(text: str) -> str:
    return f"({text[1:]})" if text.startswith("=") else ""


def _moment(text: str) -> str:
    if not isinstance(_read(text), date):
        raise ValueError(text)
    return f'@"{text}"'


def _duration(text: str, least: timedelta) -> str:
    value = _read(text)
    length = timedelta(days=28 * value.count) if isinstance(value, Months) else value
    if not isinstance(length, timedelta) or length < least:
        raise ValueError(text)
    return f'@"{text}"'


def _read(text: str) -> object:
    """What the text stands for in FEEL, of which it must not be more than one literal."""
    return None if '"' in text else compile_expression(f'@"{text}"').evaluate(lambda _: None, _ANYTIME)
