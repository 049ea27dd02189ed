"""Pages as a person without script meets them: what is read in them, and the forms as a browser would send them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from engine.public import DEMO_PASSWORD

ROOT = Path(__file__).parents[2]
KEY = "a key for tests that is long enough to be one"
DEMO_LOGINS = (
    *("bistand", "avgift", "utforare-norr", "utforare-soder", "samordnare", "larm", "vaktmastare", "system", "lassmed"),
    *("processagare", "revisor", "admin", "bistand2", "chef", "chef-norr", "vikarie"),
)
START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # a Monday, nine o'clock in Sweden
TYPED_TO_START = {
    "client_name": "Gunborg Fältskog",
    "address": "Storgatan 3",
    "services": "home_care",
    "informed": "true",
    "informed_about_key": "true",
    "key_handed_out": "yes",
    "provider_kind": "external",
    "provider": "norr",
}
TYPED_TO_COLLECT = {
    "key_collected_on": "2026-11-23",
    "key_receipt_signed": "true",
    "key_receipt_signed_by": "client",
    "key_stored": "true",
}


def routine_files() -> dict[str, bytes]:
    found = [*(ROOT / "processes").rglob("*.bpmn"), *(ROOT / "forms").glob("*.form")]
    return {path.name: path.read_bytes() for path in sorted(found)}


@dataclass
class Page:
    """An answer that has been read."""

    browser: Browser
    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def path(self) -> str:
        return self.response.request.path

    @property
    def root(self) -> html.HtmlElement:
        return html.document_fromstring(self.response.text)

    @property
    def heading(self) -> str:
        return words(self.root.xpath("//h1")[0])

    @property
    def text(self) -> str:
        """What is read in the page's own part."""
        return words(self.root.xpath("//main")[0])

    @property
    def notices(self) -> list[str]:
        return [words(notice) for notice in self.root.xpath("//*[contains(@class, 'notice')]")]

    @property
    def errors(self) -> list[str]:
        return [words(line) for line in self.root.xpath("//*[@class='error-summary']//li")]

    @property
    def buttons(self) -> list[str]:
        return [words(button) for button in self.root.xpath("//main//button")]

    def links(self, within: str = "//main") -> dict[str, str]:
        return {words(a): a.get("href") for a in self.root.xpath(f"{within}//a[@href]")}

    def value(self, name: str) -> list[str]:
        """What a browser would send for a name."""
        forms = self.root.xpath("//form[.//*[@name=$name]]", name=name)
        return [value for form in forms for key, value in sent_by(form) if key == name and value]

    def press(self, button: str, **typed: str | list[str]) -> Page:
        """Fills in and presses the button with the words, wherever on the page it is."""
        found = [b for b in self.root.xpath("//button") if words(b) == button and b.get("aria-hidden") != "true"]
        assert found, f"no button {button!r} among {self.buttons}"
        return self._send(found[0], typed)

    def press_enter(self, name: str, **typed: str | list[str]) -> Page:
        """Enter in the field: its form's first button is pressed (HTML 4.10.22.2)."""
        (form,) = self.root.xpath("//form[.//*[@name=$name]]", name=name)
        return self._send(form.xpath(".//button")[0], typed)

    def follow(self, link: str) -> Page:
        return self.browser.open(self.links()[link])

    def _send(self, button: html.HtmlElement, typed: dict[str, str | list[str]]) -> Page:
        (form,) = button.xpath("ancestor::form")
        fields = [(name, value) for name, value in sent_by(form) if name not in typed]
        empty = [(name, "") for name in typed if len({c.get("type") for c in form.xpath(".//*[@name=$n]", n=name)}) > 1]
        new = [(n, v) for n, value in typed.items() for v in ([value] if isinstance(value, str) else value)]
        if button.get("name"):
            new.append((button.get("name"), button.get("value", "")))
        address = (button.get("formaction") or form.get("action")).partition("#")[0]
        return self.browser.send(address, [*fields, *empty, *new])


def sent_by(form: html.HtmlElement) -> Iterable[tuple[str, str]]:
    """The names and values that a browser sends of a form as it stands."""
    for control in form.xpath(".//input | .//select | .//textarea"):
        name, kind = control.get("name"), control.get("type", "")
        if not name or (kind in ("checkbox", "radio") and control.get("checked") is None):
            continue
        if control.tag == "select":
            chosen = control.xpath(".//option[@selected]") or control.xpath(".//option")[:1]
            yield from ((name, option.get("value")) for option in chosen)
        elif control.tag == "textarea":
            yield name, (control.text or "").removeprefix("\n")
        else:
            yield name, control.get("value", "on" if kind == "checkbox" else "")


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@dataclass
class Browser:
    """One person's browser; redirects are followed."""

    client: FlaskClient

    def open(self, address: str, **more: object) -> Page:
        return Page(self, self.client.get(address, follow_redirects=True, **more))

    def send(self, address: str, fields: list[tuple[str, str]], *, follow: bool = True) -> Page:
        body = {}
        for name, value in fields:
            body.setdefault(name, []).append(value)
        return Page(self, self.client.post(address, data=body, follow_redirects=follow))

    def sign_in(self, login: str) -> Browser:
        self.client.delete_cookie("nyckelfri")
        page = self.open("/sign-in").press("Logga in", login=login, password=DEMO_PASSWORD)
        assert page.path == "/tasks", page.text
        return self

    def start(self, **changed: str) -> uuid.UUID:
        """Starts New lock; returns the case's id."""
        page = self.open("/start/new_lock").press("Starta ärendet", **TYPED_TO_START | changed)
        assert page.path.startswith("/cases/"), page.errors
        return uuid.UUID(page.path.removeprefix("/cases/"))

    def free(self, name: str) -> Page:
        """The page of a task of that name in the group's list."""
        listed = self.open("/tasks?tab=group").root.xpath("//li[contains(@class, 'task')]/a")
        found = [a.get("href") for a in listed if name in words(a)]
        assert found, f"no {name!r}"
        return self.open(found[0])

    def take(self, name: str) -> Page:
        return self.free(name).press("Ta uppgiften")
