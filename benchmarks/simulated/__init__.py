"""Whole interviews with scripted candidates, judged for real: `python -m benchmarks.simulated`."""
