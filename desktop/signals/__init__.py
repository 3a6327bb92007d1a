"""Signals: arrays in, numbers out."""
