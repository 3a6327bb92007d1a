"""What a person should know while the interview runs: few banners at a time, which leave the page's keys alone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPushButton

from desktop.domain.live import Notice
from desktop.ui.localise import notice_banner
from desktop.ui.widgets.banner import Action, Banner
from desktop.ui.widgets.page import Page

INFO_SHOWN_MS = 8000
MOST = 2


class LiveBanners:
    """Those of ``page``. A notice that blocks the session offers to ``stop`` or ``resume`` it."""

    def __init__(self, page: Page, *, stop: Callable[[], object], resume: Callable[[], object]) -> None:
        self._page = page
        self._stop = stop
        self._resume = resume
        self._blocking: Banner | None = None

    def add(self, banner: Banner, *, stays: bool = False) -> None:
        """In place of the oldest where there are too many; each of its buttons closes it unless it ``stays``."""
        shown = self._page.findChildren(Banner)
        for old in shown[: max(0, len(shown) - MOST + 1)]:
            self._dismiss(old)
        self._page.banners.addWidget(banner)
        for made in banner.findChildren(QPushButton):
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            if not stays:
                made.clicked.connect(lambda: self._dismiss(banner))

    def notice(self, notice: Notice) -> None:
        banner = notice_banner(self._page.texts, notice, self._actions(notice))
        self.add(banner, stays=notice.blocking)
        if notice.blocking:
            self._blocking = banner
        elif notice.severity == "info":
            QTimer.singleShot(INFO_SHOWN_MS, banner, lambda: self._dismiss(banner))

    def _actions(self, notice: Notice) -> tuple[Action, ...]:
        t = self._page.texts
        if not notice.blocking:
            return (Action(t("live.dismiss"), lambda: None),)
        return (Action(t("live.stop"), self._stop), Action(t("live.continue"), self._go_on, primary=True))

    def _go_on(self) -> None:
        """The person did what the blocking notice asked for."""
        if self._blocking is not None:
            self._dismiss(self._blocking)
            self._blocking = None
        self._resume()

    def _dismiss(self, banner: Banner) -> None:
        self._page.banners.removeWidget(banner)
        banner.setParent(None)
        banner.deleteLater()
