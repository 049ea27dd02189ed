"""`nyckelfri source`: which other systems may send messages, and with which secret."""

from __future__ import annotations

from collections.abc import Sequence

import click

from engine.cli import one_line_errors, opened
from engine.errors import UnknownEntry
from engine.public import GrantSource, Sources, read_config, secret_of, shown
from webui.secret import secret_key


@click.group()
def source() -> None:
    """Other systems that may send messages to POST /api/messages/NAME, signed as Standard Webhooks says."""


@source.command()
@click.argument("key")
@click.argument("messages", nargs=-1, required=True)
@one_line_errors
def grant(key: str, messages: Sequence[str]) -> None:
    """Let KEY send these MESSAGES, and print its new secret. The secret before counts for one more day."""
    secret_from = secret_key(read_config())
    if any("," in name or len(name) > 120 for name in messages) or len(",".join(messages)) > 400 or len(key) > 40:
        raise click.UsageError("Names of messages have no comma, and are 400 characters together at most; KEY is 40.")
    with opened() as engine:
        made = engine.execute(GrantSource(key, tuple(messages)), channel="cli")
    click.echo(shown(secret_of(secret_from, made.key, made.generation)))


@source.command()
@click.argument("key")
@one_line_errors
def close(key: str) -> None:
    """Let KEY send nothing more."""
    with opened() as engine:
        try:
            engine.execute(GrantSource(key, ()), channel="cli")
        except UnknownEntry:
            raise click.UsageError(f"There is no source {key}.") from None


@source.command("list")
@one_line_errors
def list_() -> None:
    """Show who may send what."""
    with opened() as engine:
        for each in engine.ask(Sources()):
            click.echo(
                f"{each.key}: {', '.join(each.messages) or 'nothing any more'}, since {each.since:%Y-%m-%d %H:%M} UTC"
            )
