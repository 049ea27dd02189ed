"""The public face: what pages and other callers may use of the engine, and nothing else."""

from __future__ import annotations

from typing import TypeVar

from engine.access import may_change_calendar, mends, sees_calendar
from engine.calendar import STOCKHOLM, Hours
from engine.calendar_change import LONGEST_NAME, WEEKDAYS, Change, CloseDay, Difference, OpenDay, SetHours, TakeHolidays
from engine.canonical import Value
from engine.clock import Clock, SetClock, SystemClock
from engine.command import Command, Executor
from engine.commands.calendar import ChangeCalendar, EnsureCalendar, SetCalendar
from engine.commands.deploy import CheckFiles, Deploy, Deployed
from engine.commands.directory import AddToDirectory
from engine.commands.disclose import DiscloseMail, DiscloseMessage, DisclosePlaces, DiscloseTask
from engine.commands.incident import CancelInstance, MoveTask, RetryIncident, SkipStep
from engine.commands.message import DropMessage, GrantSource, ReceiveMessage, RetryMessage
from engine.commands.sign_in import SignIn, SignOut, TouchSession
from engine.commands.start import SaveStartDraft, StartInstance
from engine.commands.task import Acted, ClaimTask, CompleteTask, PostponeTask, ReleaseTask, SaveDraft
from engine.config import Config, read_config
from engine.definition.store import Bundles
from engine.demo import PASSWORD as DEMO_PASSWORD
from engine.demo import prepare_demo
from engine.directory.actor import Actor
from engine.finding import Finding
from engine.form import (
    Block,
    Component,
    Field,
    FieldClass,
    FieldError,
    Form,
    Group,
    Kind,
    Option,
    Separator,
    Submission,
    Text,
    TextType,
    choices,
    prefill,
    written,
)
from engine.message.signature import Signed, secret_of, shown
from engine.queries.account import DemoPeople, DemoPerson, IsDemo, SignedIn, WhoIsSignedIn
from engine.queries.calendar import CalendarDay, CalendarPage, HolidaysPage, OpenCalendar, OpenHolidays
from engine.queries.history import Answer, Line, Other
from engine.queries.incident import (
    GroupChoice,
    IncidentList,
    IncidentPage,
    IncidentRow,
    Incidents,
    OpenIncident,
    TroubledJob,
)
from engine.queries.instance_page import DiagramView, DiagramXml, InstancePage, OpenInstance, OpenStep
from engine.queries.lanes import LaneStep
from engine.queries.message import MessageList, MessageRow, OpenMessage, Sources, UnclearMessages
from engine.queries.outbox import MailList, MailPage, MailRow, OpenMail, Outbox, filled
from engine.queries.start import OpenStart, Startable, StartableRoutines, StartPage
from engine.queries.task_list import Count, MyTasks, Row, TaskList
from engine.queries.task_page import ContactCard, Next, NextTask, OpenTask, TaskForm, TaskPage
from engine.query import Asker, Query
from engine.storage.database import Database
from engine.storage.migrate import migrate
from engine.worker import Worker

Result = TypeVar("Result")


class Engine:
    """A database with its commands and queries. `person` None is the system itself."""

    def __init__(self, database_url: str, clock: Clock | None = None) -> None:
        self.clock = clock or SystemClock()
        self.database = Database(database_url, self.clock)
        bundles = Bundles()
        self._executor = Executor(self.database, bundles, self.clock)
        self._asker = Asker(self.database, bundles, self.clock)

    def migrate(self) -> None:
        """Brings the database to this version's tables, and gives a new one Sweden's calendar. Raises
        `DatabaseTooNew`."""
        migrate(self.database)
        self.execute(EnsureCalendar(), channel="cli")

    def prepare_demo(self) -> bool:
        """Fills an empty database with the demo's directory; returns whether it was empty. Raises `NotADemo`."""
        return prepare_demo(self._executor)

    def execute(self, command: Command[Result], person: int | None = None, channel: str = "web") -> Result:
        """Changes something. Raises what the command says it raises."""
        return self._executor.execute(command, person, channel)

    def ask(self, query: Query[Result], person: int | None = None, channel: str = "web") -> Result:
        """Reads something. Raises what the query says it raises."""
        return self._asker.ask(query, person, channel)

    def worker(self) -> Worker:
        """What does the jobs of this database, here or in a process of its own."""
        return Worker(self._executor)

    def close(self) -> None:
        self.database.close()


__all__ = [
    "DEMO_PASSWORD",
    "LONGEST_NAME",
    "STOCKHOLM",
    "WEEKDAYS",
    "Acted",
    "Actor",
    "AddToDirectory",
    "Answer",
    "Block",
    "CalendarDay",
    "CalendarPage",
    "CancelInstance",
    "Change",
    "ChangeCalendar",
    "CheckFiles",
    "ClaimTask",
    "CloseDay",
    "Command",
    "CompleteTask",
    "Component",
    "Config",
    "ContactCard",
    "Count",
    "DemoPeople",
    "DemoPerson",
    "Deploy",
    "Deployed",
    "DiagramView",
    "DiagramXml",
    "Difference",
    "DiscloseMail",
    "DiscloseMessage",
    "DisclosePlaces",
    "DiscloseTask",
    "DropMessage",
    "Engine",
    "Field",
    "FieldClass",
    "FieldError",
    "Finding",
    "Form",
    "GrantSource",
    "Group",
    "GroupChoice",
    "HolidaysPage",
    "Hours",
    "IncidentList",
    "IncidentPage",
    "IncidentRow",
    "Incidents",
    "InstancePage",
    "IsDemo",
    "Kind",
    "LaneStep",
    "Line",
    "MailList",
    "MailPage",
    "MailRow",
    "MessageList",
    "MessageRow",
    "MoveTask",
    "MyTasks",
    "Next",
    "NextTask",
    "OpenCalendar",
    "OpenDay",
    "OpenHolidays",
    "OpenIncident",
    "OpenInstance",
    "OpenMail",
    "OpenMessage",
    "OpenStart",
    "OpenStep",
    "OpenTask",
    "Option",
    "Other",
    "Outbox",
    "PostponeTask",
    "Query",
    "ReceiveMessage",
    "ReleaseTask",
    "RetryIncident",
    "RetryMessage",
    "Row",
    "SaveDraft",
    "SaveStartDraft",
    "Separator",
    "SetCalendar",
    "SetClock",
    "SetHours",
    "SignIn",
    "SignOut",
    "Signed",
    "SignedIn",
    "SkipStep",
    "Sources",
    "StartInstance",
    "StartPage",
    "Startable",
    "StartableRoutines",
    "Submission",
    "SystemClock",
    "TakeHolidays",
    "TaskForm",
    "TaskList",
    "TaskPage",
    "Text",
    "TextType",
    "TouchSession",
    "TroubledJob",
    "UnclearMessages",
    "Value",
    "WhoIsSignedIn",
    "Worker",
    "choices",
    "filled",
    "may_change_calendar",
    "mends",
    "prefill",
    "read_config",
    "secret_of",
    "sees_calendar",
    "shown",
    "written",
]
