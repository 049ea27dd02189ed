"""Deployment checks: a routine runs right or is refused, with the element, the reason and what to do."""

from engine.check.check import check
from engine.check.diagram import check_diagram
from engine.check.routine import Facts, Routine

__all__ = ["Facts", "Routine", "check", "check_diagram"]
