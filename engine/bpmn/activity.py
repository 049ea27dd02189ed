"""Activities: what a person or a service does, mails, called processes and embedded subprocesses (BPMN 13.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.bpmn.argument import Argument
from engine.bpmn.element import Element
from engine.bpmn.outcome import Opened, Sent
from engine.canonical import Value
from engine.errors import ExpressionGaveNothing
from engine.feel import Expression

if TYPE_CHECKING:
    from engine.bpmn.token import Token
    from engine.bpmn.workflow import Under, Workflow


@dataclass(frozen=True)
class Role:
    """A role as a lane names it; `organisation` says which, or leaves it to the directory."""

    key: str
    organisation: Expression | None = None


class Activity(Element):
    """What boundary events can be attached to. They wait from when a token arrives until the activity is over."""

    chooses = True
    boundaries: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()  # the task's own, then those it contacts

    def _update_hook(self, token: Token) -> bool:
        for name in self.boundaries:
            event = token._add_child(self._wf_spec.task_specs[name])
            event.task_spec._update(event)
        return self.start(token)

    def start(self, token: Token) -> bool:
        """Begins the work; whether it is at once ready to be run."""
        return True

    def completed(self, token: Token) -> None:
        for child in token.children:
            if child._state == TaskState.WAITING:
                child.cancel()
        if self.is_item:
            token.parent.task_spec.item_completed(token.parent, token)

    def expressions(self) -> Iterator[Expression]:
        yield from super().expressions()
        yield from (role.organisation for role in self.roles if role.organisation is not None)

    @property
    def role(self) -> str:
        """The key of its lane's role; "" outside every lane."""
        return self.roles[0].key if self.roles else ""

    def organisations(self, token: Token) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for role in self.roles:
            if role.organisation is None:
                found[role.key] = None
                continue
            value = self.evaluate(role.organisation, token)
            found[role.key] = value if isinstance(value, str) else None
        return found


class Waiting(Activity):
    """Work that somebody else does and reports. `topic` is empty for a person's."""

    waits = "task"
    topic = ""
    due: Expression | None = None
    follow_up: Expression | None = None

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.manual = True

    def expressions(self) -> Iterator[Expression]:
        yield from super().expressions()
        yield from (each for each in (self.due, self.follow_up) if each is not None)

    def _on_ready(self, token: Token) -> None:
        opened = Opened(
            token.key,
            self.waits,
            due=self._when(self.due, token),
            follow_up=self._when(self.follow_up, token),
            name=self.topic,
            role=self.role,
            organisations=self.organisations(token),
        )
        token.workflow.top_workflow.record.opened.append((token, opened))

    def _when(self, expression: Expression | None, token: Token) -> datetime | date | None:
        value = None if expression is None else self.evaluate(expression, token)
        if value is not None and not isinstance(value, date):
            raise ExpressionGaveNothing(element=self.element)
        return value

    def organisations(self, token: Token) -> dict[str, str | None]:
        found = super().organisations(token)
        own = self.roles[0] if self.roles else None
        if own is not None and own.organisation is not None and found[own.key] is None:
            # a task that nobody in particular is to do would be seen by nobody
            raise ExpressionGaveNothing(element=self.element)
        return found


class SendTask(Activity):
    """A mail. The token goes on at once: whether it could be delivered is no matter of the diagram's."""

    names: tuple[str, ...] = ()  # the variables that its text has places for

    def _run_hook(self, token: Token) -> bool:
        top = token.workflow.top_workflow
        values = {name: top.scopes.look_up(token.scope, name) for name in self.names}
        top.record.sent.append(Sent(token.key, self.role, values, self.organisations(token)))
        return super()._run_hook(token)


class ScriptTask(Activity):
    """A value that is worked out, by an expression and never by code (BPMN 10.3.3)."""

    result: Argument

    def expressions(self) -> Iterator[Expression]:
        yield from super().expressions()
        yield from (each for each in (self.result.expression,) if each is not None)

    def _run_hook(self, token: Token) -> bool:
        top: Workflow = token.workflow.top_workflow
        top.scopes.assign(token.scope, {self.result.target: self.result.value(top, token.scope)})
        return super()._run_hook(token)


class Call(Activity):
    """A called process: its own scope, in which nothing is inherited (BPMN 13.3.6)."""

    process: Any = None  # the compiled process that is called
    ins: tuple[Argument, ...] = ()
    outs: tuple[Argument, ...] = ()
    own_scope = True

    def expressions(self) -> Iterator[Expression]:
        yield from super().expressions()
        yield from (a.expression for a in (*self.ins, *self.outs) if a.expression is not None)

    def start(self, token: Token) -> bool:
        token._set_state(TaskState.STARTED)
        token.workflow.top_workflow.start_under(token, self.process.spec, self.process.start, own_scope=self.own_scope)
        return False

    def arguments(self, token: Token) -> Mapping[str, Value]:
        top: Workflow = token.workflow.top_workflow
        return {argument.target: argument.value(top, token.scope) for argument in self.ins}

    def returned(self, token: Token, under: Under) -> None:
        top: Workflow = token.workflow.top_workflow
        top.scopes.assign(token.scope, {argument.target: argument.value(top, under.scope) for argument in self.outs})


class Subprocess(Call):
    """An embedded subprocess: part of the process that it stands in, with its variables (BPMN 13.3.4)."""

    own_scope = False
