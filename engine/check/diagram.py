"""What can be said of one file alone: that something in it runs, and that no other engine is meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.bpmn.model import Diagram
from engine.check.place import Place
from engine.finding import Finding, ordered

# extensions by which other engines are told how to run a diagram: ignored, they would leave out what its owner means
_DIALECTS: Mapping[str, str] = {
    "http://camunda.org/schema/zeebe/1.0": "Camunda 8",
    "http://operaton.org/schema/1.0/bpmn": "Operaton",
    "http://activiti.org/bpmn": "Activiti",
    "http://activiti.com/modeler": "Activiti",
    "http://flowable.org/bpmn": "Flowable",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "SpiffWorkflow",
    "http://www.jboss.org/drools": "jBPM",
    "http://www.bonitasoft.org/ns/bpmn": "Bonita",
    "http://sourceforge.net/bpmn/definitions/_": "Yaoqiang",
    "http://bpmn.sourceforge.net": "Yaoqiang",
}


def check_diagram(diagram: Diagram) -> list[Finding]:
    """What is wrong with a file, whatever else is deployed with it; with warnings."""
    return ordered([*_executable(diagram), *_duplicates(diagram), *_foreign(diagram)])


def _executable(diagram: Diagram) -> Iterator[Finding]:
    if any(process.executable for process in diagram.processes):
        return
    process = next(iter(diagram.processes), None)
    place = Place(diagram.file, process.line, process.id, process.name) if process else Place(diagram.file)
    message = "Det finns ingen process att köra i filen."
    yield place.refuse("process-not-executable", message, "Kryssa för Executable på processen eller poolen.")


def _duplicates(diagram: Diagram) -> Iterator[Finding]:
    for element, line in diagram.duplicate_ids:
        message = "Id:t finns flera gånger i filen."
        yield Place(diagram.file, line, element).refuse("id-twice", message, "Ge varje element ett eget id.")


def _foreign(diagram: Diagram) -> Iterator[Finding]:
    place = Place(diagram.file)
    for namespace in diagram.foreign:
        if namespace in _DIALECTS:
            message = "Diagrammet är gjort för %(engine)s, och de inställningarna läses inte."
            remedy = "Gör om det i Camunda Modeler som ett diagram för Camunda 7."
            yield place.refuse("diagram-dialect", message, remedy, engine=_DIALECTS[namespace])
        else:
            message = "Filen har tillägg som inte läses: %(namespace)s."
            remedy = "Det gör inget om de bara hör till ritverktyget."
            yield place.warn("diagram-extension", message, remedy, namespace=namespace)
