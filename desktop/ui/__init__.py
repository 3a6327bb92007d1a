"""The window. Everything Qt lives here; the rest of the program reaches it only through ``desktop.app``."""
