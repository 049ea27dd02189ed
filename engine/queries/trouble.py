"""Why something failed, by the error's class: in Swedish, which is also the key of its translations."""

from __future__ import annotations

from collections.abc import Mapping

WHY: Mapping[str, str] = {
    "NoFlowTaken": "Inget av villkoren efter steget stämde, och diagrammet har inget förvalt flöde.",
    "ExpressionGaveNothing": "Ett uttryck i diagrammet gav inget värde, eller ett av fel slag.",
    "TooManyItems": "En lista har fler poster än ett steg får göras för.",
    "ErrorNotCaught": "Ett fel kastades, och inget i diagrammet fångar det.",
    "EndlessLoop": "Diagrammet gick runt utan att någonsin vänta på någon.",
    "PersonalValueRead": "Ett uttryck försökte läsa ett värde som uttryck inte får läsa.",
    "NotOpen": "Steget väntar inte längre på det här.",
    "FeelError": "Ett uttryck i diagrammet går inte att räkna ut.",
    "FeelLimitError": "Ett uttryck i diagrammet är för långt eller tar för mycket kraft.",
    "ValueRefused": "Ett värde går inte att spara, till exempel ett för stort tal.",
    "NoSuchGroup": "Ingen grupp, eller mer än en, har stegets roll. Rätta i katalogen och försök igen.",
    "CalendarSpanExceeded": "Kalendern räcker inte så långt fram. Fyll på den och försök igen.",
    "Conflict": "Många ändrade ärendet samtidigt.",
    "WorkerLost": "Det som skulle göra arbetet försvann flera gånger innan det var klart.",
    "OperationalError": "Databasen svarade inte.",
}
_OTHERWISE = "Något gick fel i systemet. Säg till den som sköter det om det händer igen."


def why(error: str) -> str:
    """What to tell of an error of this class."""
    return WHY.get(error, _OTHERWISE)
