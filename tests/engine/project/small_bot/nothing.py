"""A package with no actions."""
