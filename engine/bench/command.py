"""`nyckelfri bench`."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from typing import Any

import click
from psycopg import OperationalError

from engine.bench.databases import Server, postgres, sqlite
from engine.bench.figures import FULL, QUICK
from engine.bench.limits import limits
from engine.bench.measure import measure
from engine.bench.report import report, verdicts
from engine.clock import SystemClock
from engine.errors import BadSetting

VARIABLE = "NYCKELFRI_TEST_POSTGRES"


@click.command()
@click.option("--postgres", "url", envvar=VARIABLE, metavar="URL", help="A server where databases may be made.")
@click.option("--json", "as_json", is_flag=True, help="Figures as JSON instead of a table.")
@click.option("--check", is_flag=True, help="Exit code 1 when a limit is exceeded.")
@click.option("--quick", is_flag=True, help="Small sizes: whether it runs, not how fast.")
def bench(url: str | None, as_json: bool, check: bool, quick: bool) -> None:
    """Measure what completing tasks costs.

    On throw-away databases: SQLite files in a temporary folder, and PostgreSQL's on the server that --postgres or
    NYCKELFRI_TEST_POSTGRES names. Takes a quarter of an hour, and a machine that does nothing else meanwhile.
    """
    with ExitStack() as stack:
        servers = list(_servers(stack, url))
        figures = [measure(server, QUICK if quick else FULL, _tell) for server in servers]
    found = [limit for each in figures for limit in limits(each)]
    if as_json:
        said: dict[str, Any] = {"machine": _machine(), "figures": [asdict(each) for each in figures]}
        said["limits"] = [{**asdict(limit), "holds": limit.holds} for limit in found]
        click.echo(json.dumps(said, indent=2))
    else:
        for line in (*report(figures), *verdicts(found)):
            click.echo(line)
    if check and not all(limit.holds for limit in found):
        sys.exit(1)


def _servers(stack: ExitStack, url: str | None) -> Iterator[Server]:
    yield stack.enter_context(sqlite())
    if url is None:
        _tell(f"postgresql: left out, since neither --postgres nor {VARIABLE} names a server")
        return
    try:
        server = stack.enter_context(postgres(url, SystemClock()))
    except (BadSetting, OperationalError) as error:
        raise click.BadParameter("no PostgreSQL server can be reached there", param_hint="--postgres") from error
    yield server


def _machine() -> dict[str, Any]:
    return {"python": platform.python_version(), "machine": platform.machine(), "cpus": os.cpu_count()}


def _tell(what: str) -> None:
    click.echo(what, err=True)
