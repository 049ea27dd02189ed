"""The read log: who was shown what of the vault, when and for what."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from engine.calendar import STOCKHOLM
from engine.form import FieldClass
from engine.storage.database import add_missing
from engine.storage.tables.vault import disclosure

OPERATIONAL, PERSONAL = str(FieldClass.OPERATIONAL), str(FieldClass.PERSONAL)


@dataclass(frozen=True)
class Showing:
    """Values of one instance, or of a message that belongs to none yet, shown to one person: names of fields by class,
    never the values. `reason` is the page or the act."""

    instance: uuid.UUID | None
    fields: Mapping[str, str]  # class by field name
    reason: str
    message: uuid.UUID | None = None


def note(connection: Connection, person: int, on_behalf_of: int | None, at: datetime, shown: Iterable[Showing]) -> None:
    """Personal values: a row for each showing. Operational ones: one per person, instance and day."""
    personal: list[dict[str, object]] = []
    operational: list[dict[str, object]] = []
    for showing in shown:
        for field_class, rows in ((PERSONAL, personal), (OPERATIONAL, operational)):
            names = sorted(name for name, its in showing.fields.items() if its == field_class)
            if names:
                rows.append(_row(person, on_behalf_of, at, showing, field_class, names))
    if personal:
        connection.execute(insert(disclosure), personal)
    add_missing(connection, disclosure, operational)


def seen_today(connection: Connection, person: int, instances: Iterable[uuid.UUID], at: datetime) -> set[uuid.UUID]:
    """The instances whose operational values the person has been shown already today."""
    wanted = list(instances)
    if not wanted:
        return set()
    day = at.astimezone(STOCKHOLM).date()
    where = (disclosure.c.person == person, disclosure.c.instance.in_(wanted), disclosure.c.day == day)
    return set(connection.execute(select(disclosure.c.instance).where(*where)).scalars())


def _row(
    person: int, on_behalf_of: int | None, at: datetime, showing: Showing, field_class: str, names: list[str]
) -> dict[str, object]:
    return {
        "at": at,
        "day": at.astimezone(STOCKHOLM).date() if field_class == OPERATIONAL else None,
        "person": person,
        "on_behalf_of": on_behalf_of,
        "instance": showing.instance,
        "message": showing.message,
        "field_class": field_class,
        "fields": ",".join(names),
        "reason": showing.reason,
    }
