"""The page of one task: what to do and why, whom to contact, the form, where in the routine, what happened before."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine import canonical, task, vault
from engine.access import check_sees_task, may_claim, may_complete, may_release
from engine.bpmn import mail_text
from engine.bpmn.model import Node
from engine.canonical import Value
from engine.command import Context
from engine.definition.bundle import Bundle
from engine.directory.actor import Actor
from engine.directory.lookup import ContactRow, Groups, contacts_of, names_of
from engine.errors import NoSuchGroup
from engine.feel import Context as FeelContext
from engine.form import Form, Option, hidden, prefill
from engine.instance import row as rows
from engine.instance.answers import directory_options, open_values
from engine.instance.load import load
from engine.queries.history import Line, Share, lines
from engine.queries.lanes import LaneStep, lane_steps
from engine.queries.task_list import MINE, MyTasks
from engine.task import OPEN, Task


@dataclass(frozen=True)
class ContactCard:
    """Whom to turn to: a role in an organisation, and how it is reached."""

    role: str
    role_name: str
    organisation: str
    ways: tuple[ContactRow, ...]


@dataclass(frozen=True)
class TaskForm:
    """A form to be shown: `hidden` are ids of components not asked as things stand, `options` those of each source."""

    form: Form
    typed: Mapping[str, Sequence[str]] = field(repr=False)
    hidden: frozenset[str]
    options: Mapping[str, Sequence[Option]]
    saved_at: datetime | None = None  # when `typed` was kept as a draft


@dataclass(frozen=True)
class TaskPage:
    """Everything that the page shows but the vault's values, which the command `DiscloseTask` gives.

    A task that is over has a form only when the person has typed something in it that was not taken in.
    """

    task: Task
    number: str
    routine: str
    why: str
    button: str
    role_name: str
    group_name: str
    holder: str | None
    mine: bool
    may_claim: bool
    may_complete: bool
    may_release: bool
    closed_by: str | None
    contacts: tuple[ContactCard, ...]
    form: TaskForm | None
    lanes: tuple[LaneStep, ...]
    before: tuple[Line, ...]


@dataclass(frozen=True)
class OpenTask:
    """The page of a task that the actor may see. `typed` is what the person has typed and not had kept. Raises
    `NotFound`."""

    task: uuid.UUID
    typed: Mapping[str, Sequence[str]] | None = field(default=None, repr=False)

    def read(self, context: Context) -> TaskPage:
        actor = context.person
        found = check_sees_task(actor, task.read(context.connection, self.task))
        execution = load(context.connection, context.bundles, found.instance)
        bundle, groups, row = execution.bundle, execution.groups, execution.row
        assert row is not None
        node = bundle.kernel.node(found.scope, found.element)
        share = Share.of(context, actor, row, groups)
        names = names_of(context.connection, [found.assignee, found.closed_by])
        form = None
        if declared := bundle.form_of(node):
            state = execution.state if found.state == OPEN else None
            known = {n: state.scopes.look_up(found.scope, n) for n in _asked(declared)} if state is not None else {}
            feel = FeelContext(context.at, execution.calendar)
            draft = vault.read_draft(context.connection, found.id, actor.id)
            if state is not None or self.typed is not None or draft is not None:
                form = task_form(declared, self.typed, draft, known, groups, feel)
        return TaskPage(
            task=found,
            number=row.number,
            routine=bundle.name,
            why=node.documentation,
            button=node.properties.get("button", ""),
            role_name=bundle.lane_name(found.role),
            group_name=groups.by_id[found.group].name,
            holder=names.get(found.assignee or 0),
            mine=found.assignee == actor.id,
            may_claim=may_claim(actor, found),
            may_complete=may_complete(actor, found),
            may_release=may_release(actor, found),
            closed_by=names.get(found.closed_by or 0),
            contacts=_contacts(context, bundle, groups, node, found),
            form=form,
            lanes=lane_steps(bundle, actor, share),
            before=lines(context, actor, row, bundle, groups, share, most=20),
        )


def task_form(
    form: Form,
    typed: Mapping[str, Sequence[str]] | None,
    draft: tuple[Mapping[str, Sequence[str]], datetime] | None,
    known: Mapping[str, Value],
    groups: Groups,
    feel: FeelContext,
) -> TaskForm:
    """A form as it is to be shown: with what was typed just now, else with the draft, else with the open values."""
    saved_at = None
    if typed is None and draft is not None:
        typed, saved_at = draft
    value_of = open_values(lambda name: known.get(name))
    shown = prefill(form, value_of) if typed is None else typed
    source = directory_options(groups)
    options = {f.option_source: source(f.option_source) for f in form.fields.values() if f.option_source}
    return TaskForm(form, shown, hidden(form, shown, value_of, source, feel), options, saved_at)


def _asked(form: Form) -> set[str]:
    """The variables that showing the form needs: its fields', and what its conditions read."""
    return {*form.fields, *(name for step in form.steps if step.hide is not None for name in step.hide.reads)}


def _contacts(context: Context, bundle: Bundle, groups: Groups, node: Node, found: Task) -> tuple[ContactCard, ...]:
    organisations: Any = canonical.decode(found.contacts)
    wanted = []
    for role in mail_text.roles(node.properties.get("contact", "")):
        try:
            wanted.append(groups.find(role, organisations.get(role)))
        except NoSuchGroup:  # the directory has changed since: the page is still of use
            continue
    ways = contacts_of(context.connection, [g.id for g in wanted])
    return tuple(
        ContactCard(g.role, bundle.lane_name(g.role), g.organisation_name, tuple(ways.get(g.id, ()))) for g in wanted
    )


@dataclass(frozen=True)
class Next:
    """The task to offer next."""

    id: uuid.UUID
    name: str
    number: str
    same_instance: bool


@dataclass(frozen=True)
class NextTask:
    """After a task in an instance: the actor's next there, else the one of theirs that is due first; None when there
    is none. Of an instance that is none of theirs, be it there or not, it says nothing."""

    instance: uuid.UUID

    def read(self, context: Context) -> Next | None:
        actor = context.person
        here = [t for t in task.open_of_instance(context.connection, self.instance) if _for(actor, t)]
        found = rows.read(context.connection, self.instance) if here else None
        if found is not None:
            first = min(here, key=lambda t: (t.due or task.NO_DEADLINE, t.opened_n, t.id))
            return Next(first.id, first.name, found[0].number, True)
        mine = MyTasks(MINE).read(context).rows
        return Next(mine[0].id, mine[0].name, mine[0].number, False) if mine else None


def _for(actor: Actor, t: Task) -> bool:
    return t.group in actor.groups and t.assignee in (None, actor.id)
