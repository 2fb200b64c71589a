"""Measurements behind every claim about speed: run with ``python -m benchmarks``."""
