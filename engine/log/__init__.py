"""The event log: what happened, append-only, one hash chain per stream."""
