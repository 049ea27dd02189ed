"""Text as a person sends it, made into text that is kept: one form of each letter, one kind of line end."""

from __future__ import annotations

import re
import unicodedata

from engine.form.messages import BAD_CHARACTERS, TOO_LONG, FieldError, wrong
from engine.form.model import LONGEST_TEXT, Field, Kind

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNFIT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean_text(field: Field, given: str) -> str | FieldError:
    """NFC, lines ended by \\n, no space around it. Lines are kept in a textarea only."""
    text = _LINE_END.sub("\n", given).strip()
    if len(text) > LONGEST_TEXT:  # before anything that takes longer the longer it is
        most = field.constraints.max_length
        return wrong(field, TOO_LONG, most=LONGEST_TEXT if most is None else most, count=len(text))
    if field.kind is not Kind.TEXTAREA:
        text = text.replace("\t", " ")
    if _UNFIT.search(text) or ("\n" in text and field.kind is not Kind.TEXTAREA):
        return wrong(field, BAD_CHARACTERS)
    return unicodedata.normalize("NFC", text)
