"""Candid: practise job interviews by voice with nothing leaving the laptop."""

__version__ = "0.1.0"
