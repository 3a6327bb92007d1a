"""Frozen data that every other part shares. Standard library only."""
