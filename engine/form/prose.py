"""The text component's writing: headings, paragraphs and lists, with **strong** words. Everything else is letters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Style = Literal["heading", "paragraph", "bullets", "numbers"]

_HEADING = re.compile(r"(#{1,6})\s+(.+)")
_BULLET = re.compile(r"[-*+]\s+(.+)")
_NUMBER = re.compile(r"\d{1,3}[.)]\s+(.+)")
_STRONG = re.compile(r"\*\*(.+?)\*\*")
# what form-js would draw as something else than text: HTML, links and pictures, code, tables, quotes
_MORE = re.compile(r"<[A-Za-z/!?]|\]\(|```|^[ \t]*[|>]", re.MULTILINE)


@dataclass(frozen=True)
class Span:
    """A run of text."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Block:
    """A heading or a paragraph (one line), or a list (a line per item)."""

    style: Style
    lines: tuple[tuple[Span, ...], ...]
    level: int = 0


def has_more_than_prose(text: str) -> bool:
    """Whether the text asks for markup that `read_prose` would show as letters."""
    return _MORE.search(text) is not None


def read_prose(text: str) -> tuple[Block, ...]:
    """The blocks of a text. Lines that follow each other are one paragraph, as in Markdown."""
    blocks: list[Block] = []
    broken = True
    for line in map(str.strip, text.splitlines()):
        style, words, level = _line(line)
        last = blocks[-1] if blocks and not broken else None
        if not words:
            pass
        elif last and last.style == style == "paragraph":
            joined = (*last.lines[0], Span(" "), *_spans(words))
            blocks[-1] = Block("paragraph", (joined,))
        elif last and last.style == style != "heading":
            blocks[-1] = Block(style, (*last.lines, _spans(words)))
        else:
            blocks.append(Block(style, (_spans(words),), level))
        broken = not words
    return tuple(blocks)


def _line(line: str) -> tuple[Style, str, int]:
    if heading := _HEADING.fullmatch(line):
        return "heading", heading[2].rstrip("# "), len(heading[1])
    if bullet := _BULLET.fullmatch(line):
        return "bullets", bullet[1], 0
    if number := _NUMBER.fullmatch(line):
        return "numbers", number[1], 0
    return "paragraph", line, 0


def _spans(words: str) -> tuple[Span, ...]:
    parts = _STRONG.split(words)
    return tuple(Span(part, strong=i % 2 == 1) for i, part in enumerate(parts) if part)
