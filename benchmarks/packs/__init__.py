"""Measurements of question packs."""
