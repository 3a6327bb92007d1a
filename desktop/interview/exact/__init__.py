"""Calculations with drawn numbers, one module a topic, and the choice of one for an interview."""
