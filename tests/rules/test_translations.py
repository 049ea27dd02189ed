"""Every Swedish text that a person reads has its English one."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "webui/translations/en/LC_MESSAGES/messages.po"


@pytest.fixture(scope="module")
def texts() -> Catalog:
    """What `make messages` finds in the code and the templates."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    catalogue = Catalog()
    for room in ("engine", "webui"):
        for name, line, message, _, context in extract_from_dir(
            ROOT / room, methods, keywords={**DEFAULT_KEYWORDS, "lazy_gettext": None}
        ):
            catalogue.add(message, locations=[(name, line)], context=context)
    return catalogue


@pytest.fixture(scope="module")
def english() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def test_every_text_is_translated(texts: Catalog, english: Catalog) -> None:
    assert len(texts) > 5
    missing = [message.id for message in texts if message.id and not english.get(message.id, message.context)]
    assert missing == [], "run `make messages` and translate what is new"
    empty = [message.id for message in english if message.id and not all(written(message.string))]
    assert empty == []


def test_no_translation_is_a_guess(english: Catalog) -> None:
    assert [message.id for message in english if message.id and message.fuzzy] == []


def test_no_translation_is_left_over(texts: Catalog, english: Catalog) -> None:
    left = [message.id for message in english if message.id and not texts.get(message.id, message.context)]
    assert left == [], "run `make messages`"
    assert list(english.obsolete) == []


def test_translations_have_the_same_places_for_values(english: Catalog) -> None:
    assert [(message.id, errors) for message, errors in english.check()] == []


def written(string: str | tuple[str, ...] | list[str]) -> tuple[str, ...] | list[str]:
    return [string] if isinstance(string, str) else string
