"""Scripts for people who work on the program; not part of it."""
