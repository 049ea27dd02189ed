"""What is said to a person about an answer: what is wrong and what to do, never what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from engine.canonical import Value
from engine.form.model import Field


def _(message: str) -> str:
    """Marks a text for the catalogue of translations."""
    return message


MISSING = _("”%(label)s” behöver fyllas i.")
MISSING_CHOICE = _("”%(label)s” behöver ett svar. Välj ett alternativ.")
MISSING_CHOICES = _("”%(label)s” behöver ett svar. Välj minst ett alternativ.")
MISSING_TICK = _("”%(label)s” behöver kryssas i.")
MISSING_DATE = _("”%(label)s” behöver ett datum.")
MISSING_TIME = _("”%(label)s” behöver ett klockslag.")
MISSING_DATE_OR_TIME = _("”%(label)s” behöver både datum och klockslag.")
NOW_ASKED = _(
    "”%(label)s” är en fråga som gäller efter dina andra svar. Svara på den, eller lämna den tom om den är valfri."
)

SEVERAL = _("”%(label)s” fick flera svar. Ange ett.")
NOT_TEXT = _("”%(label)s” ska vara text.")
BAD_CHARACTERS = _("”%(label)s” innehåller tecken som inte går att spara. Ta bort dem eller skriv om texten.")
TOO_SHORT = _("”%(label)s” ska ha minst %(least)s tecken. Du skrev %(count)s.")
TOO_LONG = _("”%(label)s” får ha högst %(most)s tecken. Du skrev %(count)s.")
NOT_EMAIL = _("”%(label)s” ska vara en e-postadress, till exempel namn@example.org.")
NOT_PHONE = _("”%(label)s” ska vara ett telefonnummer, till exempel 0555-123 45.")
BAD_PATTERN = _("”%(label)s” är inte skrivet så som fältet kräver. Kontrollera bokstäver, siffror och mellanslag.")
OWN_PATTERN = "%(rule)s"  # the owner's words
OWN_PATTERN_DIGITS = _("%(rule)s Du skrev %(count)s.")
IDENTITY_NUMBER = _(
    "”%(label)s” ser ut att innehålla ett personnummer. Ta bort det: fältet kan läsas av fler än dem som behöver veta "
    "vem det gäller."
)

NOT_NUMBER = _("”%(label)s” ska vara ett tal, till exempel 12 eller 2,5.")
UNCLEAR_NUMBER = _("”%(label)s” går att läsa på två sätt. Skriv decimaler med komma och tusental utan punkt.")
TOO_LARGE = _("”%(label)s” är ett för stort tal eller har för många decimaler. Kontrollera det.")
TOO_SMALL_NUMBER = _("”%(label)s” ska vara minst %(least)s.")
TOO_LARGE_NUMBER = _("”%(label)s” ska vara högst %(most)s.")
NOT_WHOLE = _("”%(label)s” ska vara ett helt tal.")
TOO_MANY_DECIMALS = _("”%(label)s” får ha högst %(most)s decimaler.")
NOT_INCREMENT = _("”%(label)s” ska gå jämnt upp i steg om %(step)s.")

NOT_DATE = _("”%(label)s” ska vara ett datum som finns, till exempel 2026-11-21.")
NOT_TIME = _("”%(label)s” ska vara ett klockslag, till exempel 14:30.")
FAR_DATE = _("”%(label)s” har ett årtal som inte kan stämma. Kontrollera året.")
PAST_DATE = _("”%(label)s” har redan passerat. Välj idag eller en senare dag.")
NO_SUCH_TIME = _(
    "”%(label)s” finns inte: den natten går klockan från 02:00 till 03:00, när sommartiden börjar. "
    "Välj ett annat klockslag."
)

NO_SUCH_OPTION = _("Svaret på ”%(label)s” finns inte bland alternativen. Välj ett av dem.")
NOT_YES_NO = _("”%(label)s” ska vara ja eller nej (true eller false).")
NOT_LIST = _("”%(label)s” ska vara en lista av alternativ.")


@dataclass(frozen=True)
class FieldError:
    """What is wrong with the answer to one field. `message` is Swedish with places for `values` and the key of its
    translation; `label` is the field's, as its owner wrote it."""

    key: str
    label: str
    message: str
    values: Mapping[str, str]

    @property
    def text(self) -> str:
        """The Swedish sentence."""
        return self.message % dict(self.values)


Answer: TypeAlias = Value | FieldError  # what was read of one field: its value, or why there is none


def wrong(field: Field, message: str, **values: object) -> FieldError:
    """The error of one field, its label among the values."""
    filled = {"label": field.label, **{name: str(value) for name, value in values.items()}}
    return FieldError(field.key, field.label, message, filled)
