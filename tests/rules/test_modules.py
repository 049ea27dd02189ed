"""What every module of the product keeps to. Read from the syntax tree, so that no other name hides a thing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(path for room in ("engine", "webui") for path in (ROOT / room).rglob("*.py"))
CLOCK = ROOT / "engine" / "clock.py"
LONGEST = 400

TIME_AND_CHANCE = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "os.urandom",
    "os.getrandom",
    "uuid.uuid1",
    "uuid.uuid4",
    "random",
    "secrets",
}
TEXT_AS_CODE = {"eval", "exec", "pickle", "marshal", "shelve"}
TEXT_AS_HTML = {"markupsafe.Markup", "flask.Markup", "jinja2.utils.markupsafe"}


def named(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every name the module uses or imports, spelled out in full: after `from time import time as t`, `t` is
    `time.time`.
    """
    meaning: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                meaning[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                meaning[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                yield node.lineno, f"{node.module}.{alias.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            head, dot, rest = ast.unparse(node).partition(".")
            yield node.lineno, meaning.get(head, head) + dot + rest


def uses(source: str, forbidden: set[str]) -> list[str]:
    return sorted(
        {
            f"{line}: {name}"
            for line, name in named(ast.parse(source))
            if any(name == one or name.startswith(f"{one}.") for one in forbidden)
        }
    )


def found(forbidden: set[str], modules: list[Path]) -> list[str]:
    return [f"{path.relative_to(ROOT)}:{use}" for path in modules for use in uses(path.read_text(), forbidden)]


def test_there_are_modules() -> None:
    assert len(MODULES) > 5
    assert CLOCK in MODULES


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_every_module_says_at_its_head_what_it_is() -> None:
    assert [str(path.relative_to(ROOT)) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text()))] == []


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "helper", "services", "common", "misc"}
    assert [str(path.relative_to(ROOT)) for path in MODULES if {path.stem, path.parent.name} & drawers] == []


def test_time_and_chance_come_from_the_clock_alone() -> None:
    assert uses(CLOCK.read_text(), TIME_AND_CHANCE) != []
    assert found(TIME_AND_CHANCE, [path for path in MODULES if path != CLOCK]) == []


def test_no_text_is_run_as_code() -> None:
    assert found(TEXT_AS_CODE, MODULES) == []


def test_no_text_is_declared_to_be_html() -> None:
    assert found(TEXT_AS_HTML, MODULES) == []


@pytest.mark.parametrize(
    "source",
    [
        "import datetime\ndatetime.datetime.now(datetime.UTC)",
        "from datetime import datetime as d\nd.utcnow()",
        "import datetime as dt\nfresh = dt.datetime.now",
        "from time import time",
        "import time as t\nt.time_ns()",
        "import random",
        "from random import choice",
        "from os import urandom as u",
        "import uuid\nuuid.uuid4()",
        "import secrets\nsecrets.token_hex()",
        "def later():\n    from uuid import uuid4\n    return uuid4()",
    ],
)
def test_time_and_chance_are_seen_under_any_name(source: str) -> None:
    assert uses(source, TIME_AND_CHANCE)


@pytest.mark.parametrize(
    "source",
    [
        "clock.now()",
        "from datetime import datetime\ndatetime.fromisoformat('2026-11-21')",
        "import time\ntime.monotonic()",
    ],
)
def test_what_only_looks_like_it_is_let_through(source: str) -> None:
    assert uses(source, TIME_AND_CHANCE) == []
