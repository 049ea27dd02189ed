"""The streams: each a chain from its first event to its head."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, select

from engine.log.envelope import NO_EVENT, hash_of, read_body
from engine.storage.tables.instance import instance
from engine.storage.tables.log import event, stream
from engine.verify.failure import Failure, Report
from engine.verify.said import Said


def verify_streams(connection: Connection, report: Report, said: Said) -> Iterator[Failure]:
    """Each stream's chain, and that it ends where its head says."""
    heads: dict[str, tuple[int, bytes]] = {}
    in_order = select(event).order_by(event.c.stream, event.c.n).execution_options(yield_per=1000)
    for row in connection.execute(in_order):
        report.events += 1
        n, previous = heads.get(row.stream, (0, NO_EVENT))
        heads[row.stream] = (row.n, row.hash)
        failure = _chained(row, n, previous)
        if failure:
            yield Failure(f"{row.stream} event {row.n}", failure)
            continue
        said.take(read_body(row.body))
    report.streams = len(heads)
    known = {r.name: (r.n, r.head) for r in connection.execute(select(stream))}
    known |= {r.id.hex: (r.n, r.head) for r in connection.execute(select(instance.c.id, instance.c.n, instance.c.head))}
    for name in sorted(heads.keys() | known.keys()):
        if heads.get(name) != known.get(name):
            yield Failure(name, "does not end where its head says")


def _chained(row: Row[Any], n: int, previous: bytes) -> str:
    """What is wrong with an event as a link of its chain; "" when nothing is."""
    if hash_of(row.body) != row.hash:
        return "changed after it was written"
    try:
        each = read_body(row.body)
    except Exception as error:
        return type(error).__name__
    if row.n != n + 1 or each.previous != previous:
        return "does not follow the one before"
    columns = (each.stream, each.n, str(each.type), each.at)
    return "" if columns == (row.stream, row.n, row.type, row.at) else "its columns are not what its body says"
