"""How a source proves that a message is its own: Standard Webhooks, HMAC-SHA256 over id, time and body.

A source's secret is derived from the installation's own, so that no secret is in the database or its backups.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=5)
_PREFIX = "whsec_"
_VERSION = "v1,"


@dataclass(frozen=True)
class Signed:
    """What came with a request: the sender's id for the message, seconds since 1970 as text, signatures, the body."""

    message_id: str
    timestamp: str
    signature: str
    body: bytes

    def is_fresh(self, at: datetime) -> bool:
        """Whether it was signed within five minutes of `at`: what somebody has caught can't be sent for ever."""
        if not (self.timestamp.isascii() and self.timestamp.isdigit() and len(self.timestamp) < 12):
            return False
        return abs(at.timestamp() - int(self.timestamp)) <= TOLERANCE.total_seconds()

    def is_by(self, keys: Iterable[bytes]) -> bool:
        """Whether one of the signatures was made with one of the keys; each is compared in constant time."""
        expected = [sign(key, self.message_id, self.timestamp, self.body).encode() for key in keys]
        given = [each.encode() for each in self.signature.split()[:_MOST_SIGNATURES]]
        return any(hmac.compare_digest(one, other) for one in expected for other in given)


_MOST_SIGNATURES = 10


def sign(secret: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    """The signature that a sender puts in `webhook-signature`."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return _VERSION + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def secret_of(secret_key: str, source: str, generation: int) -> bytes:
    """A source's secret, 32 bytes. Another `generation` is another secret."""
    return hmac.new(secret_key.encode(), f"message source {source} {generation}".encode(), hashlib.sha256).digest()


def shown(secret: bytes) -> str:
    """The secret as it is given to the sender."""
    return _PREFIX + base64.b64encode(secret).decode()
