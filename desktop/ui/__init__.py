"""The window. Everything Qt lives here; the rest of the program reaches it only through ``desktop.app``."""

from desktop.ui.refcount import hold_true

hold_true()  # before the first signal is emitted, whichever module of the window comes first
