"""Templates keep to the strict policy for content, and trust no text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import webui

FOLDER = Path(webui.__file__).parent / "templates"
TEMPLATES = sorted(FOLDER.rglob("*"))
FORBIDDEN = {
    "inline style": re.compile(r"""<style|\sstyle\s*=""", re.I),
    "inline script": re.compile(r"""<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*["']|javascript:""", re.I),
    "text trusted as HTML": re.compile(r"\|\s*safe\b|Markup\(|autoescape\s+(false|off)", re.I),
    "address of another host": re.compile(r"""(src|href|action)\s*=\s*["'](https?:)?//""", re.I),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_has(what: str) -> None:
    pages = [path for path in TEMPLATES if path.is_file()]
    assert FOLDER / "base.html" in pages
    assert [
        f"{path.relative_to(FOLDER)}:{number}"
        for path in pages
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if FORBIDDEN[what].search(line)
    ] == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("inline style", '<p class="x" style="color: red">'),
        ("inline script", "<script>alert(1)</script>"),
        ("inline script", '<a href="/" onclick="x()">'),
        ("text trusted as HTML", "{{ name | safe }}"),
        ("address of another host", '<script src="//example.org/x.js"></script>'),
    ],
)
def test_it_would_be_seen(what: str, line: str) -> None:
    assert FORBIDDEN[what].search(line)


def test_every_style_and_script_that_a_template_names_is_there() -> None:
    static = FOLDER.parent / "static"
    named = {
        name
        for path in TEMPLATES
        if path.is_file()
        for name in re.findall(r"filename='([\w./-]+)'\)", path.read_text())
    }
    assert len(named) > 3
    assert [name for name in named if not (static / name).is_file()] == []
