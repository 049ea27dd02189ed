"""SpiffWorkflow as it is, with its own parser, tasks and workflows, to run a model beside ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from tests.engine.bpmn.models import Model
from tests.engine.bpmn.token_game import Place, joined

NEVER = '"P9999D"'  # timers are fired by hand; the library reads the machine's clock


class Plain:
    """Plays a model as the token game does."""

    def __init__(self, model: Model) -> None:
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.fromstring(model.xml(wait=NEVER)))
        self.workflow = BpmnWorkflow(parser.get_spec("model"), parser.get_subprocess_specs("model"))
        self.settle()

    def settle(self) -> None:
        while True:
            self.workflow.do_engine_steps()
            if all(task.task_spec.manual for task in self.workflow.get_tasks(state=TaskState.READY)):
                return

    @property
    def waiting(self) -> list[Place]:
        return sorted(self.place(task) for task in self.tasks())

    @property
    def done(self) -> bool:
        return bool(self.workflow.is_completed())

    def complete(self, place: Place, values: Mapping[str, int]) -> None:
        task = self.at(place)
        task.data.update(values)
        task.run()
        self.settle()

    def fire(self, place: Place) -> None:
        task = self.at(place)
        task.internal_data["event_fired"] = True
        task.task_spec._update(task)
        self.settle()

    def tasks(self) -> Iterator[Any]:
        for task in self.workflow.get_tasks(state=TaskState.READY | TaskState.WAITING):
            waits = isinstance(task.task_spec, CatchingEvent) if task.state == TaskState.WAITING else True
            if waits and (task.state == TaskState.WAITING or task.task_spec.manual):
                yield task

    def at(self, place: Place) -> Any:
        return next(task for task in self.tasks() if self.place(task) == place)

    def place(self, task: Any) -> Place:
        return self.scope(task), task.task_spec.bpmn_id

    def scope(self, task: Any) -> str:
        """Where our variables of the task would be."""
        around = ""
        if task.workflow.parent_task_id is not None:
            host = self.workflow.get_task_from_id(task.workflow.parent_task_id)
            called = task.workflow.spec.name != host.task_spec.bpmn_id  # a subprocess has the name of its element
            around = joined(self.scope(host), host.task_spec.bpmn_id) if called else self.scope(host)
        index = task.internal_data.get("key_or_index")
        return around if index is None else joined(around, f"{task.task_spec.bpmn_id}#{index + 1}")
