"""The frame of a page: title, scrolling body, and one place for the next step."""

from __future__ import annotations

import logging

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.errors import CandidError, DeviceMissing, ModelMissing, StorageFull
from desktop.domain.live import LiveEvent
from desktop.localise import localise
from desktop.ui.context import Context
from desktop.ui.theme import GRID
from desktop.ui.widgets.banner import Action, Banner
from desktop.ui.widgets.basic import clear, column, framed, label, row

_log = logging.getLogger(__name__)


class Page(QFrame):
    """Subclasses fill ``body``; ``banners`` stands above it for what people should know."""

    BODY_WIDTH = 1040

    def __init__(self, context: Context, title: str = "", subtitle: str = "") -> None:
        super().__init__()
        self.setObjectName("page")
        self.context = context
        self.texts = context.texts
        self.banners = column()
        self.body = column(spacing=2 * GRID)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._outer.addWidget(self._scroll(title, subtitle), 1)
        self._footer: QFrame | None = None

    def _scroll(self, title: str, subtitle: str) -> QScrollArea:
        inner = column(spacing=2 * GRID)
        if title:
            head = column(label(title, "title"), spacing=GRID // 2)
            if subtitle:
                head.addWidget(label(subtitle, "muted"))
            inner.addLayout(head)
        inner.addLayout(self.banners)
        inner.addLayout(self.body, 1)
        holder = QWidget()
        holder.setLayout(inner)
        holder.setMaximumWidth(self.BODY_WIDTH)
        middle = row()
        middle.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 3 * GRID)
        middle.addStretch(1)
        middle.addWidget(holder, 1000)
        middle.addStretch(1)
        body = QWidget()
        body.setObjectName("pageBody")
        body.setLayout(middle)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        return scroll

    def set_footer(self, next_step: QPushButton, *others: QPushButton, note: QWidget | None = None) -> None:
        """``next_step`` stands at the right end, on every page at the same place."""
        line = row(margins=0, spacing=GRID + 4)
        line.setContentsMargins(4 * GRID, 12, 4 * GRID, 12)
        for other in others:
            line.addWidget(other)
        if note is not None:
            line.addWidget(note, 1)
        else:
            line.addStretch(1)
        line.addWidget(next_step)
        self._footer = framed("footer", line)
        self._outer.addWidget(self._footer)

    def entered(self) -> None:
        """Called whenever the page comes to the front."""

    def left(self) -> None:
        """Called when another page takes its place."""

    def on_event(self, event: LiveEvent) -> None:
        """A live event while this page is in front."""

    def show_banner(self, banner: Banner) -> None:
        clear(self.banners)
        self.banners.addWidget(banner)

    def clear_banners(self) -> None:
        clear(self.banners)

    def show_error(self, error: Exception, retry: Action | None = None) -> None:
        """What happened, what is safe, what to do, and one button that does it."""
        self.show_banner(error_banner(self.context, error, retry))


def error_banner(context: Context, error: Exception, retry: Action | None = None) -> Banner:
    """An expected failure in its own words, anything else as our mistake (the log has the rest)."""
    t = context.texts
    if not isinstance(error, CandidError):
        _log.error("unexpected failure shown to the person: %r", error)
        return Banner("error", t("error.ours"), t("error.ours_safe"), t("error.ours_action"), (retry,) if retry else ())
    remedy = retry
    if isinstance(error, ModelMissing):
        remedy = Action(t("error.get_models"), context.go.models)
    elif isinstance(error, StorageFull):
        remedy = Action(t("error.free_space"), context.go.reports)
    elif isinstance(error, DeviceMissing) and retry is None:
        remedy = Action(t("error.check_devices"), context.go.check)
    what, safe, advice = (localise(part, t.language) for part in (error.what, error.safe, error.action))
    return Banner("error", what, safe, advice, (remedy,) if remedy else ())
