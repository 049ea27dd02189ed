"""The locks pin everything by hash and name no host."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENTRY = re.compile(
    r"^([a-z0-9][a-z0-9.-]*)(\[[a-z,-]+\])?==(\S+)((?: ; [^\\\n]+)?)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.M
)


def pinned(name: str) -> dict[str, str]:
    """Each package of the lock with version, marker and hashes as they stand."""
    return {match[1]: f"{match[3]}{match[4]}{match[5]}" for match in ENTRY.finditer((ROOT / name).read_text())}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_pinned_by_hash(name: str) -> None:
    left = ENTRY.sub("", (ROOT / name).read_text())
    assert [line for line in left.splitlines() if line.strip() and not line.lstrip().startswith("#")] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_names_no_host(name: str) -> None:
    assert "://" not in (ROOT / name).read_text()


def test_tests_run_with_the_versions_that_are_served() -> None:
    run, dev = pinned("requirements.txt"), pinned("requirements-dev.txt")
    assert len(run) > 20
    assert run.items() <= dev.items()


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for asked, lock in [
        (project["dependencies"], "requirements.txt"),
        (project["optional-dependencies"]["dev"], "requirements-dev.txt"),
    ]:
        names = {re.split(r"[\[=<>~! ]", one)[0].lower().replace("_", "-") for one in asked}
        assert names - pinned(lock).keys() == set(), lock


def test_the_tools_that_build_are_pinned() -> None:
    requires = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    assert [one for one in requires if not re.fullmatch(r"[a-z-]+==[0-9.]+", one)] == []


def test_the_assets_are_pinned_by_hash_and_name_no_address() -> None:
    asked = json.loads((ROOT / "webui/assets/package.json").read_text())["dependencies"]
    assert [one for one in asked.values() if not re.fullmatch(r"[0-9.]+", one)] == []
    lock = json.loads((ROOT / "webui/assets/package-lock.json").read_text())
    assert lock["packages"][""]["dependencies"] == asked
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert len(packages) > len(asked)
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if not package["integrity"].startswith("sha512-")] == []
