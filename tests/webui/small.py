"""A routine of one task, which two colleagues of one group may do."""

from __future__ import annotations

import json

_DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="answers" targetNamespace="test">
  <bpmn:collaboration id="pools"><bpmn:participant id="pool" name="Svar" processRef="answer" /></bpmn:collaboration>
  <bpmn:process id="answer" name="Svar" isExecutable="true">
    <bpmn:extensionElements><camunda:properties>
      <camunda:property name="casePrefix" value="SVA" />
    </camunda:properties></bpmn:extensionElements>
    <bpmn:laneSet id="lanes"><bpmn:lane id="assessor" name="Biståndshandläggare">
      <bpmn:flowNodeRef>asked</bpmn:flowNodeRef><bpmn:flowNodeRef>reply</bpmn:flowNodeRef>
      <bpmn:flowNodeRef>replied</bpmn:flowNodeRef>{{nodes}}
    </bpmn:lane></bpmn:laneSet>
    <bpmn:startEvent id="asked" name="Fråga ställd"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="reply" name="Svara på frågan" camunda:formRef="reply" camunda:formRefBinding="deployment"
        camunda:dueDate="=now() + @&quot;PT1H&quot;">
      <bpmn:documentation>Svara inom en timme.</bpmn:documentation>
      <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
    </bpmn:userTask>
    {{timer}}
    <bpmn:endEvent id="replied" name="Besvarad"><bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="asked" targetRef="reply" />
    <bpmn:sequenceFlow id="f2" sourceRef="reply" targetRef="replied" />
  </bpmn:process>
</bpmn:definitions>"""
_FORM = {
    "type": "default",
    "id": "reply",
    "schemaVersion": 19,
    "components": [{"type": "textarea", "id": "f_reply", "key": "reply_text", "label": "Ditt svar"}],
}
_TIMER = """<bpmn:boundaryEvent id="too_late" name="En timme har gått" attachedToRef="reply">
      <bpmn:outgoing>f3</bpmn:outgoing>
      <bpmn:timerEventDefinition id="hour"><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:boundaryEvent>
    <bpmn:endEvent id="unanswered" name="Obesvarad"><bpmn:incoming>f3</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f3" sourceRef="too_late" targetRef="unanswered" />"""
_NODES = "<bpmn:flowNodeRef>too_late</bpmn:flowNodeRef><bpmn:flowNodeRef>unanswered</bpmn:flowNodeRef>"


def small_routine(*, deadline: bool = False) -> dict[str, bytes]:
    """Its files. With a `deadline` the task is over after an hour, whatever has been done."""
    drawn = _DIAGRAM.replace("{{timer}}", _TIMER if deadline else "").replace("{{nodes}}", _NODES if deadline else "")
    return {"answer.bpmn": drawn.encode(), "reply.form": json.dumps(_FORM).encode()}
