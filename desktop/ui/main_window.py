"""The window: a side bar, one page at a time, and the session's events handed to the page in front."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFrame, QMainWindow, QPushButton, QStackedWidget

from desktop.domain.live import LiveEvent, LiveState, SessionFinished, StateChanged
from desktop.domain.programming import Attempt
from desktop.domain.session import SessionConfig
from desktop.settings.preferences import Preferences
from desktop.ui import theme as themes
from desktop.ui.bridge import LiveBridge
from desktop.ui.code_keeper import CodeKeeper
from desktop.ui.context import Context, Draft
from desktop.ui.icons import icon
from desktop.ui.pages.home import HomePage
from desktop.ui.ports import Ports
from desktop.ui.texts import Texts
from desktop.ui.theme import GRID
from desktop.ui.widgets.basic import button, column, framed, label, row
from desktop.ui.widgets.dialogs import ConfirmDialog
from desktop.ui.widgets.page import Page

MINIMUM = QSize(960, 640)
FIRST_SIZE = QSize(1120, 760)
SIDEBAR_PX = 176
CLOSE_DEADLINE_MS = 20_000
NAV = ("practise", "programming", "reports", "models", "settings", "about")
OVER: tuple[LiveState, ...] = ("finished", "failed")
_log = logging.getLogger(__name__)


class MainWindow(QMainWindow):
    """Implements ``Navigator``. ``bridge`` is what the session's threads call."""

    def __init__(self, ports: Ports, bridge: LiveBridge) -> None:
        super().__init__()
        self._ports = ports
        self._bridge = bridge
        self._draft = Draft()
        self._code = CodeKeeper(self, lambda: self._ports.programming)
        self._session: LiveState | None = None
        self._closing = False
        self._page: Page | None = None
        self._stack = QStackedWidget()
        self._nav: dict[str, QPushButton] = {}
        self._current_nav = "practise"
        self._rebuild: Callable[[], None] = self.home
        self.setMinimumSize(MINIMUM)
        self.resize(FIRST_SIZE)
        self._dress()
        bridge.received.connect(self._on_event)
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(lambda _: self._system_look_changed())
        self.home()

    # Look and language

    def _dress(self) -> None:
        """Texts, colours and the side bar anew from the preferences."""
        p = self._ports.settings.read()
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        self._theme = themes.resolve(p.theme, dark)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            themes.apply(app, self._theme, p.language)
        self._texts = Texts(p.language)
        self.setWindowTitle(self._texts("window.title"))
        self.setWindowIcon(icon("candid", self._theme.tokens.accent, 64))
        self._context = Context(self._texts, self._theme, self._ports, self._bridge, self, self._draft, self._code)
        self._sidebar = self._make_sidebar()
        self._stack = QStackedWidget()
        both = row(self._sidebar, spacing=0)
        both.addWidget(self._stack, 1)
        self.setCentralWidget(framed("window", both))

    def _make_sidebar(self) -> QFrame:
        t, tokens = self._texts, self._theme.tokens
        layout = column(spacing=GRID // 2)
        layout.setContentsMargins(12, 3 * GRID, 12, 2 * GRID)
        name = label(t("window.title"), "heading", wrap=False)
        name.setContentsMargins(12, 0, 0, GRID)
        layout.addWidget(name)
        go = {
            "practise": self.home,
            "programming": self.programming,
            "reports": self.reports,
            "models": self.models,
            "settings": self.settings,
            "about": self.about,
        }
        for key in NAV:
            if key == "models":
                layout.addStretch(1)
            made = button(t(f"nav.{key}"), go[key], "nav")
            made.setIcon(icon(key, tokens.muted))
            made.setIconSize(QSize(20, 20))
            made.setCheckable(True)
            self._nav[key] = made
            layout.addWidget(made)
        side = framed("sidebar", layout)
        side.setFixedWidth(SIDEBAR_PX)
        return side

    def change_preferences(self, preferences: Preferences) -> None:
        before = self._ports.settings.read()
        self._ports.settings.write(preferences)
        if (before.language, before.theme) != (preferences.language, preferences.theme):
            # After the running signal is done: its sender is about to be replaced.
            QTimer.singleShot(0, self, self._redress)

    def _system_look_changed(self) -> None:
        if self._ports.settings.read().theme == "system" and not self._session_runs():
            QTimer.singleShot(0, self, self._redress)

    def _redress(self) -> None:
        if self._page is not None:
            self._page.left()
            self._page = None
        self._dress()
        self._rebuild()

    # Where one can go

    @property
    def page(self) -> Page | None:
        return self._page

    def _show(self, page: Page, nav: str, again: Callable[[], None], *, alone: bool = False) -> None:
        """``again`` builds the same page anew after a change of language or look; ``alone`` hides the side bar."""
        before = self._page
        if before is not None:
            before.left()
        self._page = page
        self._rebuild = again
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if before is not None:
            self._stack.removeWidget(before)
            before.deleteLater()
        self._sidebar.setVisible(not alone)
        for key, made in self._nav.items():
            made.setChecked(key == nav)
        page.entered()

    def home(self) -> None:
        self._show(HomePage(self._context), "practise", self.home)

    def setup(self) -> None:
        from desktop.ui.pages.setup import SetupPage

        self._show(SetupPage(self._context), "practise", self.setup)

    def check(self) -> None:
        from desktop.ui.pages.check import CheckPage

        self._show(CheckPage(self._context), "practise", self.check)

    def begin(self, config: SessionConfig) -> None:
        from desktop.ui.pages.live import LivePage

        self._session = "preparing"
        self._show(LivePage(self._context, config), "practise", self.home, alone=True)

    def _finishing(self) -> None:
        from desktop.ui.pages.finishing import FinishingPage

        self._show(FinishingPage(self._context, closing=self._closing), "practise", self.home, alone=True)

    def reports(self) -> None:
        from desktop.ui.pages.reports import ReportsPage

        self._show(ReportsPage(self._context), "reports", self.reports)

    def report(self, session_id: str) -> None:
        from desktop.ui.pages.report import ReportPage

        self._show(ReportPage(self._context, session_id), "reports", lambda: self.report(session_id))

    def models(self) -> None:
        from desktop.ui.pages.models import ModelsPage

        self._show(ModelsPage(self._context), "models", self.models)

    def settings(self) -> None:
        from desktop.ui.pages.settings import SettingsPage

        self._show(SettingsPage(self._context), "settings", self.settings)

    def packs(self) -> None:
        from desktop.ui.pages.packs import PacksPage

        self._show(PacksPage(self._context), "settings", self.packs)

    def programming(self) -> None:
        from desktop.ui.pages.programming import ProgrammingPage

        self._show(ProgrammingPage(self._context), "programming", self.programming)

    def task(self, task_id: str) -> None:
        from desktop.ui.pages.task import TaskPage

        self._show(TaskPage(self._context, task_id), "programming", lambda: self.task(task_id), alone=True)

    def solution(self, task_id: str, attempt: Attempt | None = None, error: Exception | None = None) -> None:
        from desktop.ui.pages.solution import SolutionPage

        page = SolutionPage(self._context, task_id, attempt, error)
        self._show(page, "programming", lambda: self.solution(task_id, attempt, error))

    def about(self) -> None:
        from desktop.ui.pages.about import AboutPage

        self._show(AboutPage(self._context), "about", self.about)

    # The session

    def _session_runs(self) -> bool:
        return self._session is not None and self._session not in OVER

    def _on_event(self, event: LiveEvent) -> None:
        if isinstance(event, StateChanged) and self._session is not None:
            self._session = event.state
            if event.state == "finishing":
                self._finishing()
        if self._page is not None:
            self._page.on_event(event)
        if isinstance(event, SessionFinished):
            self._session = None
            if not self._closing:
                self.report(event.session_id)
        if self._closing and not self._session_runs():
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._session_runs() and not self._closing:
            event.ignore()
            self._ask_close()
            return
        if self._page is not None:
            self._page.left()
            self._page = None
        self._ports.models.cancel()
        self._bridge.close()
        event.accept()

    def _ask_close(self) -> None:
        t = self._texts
        ConfirmDialog(
            self,
            t("close.title"),
            t("close.what"),
            t("close.confirm"),
            t("live.stop_keep"),
            self._stop_and_close,
            dangerous=False,
        ).open()

    def _stop_and_close(self) -> None:
        """Ask the session to stop; close when it says so. Whatever happens, what was heard is in the log."""
        self._closing = True
        if not self._session_runs():
            self.close()
            return
        self._finishing()
        self._ports.controls.stop()
        QTimer.singleShot(CLOSE_DEADLINE_MS, self, self._close_anyway)

    def _close_anyway(self) -> None:
        _log.warning("the session did not end within %d ms of being stopped; closing", CLOSE_DEADLINE_MS)
        self._session = None
        self.close()
