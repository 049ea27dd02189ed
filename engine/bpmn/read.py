"""From an element tree to the model. Nothing is judged here and nothing is left out: what we do not run is in the
model too, so that the checks can name it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from engine.bpmn import said
from engine.bpmn.links import links
from engine.bpmn.model import Diagram, Event, Flow, Lane, Node, Process
from engine.bpmn.xml import BPMN, CAMUNDA, parse
from engine.errors import Refused
from engine.finding import Finding

_B = f"{{{BPMN}}}"
_SUBPROCESSES = tuple(f"{_B}{tag}" for tag in ("subProcess", "transaction", "adHocSubProcess"))
DEEPEST = 20  # subprocesses in one another
# children of a process that are neither nodes nor flows and change nothing about how it runs: they are drawn for people
ARTEFACTS = frozenset(
    """documentation extensionElements laneSet sequenceFlow incoming outgoing association textAnnotation group category
    dataObject dataObjectReference dataStoreReference property ioSpecification dataInputAssociation
    dataOutputAssociation multiInstanceLoopCharacteristics standardLoopCharacteristics auditing monitoring
    correlationSubscription supportedInterfaceRef artifact resourceRole performer humanPerformer
    potentialOwner""".split()  # noqa: SIM905 -- a list of words reads better as words
)
# namespaces that only draw or that modelling tools leave behind
DRAWING = (
    BPMN,
    CAMUNDA,
    "http://www.omg.org/spec/BPMN/20100524/DI",
    "http://www.omg.org/spec/DD/20100524/DC",
    "http://www.omg.org/spec/DD/20100524/DI",
    "http://www.w3.org/2001/XMLSchema-instance",
    "http://bpmn.io/schema/bpmn/biocolor/1.0",
    "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
    "http://camunda.org/schema/modeler/1.0",
)


def read_diagram(data: bytes, file: str) -> Diagram:
    """The diagram of a BPMN file. Raises `Refused` when the file is not BPMN 2.0 at all."""
    root = parse(data, file)
    return _Reader(root, file).diagram()


class _Reader:
    def __init__(self, root: etree._Element, file: str) -> None:
        self.root = root
        self.file = file
        self.named = dict(_names(root))
        self.definitions = {e.get("id"): e for e in root.iterchildren(etree.Element) if _is_definition(e)}

    def diagram(self) -> Diagram:
        pools = {p.get("processRef"): p.get("name", "") for p in self.root.iter(f"{_B}participant")}
        processes = tuple(self.process(p) for p in self.root.findall(f"{_B}process"))
        return Diagram(
            file=self.file,
            processes=processes,
            pool=next((pools[p.id] for p in processes if p.executable and p.id in pools), ""),
            duplicate_ids=tuple(self._duplicates()),
            foreign=tuple(sorted(self._foreign())),
        )

    def _duplicates(self) -> Iterator[tuple[str, int]]:
        elements = [e for e in self.root.iter(f"{_B}*") if e.get("id")]
        counted = Counter(e.get("id", "") for e in elements)
        seen: set[str] = set()
        for element in elements:
            name = element.get("id", "")
            if counted[name] > 1 and name in seen:
                yield name, said.line(element)
            seen.add(name)

    def _foreign(self) -> set[str]:
        found = set()
        for element in self.root.iter(etree.Element):
            names = [etree.QName(element).namespace, *(etree.QName(a).namespace for a in element.attrib)]
            found |= {n for n in names if n and n not in DRAWING}
        return found

    def process(self, element: etree._Element) -> Process:
        nodes = [c for c in element.iterchildren(etree.Element) if _is_node(c)]
        if sum(1 for _ in element.iterancestors(*_SUBPROCESSES)) >= DEEPEST:
            raise _too_deep(self.file, element)
        flows = [self.flow(n, f) for n, f in enumerate(element.findall(f"{_B}sequenceFlow"))]
        flows += links(nodes)
        return Process(
            id=element.get("id", ""),
            name=element.get("name", ""),
            line=said.line(element),
            # the attribute's default is false (BPMN table 10.1); an embedded subprocess has none and runs
            executable=said.flag(element, "isExecutable"),
            nodes={n.get("id", ""): self.node(n, flows) for n in nodes},
            flows={f.id: f for f in flows},
            lanes=tuple(self.lane(lane) for lane in element.iter(f"{_B}lane") if _inside(lane, element)),
            properties=said.properties(element),
            attributes=said.attributes(element),
            documentation=said.documentation(element),
        )

    def flow(self, number: int, element: etree._Element) -> Flow:
        condition = element.find(f"{_B}conditionExpression")
        return Flow(
            id=element.get("id") or f"{element.get('sourceRef')}#{number}",  # no id in a file has a #
            source=element.get("sourceRef", ""),
            target=element.get("targetRef", ""),
            name=element.get("name", ""),
            condition=None if condition is None else said.text(condition),
            line=said.line(element),
            language="" if condition is None else condition.get("language", ""),
        )

    def lane(self, element: etree._Element) -> Lane:
        nodes = [(r.text or "").strip() for r in element.iter(f"{_B}flowNodeRef")]
        return Lane(
            id=element.get("id", ""),
            name=" ".join(element.get("name", "").split()),
            properties=said.properties(element),
            nodes=tuple(dict.fromkeys(nodes)),
            line=said.line(element),
        )

    def node(self, element: etree._Element, flows: list[Flow]) -> Node:
        own = element.get("id", "")
        extension = element.find(f"{_B}extensionElements")
        return Node(
            id=own,
            kind=etree.QName(element).localname,
            name=" ".join(element.get("name", "").split()),
            line=said.line(element),
            documentation=said.documentation(element),
            lane=None,
            properties=said.properties(element),
            attributes=said.attributes(element),
            inputs=said.inputs(extension),
            outgoing=tuple(f.id for f in flows if f.source == own),
            incoming=tuple(f.id for f in flows if f.target == own),
            default=element.get("default"),
            events=tuple(self._events(element)),
            attached_to=element.get("attachedToRef"),
            interrupting=said.flag(element, "cancelActivity", "true") and said.flag(element, "isInterrupting", "true"),
            called=element.get("calledElement"),
            ins=tuple(said.mappings(extension, "in")),
            outs=tuple(said.mappings(extension, "out")),
            loop=said.multi_instance(element),
            standard_loop=said.standard_loop(element),
            script=said.text(element.find(f"{_B}script")),
            language=element.get("scriptFormat", ""),
            triggered_by_event=said.flag(element, "triggeredByEvent"),
            inner=self.process(element) if _is_subprocess(element) else None,
            unknown=tuple(said.unknown(extension)),
            unread=tuple(said.unread(element)),
        )

    def _events(self, element: etree._Element) -> Iterator[Event]:
        if element.get("messageRef"):  # of a send or receive task
            yield self._named("message", element.get("messageRef", ""))
        for child in element.iterchildren(etree.Element):
            if _is_definition(child):
                yield self._event(child)
            elif child.tag == f"{_B}eventDefinitionRef":
                ref = (child.text or "").strip()
                defined = self.definitions.get(_local(ref))
                yield Event("reference", ref=ref) if defined is None else self._event(defined)

    def _event(self, definition: etree._Element) -> Event:
        kind = etree.QName(definition).localname.removesuffix("EventDefinition")
        if kind == "timer":
            times = definition.iterchildren(*(f"{_B}{how}" for how in ("timeDate", "timeDuration", "timeCycle")))
            return next((Event(kind, said.text(time), etree.QName(time).localname) for time in times), Event(kind))
        if kind == "conditional":
            return Event(kind, said.text(definition.find(f"{_B}condition")))
        if kind == "link":
            return Event(kind, definition.get("name", ""))
        return self._named(kind, definition.get(f"{kind}Ref", ""))

    def _named(self, kind: str, ref: str) -> Event:
        return Event(kind, self.named.get((kind, _local(ref))), ref=ref)


def _names(root: etree._Element) -> Iterator[tuple[tuple[str, str], str]]:
    """The names of messages and signals and the codes of errors and escalations, by kind and id."""
    for kind, code in (
        ("message", "name"),
        ("signal", "name"),
        ("error", "errorCode"),
        ("escalation", "escalationCode"),
    ):
        for element in root.iter(f"{_B}{kind}"):
            yield (kind, element.get("id", "")), element.get(code) or element.get("name") or ""


def _local(ref: str) -> str:
    """An id without the prefix of the namespace that it may be written with."""
    return ref.split(":")[-1]


def _is_definition(element: etree._Element) -> bool:
    return str(element.tag).startswith(_B) and str(element.tag).endswith("EventDefinition")


def _is_node(element: etree._Element) -> bool:
    return etree.QName(element).namespace == BPMN and etree.QName(element).localname not in ARTEFACTS


def _is_subprocess(element: etree._Element) -> bool:
    return element.tag in _SUBPROCESSES


def _inside(lane: etree._Element, process: etree._Element) -> bool:
    """Whether the lane has nodes of its own in this process: an outer lane that only holds lanes has none."""
    sets = lane.iterancestors(f"{_B}process", f"{_B}subProcess")
    return next(sets, None) is process and lane.find(f"{_B}childLaneSet") is None


def _too_deep(file: str, element: etree._Element) -> Refused:
    message = "Delprocesser ligger i mer än %(most)s led i varandra."
    finding = Finding(
        "bpmn-too-deep", message, "Dela upp rutinen i anropade delar.", {"most": str(DEEPEST)}, file, said.line(element)
    )
    return Refused([finding])
