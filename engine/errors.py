"""Every error the engine raises on purpose. The docstring is the message, ids are fields, and nothing else is said:
no value a person typed is ever in an error, since errors end up in logs.

NyckelfriError
├── ValueRefused           a value that has no place in state or log
├── BadSetting             configuration (exit 2)
├── FeelError              an expression
│   ├── FeelSyntaxError
│   └── FeelLimitError
├── CalendarSpanExceeded   working time outside the calendar's days
├── CalendarRefused        a change of a calendar
├── CalendarChanged
├── Refused                files for deployment, with every finding
└── …                      each floor's own, below
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.finding import Finding


class NyckelfriError(Exception):
    """Something in Nyckelfri went wrong."""

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        text = (type(self).__doc__ or "").strip()
        named = ", ".join(f"{name}={value}" for name, value in fields.items())
        super().__init__(f"{text} ({named})" if named else text)


class ValueRefused(NyckelfriError):
    """A value that can't be kept."""


class BadSetting(NyckelfriError):
    """A setting makes no sense."""


class FeelError(NyckelfriError):
    """An expression can't be used."""


class FeelSyntaxError(FeelError):
    """An expression can't be read."""


class FeelLimitError(FeelError):
    """An expression is too long, too deep or too costly."""


class CalendarSpanExceeded(NyckelfriError):
    """The calendar does not reach that far, and nobody may guess which days are closed."""


class CalendarRefused(NyckelfriError):
    """A change of the calendar makes no sense; `wrong` says of each field why, in one word."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(**wrong)
        self.wrong = wrong


class CalendarChanged(NyckelfriError):
    """Somebody has changed the calendar since the person who now changes it saw it."""


class Refused(NyckelfriError):
    """Files that were asked to be deployed have problems; `findings` says which. Nothing of them is kept."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(problems=len(findings), rules=",".join(sorted({f.rule for f in findings})))
        self.findings = list(findings)


class KernelError(NyckelfriError):
    """The instance can't go on from here."""


class PersonalValueRead(KernelError):
    """An expression tried to read a value that is kept in the vault."""


class NotOpen(KernelError):
    """What the event names is not open."""


class NotDue(KernelError):
    """The timer is not due yet."""


class NoFlowTaken(KernelError):
    """None of the gateway's conditions holds and it has no default flow."""


class ExpressionGaveNothing(KernelError):
    """An expression that must give a value gave none, or one of another kind."""


class TooManyItems(KernelError):
    """A list has more items than a multi-instance activity may begin."""


class ErrorNotCaught(KernelError):
    """An error end event was reached and nothing catches it."""


class EndlessLoop(KernelError):
    """The diagram goes round without ever waiting for anybody."""


class SnapshotOutdated(KernelError):
    """The snapshot is of another format; the state must be rebuilt from the log."""


class Conflict(NyckelfriError):
    """Another writer was first; try anew on the new state."""


class DatabaseTooNew(NyckelfriError):
    """The database belongs to a later version of the program."""


class UnknownEventFormat(NyckelfriError):
    """A log event is of a format that this version of the program does not know."""


class UnknownEpoch(NyckelfriError):
    """A log event was executed under an epoch of the kernel that this version of the program does not know."""


class UnknownEntry(NyckelfriError):
    """The directory has no such entry."""


class NoSuchGroup(NyckelfriError):
    """No group, or more than one, has the role in the organisation."""


class UnknownDefinition(NyckelfriError):
    """There is no such routine or version."""


class UnknownInstance(NyckelfriError):
    """There is no such instance."""


class NotFound(NyckelfriError):
    """There is no such thing, or none that the actor may know of."""


class NotAllowed(NyckelfriError):
    """The actor lacks the right to do this."""


class NotSignedIn(NyckelfriError):
    """Nobody is signed in, or their account is closed."""


class TaskGone(NyckelfriError):
    """The task is no longer open. `task` is its id; whoever may see it is told by whom and when."""


class TaskHeld(NyckelfriError):
    """Somebody else holds the task."""


class TaskNotHeld(NyckelfriError):
    """The task must be claimed before this can be done with it."""


class FormInvalid(NyckelfriError):
    """The form has errors; nothing is lost of what was typed. `submission` has them."""

    def __init__(self, submission: object) -> None:
        super().__init__()
        self.submission = submission


class AlreadyStarted(NyckelfriError):
    """The form has been posted before, and its instance is running."""


class NotAuthentic(NyckelfriError):
    """No source that may send this message has signed it within the last five minutes."""


class MessageUnclear(NyckelfriError):
    """A message can't be taken in: `problem` says why in a word, `named` the fields that are wrong."""

    def __init__(self, problem: str, named: str = "") -> None:
        super().__init__(problem=problem)
        self.problem = problem
        self.named = named


class NobodyWaits(NyckelfriError):
    """No instance waits for the message, and no routine begins with it."""


class TooManyAttempts(NyckelfriError):
    """Too many attempts to sign in have failed; try again in a quarter of an hour."""


class NotADemo(NyckelfriError):
    """The database is in use for something else than a demo."""


class LeaseLost(NyckelfriError):
    """Somebody else has taken the job since; what was done with it is thrown away."""


class WorkerLost(NyckelfriError):
    """Whoever did the job never came back, several times over."""


class InstanceStuck(NyckelfriError):
    """The instance could not go on. Nothing is lost of what was typed, and an incident has been raised."""


class IncidentGone(NyckelfriError):
    """The incident has been resolved already."""


class NotSkippable(NyckelfriError):
    """The step can't be skipped: nothing waits there, or the instance can't go on from it."""


class InstanceOver(NyckelfriError):
    """The instance is over already."""


class ReasonMissing(NyckelfriError):
    """Somebody who changes the course of an instance has to say why."""
