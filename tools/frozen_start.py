"""Runs first in a frozen build, in the program and in its child processes."""

import sys
import types

# mediapipe imports pyplot for drawing helpers that Candid never calls. An empty module takes its place, which saves
# the folder matplotlib and every child process the time to load it.
_matplotlib = types.ModuleType("matplotlib")
_matplotlib.pyplot = types.ModuleType("matplotlib.pyplot")  # type: ignore[attr-defined]
sys.modules["matplotlib"] = _matplotlib
sys.modules["matplotlib.pyplot"] = _matplotlib.pyplot
