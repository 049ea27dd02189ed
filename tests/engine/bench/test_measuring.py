from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from engine.bench.bare import BareTransactions
from engine.bench.costs import costs
from engine.bench.crowd import crowd, logins
from engine.bench.databases import Server, postgres, sqlite
from engine.bench.loop import loops
from engine.bench.routines import LINE, TASKS, answers, line
from engine.bench.stage import Clerk, line_tasks, opened, prepare
from engine.bench.statements import Recorder, Statement
from engine.bench.stock import StockLine
from engine.clock import SystemClock
from engine.public import MyTasks
from engine.storage.database import Database
from engine.storage.tables import metadata
from engine.storage.tables.directory import person

if TYPE_CHECKING:
    from tests.databases import Templates

# what start, claim and complete take at most; on PostgreSQL the time is asked for as well
MOST_STATEMENTS = {"start": 13, "claim": 9, "complete": 14}  # a claim tells the list who has the task, too


def rows(database: Database) -> dict[str, list[object]]:
    with database.read() as connection:
        return {table.name: sorted(map(repr, connection.execute(select(table)))) for table in metadata.sorted_tables}


def plan(database: Database, statement: Statement) -> str:
    with database.read() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        return "\n".join(row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement.text}", statement.parameters))


def test_each_command_keeps_to_its_statements_and_commits_once(server: Server) -> None:
    found = costs(server, stored=20)
    extra = 0 if server.name == "sqlite" else 1
    assert {name: max(0, n - extra - MOST_STATEMENTS[name]) for name, n in found.statements.items()} == {
        "start": 0,
        "claim": 0,
        "complete": 0,
    }
    assert min(found.statements.values()) > 3
    assert found.commits == {"start": 1, "claim": 1, "complete": 1}
    assert 10_000 < found.instance_bytes < 100_000


def test_the_bare_transactions_write_the_very_rows_that_the_commands_wrote(server: Server) -> None:
    url = server.fresh()
    prepare(url)
    with closing(Database(server.copy(url), SystemClock())) as copy, opened(url) as engine:
        before = rows(copy)
        assert before == rows(engine.database)
        clerk, recorder = Clerk(engine), Recorder().listen(engine.database)
        with closing(BareTransactions(copy)) as bare:
            tasks = line_tasks(clerk.start(LINE))
            assert bare.run(recorder.take().statements) > 0
            for task, form in tasks:
                assert clerk.claim(task) > 0
                assert clerk.complete(task, form) > 0
            bare.run(recorder.take().statements)
        assert rows(copy) == rows(engine.database) != before


def test_the_library_alone_goes_through_the_same_line() -> None:
    alone = StockLine(line(), LINE)
    for n in range(1, TASKS + 1):
        assert not alone.is_completed
        assert alone.step({name: typed[0] for name, typed in answers(f"step_{n}").items()}) > 0
    assert alone.is_completed
    assert '"step_10_note": "Ring' in alone.stored


def test_an_instance_is_no_larger_after_many_completions(server: Server) -> None:
    few, many = loops(server, (10, 110), 1)
    assert (few.completions, many.completions) == (10, 110)
    assert few.complete.samples == many.complete.samples == 10
    assert abs(many.snapshot - few.snapshot) < 20
    assert abs(many.log - few.log) < 60


def test_there_are_as_many_open_tasks_as_were_asked_for_and_lists_find_theirs(server: Server) -> None:
    url = server.fresh()
    crowd(url, 1_000)
    with opened(url) as engine:
        with engine.database.read() as connection:
            counted = [
                connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
                for name in ("instance", "task", "candidate")
            ]
            ids = {row.login: row.id for row in connection.execute(select(person.c.login, person.c.id))}
        *many, few = (ids[login] for login in logins())
        assert counted == [1_000] * 3
        for who in many:
            found = engine.ask(MyTasks("mine"), who)
            assert found.counts["mine"].number + found.counts["waiting"].number == 20
            assert found.counts["waiting"].number == 2
            assert len(found.rows) == found.counts["mine"].number
            assert len(engine.ask(MyTasks("group"), who).rows) >= 30
        assert len(engine.ask(MyTasks("group"), few).rows) == 6


def test_neither_lists_nor_commands_read_a_large_table_from_end_to_end() -> None:
    with sqlite() as files:
        url = files.fresh()
        prepare(url)
        with opened(url) as engine:
            clerk, recorder = Clerk(engine), Recorder().listen(engine.database)
            for task, form in line_tasks(clerk.start(LINE)):
                clerk.claim(task)
                clerk.complete(task, form)
            for tab in ("mine", "group", "waiting", "done"):
                engine.ask(MyTasks(tab), clerk.person)
            reads = [each for each in recorder.take().statements if each.text.startswith("SELECT")]
            plans = [plan(engine.database, each) for each in reads]
    large = ("task", "candidate", "instance", "event", "participant", "vault", "draft")
    assert len(plans) > 50
    assert [found for found in plans if any(f"SCAN {name}" in found for name in large)] == []
    assert any("USING INDEX task_open_idx" in found for found in plans)
    assert any("USING INDEX task_mine_idx" in found or "USING COVERING INDEX task_mine_idx" in found for found in plans)


def test_postgresql_keeps_what_it_has_prepared_from_one_reading_to_the_next(templates: Templates) -> None:
    with postgres(templates.server.url.render_as_string(hide_password=False), SystemClock()) as server:
        url = server.fresh()
        prepare(url)
        with opened(url) as engine:
            clerk = Clerk(engine)
            for _ in range(10):
                engine.ask(MyTasks("mine"), clerk.person)
            with engine.database.read() as connection:
                prepared = connection.execute(text("SELECT statement FROM pg_prepared_statements")).scalars().all()
    assert any("FROM candidate" in statement for statement in prepared)
