from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from click.testing import CliRunner

from engine.bench.command import VARIABLE
from engine.cli import cli
from tests.engine.bench.test_limits import SLOW_COMPLETION, WITHIN

if TYPE_CHECKING:
    from tests.databases import Templates

TIMES = {"p50", "p95", "of_ten", "samples"}


def databases(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE '%bench%'")]


@pytest.mark.slow
def test_it_measures_both_databases_and_leaves_none_behind(
    templates: Templates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = templates.server.url.render_as_string(hide_password=False)  # which may make a folder of its own, to be kept
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ran = CliRunner().invoke(cli, ["bench", "--quick", "--json", "--postgres", url])
    assert ran.exit_code == 0, ran.output
    said = json.loads(ran.stdout)
    assert set(said) == {"machine", "figures", "limits"}
    assert [each["database"] for each in said["figures"]] == ["sqlite", "postgresql"]
    for figures in said["figures"]:
        assert set(figures["costs"]["statements"]) == {"start", "claim", "complete"}
        assert set(figures["costs"]["commits"].values()) == {1}
        assert {name: set(times) for name, times in figures["beside"].items()} == {
            "complete": TIMES,
            "step": TIMES,
            "transaction": TIMES,
        }
        assert {times["samples"] for times in figures["beside"].values()} == {10}
        assert [each["completions"] for each in figures["loops"]] == [10, 20]
        assert [each["tasks"] for each in figures["lists"]] == [500, 1_000]
        assert [(each["processes"], each["complete"]["samples"]) for each in figures["warm"]] == [(1, 10), (2, 20)]
        assert [(each["processes"], each["process"]["samples"]) for each in figures["cold"]] == [(1, 1), (2, 2)]
    assert len(said["limits"]) == 10
    assert {type(limit["holds"]) for limit in said["limits"]} == {bool}
    assert databases(url) == []
    assert list(tmp_path.iterdir()) == []


def test_it_says_that_postgresql_is_left_out_when_no_server_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr("engine.bench.command.measure", lambda server, size, tell: WITHIN)
    ran = CliRunner().invoke(cli, ["bench"])
    assert f"postgresql: left out, since neither --postgres nor {VARIABLE} names a server" in ran.stderr
    assert "== sqlite" in ran.stdout
    assert "== postgresql" not in ran.stdout


@pytest.mark.parametrize("url", ["sqlite:///x.db", "no url", "postgresql://nobody@127.0.0.1:1/nowhere"])
def test_a_server_that_is_none_is_said_before_anything_is_measured(url: str) -> None:
    ran = CliRunner().invoke(cli, ["bench", "--postgres", url])
    assert ran.exit_code == 2
    assert "no PostgreSQL server can be reached there" in ran.stderr
    assert "nobody" not in ran.stderr


@pytest.mark.parametrize(("slow", "code"), [(False, 0), (True, 1)])
def test_only_with_check_an_exceeded_limit_fails(slow: bool, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    figures = SLOW_COMPLETION if slow else WITHIN
    monkeypatch.setattr("engine.bench.command.measure", lambda server, size, tell: figures)
    assert CliRunner().invoke(cli, ["bench"]).exit_code == 0
    assert CliRunner().invoke(cli, ["bench", "--check"]).exit_code == code
    said = json.loads(CliRunner().invoke(cli, ["bench", "--json"]).stdout)
    assert all(limit["holds"] for limit in said["limits"]) is not slow
