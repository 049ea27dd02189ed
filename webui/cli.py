"""The command `nyckelfri`: what the engine's command line does, and serving."""

from __future__ import annotations

from engine.cli import cli
from webui.serve import serve
from webui.source import source

cli.add_command(serve)
cli.add_command(source)


def main() -> None:
    cli(prog_name="nyckelfri")
