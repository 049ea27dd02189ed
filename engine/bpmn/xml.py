"""Files from outside become element trees here, without entities, network or surprises."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePosixPath
from threading import Lock

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnValidator

from engine.errors import Refused
from engine.finding import Finding

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
LARGEST_FILE = 5_000_000  # bytes; a diagram of 300 nodes is some 200 kB


def parse(data: bytes, file: str) -> etree._Element:
    """The root element of a BPMN 2.0 file. Raises `Refused` for what is not one, with the line where that is known."""
    name = PurePosixPath(file.replace("\\", "/")).name
    if len(data) > LARGEST_FILE:
        raise _refused("xml-too-large", "Filen är större än 5 MB.", "Dela upp rutinen i anropade delar.", name)
    # a reader of entities can be made to fetch files and to fill the memory: entities are refused before they are read
    if b"<!DOCTYPE" in data or b"<\x00!\x00D\x00O\x00C" in data or b"\x00<\x00!\x00D\x00O\x00C" in data:
        raise _refused("xml-doctype", "Filen har en DOCTYPE.", "Spara den på nytt från modelleringsverktyget.", name)
    reader = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, load_dtd=False
    )
    try:
        root = etree.fromstring(data, reader)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", 0) or 0
        raise Refused(
            [
                Finding(
                    "xml-syntax",
                    "Filen går inte att läsa som XML.",
                    "Öppna och spara den i modelleringsverktyget.",
                    file=name,
                    line=line,
                )
            ]
        ) from error
    if root.tag != f"{{{BPMN}}}definitions":
        raise _refused("xml-not-bpmn", "Filen är inget BPMN 2.0-diagram.", "Välj en fil som slutar på .bpmn.", name)
    _validate(root, name)
    return root


def _validate(root: etree._Element, name: str) -> None:
    # bpmn.io writes data associations without the target that the schema wants; they are drawn for people only
    for drawn in [*root.iter(f"{{{BPMN}}}dataInputAssociation", f"{{{BPMN}}}dataOutputAssociation")]:
        if (parent := drawn.getparent()) is not None:
            parent.remove(drawn)
    validator = _validator()
    with _one_at_a_time:
        validator.preprocess(root)
        found = [] if validator.validator.validate(root) else list(validator.validator.error_log)
    if found:
        raise Refused([_schema_finding(entry.message, entry.line, name) for entry in found[:20]])


def _schema_finding(detail: str, line: int, file: str) -> Finding:
    if match := re.search(r"'([^']*)' is not a valid value of the atomic type 'xs:ID'", detail):
        message = "Id:t %(id)s finns flera gånger eller är inget giltigt id."
        return Finding("xml-id", message, "Ge varje element ett eget id.", {"id": match[1]}, file=file, line=line)
    message = "Filen följer inte BPMN 2.0: %(detail)s."
    remedy = "Öppna den i modelleringsverktyget, rätta och spara."
    said = detail.replace(f"{{{BPMN}}}", "").rstrip(".")
    return Finding("xml-schema", message, remedy, {"detail": said}, file=file, line=line)


_one_at_a_time = Lock()  # the validator keeps the errors of its last run


@lru_cache(1)
def _validator() -> BpmnValidator:
    return BpmnValidator()


def _refused(rule: str, message: str, remedy: str, file: str) -> Refused:
    return Refused([Finding(rule, message, remedy, file=file)])
