"""The demo's directory: an invented municipality, its home care, two providers, an alarm provider and a locksmith."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Table, literal_column, select

from engine import account
from engine.command import Context, Executor, Nothing
from engine.commands.calendar import EnsureCalendar
from engine.commands.directory import AddToDirectory
from engine.directory.entries import Contact, Deputy, Entry, Group, Membership, Office, Organisation, Person, Role
from engine.errors import NotADemo
from engine.storage.database import upsert
from engine.storage.tables.directory import organisation
from engine.storage.tables.setting import setting

PASSWORD = "demo"  # noqa: S105 -- said on the sign-in page; such a database is served on loopback only
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)

ROLES = {
    "needs_assessor": "Biståndshandläggare",
    "fee_officer": "Avgiftshandläggare",
    "provider": "Utförare",
    "alarm_provider": "Utförare larm/nattillsyn",
    "former_provider": "Tidigare utförare",
    "coordinator": "Samordnare",
    "caretaker": "Vaktmästare",
    "system_manager": "Systemförvaltare",
    "locksmith": "Upphandlad låssmed",
}
ORGANISATIONS = (
    Organisation(
        "kommunen",
        "Ekbacka kommun",
        "municipality",
        "Ekbacka kommun, Fakturor, Box 555, 123 45 Ekbacka",
    ),
    Organisation("egen", "Ekbacka hemtjänst", "own"),
    Organisation("norr", "Norrgläntans hemtjänst", "external"),
    Organisation("soder", "Söderängens omsorg", "external"),
    Organisation("larm", "Trygghetsjouren", "external"),
    Organisation("lassmed", "Ekbacka Lås", "external"),
)
GROUPS = (
    Group("kommunen", "needs_assessor", "Myndighetsenheten, bistånd"),
    Group("kommunen", "fee_officer", "Myndighetsenheten, avgifter"),
    Group("kommunen", "caretaker", "Vaktmästeriet"),
    Group("kommunen", "system_manager", "Systemförvaltningen"),
    Group("egen", "coordinator", "Samordnarna i hemtjänsten"),
    Group("egen", "provider", "Ekbacka hemtjänst"),
    Group("norr", "provider", "Norrgläntans hemtjänst"),
    Group("soder", "provider", "Söderängens omsorg"),
    Group("larm", "alarm_provider", "Trygghetsjouren"),
    Group("larm", "provider", "Trygghetsjouren, bara larm"),  # who has the alarm alone has it of them
    Group("lassmed", "locksmith", "Ekbacka Lås"),
)
# group by organisation and role: keypad choice or purpose, hours; numbers begin with 555 and lead nowhere
CONTACTS = (
    ("kommunen", "needs_assessor", "08-555 010 10", "bistand@example.org", "", "Vardagar 08:00-16:30"),
    ("kommunen", "fee_officer", "08-555 010 20", "avgift@example.org", "", "Vardagar 08:00-16:30"),
    ("kommunen", "caretaker", "08-555 010 30", "vaktmasteri@example.org", "Knappval 2", "Vardagar 07:00-16:00"),
    ("kommunen", "system_manager", "08-555 010 40", "system@example.org", "Knappval 3", "Vardagar 08:00-16:30"),
    ("egen", "coordinator", "08-555 020 10", "samordnare@example.org", "", "Alla dagar 07:00-21:00"),
    ("egen", "provider", "08-555 020 20", "hemtjanst@example.org", "", "Alla dagar 07:00-22:00"),
    ("norr", "provider", "08-555 030 10", "norr@example.org", "", "Alla dagar 07:00-22:00"),
    ("soder", "provider", "08-555 040 10", "soder@example.org", "", "Alla dagar 07:00-22:00"),
    ("larm", "alarm_provider", "08-555 050 10", "larm@example.org", "", "Dygnet runt"),
    ("larm", "provider", "08-555 050 20", "larm@example.org", "", "Dygnet runt"),
    ("lassmed", "locksmith", "08-555 060 10", "lassmed@example.org", "", "Vardagar 07:00-16:00"),
)
# login, name, organisation, roles (a manager's with !), offices
PEOPLE = (
    ("bistand", "Agnes Björk", "kommunen", ("needs_assessor",), ()),
    ("avgift", "Ture Lind", "kommunen", ("fee_officer",), ()),
    ("utforare-norr", "Maja Nordgren", "norr", ("provider",), ()),
    ("utforare-soder", "Elis Söderlund", "soder", ("provider",), ()),
    ("samordnare", "Iris Hallberg", "egen", ("coordinator", "provider"), ()),
    ("larm", "Nils Wester", "larm", ("alarm_provider", "provider"), ()),
    ("vaktmastare", "Algot Sten", "kommunen", ("caretaker",), ()),
    ("system", "Vera Dahl", "kommunen", ("system_manager",), ()),
    ("lassmed", "Otto Järn", "lassmed", ("locksmith",), ()),
    ("processagare", "Edit Lund", "kommunen", (), ("process_owner",)),
    ("processagare2", "Folke Ek", "kommunen", (), ("process_owner",)),
    ("revisor", "Signe Klar", "kommunen", (), ("auditor",)),
    ("admin", "Ragnar Holm", "kommunen", (), ("administrator",)),
    ("bistand2", "Sixten Åberg", "kommunen", ("needs_assessor",), ()),
    ("chef", "Karin Ceder", "kommunen", ("needs_assessor!", "fee_officer!", "caretaker!", "system_manager!"), ()),
    ("chef-norr", "Love Nordin", "norr", ("provider!",), ()),
    ("vikarie", "Tyra Gran", "kommunen", ("system_manager",), ()),
)


@dataclass(frozen=True)
class _Mark:
    """Marks a database as a demo's, `begun` or `yes`; returns how it was marked. Raises `NotADemo` for one that is in
    use for something else."""

    how: str

    def prepare(self, context: Context) -> Callable[[Connection], str] | Nothing[str]:
        read = select(setting.c.value).where(setting.c.name == "demo")
        marked = context.connection.execute(read).scalar_one_or_none()
        if marked in (self.how, "yes"):
            return Nothing(marked)
        if marked is None and _has(context.connection, organisation):
            raise NotADemo

        def apply(connection: Connection) -> str:
            row = {"name": "demo", "value": self.how}
            marking = upsert(connection, setting).values(**row)
            connection.execute(marking.on_conflict_do_update(index_elements=["name"], set_=row))
            return marked or ""

        return apply


def prepare_demo(executor: Executor) -> bool:
    """Fills an empty database with the demo's directory; returns whether it was empty. What a kill left half done is
    taken up where it stopped. Raises `NotADemo`."""
    if executor.execute(_Mark("begun"), channel="demo") == "yes":
        return False
    with executor.database.read() as connection:
        now = executor.database.now(connection)
        peopled = _has(connection, organisation)
    if not peopled:
        executor.execute(AddToDirectory(tuple(_entries(now))), channel="demo")
    executor.execute(EnsureCalendar(), channel="demo")
    executor.execute(_Mark("yes"), channel="demo")
    return True


def _has(connection: Connection, table: Table) -> bool:
    return connection.execute(select(literal_column("1")).select_from(table).limit(1)).first() is not None


def _entries(now: datetime) -> list[Entry]:
    password = account.hash_password(PASSWORD)
    found: list[Entry] = [*(Role(key, name) for key, name in ROLES.items()), *ORGANISATIONS, *GROUPS]
    for place, role, phone, mail, label, hours in CONTACTS:
        found.append(Contact(place, role, "phone", phone, label, hours, 1))
        found.append(Contact(place, role, "mail", mail, position=2))
    for login, name, place, roles, offices in PEOPLE:
        found.append(Person(login, name, place, password))
        for role in roles:
            found.append(Membership(login, place, role.rstrip("!"), LONG_AGO, manager=role.endswith("!")))
        found += [Office(login, kind, LONG_AGO) for kind in offices]
    found.append(Deputy("avgift", "vikarie", now - timedelta(days=1), now + timedelta(days=60)))
    return found
