"""Signals may be emitted as often as a long interview needs."""

from __future__ import annotations

import subprocess
import sys

MANY = """
{hold}
from PySide6.QtCore import QObject, Signal
class Source(QObject):
    moved = Signal(float)
source = Source()
for number in range(20000):
    source.moved.emit(float(number))
print("done")
"""


def test_twenty_thousand_emits() -> None:
    code = MANY.format(hold="import desktop.ui")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "done"), done.stderr
