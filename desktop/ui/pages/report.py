"""The report of one session: five tabs, each built when it is first looked at, and export."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QMenu, QTabWidget, QVBoxLayout, QWidget

from desktop.domain.live import LiveEvent, RescoreProgress
from desktop.report.shape import ReportView
from desktop.ui.background import run_in_background
from desktop.ui.context import Context
from desktop.ui.pages.report_parts import Renewable, Shown
from desktop.ui.pages.report_rescore import Rescoring
from desktop.ui.ports import ExportFormat
from desktop.ui.theme import GRID
from desktop.ui.widgets.banner import Action, Banner
from desktop.ui.widgets.basic import button, clear, column, label, row
from desktop.ui.widgets.page import Page, error_banner
from desktop.ui.widgets.player import MomentPlayer

TABS = ("overview", "answers", "voice", "presence", "plan")
FORMATS: tuple[ExportFormat, ...] = ("html", "pdf", "md", "json")


@dataclass(frozen=True, slots=True)
class _Loaded:
    view: ReportView
    audio: Path | None


def build_tab(name: str, shown: Shown) -> QWidget:
    """One tab; its module is imported when it is first looked at."""
    if name == "answers":
        from desktop.ui.pages import report_answers

        return report_answers.build(shown)
    if name in ("voice", "presence"):
        from desktop.ui.pages import report_measures

        return report_measures.build_voice(shown) if name == "voice" else report_measures.build_presence(shown)
    if name == "plan":
        from desktop.ui.pages import report_plan

        return report_plan.build(shown)
    from desktop.ui.pages import report_overview

    return report_overview.build(shown)


class ReportPage(Page):
    """Read in the background; the tabs fill the page themselves, so it does not scroll as a whole."""

    def __init__(self, context: Context, session_id: str) -> None:
        super().__init__(context)
        self._session_id = session_id
        self._shown: Shown | None = None
        self._player: MomentPlayer | None = None
        self.rescoring = Rescoring(self, session_id, self._show_anew)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.currentChanged.connect(self._build_tab)
        self._replace_body()

    def _replace_body(self) -> None:
        """The head stays, each tab scrolls for itself."""
        t = self.texts
        clear(self._outer)
        self.title = label(t("report.title"), "title")
        self.subtitle = label(t("common.loading"), "muted")
        self.banners = column()
        self.export_button = button(t("report.export") + " ▾", lambda: None, "primary", tip=t("report.export"))
        self.export_button.setMenu(self._export_menu())
        self.export_button.setEnabled(False)
        self.playing = label("", "muted", wrap=False)
        self.stop_button = button(t("report.stop_playing"), self._stop_playing)
        self.stop_button.setVisible(False)
        head = row(spacing=2 * GRID)
        head.addLayout(column(self.title, self.subtitle, spacing=2), 1)
        head.addWidget(self.playing)
        head.addWidget(self.stop_button)
        head.addWidget(button(t("common.back"), self.context.go.reports))
        head.addWidget(self.export_button)
        top = QVBoxLayout()
        top.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, GRID)
        top.setSpacing(2 * GRID)
        top.addLayout(head)
        top.addLayout(self.banners)
        self._outer.addLayout(top)
        self._outer.addWidget(self.tabs, 1)

    def _export_menu(self) -> QMenu:
        menu = QMenu(self)
        for kind in FORMATS:
            action = menu.addAction(self.texts(f"report.export_{kind}"))
            action.triggered.connect(lambda _=False, kind=kind: self._export(kind))
        return menu

    def entered(self) -> None:
        if self._shown is not None:
            return
        library = self.context.ports.library

        def read() -> _Loaded:
            return _Loaded(library.report(self._session_id), library.audio(self._session_id))

        retry = Action(self.texts("common.retry"), self.entered)
        run_in_background(self, read, self._show, lambda error: self.show_error(error, retry))

    def left(self) -> None:
        self._stop_playing()

    def _show(self, loaded: _Loaded) -> None:
        t = self.texts
        view = loaded.view
        self.clear_banners()
        self.title.setText(view.title)
        self.subtitle.setText(" · ".join(part for part in (view.name, view.subtitle) if part))
        play = self._player_for(loaded.audio)
        self._shown = Shown(view, t, self.context.theme.tokens, play, self.rescoring.corrections)
        self.export_button.setEnabled(True)
        for key in TABS:
            holder = QWidget()
            holder.setLayout(column())
            self.tabs.addTab(holder, t(f"report.{key}"))
        QTimer.singleShot(0, self, lambda: self._build_tab(0))
        self.rescoring.opened(view)

    def _show_anew(self, view: ReportView) -> None:
        """After a correction: the answers where they stand, the other tabs when they are looked at."""
        if self._shown is None:
            return
        self._shown = replace(self._shown, view=view)
        for place in range(self.tabs.count()):
            holder = self.tabs.widget(place)
            inside = holder.layout() if holder is not None else None
            first = inside.itemAt(0) if inside is not None else None
            built = first.widget() if first is not None else None
            if isinstance(built, Renewable):
                built.show_anew(self._shown)
            elif inside is not None:
                clear(inside)
        self._build_tab(self.tabs.currentIndex())

    def on_event(self, event: LiveEvent) -> None:
        if isinstance(event, RescoreProgress):
            self.rescoring.progressed(event)

    def _player_for(self, audio: Path | None) -> Callable[[float, float | None], None] | None:
        if audio is None:
            return None

        def play(start_s: float, end_s: float | None) -> None:
            # The first one loads the platform's media libraries, which opening a report need not wait for.
            if self._player is None:
                self._player = self._new_player(audio)
            self._player.play(start_s, end_s)

        return play

    def _new_player(self, audio: Path) -> MomentPlayer:
        player = MomentPlayer(self, audio)
        player.position_changed.connect(self._moved)
        player.playing_changed.connect(self.stop_button.setVisible)
        player.playing_changed.connect(lambda playing: self.playing.setVisible(playing))
        player.failed.connect(lambda _: self._cannot_play())
        return player

    def _cannot_play(self) -> None:
        t = self.texts
        self.show_banner(Banner("warning", t("report.cannot_play"), t("report.cannot_play_safe")))

    def _moved(self, at_s: float) -> None:
        self.playing.setText("▶ " + self.texts.clock(at_s))

    def _stop_playing(self) -> None:
        if self._player is not None:
            self._player.stop()

    def _build_tab(self, place: int) -> None:
        holder = self.tabs.widget(place)
        inside = holder.layout() if holder is not None else None
        if self._shown is None or inside is None or inside.count():
            return
        inside.addWidget(build_tab(TABS[place], self._shown))

    def _export(self, kind: ExportFormat) -> None:
        t = self.texts
        dialog = QFileDialog(self, t("report.export"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(kind)
        dialog.setNameFilter(f"{t(f'report.export_{kind}')} (*.{kind})")
        dialog.selectFile(f"candid-{self._session_id}.{kind}")
        dialog.fileSelected.connect(lambda name: self.export_to(kind, Path(name)))
        dialog.open()

    def export_to(self, kind: ExportFormat, path: Path) -> None:
        """Write the report in the background; a banner says where it is, or why it is not."""
        t = self.texts
        library = self.context.ports.library
        self.show_banner(Banner("info", t("report.exporting", file=path.name)))
        run_in_background(
            self,
            lambda: library.export(self._session_id, kind, path),
            lambda _: self.show_banner(
                Banner(
                    "info",
                    t("report.exported", file=str(path)),
                    actions=(Action(t("live.dismiss"), self.clear_banners),),
                )
            ),
            lambda error: self.show_banner(error_banner(self.context, error)),
        )
