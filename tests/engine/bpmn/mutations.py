"""One-line changes of the kernel that each make it run something wrong. A replay that proves anything sees them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Mutation:
    """`old` stands once in the file, which is named from the repository's root; `new` differs from it in one line."""

    file: str
    old: str
    new: str
    breaks: str

    def apply(self, root: Path) -> None:
        """Changes the copy of the engine under another root."""
        changed = root / self.file
        text = changed.read_text()
        assert text.count(self.old) == 1, f"{self.file}: {self.old}"
        changed.write_text(text.replace(self.old, self.new))


MUTATIONS = (
    Mutation(
        "engine/bpmn/gateway.py",
        "if len(there) < len(self.flows):",
        "if len(there) < len(self.flows) - 1:",
        "a join does not wait for its last flow",
    ),
    Mutation(
        "engine/bpmn/gateway.py",
        "        return not any(\n",
        "        return True or not any(\n",
        "an inclusive join does not wait",
    ),
    Mutation(
        "engine/bpmn/gateway.py",
        'other.note.get("race") == race',
        'other.note.get("race") != race',
        "what an event was faster than goes on waiting",
    ),
    Mutation(
        "engine/bpmn/gateway.py",
        "if self.is_open(way, token)), 1))",
        "if self.is_open(way, token)), 2))",
        "a choice takes two ways",
    ),
    Mutation(
        "engine/bpmn/element.py",
        "return value is True",
        "return value is not False",
        "a condition that is null holds",
    ),
    Mutation(
        "engine/bpmn/outwards.py",
        "for wanted in (code, None):",
        "for wanted in (None, code):",
        "any error is caught before the one with that code",
    ),
    Mutation(
        "engine/bpmn/catch.py",
        "            host.cancel()\n",
        "            pass\n",
        "an event on the edge does not interrupt",
    ),
    Mutation(
        "engine/bpmn/catch.py",
        'return {**said, "due": due, "left": None if left is None else left - 1}',
        'return {**said, "due": due, "left": left}',
        "a bounded cycle has no end",
    ),
    Mutation(
        "engine/bpmn/activity.py",
        "                child.cancel()\n",
        "                pass\n",
        "events on the edge of an activity wait when it is done",
    ),
    Mutation(
        "engine/bpmn/activity.py",
        "scopes.assign(token.scope, {argument.target: argument.value(top, under.scope) for argument in self.outs})",
        "scopes.assign(token.scope, {})",
        "a called process returns nothing",
    ),
    Mutation(
        "engine/bpmn/multi_instance.py",
        "sorted(results, key=int)",
        "sorted(results, key=int, reverse=True)",
        "results are collected backwards",
    ),
    Mutation(
        "engine/bpmn/advance.py",
        '    token = _waiting(state, step, "service" if step.kind == "answer" else "task")\n'
        "    state.scopes.assign(token.scope, step.values)\n",
        '    token = _waiting(state, step, "service" if step.kind == "answer" else "task")\n'
        '    state.scopes.assign("", step.values)\n',
        "what is answered within a call lands in the instance",
    ),
    Mutation(
        "engine/bpmn/scope.py",
        "            at = enclosing(at)\n",
        "            at = None\n",
        "an iteration does not see what is around it",
    ),
    Mutation(
        "engine/bpmn/state.py",
        "    state.scopes.close_unused(used)\n",
        "    state.scopes.close_unused(set(state.scopes.values))\n",
        "scopes are never forgotten",
    ),
    Mutation(
        "engine/bpmn/throw.py",
        "                other.cancel()\n",
        "                pass\n",
        "a terminate end ends its own token only",
    ),
    Mutation(
        "engine/bpmn/throw.py",
        "            catch_signal(top, throws.name, values)\n",
        "            pass\n",
        "a signal is not caught in the instance that throws it",
    ),
    Mutation(
        "engine/bpmn/event_subprocess.py",
        "                    other.cancel()\n",
        "                    pass\n",
        "an event subprocess does not interrupt",
    ),
    Mutation(
        "engine/bpmn/workflow.py",
        "any(not token.task_spec.watches for token in self.live())",
        "any(True for token in self.live())",
        "a process waits for what could happen beside it",
    ),
    Mutation(
        "engine/bpmn/loop.py",
        "        return self.condition is None or self.holds",
        "        return self.condition is None or not self.holds",
        "a loop goes on as long as its condition does not hold",
    ),
    Mutation(
        "engine/bpmn/outwards.py",
        "        at, workflow = workflow.host, workflow.host.workflow\n",
        "        return\n",
        "nothing is thrown further out than where it happens",
    ),
)


def changed_engine(mutation: Mutation, root: Path, into: Path) -> Path:
    """A copy of the engine with the change in it; returns what to put first on the path."""
    shutil.copytree(root / "engine", into / "engine", ignore=shutil.ignore_patterns("__pycache__"))
    mutation.apply(into)
    return into
