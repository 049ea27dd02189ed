"""Event subprocesses: what is done when something happens while the process around them runs (BPMN 10.3.5, 13.5.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.util.task import TaskState

from engine.bpmn.activity import Subprocess
from engine.bpmn.catch import Repeated

if TYPE_CHECKING:
    from engine.bpmn.token import Token


class EventStart(Repeated):
    """The start event of an event subprocess. It waits in the process around it from when that begins, and the token
    that it puts on its only way is that of the subprocess."""

    watches = True

    def fire(self, token: Token) -> None:
        if self.node.interrupting:
            for other in list(token.workflow.tasks.values()):
                if other is not token:
                    other.cancel()
        else:
            self.await_next(token, token.parent)
        token._ready()


class EventSubprocess(Subprocess):
    """The subprocess itself. Its start event has been passed when it begins."""

    def start(self, token: Token) -> bool:
        token._set_state(TaskState.STARTED)
        token.workflow.top_workflow.start_under(token, self.process.spec, self.process.start, passed=True)
        return False
