"""Puts the web together: the only place where blueprints are registered."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined

from engine.errors import NotSignedIn
from engine.public import Engine
from webui import auth, errors, kept, root, security, site, text
from webui.admin import office_hours
from webui.admin.calendar import calendar
from webui.admin.incidents import incidents
from webui.api.messages import message_api
from webui.instances.page import instances
from webui.messages.page import messages
from webui.outbox.page import outbox
from webui.sign_in import demo as demo_sign_in
from webui.sign_in import page as sign_in
from webui.start.page import start
from webui.tasks import tasks

HERE = Path(__file__).parent


def create_app(engine: Engine, *, secret_key: str, language: str = "sv", demo: bool = False) -> Flask:
    """The pages over an engine. `demo` says that its database is a demo's."""
    app = Flask("webui", root_path=str(HERE), static_url_path=f"/static/{_version(HERE / 'static')}")
    app.config |= {"SECRET_KEY": secret_key, "DEMO": demo}
    app.extensions["engine"] = engine
    auth.require_sign_in(app)
    security.secure(app)
    site.speak(app, language)
    CSRFProtect(app).exempt(message_api)  # no browser sends these, and no session is read
    kept.show_when_asked(app)
    errors.say_what_is_wrong(app)
    app.register_error_handler(NotSignedIn, sign_in.ask_to_sign_in)
    everybodys = (root.root, sign_in.sign_in, tasks, start, instances, outbox)
    of_offices = (messages, message_api, calendar, incidents)
    for blueprint in everybodys + of_offices:
        app.register_blueprint(blueprint)
    if demo:
        app.register_blueprint(demo_sign_in.demo)
    _prepare_templates(app)
    return app


def _version(folder: Path) -> str:
    """A name for what the static files hold, so that a browser may keep them for as long as the name stands."""
    found = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        found.update(f"{path.relative_to(folder)}\0".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:16]


def _prepare_templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.filters |= {
        "count_words": text.count,
        "deadline": text.deadline,
        "lane_steps": text.lane_steps,
        "machine": text.machine,
        "moment": text.moment,
        "near_day": text.near_day,
        "office_hours": office_hours.written,
        "office_words": text.office,
        "value": text.value,
        "waited": text.waited,
        "weekday": text.weekday,
    }
    app.jinja_env.globals |= {"typed_by": lambda: auth.typed_by(auth.me())}
    app.context_processor(site.around)
