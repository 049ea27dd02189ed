"""The workflow engine: no Flask, no HTML. Pages and other callers import `engine.public` only."""
