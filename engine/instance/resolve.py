"""What an event needs to know from the directory: read once, recorded in the event, never asked again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.bpmn import mail_text
from engine.bpmn.outcome import Outcome, Sent
from engine.definition.bundle import Bundle
from engine.directory.lookup import Groups


def resolve(bundle: Bundle, outcome: Outcome, groups: Groups) -> dict[str, Any]:
    """The candidate group of each opened task, sender and recipients of each mail. Raises `NoSuchGroup`."""
    read: dict[str, Any] = {}
    for opened in outcome.opened:
        if opened.kind == "task":
            organisation = (opened.organisations or {}).get(opened.role)
            read.setdefault("groups", {})[str(opened.key)] = groups.find(opened.role, organisation).id
    for sent in outcome.sent:
        read.setdefault("mails", {})[str(sent.key)] = _addressed(bundle, sent, groups)
    return read


def _addressed(bundle: Bundle, sent: Sent, groups: Groups) -> Mapping[str, Any]:
    inputs = bundle.kernel.node(sent.key.scope, sent.key.element).inputs
    texts = inputs.get("subject", ""), inputs.get("body", "")

    def found(role: str) -> int:
        return groups.find(role, sent.organisations.get(role)).id

    return {
        "group": found(sent.role),
        "to": [found(role) for role in mail_text.roles(inputs.get("to", ""))],
        "cc": [found(role) for role in mail_text.roles(inputs.get("cc", ""))],
        "contacts": {role: found(role) for text in texts for role in mail_text.contacts(text)},
    }
