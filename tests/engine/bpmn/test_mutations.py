"""A replay proves something only if it fails when the engine does something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.bpmn.histories import histories
from tests.engine.bpmn.mutations import MUTATIONS, Mutation, changed_engine
from tests.engine.bpmn.replaying import ROOT, replayed

SOME = histories(30, 12, 12)


def test_an_engine_that_is_copied_and_not_changed_replays(tmp_path: Path) -> None:
    nothing = Mutation("engine/bpmn/gateway.py", "return not any(", "return not any(", "nothing")
    engine = changed_engine(nothing, ROOT, tmp_path)
    assert replayed(SOME, tmp_path / "histories", engine=engine) == [list(history.digests) for history in SOME]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.breaks)
def test_a_changed_line_gives_other_digests(mutation: Mutation, tmp_path: Path) -> None:
    engine = changed_engine(mutation, ROOT, tmp_path)
    found = replayed(SOME, tmp_path / "histories", engine=engine)
    pairs = [
        (a, b)
        for history, digests in zip(SOME, found, strict=True)
        for a, b in zip(history.digests, digests, strict=False)
    ]
    assert any(len(b) == 64 and a != b for a, b in pairs), f"no digest shows that {mutation.breaks}"


def test_there_are_mutations_of_ten_kinds() -> None:
    assert len({mutation.breaks for mutation in MUTATIONS}) == len(MUTATIONS) >= 10
    for mutation in MUTATIONS:
        old, new = mutation.old.splitlines(), mutation.new.splitlines()
        assert sum(a != b for a, b in zip(old, new, strict=True)) == 1
