"""Signing in and out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from engine import account
from engine.account import PER_ADDRESS, PER_LOGIN, WINDOW
from engine.command import Context
from engine.errors import TooManyAttempts
from engine.storage.tables.directory import person


@dataclass(frozen=True)
class SignIn:
    """Begins a session; returns the token that the browser keeps, None when login and password do not fit.

    `key` hides in the table who has failed. Raises `TooManyAttempts`, whether the password was right or not.
    """

    login: str
    password: str = field(repr=False)
    address: str
    key: bytes = field(repr=False)

    def prepare(self, context: Context) -> Callable[[Connection], str | None]:
        login = account.subject(self.key, "login", self.login.casefold())
        address = account.subject(self.key, "address", self.address)
        for subject, most in ((login, PER_LOGIN), (address, PER_ADDRESS)):
            if account.failed_since(context.connection, subject, context.at - WINDOW) >= most:
                raise TooManyAttempts
        row = context.connection.execute(
            select(person.c.id, person.c.password).where(person.c.login == self.login, person.c.active)
        ).one_or_none()
        right = account.is_password(None if row is None else row.password, self.password)
        token = context.clock.random(32).hex()

        def apply(connection: Connection) -> str | None:
            if row is None or not right:
                account.note_failed(connection, [login, address], context.at)
                return None
            account.forget_failed(connection, login)
            account.begin_session(connection, token, row.id, context.at)
            return token

        return apply


@dataclass(frozen=True)
class SignOut:
    """Ends a session; nothing happens when there is none."""

    token: str = field(repr=False)

    def prepare(self, context: Context) -> Callable[[Connection], None]:
        return lambda connection: account.end_session(connection, self.token)


@dataclass(frozen=True)
class TouchSession:
    """Notes that a session is in use, so that it does not end while somebody works."""

    token: str = field(repr=False)

    def prepare(self, context: Context) -> Callable[[Connection], None]:
        return lambda connection: account.touch_session(connection, self.token, context.at)
