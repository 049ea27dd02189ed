from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from engine.bench.databases import Server, postgres, sqlite
from engine.clock import SystemClock

if TYPE_CHECKING:
    from tests.databases import Templates


@pytest.fixture
def server(kind: str, templates: Templates) -> Iterator[Server]:
    if kind == "sqlite":
        with sqlite() as files:
            yield files
    else:
        url = templates.server.url.render_as_string(hide_password=False)
        with postgres(url, SystemClock()) as databases:
            yield databases
