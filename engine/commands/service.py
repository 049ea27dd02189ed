"""Service tasks that the engine answers itself."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from engine.bpmn.key import Key
from engine.command import Context, Nothing
from engine.instance.execution import Execution
from engine.instance.load import load
from engine.log.types import EventType
from engine.service import SERVICES, Answer, Asked


@dataclass(frozen=True)
class AskService:
    """Asks the service of a topic on behalf of the service task `key`, and records what it answers. Does nothing when
    nobody waits for the answer any more. Raises what the service raises, and `KernelError` where the answer leads
    nowhere."""

    instance: uuid.UUID
    key: Key
    topic: str

    def prepare(self, context: Context) -> Callable[[Connection], None] | Nothing[None]:
        execution = load(context.connection, context.bundles, self.instance)
        act = context.act(self)
        execution.settle_deadlines(act)
        answer = Answer()
        if self._is_awaited(execution):
            answer = SERVICES[self.topic](context.connection, self._asked(context, execution))
            if answer.error:
                execution.perform(EventType.SERVICE_FAILED, act, "error", self.key, code=answer.error)
            else:
                execution.perform(EventType.SERVICE_ANSWERED, act, "answer", self.key, values=answer.values)
        if not execution.events:
            return Nothing(None)

        def apply(connection: Connection) -> None:
            execution.write(connection)
            if answer.write is not None:
                answer.write(connection)

        return apply

    def _is_awaited(self, execution: Execution) -> bool:
        tokens = () if execution.state is None else execution.state.tokens()
        return any(token.key == self.key and token.task_spec.waits == "service" for token in tokens)

    def _asked(self, context: Context, execution: Execution) -> Asked:
        state = execution.state
        assert state is not None
        return Asked(self.instance, self.key, context.at, lambda name: state.scopes.look_up(self.key.scope, name))
