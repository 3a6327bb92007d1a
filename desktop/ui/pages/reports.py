"""Reports: every session kept on this computer, to open or to delete."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame

from desktop.ui.background import run_in_background
from desktop.ui.context import Context
from desktop.ui.pages.rows import score_text
from desktop.ui.ports import SessionRow
from desktop.ui.theme import GRID
from desktop.ui.widgets.banner import Action
from desktop.ui.widgets.basic import button, card, clear, column, label, row
from desktop.ui.widgets.dialogs import ConfirmDialog
from desktop.ui.widgets.page import Page

SHOWN_AT_ONCE = 50


class ReportsPage(Page):
    """Long lists grow by a button: hundreds of rows at once would make the window wait."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, context.texts("reports.title"), context.texts("reports.subtitle"))
        self.list = column(label(self.texts("common.loading"), "muted"))
        self.body.addLayout(self.list)
        self.body.addStretch(1)
        self._shown = SHOWN_AT_ONCE

    def entered(self) -> None:
        run_in_background(
            self,
            self.context.ports.library.sessions,
            self._show,
            lambda error: self.show_error(error, Action(self.texts("common.retry"), self.entered)),
        )

    def _show(self, sessions: tuple[SessionRow, ...]) -> None:
        t = self.texts
        clear(self.list)
        if not sessions:
            start = button(t("home.start"), self.context.go.check, "primary")
            self.list.addWidget(
                card(label(t("home.empty_title"), "strong"), label(t("home.empty_text"), "muted"), row(start, 1))
            )
            return
        for session in sessions[: self._shown]:
            self.list.addWidget(self._row(session))
        if len(sessions) > self._shown:
            more = button(t("reports.more", n=len(sessions) - self._shown), lambda: self._more(sessions), "quiet")
            self.list.addLayout(row(more, 1))

    def _more(self, sessions: tuple[SessionRow, ...]) -> None:
        self._shown += SHOWN_AT_ONCE
        self._show(sessions)

    def _row(self, session: SessionRow) -> QFrame:
        t = self.texts
        title = " · ".join(part for part in (session.role or t("home.any_role"), session.domain) if part)
        minutes = t("reports.details", when=t.date(session.started_utc), length=t.clock(session.duration_s))
        line = row(spacing=2 * GRID)
        details = f"{minutes} · {t(f'language.{session.language}')}"
        line.addLayout(column(label(title, "strong"), label(details, "small"), spacing=2), 1)
        line.addWidget(label(score_text(t, session), "accent" if session.overall is not None else "muted", wrap=False))
        delete_tip, open_tip = t("reports.delete_tip", title=title), t("home.open_tip", title=title)
        line.addWidget(button(t("reports.delete"), lambda: self._ask_delete(session, title), "quiet", tip=delete_tip))
        line.addWidget(button(t("home.open"), lambda: self.context.go.report(session.id), tip=open_tip))
        return card(line)

    def _ask_delete(self, session: SessionRow, title: str) -> None:
        t = self.texts
        library = self.context.ports.library
        ConfirmDialog(
            self,
            t("reports.delete_title"),
            t("reports.delete_what", title=title, when=t.date(session.started_utc)),
            t("reports.delete"),
            t("common.keep"),
            lambda: run_in_background(
                self, lambda: library.delete(session.id), lambda _: self.entered(), self.show_error
            ),
        ).open()
