"""The window. Everything Qt lives here; the rest of the program reaches it only through ``desktop.app``."""

from desktop.ui.refcount import hold_singletons

hold_singletons()  # before Qt is first used, whichever module of the window comes first
