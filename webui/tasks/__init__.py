"""Tasks: the list, the page of each, and what is done with them."""

from flask import Blueprint

tasks = Blueprint("tasks", __name__, url_prefix="/tasks")

from webui.tasks import acts, lists, page  # noqa: E402, F401 -- the views register themselves
