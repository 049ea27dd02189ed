"""The library as it comes: its own parser, workflow and serializer on the same diagram."""

from __future__ import annotations

import io
import time
from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState


class StockLine:
    """An instance of a line of tasks, kept as JSON between the steps."""

    def __init__(self, diagram: bytes, key: str) -> None:
        parser = BpmnParser()
        parser.add_bpmn_io(io.BytesIO(diagram))
        self.serializer = BpmnWorkflowSerializer()
        workflow = BpmnWorkflow(parser.get_spec(key))
        workflow.do_engine_steps()
        self.stored = self.serializer.serialize_json(workflow)

    @property
    def is_completed(self) -> bool:
        return bool(self.serializer.deserialize_json(self.stored).is_completed())

    def step(self, data: Mapping[str, Any]) -> float:
        """Loads, completes the task that is ready, saves; returns the seconds it took."""
        before = time.perf_counter()
        workflow = self.serializer.deserialize_json(self.stored)
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        task.set_data(**data)
        task.run()
        workflow.do_engine_steps()
        self.stored = self.serializer.serialize_json(workflow)
        return time.perf_counter() - before
