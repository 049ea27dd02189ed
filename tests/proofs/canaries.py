"""A municipality whose every name, address and answer is a word found nowhere else: where one turns up is seen."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from engine import account, mail, task
from engine.calendar import swedish_calendar
from engine.commands.calendar import SetCalendar
from engine.commands.directory import AddToDirectory
from engine.demo import LONG_AGO, ROLES
from engine.directory.entries import Contact, Entry, Group, Membership, Office, Organisation, Person, Role
from engine.directory.lookup import Groups
from engine.instance import row as rows
from engine.public import ClaimTask, CompleteTask, Deploy, Engine, OpenStart, SetClock, StartInstance
from engine.storage.tables.instance import instance
from tests.case import FORMS, people, routine_files, start_form, typed
from tests.paths import EXTERNAL, OWN, WITH_ALARM, Step

MUNICIPALITY, OWN_CARE, NORTH, SOUTH, ALARM, SMITH = (
    "albatross",
    "berguv",
    "citronkryp",
    "duvhök",
    "ejdergul",
    "fjällgås",
)
ORGANISATIONS = {
    MUNICIPALITY: ("municipality", ("needs_assessor", "fee_officer", "caretaker", "system_manager")),
    OWN_CARE: ("own", ("coordinator", "provider")),
    NORTH: ("external", ("provider",)),
    SOUTH: ("external", ("provider",)),
    ALARM: ("external", ("alarm_provider", "provider")),
    SMITH: ("external", ("locksmith",)),
}
OUTSIDE = (OWN_CARE, NORTH, SOUTH, ALARM, SMITH)
OFFICES = {"ombudet": "process_owner", "granskaren": "auditor", "skötaren": "administrator"}
PASSWORD = "kanarie"


def login(organisation: str, role: str) -> str:
    return f"{role}-{organisation}"


@dataclass(frozen=True)
class Worker:
    """Somebody with one role in one organisation."""

    login: str
    organisation: str
    role: str

    @property
    def name(self) -> str:
        """Found nowhere else."""
        return f"Efternamn{self.organisation.title()}{self.role.title().replace('_', '')}"


WORKERS = tuple(Worker(login(o, role), o, role) for o, (_, roles) in ORGANISATIONS.items() for role in roles)


@dataclass(frozen=True)
class CanaryCase:
    """A case with words of its own; `until` is how far it has come."""

    word: str  # what its client is called and its street, found nowhere else
    digits: str  # four that its numbers end with
    provider: str
    steps: tuple[Step, ...]
    start: dict[str, str] = field(default_factory=dict)

    @property
    def typed(self) -> dict[str, str]:
        return start_form(
            client_name=f"Klient {self.word}",
            address=f"{self.word}gatan 7",
            provider=self.provider,
            alarm_provider=ALARM,
            **self.start,
        )

    def answers(self, element: str) -> dict[str, str]:
        own = {
            "lock_unit_number": f"10{self.digits}",
            "ordinary_lock_tag": f"F-{self.digits}",
            "entrance_unit_number": f"55{self.digits}",
            "property_owner": f"BRF {self.word}",
            "entrance": "without_unit",
            "owner_contact_function": f"Ordförande {self.word}",
            "owner_contact_phone": f"08-555 {self.digits}",
            "owner_contact_email": f"post{self.digits}@example.org",
        }
        return FORMS[element] | {name: value for name, value in own.items() if name in FORMS[element]}

    def performer(self, role: str) -> str:
        """The organisation whose task it is."""
        mine = {"provider": self.provider, "alarm_provider": ALARM, "locksmith": SMITH, "coordinator": OWN_CARE}
        return mine.get(role, MUNICIPALITY)


# each ends where some outside organisation has a task open, or has had one
APPROVED: tuple[Step, ...] = (("check_approval", "fee_officer"), ("contact_property_owner", "locksmith"))
CASES = (
    CanaryCase("Anemon", "3117", NORTH, (*EXTERNAL, *APPROVED, ("couple_lock", "system_manager"))),
    CanaryCase("Blåklint", "4228", NORTH, EXTERNAL[:1]),
    CanaryCase("Cikoria", "5339", SOUTH, WITH_ALARM[:1], {"services": "home_care_and_alarm"}),
    CanaryCase("Daggkåpa", "6441", SOUTH, (*WITH_ALARM, APPROVED[0]), {"services": "home_care_and_alarm"}),
    CanaryCase("Eternell", "7552", OWN_CARE, OWN[:3], {"provider_kind": "own"}),
    CanaryCase("Fackelros", "8663", ALARM, EXTERNAL[:5], {"services": "alarm_only"}),
)


def directory() -> list[Entry]:
    password = account.hash_password(PASSWORD)
    found: list[Entry] = [Role(key, name) for key, name in ROLES.items()]
    for key, (kind, roles) in ORGANISATIONS.items():
        found.append(Organisation(key, f"Namn{key.title()}", kind, f"Fakturaväg{key.title()} 1"))
        for role in roles:
            found.append(Group(key, role, f"Grupp{key.title()} {role}"))
            found.append(Contact(key, role, "phone", f"tel-{key}-{role}", f"val-{key}", f"tider-{key}", 1))
            found.append(Contact(key, role, "mail", f"{role}@{key}.example.org", position=2))
    for worker in WORKERS:
        found.append(Person(worker.login, worker.name, worker.organisation, password))
        found.append(Membership(worker.login, worker.organisation, worker.role, LONG_AGO))
    for name, office in OFFICES.items():
        found.append(Person(name, f"Efternamn{name.title()}", MUNICIPALITY, password))
        found.append(Office(name, office, LONG_AGO))
    return found


def fill(engine: Engine) -> None:
    """Makes the directory and walks every case to where it stops; what is open then has been claimed. Each act has a
    time of its own, so that a time says whose it is."""
    clock = engine.clock
    assert isinstance(clock, SetClock)
    engine.migrate()
    engine.execute(AddToDirectory(tuple(directory())), channel="cli")
    engine.execute(SetCalendar(swedish_calendar(2025, 2030)), channel="cli")
    engine.execute(Deploy(routine_files()), channel="cli")
    who = people(engine)
    for case in CASES:
        _walk(engine, clock, who, case)


def _walk(engine: Engine, clock: SetClock, who: dict[str, int], case: CanaryCase) -> None:
    starter = who[login(MUNICIPALITY, "needs_assessor")]
    clock.move(timedelta(minutes=1))
    page = engine.ask(OpenStart("new_lock"), starter)
    started = engine.execute(StartInstance(page.instance, "new_lock", typed(case.typed)), starter)
    for element, role in case.steps:
        if role == "sent":
            continue
        opened = next(t for t in open_tasks(engine, started) if t.element == element)
        worker = who[login(case.performer(role), role)]
        clock.move(timedelta(minutes=1))
        engine.execute(ClaimTask(opened.id), worker)
        clock.move(timedelta(minutes=1))
        engine.execute(CompleteTask(opened.id, typed(case.answers(element))), worker)
    for opened in open_tasks(engine, started):
        clock.move(timedelta(minutes=1))
        engine.execute(ClaimTask(opened.id), who[login(case.performer(opened.role), opened.role)])


def open_tasks(engine: Engine, started: uuid.UUID) -> list[task.Task]:
    with engine.database.read() as connection:
        return task.open_of_instance(connection, started)


@dataclass
class World:
    """What is in the database, read past all filters."""

    cases: dict[str, rows.InstanceRow]  # by word
    tasks: dict[str, list[task.Task]]
    mails: dict[str, list[mail.Mail]]
    organisation_of: dict[int, str]  # by group

    def participants(self, word: str) -> set[str]:
        """The organisations that have had a task in the case, or have one."""
        return {MUNICIPALITY} | {self.organisation_of[t.group] for t in self.tasks[word]}


def read_world(engine: Engine) -> World:
    with engine.database.read() as connection:
        ids = connection.execute(select(instance.c.id).order_by(instance.c.number)).scalars().all()
        found = [row for id_ in ids if (row := rows.read(connection, id_)) is not None]
        groups = Groups(connection).by_id
        words = [case.word for case in CASES]
        return World(
            cases={word: row for word, (row, _) in zip(words, found, strict=True)},
            tasks={word: task.of_instance(connection, row.id) for word, (row, _) in zip(words, found, strict=True)},
            mails={word: mail.of_instance(connection, row.id) for word, (row, _) in zip(words, found, strict=True)},
            organisation_of={g.id: g.organisation_key for g in groups.values()},
        )
