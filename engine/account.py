"""Sessions, passwords and failed attempts: their rows and rules."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import Connection, delete, func, insert, select, update

from engine.storage.tables.account import attempt, session

WINDOW = timedelta(minutes=15)
PER_LOGIN, PER_ADDRESS = 8, 60  # failed attempts in the window; an office shares one address
IDLE, LONGEST = timedelta(hours=2), timedelta(hours=12)  # how long a session lasts unused, and at most
_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The argon2id hash that a person's row keeps."""
    return _hasher.hash(password)


def is_password(hashed: str | None, password: str) -> bool:
    """Whether the password is the one; for a person who is not there (None) false after just as long."""
    try:
        return _hasher.verify(hashed or _nobodys(), password) and hashed is not None
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return _hasher.hash("no one has this password")


def subject(key: bytes, kind: str, value: str) -> str:
    """What failed attempts are counted by: a keyed hash, so that the table names nobody."""
    return hmac.new(key, f"{kind} {value}".encode(), hashlib.sha256).hexdigest()


def failed_since(connection: Connection, subject_: str, since: datetime) -> int:
    """How many attempts have failed."""
    counted = select(func.count()).where(attempt.c.subject == subject_, attempt.c.at > since)
    return connection.execute(counted).scalar_one()


def note_failed(connection: Connection, subjects: Iterable[str], at: datetime) -> None:
    """Counts a failed attempt, and forgets those that no longer count."""
    connection.execute(delete(attempt).where(attempt.c.at < at - WINDOW))
    connection.execute(insert(attempt), [{"at": at, "subject": s} for s in subjects])


def forget_failed(connection: Connection, subject_: str) -> None:
    """Forgets the failed attempts of somebody who has signed in."""
    connection.execute(delete(attempt).where(attempt.c.subject == subject_))


def begin_session(connection: Connection, token: str, person: int, at: datetime) -> None:
    """Keeps a new session, and forgets those that are over."""
    connection.execute(delete(session).where(session.c.started_at < at - LONGEST))
    connection.execute(insert(session).values(id=_known_as(token), person=person, started_at=at, seen_at=at))


def end_session(connection: Connection, token: str) -> None:
    """Ends a session; nothing happens when there is none."""
    connection.execute(delete(session).where(session.c.id == _known_as(token)))


def touch_session(connection: Connection, token: str, at: datetime) -> None:
    """Notes that a session is in use."""
    connection.execute(update(session).where(session.c.id == _known_as(token)).values(seen_at=at))


def session_person(connection: Connection, token: str, at: datetime) -> tuple[int, datetime] | None:
    """Whose session it is and when it was last seen; None when it is over or was never there."""
    row = connection.execute(
        select(session.c.person, session.c.seen_at).where(
            session.c.id == _known_as(token), session.c.started_at > at - LONGEST, session.c.seen_at > at - IDLE
        )
    ).one_or_none()
    return None if row is None else (row.person, row.seen_at)


def _known_as(token: str) -> bytes:
    """How a session is known in the database: who reads the table can't use what is there."""
    return hashlib.sha256(token.encode()).digest()
