"""Publishing: whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from sqlalchemy import Connection, select

from engine import canonical
from engine.access import check_deploys
from engine.bpmn.model import Process
from engine.bpmn.read import read_diagram
from engine.check import Facts, Routine, check, check_diagram
from engine.command import Context, Nothing
from engine.definition.bundle import DEFAULT_CALENDAR, Bundle, Manifest, Part
from engine.definition.store import (
    Version,
    add_version,
    all_latest,
    next_version,
    put_part,
    put_resource,
    read_part,
    resources,
)
from engine.directory.lookup import Groups, role_names
from engine.errors import Refused
from engine.finding import Finding, ordered
from engine.form import Form, read_form
from engine.log.stream import DEPLOYMENTS, append_to, head
from engine.log.types import EventType
from engine.service import SERVICES
from engine.storage.tables.directory import calendar

MOST_FILES, LARGEST = 200, 20_000_000  # of one deployment


@dataclass(frozen=True)
class Deployed:
    """What a deployment made: the new versions, and the routines that are as they were."""

    versions: tuple[Version, ...]
    unchanged: tuple[Version, ...]
    warnings: tuple[Finding, ...]


@dataclass(frozen=True)
class Deploy:
    """Publishes diagrams and forms, by file name. Every routine that uses one of them becomes a new version, with the
    latest of whatever else it refers to; running instances keep theirs. Raises `Refused` with every problem."""

    files: Mapping[str, bytes]

    def prepare(self, context: Context) -> Callable[[Connection], Deployed] | Nothing[Deployed]:
        if context.actor is not None:
            check_deploys(context.actor)
        work = Workshop.gather(context.connection, self.files)
        findings = work.check()
        if any(not f.warning for f in findings):
            raise Refused(findings)
        manifests = work.manifests()
        current = {v.key: v for v in all_latest(context.connection)}
        new = [m for m in manifests if m.key not in current or current[m.key].bundle != m.hash]
        for manifest in new:
            Bundle(manifest, lambda hashed: work.data[hashed])  # what cannot be put together must not be published
        by = context.act(self).actor
        made = [next_version(current.get(m.key), m, work.name(m.key), context.at, by) for m in new]
        done = Deployed(tuple(made), tuple(current[m.key] for m in manifests if m not in new), tuple(findings))
        brought = {name: part for name, part in work.brought.items() if work.there.get(name) != part}
        if not (made or brought):
            return Nothing(done)
        before = head(context.connection, DEPLOYMENTS)
        event = context.event(
            self,
            DEPLOYMENTS,
            before,
            EventType.DEFINITION_DEPLOYED,
            inputs={"resources": [[*name, part.file, part.hash] for name, part in sorted(brought.items())]},
            outcome={"versions": [[v.key, v.version, v.bundle, v.name] for v in made]},
        )

        def apply(connection: Connection) -> Deployed:
            append_to(
                connection, DEPLOYMENTS, [event], before
            )  # first: who deploys at the same time waits or fails here
            for data in work.data.values():
                put_part(connection, data)
            for (kind, key), part in brought.items():
                put_resource(connection, kind, key, part)
            for manifest, version in zip(new, made, strict=True):
                add_version(connection, manifest, version)
            return done

        return apply


@dataclass(frozen=True)
class CheckFiles:
    """The same checks as `Deploy`, and nothing else: returns the findings."""

    files: Mapping[str, bytes]

    def prepare(self, context: Context) -> Nothing[list[Finding]]:
        if context.actor is not None:
            check_deploys(context.actor)
        try:
            findings = Workshop.gather(context.connection, self.files).check()
        except Refused as refused:
            findings = refused.findings
        return Nothing(findings)


@dataclass
class Workshop:
    """The files of a deployment beside those that are there already."""

    facts: Facts
    roles: Mapping[str, str]
    brought: dict[tuple[str, str], Part] = field(default_factory=dict)
    there: Mapping[tuple[str, str], Part] = field(default_factory=dict)
    data: dict[str, bytes] = field(default_factory=dict)
    processes: dict[str, tuple[Process, str]] = field(default_factory=dict)
    forms: dict[str, tuple[Form, str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @classmethod
    def gather(cls, connection: Connection, files: Mapping[str, bytes]) -> Workshop:
        """Reads what is brought, and what is there of the rest. Raises `Refused` when there is too much of it."""
        if len(files) > MOST_FILES or sum(map(len, files.values())) > LARGEST:
            raise Refused([Finding("deploy-too-large", "Det är för många eller för stora filer.", "Dela upp dem.")])
        groups = Groups(connection).by_id.values()
        roles = role_names(connection)
        counted = {role: sum(g.role == role for g in groups) for role in roles.values()}
        calendars = frozenset(connection.execute(select(calendar.c.id)).scalars())
        work = cls(Facts(roles, counted, frozenset(SERVICES), calendars), roles, there=resources(connection))
        for name, data in sorted(files.items()):
            work._bring(PurePosixPath(name.replace("\\", "/")).name, data)
        for (kind, key), part in work.there.items():
            if (kind, key) not in work.brought:
                work._read(kind, key, part, read_part(connection, part.hash))
        return work

    def _bring(self, file: str, data: bytes) -> None:
        try:
            if file.endswith(".bpmn"):
                self._bring_diagram(file, data)
            elif file.endswith(".form"):
                form = read_form(data, file)
                self._take("form", form.id, Part(file, canonical.sha256(data)), data)
                self.forms[form.id] = (form, file)
            else:
                self.findings.append(_unknown_kind(file))
        except Refused as refused:
            self.findings += refused.findings

    def _bring_diagram(self, file: str, data: bytes) -> None:
        diagram = read_diagram(data, file)
        self.findings += check_diagram(diagram)
        for process in diagram.processes:
            if process.executable:
                self._take("process", process.id, Part(file, canonical.sha256(data)), data)
                self.processes[process.id] = (process, file)

    def _take(self, kind: str, key: str, part: Part, data: bytes) -> None:
        if (kind, key) in self.brought:
            self.findings.append(_twice(key, self.brought[kind, key].file, part.file))
        self.brought[kind, key] = part
        self.data[part.hash] = data

    def _read(self, kind: str, key: str, part: Part, data: bytes) -> None:
        self.data[part.hash] = data
        if kind == "form":
            self.forms[key] = (read_form(data, part.file), part.file)
        else:
            found = next(p for p in read_diagram(data, part.file).processes if p.id == key)
            self.processes[key] = (found, part.file)

    def check(self) -> list[Finding]:
        """Every finding of every routine that the files touch."""
        findings = list(self.findings)
        for key in self._touched():
            findings += check(self._routine(key), self.facts)
        if not self.brought and not findings:
            findings.append(Finding("deploy-nothing", "Det finns inget att publicera.", "Välj diagram eller formulär."))
        return ordered(findings)

    def manifests(self) -> list[Manifest]:
        """The bundle of each routine that the files touch."""
        return [self._manifest(key) for key in self._touched()]

    def name(self, key: str) -> str:
        return self.processes[key][0].name or key

    def _touched(self) -> list[str]:
        """The routines whose bundle has one of the files; a process that is called and not started is none."""
        brought = set(self.brought)
        main = [key for key, (process, _) in self.processes.items() if "casePrefix" in process.properties]
        alone = [k for kind, k in brought if kind == "process" and not any(k in self._closure(m) for m in main)]
        return sorted([key for key in main if self._parts(key) & brought] + alone)

    def _closure(self, key: str) -> list[str]:
        found: list[str] = []
        ahead = [key]
        while ahead:
            at = ahead.pop()
            if at not in found and at in self.processes:
                found.append(at)
                ahead += [n.called for _, n in self.processes[at][0].every_node() if n.called]
        return sorted(found)

    def _parts(self, key: str) -> set[tuple[str, str]]:
        processes = self._closure(key)
        used = {n.attributes.get("formRef", "") for p in processes for _, n in self.processes[p][0].every_node()}
        return {("process", p) for p in processes} | {("form", f) for f in used if f in self.forms}

    def _routine(self, key: str) -> Routine:
        parts = self._parts(key)
        return Routine(
            main=key,
            processes={k: self.processes[k] for kind, k in sorted(parts) if kind == "process"},
            forms={k: self.forms[k] for kind, k in sorted(parts) if kind == "form"},
        )

    def _manifest(self, key: str) -> Manifest:
        parts = {name: self.brought.get(name) or self.there[name] for name in sorted(self._parts(key))}
        lanes = {lane.name for k in self._closure(key) for lane in self.processes[k][0].lanes}
        return Manifest(
            key=key,
            diagrams={k: part for (kind, k), part in parts.items() if kind == "process"},
            forms={k: part for (kind, k), part in parts.items() if kind == "form"},
            roles={name: self.roles[name] for name in sorted(lanes) if name in self.roles},
            calendar=self.processes[key][0].properties.get("calendar", DEFAULT_CALENDAR),
        )


def _unknown_kind(file: str) -> Finding:
    message = "Filen är varken ett diagram (.bpmn) eller ett formulär (.form)."
    return Finding("deploy-unknown-file", message, "Ta bort den.", file=file)


def _twice(key: str, first: str, second: str) -> Finding:
    message = "%(key)s finns både i %(first)s och i %(second)s."
    values = {"key": key, "first": first, "second": second}
    return Finding("deploy-twice", message, "Behåll en av dem.", values, file=second)
