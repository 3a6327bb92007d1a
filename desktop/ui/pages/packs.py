"""Question packs: what is installed, importing from a file, and the labs whose signatures are trusted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QLayout, QWidget

from desktop.localise import localise
from desktop.ui.background import run_in_background
from desktop.ui.context import Context
from desktop.ui.ports import PackList
from desktop.ui.theme import GRID
from desktop.ui.widgets.banner import Action, Banner
from desktop.ui.widgets.basic import LabelKind, button, card, clear, column, label, row, set_kind
from desktop.ui.widgets.dialogs import ConfirmDialog
from desktop.ui.widgets.page import Page

if TYPE_CHECKING:
    from desktop.packs.check import PackCheck
    from desktop.packs.duplicates import Alike
    from desktop.packs.installed import PackSummary
    from desktop.packs.signature import Verdict

STANDING_KINDS: dict[str, LabelKind] = {
    "signed": "accent",
    "unsigned": "muted",
    "unknown_key": "warn",
    "changed": "danger",
}
MAX_LINES = 8
"""Mistakes and likenesses shown; the rest is counted."""


class PacksPage(Page):
    """A chosen file is checked first; what was found stands above the list until it is installed or put aside."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, context.texts("packs.title"), context.texts("packs.subtitle"))
        t = self.texts
        self.found = column(spacing=2 * GRID)
        self.list = column(label(t("common.loading"), "muted"))
        self.keys = label("", "small")
        self.body.addLayout(self.found)
        self.body.addLayout(self.list)
        self.body.addWidget(self.keys)
        self.body.addStretch(1)
        self.take = button(t("packs.import"), self._pick_pack, "primary")
        self.trust = button(t("packs.trust"), self._pick_key)
        self.set_footer(self.take, button(t("packs.back"), context.go.settings), self.trust)

    def entered(self) -> None:
        self._refresh()

    def _refresh(self) -> None:
        retry = Action(self.texts("common.retry"), self._refresh)
        packs = self.context.ports.packs
        run_in_background(self, packs.packs, self._show, lambda error: self.show_error(error, retry))

    def _show(self, found: PackList) -> None:
        t = self.texts
        clear(self.list)
        for pack in found.packs:
            self.list.addWidget(self._row(pack))
        if not found.packs:
            self.list.addWidget(card(label(t("packs.empty_title"), "heading"), label(t("packs.empty_text"))))
        self.keys.setText(t("packs.keys", names=", ".join(found.keys)) if found.keys else t("packs.no_keys"))

    def _row(self, pack: PackSummary) -> QFrame:
        t = self.texts
        parts = [pack.name] if pack.title else []
        parts += [t("packs.count", n=pack.questions)] if pack.questions else []
        parts += [t("packs.version", version=pack.version)] if pack.version else []
        parts += [pack.licence] if pack.licence else []
        lines = column(label(pack.title or pack.name, "strong"), spacing=2)
        if parts:
            lines.addWidget(label(" · ".join(parts), "small"))
        if pack.problem:
            lines.addWidget(label(t("packs.left_out", why=localise(pack.problem, t.language)), "danger"))
        else:
            lines.addWidget(self._standing(pack.verdict))
        line = row(spacing=2 * GRID)
        line.addLayout(lines, 1)
        tip = t("packs.remove_tip", name=pack.title or pack.name)
        line.addWidget(button(t("packs.remove"), lambda: self._ask_remove(pack), "quiet", tip=tip))
        return card(line)

    def _standing(self, verdict: Verdict) -> QLabel:
        text = self.texts(f"pack_standing.{verdict.standing}", signer=verdict.signer)
        return label(text, STANDING_KINDS[verdict.standing])

    # Importing

    def _pick_pack(self) -> None:
        t = self.texts
        dialog = QFileDialog(self, t("packs.import"))
        dialog.setNameFilter(f"{t('packs.filter')} (*.yaml *.yml *.json *.csv *.txt *.md)")
        dialog.fileSelected.connect(lambda name: self.check(Path(name)))
        dialog.open()

    def check(self, path: Path) -> None:
        """Look at a file and show what an import of it would mean."""
        self._clear_found()
        self.show_banner(Banner("info", self.texts("packs.checking", file=path.name)))
        self._set_busy(True)

        def done(check: PackCheck) -> None:
            self._set_busy(False)
            self.clear_banners()
            self._show_check(path, check)

        packs = self.context.ports.packs
        run_in_background(self, lambda: packs.check(path), done, self._failed)

    def _show_check(self, path: Path, check: PackCheck) -> None:
        t = self.texts
        refused = bool(check.problems) or check.verdict.standing == "changed"
        if refused:
            key = "packs.refused_mistakes" if check.problems else "packs.refused_changed"
            advice = "packs.correct" if check.problems else "packs.get_again"
            what = t(key, name=check.title or check.name, n=len(check.problems))
            self.show_banner(Banner("error", what, t("packs.nothing_installed"), t(advice)))
        counts = " · ".join(t(f"packs.count_{language}", n=count) for language, count in check.languages)
        parts: list[QWidget | QLayout] = [label(check.title or check.name, "heading")]
        parts += [label(counts, "small")] if counts else []
        parts.append(self._standing(check.verdict))
        parts += [label(localise(note, t.language), "warn") for note in check.notes]
        if check.problems:
            parts.append(self._lines("packs.mistakes", [localise(one, t.language) for one in check.problems]))
        elif check.alike:
            parts.append(self._lines("packs.alike", [self._alike_text(one) for one in check.alike]))
        put_aside = button(t("packs.put_aside"), self._put_aside)
        if refused:
            parts.append(row(1, put_aside))
        else:
            parts.append(
                row(1, put_aside, button(t("packs.install"), lambda: self._ask_install(path, check), "primary"))
            )
        # One prominent step at a time.
        set_kind(self.take, "plain")
        self.found.addWidget(card(*parts, spacing=GRID + 4))

    def _lines(self, title: str, texts: Sequence[str]) -> QFrame:
        t = self.texts
        lines = [label(text, selectable=True) for text in texts[:MAX_LINES]]
        if len(texts) > MAX_LINES:
            lines.append(label(t("packs.more", n=len(texts) - MAX_LINES), "muted"))
        frame = QFrame()
        frame.setLayout(column(label(t(title, n=len(texts)), "strong"), *lines, spacing=GRID // 2))
        return frame

    def _alike_text(self, one: Alike) -> str:
        return self.texts(f"pack_alike.{one.likeness}", text=one.text, other=one.other_text)

    def _put_aside(self) -> None:
        self._clear_found()
        self.clear_banners()

    def _clear_found(self) -> None:
        clear(self.found)
        set_kind(self.take, "primary")

    def _ask_install(self, path: Path, check: PackCheck) -> None:
        t = self.texts
        doubts = []
        if check.needs_yes:
            doubts.append(t(f"packs.doubt_{check.verdict.standing}", signer=check.verdict.signer))
        if check.replaces:
            doubts.append(t("packs.doubt_replaces", name=check.name))
        if not doubts:
            self._install(path, check)
            return
        ConfirmDialog(
            self,
            t("packs.install_title"),
            " ".join(doubts) if t.language == "en" else "".join(doubts),
            t("packs.install"),
            t("packs.put_aside"),
            lambda: self._install(path, check),
            dangerous=False,
        ).open()

    def _install(self, path: Path, check: PackCheck) -> None:
        packs = self.context.ports.packs
        self._set_busy(True)

        def done(_: object) -> None:
            self._set_busy(False)
            self._clear_found()
            self.show_banner(Banner("info", self.texts("packs.installed", name=check.title or check.name)))
            self._refresh()

        run_in_background(self, lambda: packs.install(path, check), done, self._failed)

    # Removing, and keys

    def _ask_remove(self, pack: PackSummary) -> None:
        t = self.texts
        ConfirmDialog(
            self,
            t("packs.remove_title"),
            t("packs.remove_what", name=pack.title or pack.name),
            t("packs.remove"),
            t("common.keep"),
            lambda: self._remove(pack.name),
        ).open()

    def _remove(self, name: str) -> None:
        packs = self.context.ports.packs
        run_in_background(self, lambda: packs.remove(name), lambda _: self._refresh(), self._failed)

    def _pick_key(self) -> None:
        t = self.texts
        dialog = QFileDialog(self, t("packs.trust"))
        dialog.setNameFilter(f"{t('packs.key_filter')} (*.pub)")
        dialog.fileSelected.connect(lambda name: self.install_key(Path(name)))
        dialog.open()

    def install_key(self, path: Path) -> None:
        """Trust the lab whose public key this is."""
        packs = self.context.ports.packs

        def done(name: str) -> None:
            self.show_banner(Banner("info", self.texts("packs.trusted", name=name)))
            self._refresh()

        run_in_background(self, lambda: packs.trust(path), done, self._failed)

    def _set_busy(self, busy: bool) -> None:
        self.take.setEnabled(not busy)
        self.trust.setEnabled(not busy)

    def _failed(self, error: Exception) -> None:
        self._set_busy(False)
        self.show_error(error)
        self._refresh()
