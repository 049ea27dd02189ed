"""Who is signed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from engine import account
from engine.command import Context
from engine.directory.actor import Actor, read_actor
from engine.storage.tables.directory import group, membership, office, organisation, person, role
from engine.storage.tables.setting import setting

_TOUCH = timedelta(minutes=5)  # how often a session's use is noted


@dataclass(frozen=True)
class SignedIn:
    """Somebody with a session. `touch` when its use is to be noted again."""

    actor: Actor
    touch: bool


@dataclass(frozen=True)
class WhoIsSignedIn:
    """The person whose session a token is of; None when it is over."""

    token: str = field(repr=False)

    def read(self, context: Context) -> SignedIn | None:
        found = account.session_person(context.connection, self.token, context.at)
        if found is None:
            return None
        actor = read_actor(context.connection, found[0], context.at, context.channel)
        return None if actor is None else SignedIn(actor, context.at - found[1] > _TOUCH)


@dataclass(frozen=True)
class DemoPerson:
    """Somebody whom the demo's sign-in page offers."""

    login: str
    name: str
    organisation: str
    what: tuple[str, ...]  # roles and offices


@dataclass(frozen=True)
class DemoPeople:
    """Everybody in a demo directory; nobody in any other."""

    def read(self, context: Context) -> tuple[DemoPerson, ...]:
        if not is_demo(context):
            return ()
        people = context.connection.execute(
            select(person.c.id, person.c.login, person.c.name, organisation.c.name.label("organisation"))
            .join(organisation)
            .where(person.c.active)
            .order_by(person.c.id)
        ).all()
        roles = context.connection.execute(
            select(membership.c.person, role.c.name)
            .join(group, group.c.id == membership.c.group)
            .join(role, role.c.key == group.c.role)
            .order_by(membership.c.id)
        ).all()
        offices = context.connection.execute(select(office.c.person, office.c.kind).order_by(office.c.id)).all()
        held = [*roles, *offices]
        return tuple(
            DemoPerson(p.login, p.name, p.organisation, tuple(dict.fromkeys(h[1] for h in held if h[0] == p.id)))
            for p in people
        )


def is_demo(context: Context) -> bool:
    """Whether the database was made by `--demo`."""
    kept = select(setting.c.value).where(setting.c.name == "demo")
    return context.connection.execute(kept).scalar_one_or_none() == "yes"


@dataclass(frozen=True)
class IsDemo:
    """Whether the database was made by `--demo`."""

    def read(self, context: Context) -> bool:
        return is_demo(context)
