"""Why something failed, by the error's class: in Swedish, which is also the key of its translations."""

from __future__ import annotations

from collections.abc import Mapping


def _(message: str) -> str:
    """Marks a text for the catalogue of translations."""
    return message


WHY: Mapping[str, str] = {
    "NoFlowTaken": _("Inget av villkoren efter steget stämde, och diagrammet har inget förvalt flöde."),
    "ExpressionGaveNothing": _("Ett uttryck i diagrammet gav inget värde, eller ett av fel slag."),
    "TooManyItems": _("En lista har fler poster än ett steg får göras för."),
    "ErrorNotCaught": _("Ett fel kastades, och inget i diagrammet fångar det."),
    "EndlessLoop": _("Diagrammet gick runt utan att någonsin vänta på någon."),
    "PersonalValueRead": _("Ett uttryck försökte läsa ett värde som uttryck inte får läsa."),
    "NotOpen": _("Steget väntar inte längre på det här."),
    "FeelError": _("Ett uttryck i diagrammet går inte att räkna ut."),
    "FeelLimitError": _("Ett uttryck i diagrammet är för långt eller tar för mycket kraft."),
    "ValueRefused": _("Ett värde går inte att spara, till exempel ett för stort tal."),
    "NoSuchGroup": _("Ingen grupp, eller mer än en, har stegets roll. Rätta i katalogen och försök igen."),
    "CalendarSpanExceeded": _("Kalendern räcker inte så långt fram. Fyll på den och försök igen."),
    "NobodyWaits": _("Inget ärende väntar på meddelandet, och ingen rutin börjar med det."),
    "MessageUnclear": _("Meddelandet går inte att förstå som diagrammet väntar sig det."),
    "NotDue": _("Tiden är inte inne än."),
    "FeelSyntaxError": _("Ett uttryck i diagrammet går inte att läsa."),
    "SnapshotOutdated": _("Ärendets läge är sparat på ett äldre sätt."),
    "Conflict": _("Många ändrade ärendet samtidigt."),
    "WorkerLost": _("Det som skulle göra arbetet försvann flera gånger innan det var klart."),
    "OperationalError": _("Databasen svarade inte."),
}
_OTHERWISE = _("Något gick fel i systemet. Säg till den som sköter det om det händer igen.")


def why(error: str) -> str:
    """What to tell of an error of this class."""
    return WHY.get(error, _OTHERWISE)
