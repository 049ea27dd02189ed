"""Every way in which something changes. Each command is a frozen dataclass; `Executor.execute` executes it."""
