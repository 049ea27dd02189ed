"""Times, deadlines and values in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from babel.dates import format_date, get_day_names
from flask_babel import get_locale, gettext, ngettext

from engine.public import STOCKHOLM, Count, LaneStep, Value, written

_WHOLE_DAY = time(23, 59)  # when a deadline that is a date is over
_SOON_ENOUGH = timedelta(days=300)  # a day that is further away is told with its year


@dataclass(frozen=True)
class Deadline:
    """A deadline as lists show it. `state` is late, soon (today) or ""."""

    words: str
    state: str
    at: str  # for machines


def deadline(due: datetime, now: datetime) -> Deadline:
    """How a deadline is told: "idag 15:00", "försenad 2 dagar", "fre 27 nov"."""
    local, today = due.astimezone(STOCKHOLM), now.astimezone(STOCKHOLM).date()
    at = local.isoformat(timespec="minutes")
    if due <= now:
        return Deadline(_late(local, today), "late", at)
    clock = "" if local.time().replace(second=0, microsecond=0) == _WHOLE_DAY else f" {local:%H:%M}"
    if local.date() == today:
        return Deadline(gettext("idag") + clock, "soon", at)
    if local.date() == today + timedelta(days=1):
        return Deadline(gettext("imorgon") + clock, "", at)
    return Deadline(day(local.date(), today), "", at)


def _late(local: datetime, today: date) -> str:
    days = (today - local.date()).days
    if not days:
        return str(gettext("försenad sedan %(time)s", time=f"{local:%H:%M}"))
    return str(ngettext("försenad %(num)s dag", "försenad %(num)s dagar", days))


def day(on: date, today: date) -> str:
    """A day near enough to be known by its weekday, else its date: "fre 27 nov", "2028-11-21"."""
    if abs(on - today) > _SOON_ENOUGH:
        return on.isoformat()
    return format_date(on, "EEE d MMM", locale=get_locale()).replace(".", "")


def near_day(at: datetime, now: datetime) -> str:
    """The day of a time, as one says it."""
    on, today = at.astimezone(STOCKHOLM).date(), now.astimezone(STOCKHOLM).date()
    if on == today + timedelta(days=1):
        return str(gettext("imorgon"))
    return day(on, today)


def weekday(day: date | int) -> str:
    """As in "fredag"; a number counts from Monday, which is 0."""
    number = day if isinstance(day, int) else day.weekday()
    return str(get_day_names("wide", "stand-alone", locale=get_locale())[number])


def waited(since: datetime, now: datetime) -> str:
    """How long something has waited, in whole days: "väntar sedan idag", "väntar 2 dagar"."""
    days = (now.astimezone(STOCKHOLM).date() - since.astimezone(STOCKHOLM).date()).days
    if days < 1:
        return str(gettext("väntar sedan idag"))
    return str(ngettext("väntar %(num)s dag", "väntar %(num)s dagar", days))


def moment(at: datetime) -> str:
    """2026-11-21 14:30, on Swedish clocks."""
    return f"{at.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"


def machine(at: datetime) -> str:
    """The same for a `datetime` attribute."""
    return at.astimezone(STOCKHOLM).isoformat(timespec="minutes")


def lane_steps(lanes: Sequence[LaneStep]) -> list[tuple[str, str, str, str]]:
    """The lanes of a routine for the stepper: key, name, state and its words."""
    words = {"done": gettext("Klart"), "now": gettext("Nu"), "": ""}
    return [(lane.role, lane.name, lane.state or "later", f"{words[lane.state]}{_own(lane)}") for lane in lanes]


def _own(lane: LaneStep) -> str:
    return gettext(", hos din grupp") if lane.mine and lane.state == "now" else ""


def office(key: str) -> str:
    """What an office is called; a role's name as it is."""
    offices = {
        "auditor": gettext("Revisor"),
        "process_owner": gettext("Processägare"),
        "administrator": gettext("Administratör"),
    }
    return str(offices.get(key, key))


def count(number: Count) -> str:
    """A count, "99+" when nobody has counted further."""
    return f"{number.number}+" if number.more else str(number.number)


def value(given: Value) -> str:
    """A value that was given in a form, for reading."""
    if isinstance(given, bool):
        return str(gettext("Ja") if given else gettext("Nej"))
    if isinstance(given, list | tuple):
        return ", ".join(value(one) for one in given)
    return written(given)
