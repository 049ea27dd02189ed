"""Delivering messages and signals to whoever waits for them, or starting what begins with them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from engine import vault, waiting
from engine.bpmn.model import Node
from engine.canonical import Reference, Value
from engine.command import Context, Nothing
from engine.commands.message_event import changed
from engine.commands.start import Beginning, begin
from engine.definition.bundle import Bundle
from engine.definition.store import Version, all_latest
from engine.directory.lookup import read_directory
from engine.errors import KernelError, MessageUnclear, NobodyWaits, NoSuchGroup
from engine.feel import Context as FeelContext
from engine.instance.answers import Answers, answers, directory_options, open_values, recorded
from engine.instance.execution import Execution
from engine.instance.letter import Letter, inner_letter, opened, read_letter
from engine.instance.load import load
from engine.job import MESSAGE, SIGNAL, New, enqueue
from engine.log.types import EventType
from engine.message import received
from engine.message.received import PATIENCE, WAITING, Received
from engine.waiting import Subscription


@dataclass(frozen=True)
class Handed:
    """What a delivery comes to: the instance that got the message, and what writes it."""

    execution: Execution
    write: Callable[[Connection], None]


@dataclass(frozen=True)
class DeliverReceived:
    """Hands a message from outside to the instance that waits for it, else to the routine that begins with it. What
    nobody understands, or has waited for after a while, is kept for a person. Raises `NobodyWaits` until then."""

    message: uuid.UUID

    def prepare(self, context: Context) -> Callable[[Connection], None] | Nothing[None]:
        came = received.read(context.connection, self.message)
        if came is None or came.state != WAITING:
            return Nothing(None)
        try:
            letter = read_letter(came.name, came.body or b"")
            handed = _hand(context, self, letter, {"source": came.source, "message": came.message_id})
        except NobodyWaits:
            if context.at - came.received_at < PATIENCE:
                raise
            return self._kept(context, came, "nobody")
        except MessageUnclear as unclear:
            return self._kept(context, came, unclear.problem, unclear.named)
        except (KernelError, NoSuchGroup):
            return self._kept(context, came, "stuck")

        said = {"message": came.id.hex, "to": handed.execution.id.hex}
        _, close = changed(context, self, EventType.MESSAGE_HANDED, came, said)

        def apply(connection: Connection) -> None:
            handed.write(connection)
            close(connection)

        return apply

    def _kept(self, context: Context, came: Received, problem: str, fields: str = "") -> Callable[[Connection], None]:
        said = {"message": came.id.hex, "problem": problem} | ({"fields": fields} if fields else {})
        _, write = changed(context, self, EventType.MESSAGE_KEPT, came, said)
        return write


@dataclass(frozen=True)
class DeliverThrown:
    """Hands a message that an instance has thrown to the one that waits for it, else to the routine that begins with
    it; both histories tell of it. Raises `NobodyWaits`, `MessageUnclear`: its job is tried anew, then an incident."""

    thrower: uuid.UUID
    thrown: Mapping[str, Any] = field(repr=False)

    def prepare(self, context: Context) -> Callable[[Connection], None]:
        values = self.thrown.get("values", {})
        kept = vault.read_classed(context.connection, (v for v in values.values() if isinstance(v, Reference)))
        letter = inner_letter(self.thrown["name"], self.thrown.get("correlation", ""), values, kept)
        handed = _hand(context, self, letter, _origin(self.thrower, self.thrown))
        itself = handed.execution.id == self.thrower
        sender = handed.execution if itself else load(context.connection, context.bundles, self.thrower)
        told = {"key": self.thrown["key"], "to": handed.execution.id.hex}
        sender.note(EventType.MESSAGE_DELIVERED, context.act(self), told)

        def apply(connection: Connection) -> None:
            # in the order of their ids: two that send to each other at once must not each wait for the other
            writes = {handed.execution.id: handed.write} | ({} if itself else {sender.id: sender.write})
            for _, write in sorted(writes.items()):
                write(connection)

        return apply


@dataclass(frozen=True)
class SpreadSignal:
    """Makes a job for each other instance that waits for a signal that an instance has thrown, and one for each routine
    that begins with it."""

    thrower: uuid.UUID
    thrown: Mapping[str, Any] = field(repr=False)
    dedup: str

    def prepare(self, context: Context) -> Callable[[Connection], None]:
        name = self.thrown["name"]
        others = {each.instance for each in waiting.for_signal(context.connection, name)} - {self.thrower}
        targets = [{"to": each.hex} for each in sorted(others)]
        targets += [{"start": version.key} for version, _, _ in _starts(context, SIGNAL, name)]
        jobs = [
            New(
                SIGNAL,
                f"{self.dedup}>{next(iter(target.values()))}",
                context.at,
                self.thrower,
                {**self.thrown, **target},
            )
            for target in targets
        ]
        return lambda connection: enqueue(connection, jobs)


@dataclass(frozen=True)
class DeliverSignal:
    """Hands a signal to one other instance, without its values: everybody hears it, and nobody has declared them. One
    that waits no longer is left alone."""

    thrower: uuid.UUID
    thrown: Mapping[str, Any] = field(repr=False)
    instance: uuid.UUID

    def prepare(self, context: Context) -> Callable[[Connection], None] | Nothing[None]:
        name = self.thrown["name"]
        execution = load(context.connection, context.bundles, self.instance)
        act = context.act(self)
        execution.settle_deadlines(act)
        if execution.state is None or not execution.state.waits_for_signal(name):
            return Nothing(None)
        inputs = {"from": _origin(self.thrower, self.thrown)}
        execution.perform(EventType.SIGNAL_RECEIVED, act, "signal", code=name, inputs=inputs)
        return execution.write


@dataclass(frozen=True)
class StartBySignal:
    """Begins a routine with a signal."""

    thrower: uuid.UUID
    thrown: Mapping[str, Any] = field(repr=False)
    key: str

    def prepare(self, context: Context) -> Callable[[Connection], None] | Nothing[None]:
        starts = [s for s in _starts(context, SIGNAL, self.thrown["name"]) if s[0].key == self.key]
        if not starts:
            return Nothing(None)  # its newest version begins otherwise
        beginning = _begin(context, *starts[0])
        given = Answers()
        beginning.perform(context.act(self), given, {"from": _origin(self.thrower, self.thrown)})
        return lambda connection: beginning.write(connection, given)


def _origin(thrower: uuid.UUID, thrown: Mapping[str, Any]) -> dict[str, Any]:
    return {"instance": thrower.hex, "key": thrown["key"]}


def _hand(context: Context, command: object, letter: Letter, origin: Mapping[str, Any]) -> Handed:
    """Raises `NobodyWaits`, and `MessageUnclear` when several do or the letter does not fit."""
    found = waiting.for_message(context.connection, letter.name, letter.correlation)
    if len(found) > 1:
        raise MessageUnclear("several")
    return _wake(context, command, letter, found[0], origin) if found else _start(context, command, letter, origin)


def _wake(context: Context, command: object, letter: Letter, found: Subscription, origin: Mapping[str, Any]) -> Handed:
    execution = load(context.connection, context.bundles, found.instance)
    act = context.act(command)
    execution.settle_deadlines(act)
    state = execution.state
    if state is None or not any(t.key == found.key and t.task_spec.waits == MESSAGE for t in state.tokens()):
        raise NobodyWaits(message=letter.name)  # its time has run out first
    node = execution.bundle.kernel.node(found.key.scope, found.key.element)
    known = open_values(lambda name: state.scopes.look_up(found.key.scope, name))
    given = _given(context, execution, letter, node, known)
    inputs = {**recorded(given), "from": origin}
    execution.perform(EventType.MESSAGE_RECEIVED, act, "message", found.key, values=given.values, inputs=inputs)

    def write(connection: Connection) -> None:
        execution.write(connection)
        vault.put(connection, given.kept)

    return Handed(execution, write)


def _start(context: Context, command: object, letter: Letter, origin: Mapping[str, Any]) -> Handed:
    starts = list(_starts(context, MESSAGE, letter.name))
    if len(starts) > 1:
        raise MessageUnclear("several")
    if not starts:
        raise NobodyWaits(message=letter.name)
    beginning = _begin(context, *starts[0])
    given = _given(context, beginning.execution, letter, beginning.node, lambda name: None)
    beginning.perform(context.act(command), given, {"from": origin})
    return Handed(beginning.execution, lambda connection: beginning.write(connection, given))


def _starts(context: Context, kind: str, name: str) -> Iterator[tuple[Version, Bundle, Node]]:
    """The start events that begin a routine with the message or signal, in its newest version."""
    for version in all_latest(context.connection):
        bundle = context.bundles.get(context.connection, version.bundle)
        for node in bundle.main.nodes.values():
            event = node.event
            if node.kind == "startEvent" and event is not None and (event.kind, event.text) == (kind, name):
                yield version, bundle, node


def _begin(context: Context, version: Version, bundle: Bundle, node: Node) -> Beginning:
    """For the group of the start event's lane. Raises `NoSuchGroup`."""
    directory = read_directory(context.connection)
    group = directory.groups.find(bundle.role_of(node), None)
    return begin(context, version, bundle, directory, group, node, context.clock.new_id())


def _given(
    context: Context, execution: Execution, letter: Letter, node: Node, known: Callable[[str], Value]
) -> Answers:
    moment = FeelContext(context.at, execution.calendar)
    values = opened(letter, execution.bundle, node, known, directory_options(execution.groups), moment)
    return answers(execution.bundle.form_of(node), values, execution.id, context.clock)
