"""Routines in which something happens by itself: timers on the edge of a task, services, and answers that lead
nowhere. They are published without the deployment checks, which ask for more of a diagram than these tests need."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from sqlalchemy import Connection, insert, select

from engine import task
from engine.job import _COLUMNS, Job, _job
from engine.public import Engine, StartInstance
from engine.service import Answer, Asked
from engine.storage.tables.job import job
from engine.storage.tables.setting import setting
from tests.diagram import Process, diagram, error, timer
from tests.small_routine import Publish, field, form

LANE = "Biståndshandläggare"
COUNT = {"count": form("count", field("number", "count", "open"), field("textarea", "note", "personal"))}


@dataclass(frozen=True)
class Edge:
    """A timer on the edge of the task `work`; a task of its own name with `then_` before it follows."""

    name: str
    text: str
    how: str = "timeDuration"
    interrupting: bool = False


def timed(*edges: Edge, key: str = "timed") -> bytes:
    """`work`, with these timers on its edge."""
    process = Process(key, "Med tid").property(casePrefix=key[:3].upper()).nodes_of("startEvent", "begin")
    process.node("work", "userTask").nodes_of("endEvent", "done").path("begin", "work", "done")
    for edge in edges:
        attributes = f'attachedToRef="work" cancelActivity="{str(edge.interrupting).lower()}"'
        process.node(edge.name, "boundaryEvent", attributes, inner=timer(edge.text, edge.how))
        process.nodes_of("userTask", f"then_{edge.name}").nodes_of("endEvent", f"end_{edge.name}")
        process.path(edge.name, f"then_{edge.name}", f"end_{edge.name}")
    return diagram(process.lane(LANE, *process.nodes))


def served(topic: str) -> bytes:
    """A service task that a service of the topic answers; with an error `refused` on its edge, and a time limit."""
    process = Process("served", "Med tjänst").property(casePrefix="TJN").nodes_of("startEvent", "begin")
    process.node("ask", "serviceTask", f'camunda:type="external" camunda:topic={quoteattr(topic)}')
    process.node("refused", "boundaryEvent", 'attachedToRef="ask"', inner=error("REFUSED"))
    process.node("too_long", "boundaryEvent", 'attachedToRef="ask"', inner=timer("P1D"))
    process.nodes_of("userTask", "see_answer", "see_refusal", "ask_by_phone").nodes_of("endEvent", "a", "b", "c")
    process.path("begin", "ask", "see_answer", "a").path("refused", "see_refusal", "b")
    process.path("too_long", "ask_by_phone", "c")
    return diagram(process.lane(LANE, *process.nodes), errors=("REFUSED",))


def choosing(*, after: str = "P1D") -> bytes:
    """`choose` asks for a number; only 1 leads anywhere. Beside it a time leads to the same question, unanswered."""
    ref = 'camunda:formRef="count" camunda:formRefBinding="deployment"'
    process = Process("choosing", "Med val").property(casePrefix="VAL").nodes_of("startEvent", "begin")
    process.node("choose", "userTask", ref).node("limit", "intermediateCatchEvent", inner=timer(after))
    process.nodes_of("parallelGateway", "both").nodes_of("exclusiveGateway", "which", "whether")
    process.nodes_of("userTask", "go_on", "too_late").nodes_of("endEvent", "a", "b")
    process.path("begin", "both", "choose", "which").flow("which", "go_on", "count = 1").path("go_on", "a")
    process.path("both", "limit", "whether").flow("whether", "too_late", "count = 1").path("too_late", "b")
    return diagram(process.lane(LANE, *process.nodes))


def answer_and_count(connection: Connection, asked: Asked) -> Answer:
    """A service that leaves a row each time that it has answered, and nothing hinders it from leaving two."""
    row = {"name": uuid.uuid4().hex, "value": asked.instance.hex}
    return Answer({"left": 3}, write=lambda writing: writing.execute(insert(setting), row) and None)


def counted(engine: Engine) -> Counter[uuid.UUID]:
    """How often the service has answered each case."""
    with engine.database.read() as connection:
        found = connection.execute(select(setting.c.value).where(setting.c.name != "demo")).scalars()
        return Counter(uuid.UUID(value) for value in found)


def publish(engine: Engine, process: bytes) -> None:
    engine.execute(Publish(process, COUNT if b'formRef="count"' in process else {}), channel="cli")


def start(engine: Engine, key: str, starter: int) -> uuid.UUID:
    return engine.execute(StartInstance(uuid.uuid4(), key, {}), starter)


def opened(engine: Engine, instance: uuid.UUID) -> list[str]:
    """The elements of the open tasks, in alphabetical order."""
    with engine.database.read() as connection:
        return sorted(t.element for t in task.open_of_instance(connection, instance))


def task_at(engine: Engine, instance: uuid.UUID, element: str) -> uuid.UUID:
    """The latest task at an element."""
    with engine.database.read() as connection:
        return [t.id for t in task.of_instance(connection, instance) if t.element == element][-1]


def jobs(engine: Engine) -> list[Job]:
    """Every job there is."""
    with engine.database.read() as connection:
        return [_job(row) for row in connection.execute(select(*_COLUMNS).order_by(job.c.id))]
