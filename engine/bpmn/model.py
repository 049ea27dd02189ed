"""A diagram as data: what its file says, in our words, before anybody has judged it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

LINK = "#link"  # ends the id of a flow that is a link


@dataclass(frozen=True)
class Event:
    """What an event waits for or does: kind is the definition's tag without `EventDefinition`.

    timer: `how` is timeDate, timeDuration or timeCycle and `text` its expression. message, signal, error, escalation:
    `text` is the name or code that `ref` resolves to, None when it resolves to nothing. link: `text` is its name.
    """

    kind: str
    text: str | None = None
    how: str = ""
    ref: str = ""


@dataclass(frozen=True)
class MultiInstance:
    """BPMN 13.3.7. `collection` is an expression giving a list; each item is known as `item` in its iteration."""

    sequential: bool
    collection: str | None
    cardinality: str | None
    item: str | None
    condition: str | None


@dataclass(frozen=True)
class StandardLoop:
    """BPMN 13.3.6: the work again as long as `condition` holds, `most` times at most; the condition is asked `before`
    each round, the first too, or else after each."""

    condition: str | None
    before: bool = False
    most: str | None = None


@dataclass(frozen=True)
class VariableMapping:
    """One `camunda:in` or `camunda:out`: a variable (`source`) or an expression, to `target`."""

    source: str | None
    expression: str | None
    target: str | None
    line: int = 0
    other: tuple[str, ...] = ()  # attributes that are neither of these, such as variables="all"


@dataclass(frozen=True)
class Flow:
    """A sequence flow. A link is one that is not drawn: from its throw event to its catch event (BPMN 10.5.1)."""

    id: str
    source: str
    target: str
    name: str
    condition: str | None
    line: int
    language: str = ""  # in which the condition says that it is written, where it says so

    @property
    def is_link(self) -> bool:
        return self.id.endswith(LINK)  # no id in a file has a #


@dataclass(frozen=True)
class Lane:
    """A lane: its name is a role's name."""

    id: str
    name: str
    properties: Mapping[str, str]
    nodes: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Node:
    """A flow node: an activity, event or gateway. `kind` is its tag."""

    id: str
    kind: str
    name: str
    line: int
    documentation: str = ""
    lane: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)  # of Camunda's namespace, without it
    inputs: Mapping[str, str] = field(default_factory=dict)  # camunda:inputParameter
    outgoing: tuple[str, ...] = ()
    incoming: tuple[str, ...] = ()
    default: str | None = None
    events: tuple[Event, ...] = ()
    attached_to: str | None = None
    interrupting: bool = True
    called: str | None = None
    ins: tuple[VariableMapping, ...] = ()
    outs: tuple[VariableMapping, ...] = ()
    loop: MultiInstance | None = None
    standard_loop: StandardLoop | None = None
    script: str | None = None
    language: str = ""  # in which the script says that it is written
    triggered_by_event: bool = False
    inner: Process | None = None  # of an embedded subprocess
    unknown: tuple[str, ...] = ()  # extension elements of Camunda's that nobody here reads
    unread: tuple[str, ...] = ()  # BPMN's own attributes and parts that change how it runs and that nobody here reads

    @property
    def event(self) -> Event | None:
        return self.events[0] if self.events else None


@dataclass(frozen=True)
class Process:
    """A process or an embedded subprocess: nodes and flows by id, in the order of the file."""

    id: str
    name: str
    line: int
    executable: bool
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]
    lanes: tuple[Lane, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    documentation: str = ""

    def every_node(self) -> Iterator[tuple[Process, Node]]:
        """Each node with the (sub)process that holds it, outer before inner."""
        for node in self.nodes.values():
            yield self, node
            if node.inner is not None:
                yield from node.inner.every_node()

    def lane_of(self, node_id: str) -> Lane | None:
        """The lane that a node of the process lies in; a node of an embedded subprocess lies in its lane."""
        return next((lane for lane in self.lanes if node_id in lane.nodes), None)


@dataclass(frozen=True)
class Diagram:
    """One file. `executable` processes run; the others are other people's pools, drawn for the reader."""

    file: str
    processes: tuple[Process, ...]
    pool: str = ""
    duplicate_ids: tuple[tuple[str, int], ...] = ()
    foreign: tuple[str, ...] = ()  # namespaces of extensions that we do not read
