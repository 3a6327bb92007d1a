"""After the last answer: the report is being made."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar

from desktop.domain.live import LiveEvent, Notice, ReportProgress, StateChanged
from desktop.ui.context import Context
from desktop.ui.localise import notice_banner
from desktop.ui.theme import GRID
from desktop.ui.widgets.banner import Action, Banner
from desktop.ui.widgets.basic import card, label
from desktop.ui.widgets.page import Page


class FinishingPage(Page):
    """A bar with its share in words; ``closing`` when the window waits only to close."""

    def __init__(self, context: Context, *, closing: bool = False) -> None:
        t = context.texts
        super().__init__(context, t("finishing.closing_title" if closing else "finishing.title"))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(t("finishing.title"))
        self.share = label(t("finishing.starting"), "muted")
        self.body.addWidget(
            card(
                label(t("finishing.closing_text" if closing else "finishing.text")),
                self.bar,
                self.share,
                label(t("finishing.safe"), "small"),
                spacing=2 * GRID,
            )
        )
        self.body.addStretch(1)

    def on_event(self, event: LiveEvent) -> None:
        t = self.texts
        if isinstance(event, ReportProgress):
            percent = round(100 * min(1.0, max(0.0, event.fraction)))
            self.bar.setRange(0, 100)
            self.bar.setValue(percent)
            self.share.setText(t("finishing.share", n=percent))
        elif isinstance(event, Notice):
            self.show_banner(notice_banner(self.texts, event))
        elif isinstance(event, StateChanged) and event.state == "failed":
            home = Action(t("live.back_home"), self.context.go.home, primary=True)
            self.banners.addWidget(Banner("error", t("finishing.failed"), t("finishing.failed_safe"), actions=(home,)))
