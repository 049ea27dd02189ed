"""A database of an earlier version of the program, brought to this one's tables."""

from __future__ import annotations

from alembic import command

from engine.public import Engine
from engine.storage.migrate import _config, differences, migrate
from tests.case import people
from tests.commands.state import rows
from tests.proofs.judging import failures
from tests.timed_routine import Edge, jobs, publish, start, timed


def downgrade(engine: Engine, revision: str) -> None:
    with engine.database.write() as connection:
        command.downgrade(_config(connection), revision)


def test_timers_that_were_running_before_there_were_jobs_are_given_theirs(engine: Engine) -> None:
    publish(engine, timed(Edge("late", "P2D"), Edge("soon", "PT1H")))
    for _ in range(2):
        start(engine, "timed", people(engine)["bistand"])
    before, known = rows(engine), {(job.dedup, job.run_at) for job in jobs(engine)}
    downgrade(engine, "0003")
    migrate(engine.database)
    assert differences(engine.database) == []
    assert {(job.dedup, job.run_at) for job in jobs(engine)} == known
    assert {name: len(content) for name, content in rows(engine).items()} == {n: len(c) for n, c in before.items()}
    with engine.database.read() as connection:
        assert failures(connection) == []
