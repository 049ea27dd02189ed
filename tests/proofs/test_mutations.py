"""One changed line of the kernel turns the replay of what real cases have left behind red."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.case import ROOT
from tests.databases import SQLITE, Databases, Templates
from tests.engine.bpmn.mutations import Mutation, changed_engine
from tests.proofs.test_replay import nyckelfri
from tests.proofs.world import something_in_every_table

pytestmark = pytest.mark.slow

GATEWAY, ELEMENT, CATCH = "engine/bpmn/gateway.py", "engine/bpmn/element.py", "engine/bpmn/catch.py"
ACTIVITY, ADVANCE = "engine/bpmn/activity.py", "engine/bpmn/advance.py"
SCOPE, STATE = "engine/bpmn/scope.py", "engine/bpmn/state.py"
COMPLETE = '    token = _waiting(state, step, "service" if step.kind == "answer" else "task")\n    state.scopes.assign('
LEFT = 'return {**said, "due": due, "left": '

MUTATIONS = (
    Mutation(GATEWAY, "len(there) < len(self.flows):", "len(there) < len(self.flows) - 1:", "a join does not wait"),
    Mutation(GATEWAY, "self.is_open(way, token)), 1))", "self.is_open(way, token)), 0))", "a choice takes its default"),
    Mutation(ELEMENT, "return value is True", "return value is False", "a condition means its opposite"),
    Mutation(CATCH, "            host.cancel()\n", "            pass\n", "a deadline ends nothing"),
    Mutation(CATCH, f"{LEFT}None if left is None else left - 1}}", f"{LEFT}left}}", "reminders have no end"),
    Mutation(ACTIVITY, "                child.cancel()\n", "                pass\n", "a deadline outlives its task"),
    Mutation(ACTIVITY, "due=self._when(self.due, token)", "due=None", "a task has no due date"),
    Mutation(ACTIVITY, "top.record.sent.append(", "(", "a mail is not sent"),
    Mutation(ACTIVITY, "for argument in self.outs})", "for argument in ()})", "a call gives nothing"),
    Mutation(ADVANCE, f"{COMPLETE}token.scope,", f'{COMPLETE}"",', "answers in a called part go to the whole"),
    Mutation(ADVANCE, 'assign("", step.values)', 'assign("", {})', "what was filled in at the start is lost"),
    Mutation(SCOPE, "counts.get(element, 0) + 1", "counts.get(element, 0) + 2", "tasks are numbered by twos"),
    Mutation(STATE, "close_unused(used)", "close_unused(set(state.scopes.values))", "scopes are never forgotten"),
)


@pytest.fixture(scope="module")
def url(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> str:
    source = templates.keep(SQLITE, "something", something_in_every_table, templates.demo(SQLITE))
    return Databases(SQLITE, tmp_path_factory.mktemp("mutated"), templates).new(source)


def test_there_are_ten_and_a_copy_that_nobody_changed_is_green(url: str, tmp_path: Path) -> None:
    assert len({mutation.breaks for mutation in MUTATIONS}) >= 10
    nothing = Mutation(GATEWAY, "class ParallelGateway", "class ParallelGateway", "nothing")
    done = nyckelfri(url, "replay", "--all", source=changed_engine(nothing, ROOT, tmp_path))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.breaks)
def test_a_changed_line_turns_the_replay_red(url: str, tmp_path: Path, mutation: Mutation) -> None:
    done = nyckelfri(url, "replay", "--all", source=changed_engine(mutation, ROOT, tmp_path))
    assert (done.returncode, done.stderr) == (1, "")
    *lines, count = done.stdout.splitlines()
    assert lines
    assert count.endswith(f"{len(lines)} differ")
