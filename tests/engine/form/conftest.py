from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.errors import Refused
from engine.feel import Context
from engine.finding import Finding
from engine.form import Form, Option, Submission, read_form, submit, submit_values

ORGANISATIONS = {
    "directory.organisations.provider": [Option("north", "Hemtjänst Norr"), Option("south", "Hemtjänst Söder")]
}


def document(*components: dict[str, Any], **root: Any) -> bytes:
    head = {"type": "default", "id": "mounting", "schemaVersion": 19}
    return json.dumps(head | {"components": list(components)} | root, ensure_ascii=False).encode()


@pytest.fixture
def form() -> Callable[..., Form]:
    return lambda *components, **root: read_form(document(*components, **root), "mounting.form")


@pytest.fixture
def findings() -> Callable[..., list[Finding]]:
    def refused(*components: Any, **root: Any) -> list[Finding]:
        with pytest.raises(Refused) as caught:
            read_form(document(*components, **root), "mounting.form")
        return caught.value.findings

    return refused


@pytest.fixture
def context() -> Context:
    return Context(now=datetime(2026, 11, 21, 13, 30, tzinfo=UTC), calendar=None)


@pytest.fixture
def send(context: Context) -> Callable[..., Submission]:
    def sent(form: Form, typed: dict[str, list[str]], known: dict[str, Any] | None = None) -> Submission:
        return submit(form, typed, (known or {}).get, ORGANISATIONS.__getitem__, context)

    return sent


@pytest.fixture
def send_json(context: Context) -> Callable[..., Submission]:
    def sent(form: Form, given: dict[str, Any], known: dict[str, Any] | None = None) -> Submission:
        return submit_values(form, given, (known or {}).get, ORGANISATIONS.__getitem__, context)

    return sent
