"""The program's own line icons, in the colour of the place they stand in."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.resources import assets_dir


@cache
def icon(name: str, colour: str, size: int = 20) -> QIcon:
    """``assets/icons/<name>.svg`` drawn with ``colour`` (``#rrggbb``), sharp up to twice ``size``."""
    svg = (assets_dir() / "icons" / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    result = QIcon()
    for scale in (1, 2):
        picture = QPixmap(size * scale, size * scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter)
        painter.end()
        picture.setDevicePixelRatio(scale)
        result.addPixmap(picture)
    return result
