"""What no file of the repository may hold."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOST = re.compile(
    r"(pypi|pythonhosted|npmjs|yarnpkg|debian|unpkg|jsdelivr|cdnjs|googleapis|gstatic)\.(org|com|net|io)", re.I
)
MACHINE = re.compile(r"(?<![\w.<}/-])/(work|root|tmp|home|Users|mnt|opt)/\w")
OTHERS_WORK = re.compile(
    r"@license|@preserve|/\*!|Copyright \(c\)|All rights reserved|Permission is hereby granted|GNU General Public", re.I
)
LOCKS = {"requirements.txt", "requirements-dev.txt", "webui/assets/package-lock.json"}
LARGEST = 150_000
LONGEST_LINE = 2_000


def files() -> list[str]:
    """Everything that is committed or is about to be: what git neither knows nor ignores counts too."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode().split("\0")
    return [name for name in names if name and (ROOT / name).is_file()]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    here = Path(__file__).relative_to(ROOT).as_posix()
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name in files()
        if name != here
        for number, line in enumerate((ROOT / name).read_text(errors="ignore").splitlines(), 1)
        if pattern.search(line)
    ]


def test_there_are_files() -> None:
    assert {"Makefile", "pyproject.toml", "webui/assets/package-lock.json"} <= set(files())


def test_no_file_names_a_package_host() -> None:
    assert lines_with(HOST) == []


def test_no_file_names_a_path_of_a_machine() -> None:
    assert lines_with(MACHINE) == []


def test_nothing_of_others_is_committed() -> None:
    assert lines_with(OTHERS_WORK) == []
    assert [
        name for name in files() if re.search(r"(^|/)(vendor|node_modules)/|\.min\.|\.(woff2?|ttf|otf)$", name)
    ] == []


def test_every_file_was_written_by_hand() -> None:
    written = [name for name in files() if name not in LOCKS]
    assert [name for name in written if (ROOT / name).stat().st_size > LARGEST] == []
    code = [name for name in written if name.endswith((".py", ".js", ".css", ".html"))]
    assert [
        name for name in code if any(len(line) > LONGEST_LINE for line in (ROOT / name).read_text().splitlines())
    ] == []


@pytest.mark.parametrize(
    ("pattern", "caught", "let_through"),
    [
        (HOST, "pip install --index-url https://pypi" + ".org/simple", "the registry of packages"),
        (MACHINE, 'open("/root' + '/data")', "</root></work> and/or tasks/work/1"),
        (OTHERS_WORK, "/*" + "! a library, minified */", "/* our own words */"),
    ],
)
def test_the_patterns_catch_what_they_are_for(pattern: re.Pattern[str], caught: str, let_through: str) -> None:
    assert pattern.search(caught)
    assert not pattern.search(let_through)
