"""Signals may be emitted and pictures painted as often as a long interview needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

EMIT = """
from PySide6.QtCore import QObject, Signal
class Source(QObject):
    moved = Signal(float)
source = Source()
for number in range(20_000):
    source.moved.emit(float(number))
"""
PAINT = """
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
app = QGuiApplication(["test", "-platform", "offscreen"])
image = QImage(16, 16, QImage.Format.Format_RGB32)
painter = QPainter(image)
for number in range(60_000):
    painter.setPen(QColor(number % 256, 0, 0))
painter.end()
"""


@pytest.mark.parametrize("work", [EMIT, PAINT], ids=["emit", "paint"])
def test_many_calls_do_not_end_the_interpreter(work: str) -> None:
    code = f"import desktop.ui\n{work}\nprint('done')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "done"), done.stderr
