"""Measurements against a peer in the same run; never tests. ``python -m benchmarks`` runs all."""
