"""The command line: what an administrator or a process owner does from a terminal. Serving the pages is webui's."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from threading import Event
from typing import Any

import click

from engine.bench.command import bench
from engine.clock import SystemClock
from engine.config import read_config
from engine.definition.store import Bundles
from engine.errors import BadSetting, DatabaseTooNew, Refused
from engine.finding import Finding
from engine.public import CheckFiles, Deploy, Engine
from engine.replay import instances, replay_instance
from engine.storage.database import Database
from engine.storage.migrate import is_migrated
from engine.verify import Report, verify

USAGE = 2  # exit code for settings and arguments that make no sense


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nyckelfri")
def cli() -> None:
    """Nyckelfri runs a municipality's home-care routines from their BPMN diagrams.

    Settings come from the environment: NYCKELFRI_DATABASE_URL (default a SQLite file under NYCKELFRI_DATA, which is
    ./data by default), NYCKELFRI_SECRET_KEY, NYCKELFRI_LANG (sv or en), PORT.
    """


def one_line_errors(command: Callable[..., Any]) -> Callable[..., Any]:
    """A setting that makes no sense is said in one line, with exit code 2."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except (BadSetting, DatabaseTooNew) as error:
            click.echo(str(error), err=True)
            sys.exit(USAGE)

    return run


cli.add_command(bench)


@contextmanager
def opened() -> Iterator[Engine]:
    """The engine of the configured database, with its tables in place."""
    engine = Engine(read_config().database_url)
    try:
        engine.migrate()
        yield engine
    finally:
        engine.close()


@cli.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@one_line_errors
def deploy(files: Sequence[Path]) -> None:
    """Publish diagrams (.bpmn) and forms (.form); a folder stands for all of them in it. Whole or not at all."""
    with opened() as engine:
        try:
            done = engine.execute(Deploy(read_files(files)), channel="cli")
        except Refused as refused:
            _print_findings(refused.findings)
            sys.exit(1)
    _print_findings(done.warnings)
    for version in done.versions:
        click.echo(f"{version.key}: version {version.version} ({version.bundle[:12]})")
    for version in done.unchanged:
        click.echo(f"{version.key}: unchanged, version {version.version}")


@cli.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@one_line_errors
def check(files: Sequence[Path]) -> None:
    """Check diagrams and forms as `deploy` would, and publish nothing. Exit code 1 when they would be refused."""
    with opened() as engine:
        findings = engine.execute(CheckFiles(read_files(files)), channel="cli")
    _print_findings(findings)
    if any(not finding.warning for finding in findings):
        sys.exit(1)


@cli.command()
@click.argument("numbers", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Replay every instance.")
@one_line_errors
def replay(numbers: Sequence[str], everything: bool) -> None:
    """Execute instances anew from their logs (case numbers, or --all) and compare with what is stored.

    One line per failure and a count; exit code 1 when something differs.
    """
    if bool(numbers) == everything:
        raise click.UsageError("Name case numbers, or give --all.")
    judged = failed = skipped = events = 0
    bundles = Bundles()
    with _database() as database, database.read() as connection:
        for instance in instances(connection):
            verdict = replay_instance(connection, bundles, instance)
            if numbers and verdict.number not in numbers:
                continue
            judged += 1
            events += verdict.events
            if verdict.failures:
                failed += 1
                click.echo(verdict.line())
            elif verdict.not_judged:
                skipped += 1
                click.echo(f"{verdict.number}: {verdict.not_judged}, not judged")
    click.echo(f"{judged} instances, {events} events: {judged - failed - skipped} equal, {failed} differ")
    if failed or (numbers and judged < len(set(numbers))):
        sys.exit(1)


@cli.command("verify")
@one_line_errors
def verify_command() -> None:
    """Verify the event log's chains, the vault's commitments and the deployed files. Exit code 1 on any failure."""
    report = Report()
    with _database() as database, database.read() as connection:
        failures = 0
        for failure in verify(connection, report):
            failures += 1
            click.echo(str(failure))
    counted = f"{report.streams} streams, {report.events} events, {report.values} values, {report.parts} files"
    click.echo(f"{counted}: {failures} failures")
    if failures:
        sys.exit(1)


@cli.command()
@one_line_errors
def worker() -> None:
    """Do what is to happen by itself: deadlines, deliveries. Any number may run, on any number of hosts.

    `serve` has one of its own unless it is told otherwise. Ctrl-C or SIGTERM stops it once what it has begun is done.
    """
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with opened() as engine:
        click.echo("Nyckelfri works (stop with Ctrl-C)")
        engine.worker().run(stop)


@contextmanager
def _database() -> Iterator[Database]:
    """The configured database as it is: neither replay nor verification changes anything, its tables included."""
    database = Database(read_config().database_url, SystemClock())
    try:
        if not is_migrated(database):
            raise BadSetting(name="NYCKELFRI_DATABASE_URL", expected="a database of Nyckelfri's")
        yield database
    finally:
        database.close()


def read_files(paths: Sequence[Path]) -> dict[str, bytes]:
    """The files by name; of a folder its diagrams and forms, however deep."""
    found: dict[str, bytes] = {}
    for path in paths:
        within = [f for f in sorted(path.rglob("*")) if f.suffix in (".bpmn", ".form")] if path.is_dir() else [path]
        for file in within:
            if file.name in found:
                raise click.UsageError(f"There are two files named {file.name}.")
            found[file.name] = file.read_bytes()
    return found


def _print_findings(findings: Sequence[Finding]) -> None:
    for finding in findings:
        click.echo(("Varning: " if finding.warning else "") + finding.text())
