"""Devices and files as sources of sound and frames, the session clock, and what is written to disk."""
