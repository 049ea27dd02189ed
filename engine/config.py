"""Settings from the environment. Nonsense gives one clear line and exit code 2."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import BadSetting

LANGUAGES = ("sv", "en")
_SHORTEST_KEY = 32


@dataclass(frozen=True)
class Config:
    """What the environment says. `secret_key` is "" when it is to be made and kept (`--demo`)."""

    database_url: str
    data: Path
    secret_key: str = field(repr=False)
    language: str
    port: int


def read_config(environment: Mapping[str, str] = os.environ) -> Config:
    """The settings. Raises `BadSetting` with the variable's name and what it should be."""
    data = Path(environment.get("NYCKELFRI_DATA") or "data")
    language = environment.get("NYCKELFRI_LANG") or "sv"
    if language not in LANGUAGES:
        raise BadSetting(name="NYCKELFRI_LANG", expected=" or ".join(LANGUAGES))
    secret_key = environment.get("NYCKELFRI_SECRET_KEY") or ""
    if secret_key and len(secret_key) < _SHORTEST_KEY:
        raise BadSetting(name="NYCKELFRI_SECRET_KEY", expected=f"at least {_SHORTEST_KEY} characters")
    return Config(
        database_url=environment.get("NYCKELFRI_DATABASE_URL") or f"sqlite:///{data / 'nyckelfri.db'}",
        data=data,
        secret_key=secret_key,
        language=language,
        port=_port(environment.get("PORT") or "8000"),
    )


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise BadSetting(name="PORT", expected="a number from 1 to 65535")
    return int(text)
