"""The pages of administrators, which other offices may read."""
