"""The person's own picture, mirrored as in a mirror, with a frame to sit in."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import Tokens


def decode(jpeg: bytes, width: int) -> QImage:
    """A JPEG no wider than ``width``, mirrored. The decoder scales while it reads, which is several times cheaper
    than decoding in full. A null image when the bytes are no JPEG."""
    buffer = QBuffer()
    buffer.setData(QByteArray(jpeg))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"jpeg"))
    size = reader.size()
    if size.isValid() and size.width() > width > 0:
        reader.setScaledSize(size.scaled(width, 4 * width, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read().flipped(Qt.Orientation.Horizontal)


class CameraPreview(QWidget):
    """Shows ``placeholder`` until a picture comes."""

    def __init__(self, tokens: Tokens, placeholder: str, size: QSize, *, guide: bool = False) -> None:
        super().__init__()
        self._tokens = tokens
        self._placeholder = placeholder
        self._image: QImage | None = None
        self._guide = guide
        self._hint = size
        self.setAccessibleName(placeholder)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedSize(size)

    @property
    def has_picture(self) -> bool:
        return self._image is not None

    def set_placeholder(self, text: str) -> None:
        self._placeholder = text
        self._image = None
        self.setAccessibleName(text)
        self.update()

    def show_jpeg(self, jpeg: bytes) -> None:
        if not self.isVisible():
            return
        image = decode(jpeg, round(self.width() * self.devicePixelRatioF()))
        if not image.isNull():
            self._image = image
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect())
        shape = QPainterPath()
        shape.addRoundedRect(box, 8, 8)
        painter.fillPath(shape, self._tokens.colour("sunken"))
        if self._image is None:
            painter.setPen(self._tokens.colour("muted"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(box.adjusted(16, 8, -16, -8), flags, self._placeholder)
            return
        painter.setClipPath(shape)
        scaled = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        target = QRectF(0, 0, scaled.width(), scaled.height())
        target.moveCenter(box.center())
        painter.drawImage(target, self._image)
        if self._guide:
            painter.setPen(QPen(self._tokens.colour("surface"), 2, Qt.PenStyle.DashLine))
            face = QRectF(0, 0, box.height() * 0.42, box.height() * 0.56)
            face.moveCenter(box.center())
            face.translate(0, -box.height() * 0.06)
            painter.drawEllipse(face)
