"""Executes recorded histories again in a process of its own, and prints what it found: run by tests with another
PYTHONHASHSEED, or with an engine in which a line is changed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine import canonical
from engine.bpmn.advance import Step, advance
from engine.bpmn.compile import compile_definition
from engine.bpmn.key import Key
from engine.bpmn.read import read_diagram
from engine.bpmn.state import digest, dump, load

if TYPE_CHECKING:
    from tests.engine.bpmn.histories import History

ROOT = Path(__file__).parents[3]


def replayed(histories: Sequence[History], file: Path, *, engine: Path = ROOT, seed: str = "0") -> list[list[str]]:
    """The digests of each history, executed by the engine in another folder; what stops an event ends the list."""
    written = [
        [h.xml.decode(), [[s.kind, s.at, s.key and list(s.key), s.values, s.code] for s in h.steps]] for h in histories
    ]
    file.write_bytes(canonical.encode(written))
    found = subprocess.run(
        [sys.executable, "-P", "-m", "tests.engine.bpmn.replaying", str(file)],
        env={"PYTHONPATH": os.pathsep.join((str(engine), str(ROOT))), "PYTHONHASHSEED": seed},
        capture_output=True,
        check=True,
    )
    digests: list[list[str]] = json.loads(found.stdout)
    return digests


def main(file: Path) -> None:
    stored: Any = canonical.decode(file.read_bytes())
    print(json.dumps([_digests(xml.encode(), steps) for xml, steps in stored]))


def _digests(xml: bytes, steps: list[Any]) -> list[str]:
    models = {process.id: process for process in read_diagram(xml, "replayed.bpmn").processes}
    definition = compile_definition(next(iter(models)), models, {})
    state, found = None, []
    for kind, at, key, values, code in steps:
        try:
            state, _ = advance(definition, state, Step(kind, at, key and Key(*key), values, code=code))
        except Exception as stopped:  # a changed engine may fail in any way
            return [*found, type(stopped).__name__]
        found.append(digest(state))
        state = load(definition, dump(state))
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
