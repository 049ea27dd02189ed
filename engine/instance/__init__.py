"""Process instances: loaded or replayed to a state, moved by events, their rows kept in step. The only tie."""
