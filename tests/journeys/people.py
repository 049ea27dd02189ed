"""What people do in a browser, and what they answer in New lock."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from playwright.sync_api import Locator, Page, expect

from engine.public import STOCKHOLM

TODAY = datetime.now(STOCKHOLM).date()
SOON, LATER = TODAY + timedelta(days=8), TODAY + timedelta(days=14)
Answers = Mapping[str, str]

TO_START = {
    "client_name": "Gunborg Fältskog",
    "address": "Storgatan 3",
    "services": "home_care",
    "informed": "true",
    "informed_about_key": "true",
    "key_handed_out": "yes",
    "provider_kind": "external",
    "provider": "norr",
}
# who does what, in an order in which it can be done; the way with an entrance that has no unit
STEPS: list[tuple[str, str, Answers]] = [
    (
        "utforare-norr",
        "Hämta nyckel mot kvittens",
        {
            "key_collected_on": TODAY.isoformat(),
            "key_receipt_signed": "true",
            "key_receipt_signed_by": "client",
            "key_stored": "true",
        },
    ),
    ("avgift", "Lägg upp brukaren i Phoniro Care", {"client_registered": "true"}),
    ("avgift", "Meddela systemförvaltaren i Treserva", {"system_manager_messaged": "true"}),
    (
        "vaktmastare",
        "Kontakta utföraren om tid",
        {"suggested_visit_at.date": SOON.isoformat(), "suggested_visit_at.time": "10:00"},
    ),
    (
        "utforare-norr",
        "Bestäm tid och meddela brukaren",
        {
            "visit_at.date": SOON.isoformat(),
            "visit_at.time": "13:30",
            "staff_present": "true",
            "client_told": "true",
        },
    ),
    (
        "vaktmastare",
        "Montera digitalt lås",
        {
            "mounting_result": "mounted",
            "lock_unit_number": "104211",
            "ordinary_lock": "in_place",
            "entrance": "without_unit",
            "property_owner": "BRF Linden 4",
        },
    ),
    ("system", "Koppla lås och utförare", {"lock_coupled": "true", "provider_units_coupled": "true"}),
    ("utforare-norr", "Lägg till användare och telefoner", {"users_added": "true"}),
    (
        "avgift",
        "Kontrollera godkännande för portlås",
        {
            "approval": "obtained",
            "owner_contact_function": "Styrelsens fastighetsansvariga",
            "owner_contact_phone": "08-555 070 10",
            "owner_contact_email": "styrelsen@example.org",
        },
    ),
    (
        "lassmed",
        "Bestäm tid med fastighetsägaren",
        {
            "entrance_visit_at.date": LATER.isoformat(),
            "entrance_visit_at.time": "09:00",
            "access_company_needed": "no",
        },
    ),
    ("lassmed", "Hämta portlås och tillbehör", {"entrance_lock_fetched": "true"}),
    ("lassmed", "Montera portlås", {"entrance_unit_number": "550017"}),
    ("system", "Lägg till portenheten", {"entrance_unit_added": "true"}),
]
REFRESH = re.compile("Uppdatera frågorna")


@dataclass
class Person:
    """Somebody at a page."""

    page: Page

    def sign_in(self, login: str) -> Person:
        self.page.goto("/sign-in")
        self.page.locator(f"button[name=as][value={login}]").click()
        expect(self.heading).to_have_text("Uppgifter")
        return self

    @property
    def heading(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    @property
    def primary(self) -> Locator:
        return self.page.locator("main .actions .button").first

    def start(self, **changed: str) -> str:
        """Starts New lock; returns the address of the case."""
        self.page.goto("/start/new_lock")
        self.answer(TO_START | changed)
        self.primary.click()
        expect(self.page.get_by_text("Klart. Ärendet är startat.")).to_be_visible()
        return self.page.url.partition("?")[0]

    def find(self, task: str, case: str = "") -> Person:
        """Opens a free task of the name, of the case whose number is given."""
        self.page.goto("/tasks?tab=group")
        self.page.locator(".task a", has_text=task).filter(has_text=case).first.click()
        expect(self.heading).to_have_text(task)
        return self

    def take(self, task: str, case: str = "") -> Person:
        self.find(task, case)
        self.page.get_by_role("button", name="Ta uppgiften").click()
        expect(self.page.get_by_role("heading", name="Gör uppgiften")).to_be_visible()
        return self

    def answer(self, answers: Answers) -> None:
        """Fills in what is asked, and asks for the questions that follow from it as long as there are any."""
        left = {name: value for name, value in answers.items() if not self.fill(name, value)}
        while left:
            before = left
            self.page.get_by_role("button", name=REFRESH).click()
            left = {name: value for name, value in left.items() if not self.fill(name, value)}
            assert left != before, f"never asked: {list(left)}"

    def fill(self, name: str, value: str) -> bool:
        """Answers one question; false when it is not asked."""
        field = self.page.locator(f"[name='{name}']:not([type=hidden])")
        if not field.count():
            return False
        kind = field.first.evaluate("(e) => e.type")
        if kind == "checkbox":
            field.first.check()
        elif kind == "radio":
            self.page.locator(f"[name='{name}'][value='{value}']").check()
        elif kind == "select-one":
            field.select_option(value)
        else:
            field.fill(value)
        return True

    def complete(self) -> Person:
        self.primary.click()
        expect(self.page.get_by_text("Klart. Du gjorde uppgiften klar")).to_be_visible()
        return self
