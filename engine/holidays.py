"""Sweden's holidays: the public ones (lag 1989:253) and the three eves that semesterlagen 7 § puts on a par with them:
midsommarafton, julafton and nyårsafton."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

PUBLIC, DE_FACTO = "public", "de_facto"


@dataclass(frozen=True)
class Holiday:
    """`kind` is public or de_facto. Two on one day are one, with both names."""

    name: str
    kind: str


def swedish_holidays(first_year: int, last_year: int) -> Mapping[date, Holiday]:
    """The holidays of the years, both included, in order."""
    import holidays  # a quarter of a second to import, and only calendars need it

    found: dict[date, Holiday] = {}
    for kind in (DE_FACTO, PUBLIC):
        days = holidays.country_holidays(  # the default language follows the machine's locale
            "SE", years=range(first_year, last_year + 1), categories=(kind,), language="sv"
        )
        for day in days:
            found[day] = Holiday(", ".join(sorted(days.get_list(day))), kind)
    return dict(sorted(found.items()))
