"""Which settings in Camunda's namespace are read. One that is neither read nor without effect here is refused: its
owner counts on something that nobody does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.bpmn.model import Node
from engine.check.kinds import kind_name, receives, throws
from engine.check.place import Place, nearest
from engine.check.routine import Part
from engine.finding import Finding

_FORM_REFERENCE = frozenset({"formRef", "formRefBinding"})
READ: Mapping[str, frozenset[str]] = {
    "startEvent": _FORM_REFERENCE,
    "userTask": _FORM_REFERENCE | {"dueDate", "followUpDate"},
    "serviceTask": frozenset({"type", "topic"}),
    "scriptTask": frozenset({"resultVariable"}),
    "callActivity": frozenset({"calledElementBinding"}),
}
# these say how an engine runs and keeps things, not what the routine does; here that is settled for all routines
HARMLESS = frozenset(
    """asyncBefore asyncAfter exclusive jobPriority taskPriority historyTimeToLive versionTag modelerTemplate
    modelerTemplateVersion modelerTemplateIcon formRefVersion calledElementVersion calledElementVersionTag""".split()  # noqa: SIM905 -- a list of words reads better as words
)
HARMLESS_ELEMENTS = frozenset({"failedJobRetryTimeCycle"})
_LANE = "Den som gör uppgiften är rollen i banan som den ligger i."
_FORM = "Välj Forms: Camunda Forms och skriv formulärets id som Form reference."
_MAIL = "Ett mejl skrivs under Inputs: to, subject och body."
_NO_CODE = "Diagram kör ingen kod. Gör om den till en User task, eller till en Send task om den är ett mejl."
_LISTENER = "Rita det som ska hända som en egen uppgift."
_START = "Den som får starta rutinen är rollen i startens bana."
_INSTEAD: Mapping[str, str] = {
    "candidateGroups": _LANE,
    "candidateUsers": _LANE,
    "assignee": _LANE,
    "priority": "Skriv Due date: listorna ordnas efter den.",
    "formKey": _FORM,
    "formData": _FORM,
    "formHandlerClass": _FORM,
    "class": _NO_CODE,
    "expression": _NO_CODE,
    "delegateExpression": _NO_CODE,
    "connector": _NO_CODE,
    "field": _NO_CODE,
    "type": _MAIL,
    "topic": _MAIL,
    "errorCodeVariable": "Ta bort den: rita det som ska göras vid varje fel för sig.",
    "errorMessageVariable": "Ta bort den: rita det som ska göras vid varje fel för sig.",
    "escalationCodeVariable": "Ta bort den: rita det som ska göras vid varje eskalering för sig.",
    "resultVariable": "Svaren kommer från formulärets fält.",
    "outputParameter": "Svaren kommer från formulärets fält; från en Call activity med Out mappings.",
    "executionListener": _LISTENER,
    "taskListener": _LISTENER,
    "initiator": "Vem som startade står i ärendets historik.",
    "candidateStarterGroups": _START,
    "candidateStarterUsers": _START,
    "isStartableInTasklist": _START,
    "errorEventDefinition": "Fånga felet med en felhändelse (Error boundary event) på kanten.",
    "decisionRef": "Välj väg med en Exclusive gateway och villkor på flödena.",
    "humanPerformer": _LANE,
    "performer": _LANE,
    "potentialOwner": _LANE,
    "resourceRole": _LANE,
    "startQuantity": "Ta bort den: ett flöde in räcker för att börja.",
    "completionQuantity": "Ta bort den, och dela flödet med en Parallel gateway om mer än en sak ska göras sedan.",
    "isForCompensation": "Rita det som ska göras om något måste tas tillbaka som egna uppgifter.",
    "behavior": "Ta bort den: det går vidare när alla varv är klara.",
    "loopDataInputRef": "Fyll i Collection och Element variable under Multi-instance.",
    "loopDataOutputRef": "Samla svaren med egenskaperna outputCollection och outputElement.",
    "inputDataItem": "Fyll i Collection och Element variable under Multi-instance.",
    "outputDataItem": "Samla svaren med egenskaperna outputCollection och outputElement.",
    "variableMappingClass": "Skriv In mappings och Out mappings.",
    "variableMappingDelegateExpression": "Skriv In mappings och Out mappings.",
}
_EVERYWHERE = frozenset({"requirement"})
_PROCESS = frozenset(
    """casePrefix place calendar owner revisionResponsible reviewedBy decidedBy decidedAt recordNumber validFrom
    validUntil replaces reviseBy appliesTo""".split()  # noqa: SIM905
)
# shown as they are written
_TEXTS = _EVERYWHERE | {"button", "calendar"} | (_PROCESS - {"casePrefix", "place"})
_PROPERTIES: Mapping[str, frozenset[str]] = {
    "userTask": frozenset({"contact", "button"}),
    "manualTask": frozenset({"contact", "button"}),
    "task": frozenset({"contact", "button"}),
}
_CORRELATION = frozenset({"correlation"})
_COLLECTED = frozenset({"outputCollection", "outputElement"})
INPUTS = ("to", "cc", "subject", "body")
_BINDINGS = {"formRefBinding": "formuläret", "calledElementBinding": "den anropade processen"}


def check_settings(part: Part) -> Iterator[Finding]:
    yield from _attributes(part.place(part.process), "process", part.process.attributes, frozenset())
    yield from _properties(part.place(part.process), _PROCESS, part.process.properties)
    for lane in part.process.lanes:
        yield from _properties(part.place(lane), frozenset({"organisation"}), lane.properties)
    for _, node in part.process.every_node():
        place = part.place(node)
        yield from _attributes(place, node.kind, node.attributes, _read(node))
        yield from _elements(place, node)
        yield from _bpmn(place, node)
        yield from _inputs(place, node)
        yield from _binding(place, node)
        yield from _properties(place, _known(node), node.properties)


def _known(node: Node) -> frozenset[str]:
    """The properties that are read of the node."""
    known = _PROPERTIES.get(node.kind, frozenset())
    if node.loop is not None:
        known |= _COLLECTED
    return known | _CORRELATION if receives(node) or throws(node) else known


def _read(node: Node) -> frozenset[str]:
    """The attributes that are read of the node; what a message brings has a form too."""
    return READ.get(node.kind, frozenset()) | (_FORM_REFERENCE if receives(node) else frozenset())


def _attributes(place: Place, kind: str, written: Iterable[str], read: frozenset[str]) -> Iterator[Finding]:
    for name in written:
        if name not in read and name not in HARMLESS:
            yield _unread(place, kind, name)


def _elements(place: Place, node: Node) -> Iterator[Finding]:
    for name in dict.fromkeys(node.unknown):
        if name not in HARMLESS_ELEMENTS:
            yield _unread(place, node.kind, name)


def _bpmn(place: Place, node: Node) -> Iterator[Finding]:
    for name in dict.fromkeys(node.unread):
        yield _unread(place, node.kind, name)


def _unread(place: Place, kind: str, name: str) -> Finding:
    message = "Inställningen ”%(setting)s” läses inte här (%(kind)s)."
    remedy = _INSTEAD.get(name, "Ta bort den.")
    return place.refuse("setting-unread", message, remedy, setting=name, kind=kind_name(kind))


def _inputs(place: Place, node: Node) -> Iterator[Finding]:
    for name in () if throws(node) else node.inputs:
        if node.kind != "sendTask":
            message = "Indata (Inputs) ”%(input)s” läses bara på det som skickar mejl, meddelanden eller signaler."
            remedy = "Ta bort den: en uppgift ser det som dess formulär visar."
            yield place.refuse("input-unread", message, remedy, input=name)
        elif name not in INPUTS:
            said = nearest(name, INPUTS)
            message = "Ett mejl har ingen indata (Inputs) som heter ”%(input)s”."
            remedy = "Menade du %(nearest)s?" if said else "Skriv to, cc, subject eller body."
            yield place.refuse("input-unread", message, remedy, input=name, nearest=said)


def _properties(place: Place, known: frozenset[str], written: Mapping[str, str]) -> Iterator[Finding]:
    for name, value in written.items():
        if name in _TEXTS & (known | _EVERYWHERE) and value.startswith(("=", "${", "#{")):
            message = "Egenskapen ”%(property)s” är ett uttryck, men läses som vanlig text."
            yield place.refuse("property-expression", message, "Skriv texten som den ska stå.", property=name)
        if name not in known | _EVERYWHERE:
            said = nearest(name, known | _EVERYWHERE)
            message = "Egenskapen ”%(property)s” (Extension properties) läses inte här."
            remedy = "Menade du %(nearest)s?" if said else "Ta bort den, eller rätta namnet."
            yield place.warn("property-unknown", message, remedy, property=name, nearest=said)


def _binding(place: Place, node: Node) -> Iterator[Finding]:
    """Whatever is referred to is pinned when the routine is deployed."""
    for name, what in _BINDINGS.items():
        binding = node.attributes.get(name, "deployment")
        if name not in _read(node) or binding == "deployment":
            continue
        if binding == "latest":
            message = "”Binding” är latest, men %(what)s låses vid publiceringen och ändras inte under ett ärende."
            yield place.warn("binding-latest", message, "Välj deployment, så står det som det är.", what=what)
        else:
            message = "”Binding” är %(binding)s, men en äldre version av %(what)s går inte att välja."
            remedy = "Välj deployment: den version som finns vid publiceringen används."
            yield place.refuse("binding-version", message, remedy, binding=binding, what=what)
