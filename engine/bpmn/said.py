"""What an element says of itself in attributes and extension elements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from engine.bpmn.model import MultiInstance, StandardLoop, VariableMapping
from engine.bpmn.xml import BPMN, CAMUNDA

_B = f"{{{BPMN}}}"
_C = f"{{{CAMUNDA}}}"
# attributes that nobody reads, since other values than these change how the element runs
_USUAL: Mapping[str, tuple[str, ...]] = {
    "startQuantity": ("1",),
    "completionQuantity": ("1",),
    "isForCompensation": ("false", "0"),
    "parallelMultiple": ("false", "0"),
    "instantiate": ("false", "0"),
    "eventGatewayType": ("Exclusive",),
}
_PEOPLE = frozenset({"humanPerformer", "performer", "potentialOwner", "resourceRole"})
_LOOP = frozenset(
    """loopCardinality completionCondition loopDataInputRef inputDataItem documentation
    extensionElements""".split()  # noqa: SIM905
)


def flag(element: etree._Element, name: str, default: str = "false") -> bool:
    """An attribute that is true or false; XML Schema has two ways to write each."""
    return element.get(name, default).strip() in ("true", "1")


def unread(element: etree._Element) -> Iterator[str]:
    yield from (name for name, usual in _USUAL.items() if element.get(name, usual[0]).strip() not in usual)
    children = (etree.QName(child).localname for child in element.iterchildren(etree.Element))
    yield from (name for name in children if name in _PEOPLE)
    yield from _of_definitions(element)
    for loop in element.findall(f"{_B}multiInstanceLoopCharacteristics"):
        if loop.get("behavior", "All") != "All":
            yield "behavior"
        parts = (etree.QName(child).localname for child in loop.iterchildren(etree.Element))
        yield from (name for name in parts if name not in _LOOP)


def _of_definitions(element: etree._Element) -> Iterator[str]:
    """What Camunda lets an event definition say besides what BPMN does: code to run, variables to fill."""
    for child in element.iterchildren(f"{_B}*"):
        if str(child.tag).endswith("EventDefinition"):
            yield from attributes(child)
            extension = child.find(f"{_B}extensionElements")
            parts = [] if extension is None else extension.iterchildren(f"{_C}*")
            yield from (etree.QName(part).localname for part in parts)


def line(element: etree._Element) -> int:
    line: int | None = element.sourceline  # type: ignore[assignment]  # the stubs say `...`
    return line or 0


def text(element: etree._Element | None) -> str | None:
    return None if element is None else "".join(str(t) for t in element.itertext()).strip()


def documentation(element: etree._Element) -> str:
    return "\n".join(t for d in element.findall(f"{_B}documentation") if (t := text(d)))


def attributes(element: etree._Element) -> Mapping[str, str]:
    return {str(k).removeprefix(_C): str(v) for k, v in element.attrib.items() if str(k).startswith(_C)}


def properties(element: etree._Element) -> Mapping[str, str]:
    path = f"{_B}extensionElements/{_C}properties/{_C}property"
    return {p.get("name", ""): p.get("value", "").strip() for p in element.findall(path)}


def inputs(extension: etree._Element | None) -> Mapping[str, str]:
    if extension is None:
        return {}
    found = extension.findall(f"{_C}inputOutput/{_C}inputParameter")
    return {p.get("name", ""): (text(p) or "") for p in found}


def unknown(extension: etree._Element | None) -> Iterator[str]:
    for child in [] if extension is None else extension.iterchildren(etree.Element):
        name = etree.QName(child)
        if name.namespace == CAMUNDA and name.localname not in ("properties", "inputOutput", "in", "out"):
            yield name.localname
        if name.namespace == CAMUNDA and name.localname == "inputOutput":
            yield from ("outputParameter" for _ in child.findall(f"{_C}outputParameter"))


def mappings(extension: etree._Element | None, tag: str) -> Iterator[VariableMapping]:
    for element in [] if extension is None else extension.findall(f"{_C}{tag}"):
        known = ("source", "sourceExpression", "target")
        yield VariableMapping(
            source=element.get("source"),
            expression=element.get("sourceExpression"),
            target=element.get("target"),
            line=line(element),
            other=tuple(str(a) for a in element.attrib if str(a) not in known),
        )


def multi_instance(element: etree._Element) -> MultiInstance | None:
    loop = element.find(f"{_B}multiInstanceLoopCharacteristics")
    if loop is None:
        return None
    one = loop.find(f"{_B}inputDataItem")
    return MultiInstance(
        sequential=flag(loop, "isSequential"),
        collection=loop.get(f"{_C}collection") or text(loop.find(f"{_B}loopDataInputRef")),
        cardinality=text(loop.find(f"{_B}loopCardinality")),
        item=loop.get(f"{_C}elementVariable") or (None if one is None else one.get("name") or one.get("id")),
        condition=text(loop.find(f"{_B}completionCondition")),
    )


def standard_loop(element: etree._Element) -> StandardLoop | None:
    loop = element.find(f"{_B}standardLoopCharacteristics")
    if loop is None:
        return None
    condition = text(loop.find(f"{_B}loopCondition"))
    return StandardLoop(condition, flag(loop, "testBefore"), loop.get("loopMaximum"))
