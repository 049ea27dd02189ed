"""Organisations, roles, groups, people, contacts, and who has which right when."""
