"""The installation's secret: what cookies and the secrets of message sources are made from."""

from __future__ import annotations

import os
from pathlib import Path

from engine.errors import BadSetting
from engine.public import Config, SystemClock

_BYTES = 32


def secret_key(config: Config, *, demo: bool = False) -> str:
    """The configured key, else the one that a demo has made and keeps beside its database. Raises `BadSetting`."""
    if config.secret_key:
        return config.secret_key
    path = config.data / "secret_key"
    if demo and not path.is_file():
        _write(path)
    if not path.is_file():
        raise BadSetting(name="NYCKELFRI_SECRET_KEY", expected="at least 32 characters that nobody can guess")
    return path.read_text()


def _write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = path.with_suffix(".new")  # renamed when it is whole
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(SystemClock().random(_BYTES).hex())
    new.replace(path)
