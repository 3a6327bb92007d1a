"""Settings: language and look at once, and what is kept on this computer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QLineEdit, QWidget

from desktop.domain.speech import Language
from desktop.settings.preferences import ThemeName
from desktop.ui.background import run_in_background
from desktop.ui.context import Context
from desktop.ui.theme import GRID
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.basic import button, card, column, label, row
from desktop.ui.widgets.dialogs import ConfirmDialog
from desktop.ui.widgets.page import Page

LANGUAGES: tuple[Language, ...] = ("zh", "en")
THEMES: tuple[ThemeName, ...] = ("system", "light", "dark")
FIELD_WIDTH = 240


class SettingsPage(Page):
    """Every choice is written when it is made; there is nothing to save."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, context.texts("settings.title"))
        t = self.texts
        p = context.ports.settings.read()
        # Each language is named in itself, so that nobody is locked out by the wrong one.
        self.language = _choice([t(f"language_own.{x}") for x in LANGUAGES], LANGUAGES.index(p.language))
        self.language.activated.connect(lambda place: self._change(language=LANGUAGES[place]))
        self.theme = _choice([t(f"theme.{x}") for x in THEMES], THEMES.index(p.theme))
        self.theme.activated.connect(lambda place: self._change(theme=THEMES[place]))
        self.name = QLineEdit(p.name)
        self.name.setFixedWidth(FIELD_WIDTH)
        self.name.editingFinished.connect(lambda: self._change(name=self.name.text().strip()))
        self.wipe = button(t("settings.wipe"), self._ask_wipe, "danger")
        self.body.addWidget(label(t("settings.look"), "heading"))
        self.body.addWidget(
            card(
                self._line("settings.language", "settings.language_why", self.language),
                self._line("settings.theme", "settings.theme_why", self.theme),
                self._line("setup.name", "settings.name_why", self.name),
                spacing=2 * GRID,
            )
        )
        self.body.addWidget(label(t("settings.questions"), "heading"))
        packs = button(t("settings.show_packs"), context.go.packs)
        self.body.addWidget(card(self._line("settings.packs", "settings.packs_why", packs)))
        self.body.addWidget(label(t("settings.privacy"), "heading"))
        self.body.addWidget(self._privacy())
        self.body.addStretch(1)

    def _privacy(self) -> QFrame:
        t = self.texts
        show = button(t("settings.show_sessions"), self.context.go.reports)
        return card(
            label(t("settings.local")),
            self._line("settings.sessions", "settings.sessions_why", show),
            self._line("settings.wipe_title", "settings.wipe_why", self.wipe),
            spacing=2 * GRID,
        )

    def _line(self, title: str, why: str, field: QWidget) -> QWidget:
        t = self.texts
        name: QLabel = label(t(title), "strong")
        name.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(t(title))
        line = row(spacing=3 * GRID)
        line.addLayout(column(name, label(t(why), "small"), spacing=2), 1)
        line.addWidget(field)
        holder = QWidget()
        holder.setLayout(line)
        return holder

    def _change(self, **values: str) -> None:
        before = self.context.ports.settings.read()
        after = replace(before, **values)  # type: ignore[arg-type]
        if after != before:
            self.context.go.change_preferences(after)

    def _ask_wipe(self) -> None:
        t = self.texts
        ConfirmDialog(
            self, t("settings.wipe_title"), t("settings.wipe_what"), t("settings.wipe"), t("common.keep"), self._wipe
        ).open()

    def _wipe(self) -> None:
        t = self.texts
        self.wipe.setEnabled(False)

        def done(_: object) -> None:
            self.wipe.setEnabled(True)
            self.context.draft.resume = self.context.draft.job = ""
            self.context.code.forget()
            self.show_banner(Banner("info", t("settings.wiped")))

        def failed(error: Exception) -> None:
            self.wipe.setEnabled(True)
            self.show_error(error)

        wipe: Callable[[], None] = self.context.ports.library.wipe
        run_in_background(self, wipe, done, failed)


def _choice(texts: Sequence[str], chosen: int) -> QComboBox:
    box = QComboBox()
    box.addItems(list(texts))
    box.setCurrentIndex(chosen)
    box.setFixedWidth(FIELD_WIDTH)
    return box
