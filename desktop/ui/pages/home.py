"""Home: start the next practice, finish what was interrupted, open the last reports."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtWidgets import QFrame

from desktop.ui.background import run_in_background
from desktop.ui.context import Context
from desktop.ui.pages.rows import score_text
from desktop.ui.ports import Choices, ModelRow, RecoverableRow, SessionRow
from desktop.ui.theme import GRID
from desktop.ui.widgets.banner import Action, Banner
from desktop.ui.widgets.basic import button, card, clear, column, framed, label, row, rule
from desktop.ui.widgets.dialogs import ConfirmDialog
from desktop.ui.widgets.page import Page

RECENT = 4


@dataclass(frozen=True, slots=True)
class _News:
    sessions: tuple[SessionRow, ...]
    recoverable: tuple[RecoverableRow, ...]
    models: tuple[ModelRow, ...]
    choices: Choices


class HomePage(Page):
    """The start card is there at once; the rest is read in the background."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, context.texts("home.title"))
        t = self.texts
        self.recent = column(label(t("common.loading"), "muted"))
        self.models_line = column()
        self.start_place = column(self._start_card())
        self.body.addLayout(self.start_place)
        self.body.addWidget(self._programming_card())
        self.body.addWidget(label(t("home.recent"), "heading"))
        self.body.addLayout(self.recent)
        self.body.addStretch(1)
        self.body.addLayout(row(label(t("home.local"), "small", wrap=False), self.models_line, 1, spacing=3 * GRID))

    def _start_card(self) -> QFrame:
        t = self.texts
        p = self.context.ports.settings.read()
        role = p.role or t("home.any_role")
        details = [
            p.domain or t("home.any_domain"),
            t(f"language.{p.interview_language}"),
            t("home.questions", n=p.questions),
            t("home.camera_on" if p.camera_on else "home.camera_off"),
        ]
        text = column(
            label(t("home.start_title"), "muted"),
            label(role, "figure"),
            label(" · ".join(details)),
            spacing=GRID // 2,
        )
        line = row(spacing=GRID + 4)
        line.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        line.addLayout(text, 1)
        self.start_button = button(t("home.start"), self.context.go.check, "primary")
        line.addWidget(button(t("home.change"), self.context.go.setup))
        line.addWidget(self.start_button)
        return framed("hero", line)

    def _programming_card(self) -> QFrame:
        t = self.texts
        line = row(spacing=2 * GRID)
        words = column(label(t("home.programming"), "strong"), label(t("home.programming_text"), "small"), spacing=2)
        line.addLayout(words, 1)
        line.addWidget(button(t("home.programming_open"), self.context.go.programming))
        return card(line)

    def entered(self) -> None:
        ports = self.context.ports
        language = ports.settings.read().interview_language

        def read() -> _News:
            library = ports.library
            return _News(library.sessions(), library.recoverable(), ports.models.rows(), ports.choices(language))

        run_in_background(self, read, self._show, self._failed)
        self.start_button.setFocus()

    def _failed(self, error: Exception) -> None:
        clear(self.recent)
        self.recent.addWidget(label(self.texts("home.unknown"), "muted"))
        self.show_error(error, Action(self.texts("common.retry"), self.entered))

    def _show(self, news: _News) -> None:
        self.clear_banners()
        self._fill_in(news.choices)
        if news.recoverable:
            self.banners.addWidget(self._recover_banner(news.recoverable[0]))
        missing = [m for m in news.models if m.required and m.state in ("missing", "damaged")]
        if missing:
            self.banners.addWidget(self._models_banner(missing))
        clear(self.models_line)
        if news.models and not missing:
            self.models_line.addWidget(label(self.texts("home.models_ready"), "small", wrap=False))
        clear(self.recent)
        self.recent.addWidget(self._recent_card(news.sessions) if news.sessions else self._empty_card())

    def _fill_in(self, choices: Choices) -> None:
        """The first position and domain of the bank stand in until the person chose some."""
        settings = self.context.ports.settings
        p = settings.read()
        role = p.role or next(iter(choices.roles), "")
        domain = p.domain or next(iter(choices.domains), "")
        if (role, domain) != (p.role, p.domain):
            settings.write(replace(p, role=role, domain=domain))
            clear(self.start_place)
            self.start_place.addWidget(self._start_card())

    def _recover_banner(self, found: RecoverableRow) -> Banner:
        t = self.texts
        what = t("home.unfinished", when=t.date(found.started_utc), role=found.role or t("home.any_role"))
        return Banner(
            "warning",
            what,
            t("home.unfinished_safe", n=found.answers),
            actions=(
                Action(t("home.discard"), lambda: self._discard(found)),
                Action(t("home.recover"), lambda: self._recover(found), primary=True),
            ),
        )

    def _recover(self, found: RecoverableRow) -> None:
        library = self.context.ports.library
        self.show_banner(Banner("info", self.texts("home.recovering")))
        run_in_background(self, lambda: library.recover(found.id), self.context.go.report, self.show_error)

    def _discard(self, found: RecoverableRow) -> None:
        library = self.context.ports.library
        t = self.texts
        ConfirmDialog(
            self,
            t("home.discard_title"),
            t("home.discard_what", n=found.answers),
            t("home.discard"),
            t("common.keep"),
            lambda: run_in_background(
                self, lambda: library.discard(found.id), lambda _: self.entered(), self.show_error
            ),
        ).open()

    def _models_banner(self, missing: list[ModelRow]) -> Banner:
        t = self.texts
        size = t.size(sum(row.size_bytes for row in missing))
        return Banner(
            "warning",
            t("home.models_missing", n=len(missing), size=size),
            t("home.models_missing_safe"),
            actions=(Action(t("error.get_models"), self.context.go.models, primary=True),),
        )

    def _empty_card(self) -> QFrame:
        t = self.texts
        return card(label(t("home.empty_title"), "strong"), label(t("home.empty_text"), "muted"))

    def _recent_card(self, sessions: tuple[SessionRow, ...]) -> QFrame:
        t = self.texts
        lines = column(spacing=GRID + 4)
        for place, session in enumerate(sessions[:RECENT]):
            if place:
                lines.addWidget(rule())
            line = row(spacing=2 * GRID)
            title = session.role or t("home.any_role")
            if session.domain:
                title += " · " + session.domain
            line.addLayout(column(label(title, "strong"), label(t.date(session.started_utc), "small"), spacing=2), 1)
            line.addWidget(
                label(score_text(t, session), "accent" if session.overall is not None else "muted", wrap=False)
            )
            line.addWidget(
                button(
                    t("home.open"),
                    partial(self.context.go.report, session.id),
                    tip=t("home.open_tip", title=title),
                )
            )
            lines.addLayout(line)
        if len(sessions) > RECENT:
            lines.addWidget(rule())
            lines.addLayout(row(button(t("home.all", n=len(sessions)), self.context.go.reports, "quiet"), 1))
        return card(lines)
