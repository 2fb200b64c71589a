"""Policies from YAML: conditions, rules and packs, checked while they are read, with file and line."""
