"""The command `nyckelfri`: what the engine's command line does, and serving."""

from __future__ import annotations

from engine.cli import cli
from webui.serve import serve

cli.add_command(serve)


def main() -> None:
    cli(prog_name="nyckelfri")
