"""Half-filled start forms."""

import uuid


def start_draft(key: str) -> uuid.UUID:
    """Under which id a routine's half-filled start form is kept: each person has one."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"start {key}")
