"""Built-in functions on texts (DMN 1.3, 10.3.4.3)."""

from __future__ import annotations

from engine.canonical import Value
from engine.feel import regex
from engine.feel.builtin import builtin
from engine.feel.frame import Frame
from engine.feel.limits import bounded, check_length
from engine.feel.numbers import Number, whole
from engine.feel.types import BOOLEAN, NUMBER, STRING, list_of


@builtin("string length", "string", gives=NUMBER)
def string_length(text: str) -> Value:
    return len(text)


@builtin("upper case", "string", gives=STRING)
def upper_case(text: str) -> Value:
    return bounded(text.upper())


@builtin("lower case", "string", gives=STRING)
def lower_case(text: str) -> Value:
    return bounded(text.lower())


@builtin("substring", "string", "number", "number?", gives=STRING)
def substring(text: str, start: Number, length: Number | None = None) -> Value:
    """From a position that counts from 1, or from the end when negative; null where the text has none such."""
    first, count = whole(start), len(text) if length is None else whole(length)
    if not first or abs(first) > len(text) or count is None or count < 1:
        return None
    begin = first - 1 if first > 0 else len(text) + first
    return text[begin : begin + count]


@builtin("substring before", "string", "string", gives=STRING)
def substring_before(text: str, match: str) -> Value:
    return text.partition(match)[0] if match and match in text else ""


@builtin("substring after", "string", "string", gives=STRING)
def substring_after(text: str, match: str) -> Value:
    return text.partition(match)[2] if match else text


@builtin("contains", "string", "string", gives=BOOLEAN)
def contains(text: str, match: str) -> Value:
    return match in text


@builtin("starts with", "string", "string", gives=BOOLEAN)
def starts_with(text: str, match: str) -> Value:
    return text.startswith(match)


@builtin("ends with", "string", "string", gives=BOOLEAN)
def ends_with(text: str, match: str) -> Value:
    return text.endswith(match)


@builtin("matches", "string", "string", "string?", gives=BOOLEAN, frame=True)
def matches(frame: Frame, text: str, pattern: str, flags: str = "") -> Value:
    """Whether the pattern fits anywhere in the text."""
    frame.learn(pattern)
    found = regex.pattern(pattern, flags)
    return None if found is None else found.search(text) is not None


@builtin("replace", "string", "string", "string", "string?", gives=STRING, frame=True)
def replace(frame: Frame, text: str, pattern: str, replacement: str, flags: str = "") -> Value:
    """Every match replaced, with `$1` for a group."""
    frame.learn(pattern)
    found = regex.dividing(pattern, flags)
    template = None if found is None else regex.template(replacement, found.groups)
    if template is None:
        return None
    made, end, length = [], 0, 0
    for match in found.finditer(text):
        put = text[end : match.start()] + regex.filled(template, match)
        made.append(put)
        end, length = match.end(), length + len(put)
        frame.spend(1)
        check_length(length)
    return bounded("".join(made) + text[end:])


@builtin("split", "string", "string", gives=list_of(STRING), frame=True)
def split(frame: Frame, text: str, delimiter: str) -> Value:
    """The parts between the matches of a pattern."""
    frame.learn(delimiter)
    found = regex.dividing(delimiter)
    if found is None:
        return None
    cuts = [match.span() for match in found.finditer(text)]
    begins, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)]
    return [text[begin:end] for begin, end in zip(begins, ends, strict=True)]


FUNCTIONS = (
    string_length,
    upper_case,
    lower_case,
    substring,
    substring_before,
    substring_after,
    contains,
    starts_with,
    ends_with,
    matches,
    replace,
    split,
)
