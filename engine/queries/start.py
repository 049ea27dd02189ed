"""Starting a routine: which the actor may start, and the start form."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine import vault
from engine.access import start_group
from engine.command import Context
from engine.definition.store import all_latest, latest
from engine.directory.lookup import Groups, read_directory
from engine.errors import NotFound, UnknownDefinition
from engine.feel import Context as FeelContext
from engine.instance.load import calendar_for
from engine.instance.start_draft import start_draft
from engine.queries.task_page import TaskForm, task_form


@dataclass(frozen=True)
class Startable:
    """A routine that the actor may start."""

    key: str
    name: str
    what: str


@dataclass(frozen=True)
class StartableRoutines:
    """The routines that the actor may start, by name."""

    def read(self, context: Context) -> tuple[Startable, ...]:
        groups = Groups(context.connection)
        found = []
        for version in all_latest(context.connection):
            bundle = context.bundles.get(context.connection, version.bundle)
            if bundle.case_prefix and start_group(context.person, bundle, groups) is not None:
                found.append(Startable(version.key, bundle.name, bundle.main.documentation))
        return tuple(found)


@dataclass(frozen=True)
class StartPage:
    """The start form of a routine, and the id that its instance will have."""

    key: str
    name: str
    what: str
    why: str
    button: str
    instance: uuid.UUID
    form: TaskForm | None


@dataclass(frozen=True)
class OpenStart:
    """The start page of a routine that the actor may start. Raises `NotFound`."""

    key: str
    typed: Mapping[str, Sequence[str]] | None = field(default=None, repr=False)

    def read(self, context: Context) -> StartPage:
        directory = read_directory(context.connection)
        groups = directory.groups
        try:
            bundle = context.bundles.get(context.connection, latest(context.connection, self.key).bundle)
        except UnknownDefinition:
            raise NotFound from None
        if not bundle.case_prefix or start_group(context.person, bundle, groups) is None:
            raise NotFound
        start = bundle.start_at(None)
        declared = bundle.form_of(start)
        form = None
        if declared is not None:
            feel = FeelContext(context.at, calendar_for(context.connection, bundle, directory))
            draft = vault.read_draft(context.connection, start_draft(self.key), context.person.id)
            form = task_form(declared, self.typed, draft, {}, groups, feel)
        return StartPage(
            key=self.key,
            name=bundle.name,
            what=bundle.main.documentation,
            why=start.documentation,
            button=start.properties.get("button", ""),
            instance=context.clock.new_id(),
            form=form,
        )
