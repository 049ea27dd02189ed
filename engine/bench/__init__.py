"""What the engine costs, measured through its real commands on throw-away databases."""
