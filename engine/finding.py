"""What is wrong with a file that somebody wants to deploy: one finding per place, in words its owner understands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Finding:
    """One problem: what, where, and what to do about it.

    `message` and `remedy` are Swedish sentences with %(name)s places for `values`; they are also the keys under which
    their translations are found. `rule` is a stable short name such as `feel-unknown-variable`. A `warning` is told
    and refuses nothing.
    """

    rule: str
    message: str
    remedy: str
    values: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    line: int = 0
    element: str = ""
    name: str = ""
    warning: bool = False

    def at(self, *, file: str = "", line: int = 0, element: str = "", name: str = "") -> Finding:
        """The same finding with its place filled in where it was open: who finds it seldom knows the file."""
        return replace(
            self,
            file=self.file or file,
            line=self.line or line,
            element=self.element or element,
            name=self.name or name,
        )

    @property
    def place(self) -> str:
        """`new_lock.bpmn rad 12, Boka tid (book_visit)`, as much of it as is known."""
        named = f"{self.name} ({self.element})" if self.name and self.element else self.name or self.element
        lined = f"{self.file} rad {self.line}" if self.file and self.line else self.file
        return ", ".join(part for part in (lined, named) if part)

    def text(self) -> str:
        """Place, what is wrong and what to do, in Swedish, on one line."""
        said = f"{self.message} {self.remedy}".strip() % dict(self.values)
        return f"{self.place}: {said}" if self.place else said


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """By file and line, each once."""
    return sorted(dict.fromkeys(_hashable(f) for f in findings), key=lambda f: (f.file, f.line, f.element, f.rule))


def _hashable(finding: Finding) -> Finding:
    return replace(finding, values=_Frozen(finding.values))


class _Frozen(dict[str, str]):
    """A mapping that can be part of a key."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(sorted(self.items())))
