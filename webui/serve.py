"""Serving the pages: one process, eight threads."""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Event, Thread

import click
from waitress.server import create_server

import webui
from engine.cli import one_line_errors, read_files
from engine.errors import NotADemo, Refused
from engine.public import DEMO_PASSWORD, Config, DemoPeople, Deploy, Engine, IsDemo, read_config
from webui.app import create_app
from webui.secret import secret_key
from webui.security import LARGEST_FORM

_THREADS = 8
_FORWARDED = {"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"}


class CannotServe(click.ClickException):
    """Why not, in one line."""

    exit_code = 2


@click.command()
@click.option("--demo", is_flag=True, help="Serve a demo: invented people in an empty database, on this machine alone.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to serve on.")
@click.option("--trusted-proxy", help="The address of a proxy whose X-Forwarded-For, -Host and -Proto are believed.")
@click.option("--no-worker", is_flag=True, help="Leave deadlines and deliveries to `nyckelfri worker`.")
@one_line_errors
def serve(demo: bool, host: str, trusted_proxy: str | None, no_worker: bool) -> None:
    """Serve the pages. The port is PORT, 8000 by default.

    With --demo an empty database is given a demo's directory, and the routines in ./processes and ./forms are deployed
    when their files have changed since the last start (those beside the installed program, where ./processes is not).
    Without it the database is served as it is; routines are deployed by `nyckelfri deploy`.
    """
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
    config = read_config()
    if demo:
        _check_demo(host, os.environ)
    key = secret_key(config, demo=demo)
    engine = Engine(config.database_url)
    try:
        engine.migrate()
        _prepare(engine, config, demo=demo)
        app = create_app(engine, secret_key=key, language=config.language, demo=demo)
        forwarded = {"trusted_proxy": trusted_proxy, "trusted_proxy_headers": _FORWARDED} if trusted_proxy else {}
        try:
            server = create_server(
                app,
                host=host,
                port=config.port,
                threads=_THREADS,
                ident=None,
                max_request_body_size=2 * LARGEST_FORM,
                clear_untrusted_proxy_headers=True,
                **forwarded,
            )
        except OSError as error:
            raise CannotServe(f"Port {config.port} on {host} can't be used: {error.strerror}.") from None
        signal.signal(signal.SIGTERM, _stop)
        _tell(engine, host, config.port, demo=demo)
        with nullcontext() if no_worker else _working(engine):
            server.run()  # returns on Ctrl-C and SIGTERM, when what was begun is finished
    finally:
        engine.close()


@contextmanager
def _working(engine: Engine) -> Iterator[None]:
    """A worker in this process, which ends when the pages do."""
    stop = Event()
    thread = Thread(target=engine.worker().run, args=(stop,), name="worker")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _stop(number: int, frame: object) -> None:
    raise SystemExit(0)


def _check_demo(host: str, environment: Mapping[str, str]) -> None:
    """A demo has a password that everybody knows: it is served on this machine only, from its own file."""
    if not _is_loopback(host):
        raise CannotServe(f"--demo serves on this machine only; {host} can be reached by others.")
    if environment.get("NYCKELFRI_DATABASE_URL"):
        raise CannotServe("--demo uses its own database file; take NYCKELFRI_DATABASE_URL away.")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _prepare(engine: Engine, config: Config, *, demo: bool) -> None:
    """Makes sure that the database is a demo's, or that it is none."""
    if not demo:
        if engine.ask(IsDemo()):
            raise CannotServe("The database is a demo's. Serve it with --demo, or name another NYCKELFRI_DATABASE_URL.")
        return
    try:
        engine.prepare_demo()
    except NotADemo:
        raise CannotServe("The database is in use and is no demo's; --demo does not touch it.") from None
    _deploy(engine, config.data / "deployed")


def _deploy(engine: Engine, stamp: Path) -> None:
    """Deploys the routines' files, unless they are as at the last start: what has been deployed by other ways since
    stays."""
    folders = routine_folders()
    files = read_files(folders)
    known = "".join(f"{name} {hashlib.sha256(data).hexdigest()}\n" for name, data in sorted(files.items()))
    if not files or (stamp.is_file() and stamp.read_text() == known):
        return
    try:
        deployed = engine.execute(Deploy(files), channel="cli")
    except Refused as refused:
        problems = "\n".join(finding.text() for finding in refused.findings)
        raise CannotServe(f"The routines in {folders[0].parent} can't be deployed:\n{problems}") from None
    for version in deployed.versions:
        click.echo(f"Deployed {version.key}, version {version.version}.")
    stamp.write_text(known)


def routine_folders() -> list[Path]:
    """`processes` and `forms`: those of the working directory, else those beside the installed program."""
    for root in (Path.cwd(), Path(webui.__file__).parents[1]):
        if (root / "processes").is_dir():
            return [folder for folder in (root / "processes", root / "forms") if folder.is_dir()]
    return []


def _tell(engine: Engine, host: str, port: int, *, demo: bool) -> None:
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Nyckelfri is served: sign in at http://{shown}:{port}/sign-in (stop with Ctrl-C)")
    if demo:
        logins = ", ".join(person.login for person in engine.ask(DemoPeople()))
        click.echo(f"The demo's people, each with the password {DEMO_PASSWORD}: {logins}")
