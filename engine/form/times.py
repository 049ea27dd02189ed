"""Dates and times of day as native inputs send them, in Swedish time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from engine.calendar import STOCKHOLM
from engine.form.messages import FAR_DATE, NO_SUCH_TIME, NOT_DATE, NOT_TIME, FieldError, wrong
from engine.form.model import Field

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_YEARS = range(1900, 2200)


def parse_date(field: Field, written: str) -> date | FieldError:
    """`2026-11-21`, in a year that a person can mean."""
    if not _DATE.fullmatch(written):
        return wrong(field, NOT_DATE)
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return wrong(field, NOT_DATE)
    return found if found.year in _YEARS else wrong(field, FAR_DATE)


def parse_time(field: Field, written: str) -> time | FieldError:
    """`14:30`, or with seconds."""
    try:
        return time.fromisoformat(written) if _TIME.fullmatch(written) else wrong(field, NOT_TIME)
    except ValueError:
        return wrong(field, NOT_TIME)


def at_local(field: Field, day: date, clock: time) -> datetime | FieldError:
    """That moment on Swedish clocks, in UTC. An hour that they skip in spring is refused; of one that they repeat in
    autumn it is the first, in summer time."""
    wall = datetime.combine(day, clock, STOCKHOLM)
    moment = wall.astimezone(UTC)
    exists = moment.astimezone(STOCKHOLM).replace(tzinfo=None) == wall.replace(tzinfo=None)
    return moment if exists else wrong(field, NO_SUCH_TIME)


def parse_moment(field: Field, written: str) -> datetime | FieldError:
    """`2026-11-21T14:30`, in Sweden unless an offset or Z follows, by which a client can tell two equal hours apart."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return wrong(field, NOT_DATE)
    if moment.year not in _YEARS:
        return wrong(field, FAR_DATE)
    if moment.tzinfo is None:
        return at_local(field, moment.date(), moment.time())
    return moment.astimezone(UTC)


def write_time(value: time) -> str:
    """With seconds only when there are any."""
    return value.isoformat("seconds" if value.second else "minutes")
