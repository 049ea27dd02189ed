"""A gallery of everything that pages are made of, for looking and for the tests: run this file and open the address.

It stands outside the product: its own app, invented people, the product's templates and static files.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

from flask import Flask, Response, render_template, send_file
from flask_babel import Babel
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined

import webui
from webui import text

HERE = Path(__file__).parent / "gallery"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LANES = {
    "needs_assessor": "Biståndshandläggare",
    "fee_officer": "Avgiftshandläggare",
    "provider": "Utförare",
    "alarm_provider": "Utförare larm/nattillsyn",
    "former_provider": "Tidigare utförare",
    "coordinator": "Samordnare",
    "caretaker": "Vaktmästare",
    "system_manager": "Systemförvaltare",
    "locksmith": "Upphandlad låssmed",
    "unit_manager": "Enhetschef",
}


def task(name: str, number: int, place: str, role: str, due: tuple[str, str], holder: str) -> SimpleNamespace:
    words, state = due
    return SimpleNamespace(
        address="/task",
        name=name,
        case_number=f"NYL-2026-{number:05}",
        place=place,
        role_key=role,
        role_name=LANES[role],
        due=words,
        due_at="2026-11-21T14:30",
        due_state=state,
        holder=holder,
    )


TASKS = [
    task("Montera låset", 42, "Lindvägen 7", "caretaker", ("försenad 2 dagar", "late"), "Olle Sand"),
    task("Boka tid och hämta nyckel mot kvittens", 51, "Kvarngatan 12 B", "provider", ("idag 15:00", "soon"), "ledig"),
    task("Koppla låsenheten till brukaren", 38, "Åsgränd 3", "system_manager", ("2026-11-24", ""), "Du"),
    task("Meddela nytt ärende", 57, "", "needs_assessor", ("", ""), "ledig"),
    task("Byt lås i porten hos bostadsrättsföreningen Näckrosen", 12, "", "locksmith", ("2026-11-30", ""), "ledig"),
    *(task("Läs beställningen", 60, "Torget 1", role, ("2026-12-01", ""), "ledig") for role in LANES),
]
STEPS = [
    ("needs_assessor", LANES["needs_assessor"], "done", "Klart 2026-11-18 09:12"),
    ("fee_officer", LANES["fee_officer"], "done", "Klart 2026-11-18 13:40"),
    ("caretaker", LANES["caretaker"], "now", "Nu: Montera låset (du)"),
    ("system_manager", LANES["system_manager"], "later", "Sedan"),
]
HISTORY = [
    SimpleNamespace(
        at=datetime(2026, 11, day, 9, 12, tzinfo=UTC),
        what=what,
        name=name,
        who=who,
        on_behalf_of=absent,
        role_name=role,
        answers=answers,
        mail=None,
        other=None,
    )
    for day, what, name, who, absent, role, answers in [
        (
            19,
            "done",
            "Boka tid",
            "Kim Dal",
            None,
            "Utförare",
            [SimpleNamespace(label="Bestämd dag", value="2026-11-20")],
        ),
        (18, "sent", "Beställ montering", None, None, "Avgiftshandläggare", []),
        (18, "cancelled", "Läs beställningen", None, None, "Vaktmästare", []),
        (17, "started", "Nytt lås", "Mira Lund", "Olle Sand", "", []),
    ]
]
CONTACTS = [
    SimpleNamespace(
        role="provider",
        role_name="Utförare",
        organisation="Hemvård Norr",
        ways=[
            SimpleNamespace(kind="phone", value="0555-10 20 30", label="Knappval 2", hours="Vardagar 07:00-16:00"),
            SimpleNamespace(kind="phone", value="0555-10 20 31", label="", hours="Dygnet runt"),
            SimpleNamespace(kind="mail", value="planering.norr@example.org", label="", hours=""),
        ],
    ),
    SimpleNamespace(
        role="system_manager",
        role_name="Systemförvaltare",
        organisation="Lövköpings kommun",
        ways=[SimpleNamespace(kind="mail", value="las@example.org", label="", hours="")],
    ),
]
MARKERS = {
    "done": ["start", "inform", "order", "flow_1", "flow_2", "flow_3"],
    "active": [{"id": "mount", "holder": "Olle <b>Sand</b>", "waiting": "väntar 2 dagar"}, {"id": "gone"}],
    "lanes": {"lane_1": "needs_assessor", "lane_2": "fee_officer", "lane_3": "caretaker"},
}
SITE = SimpleNamespace(
    language="sv",
    languages=[("sv", "Svenska", "/?lang=sv"), ("en", "English", "/?lang=en")],
    home="/",
    demo=True,
    person="Olle Sand",
    organisation="Vaktmästeriet, Lövköpings kommun",
    sign_out="/",
    navigation=[("Uppgifter", "/", True), ("Ärenden", "/parts", False), ("Starta ärende", "/signin", False)],
)


def gallery_app(policy: str = POLICY) -> Flask:
    folder = Path(webui.__file__).parent
    app = Flask("gallery", static_folder=str(folder / "static"))
    app.jinja_loader = ChoiceLoader([FileSystemLoader(HERE), FileSystemLoader(folder / "templates")])  # type: ignore[assignment]
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.filters |= {"machine": text.machine, "moment": text.moment, "value": text.value}
    app.secret_key = "gallery"
    app.config["BABEL_DEFAULT_LOCALE"] = "sv"
    Babel(app)

    def page(name: str) -> str:
        errors = [("unit", "Låsenhetens nummer har 6 siffror. Du skrev 5."), ("when", "Skriv när låset monterades.")]
        return render_template(
            f"{name}.html",
            site=SITE if name != "signin" else SimpleNamespace(**{**vars(SITE), "person": None, "navigation": []}),
            tasks=TASKS,
            steps_so_far=STEPS,
            happened=HISTORY,
            contacts=CONTACTS,
            markers=MARKERS,
            lanes=LANES,
            errors=errors if name == "task" else [],
        )

    @app.get("/")
    def index() -> str:
        return page("index")

    @app.get("/<any(task, parts, signin):name>")
    def other(name: str) -> str:
        return page(name)

    @app.get("/diagram.bpmn")
    def diagram() -> Response:
        return send_file(HERE / "diagram.bpmn", mimetype="application/xml")

    @app.after_request
    def strict(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        return response

    return app


if __name__ == "__main__":
    gallery_app().run(port=8001)
