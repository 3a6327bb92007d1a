"""A running session: sources in, dialogue, log, report."""
