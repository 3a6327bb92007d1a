"""Models: what is on this computer, and getting what is not."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QProgressBar

from desktop.ui.background import run_in_background
from desktop.ui.context import Context
from desktop.ui.ports import ModelRow
from desktop.ui.theme import GRID
from desktop.ui.widgets.banner import Action, Banner
from desktop.ui.widgets.basic import LabelKind, button, card, clear, column, label, row
from desktop.ui.widgets.page import Page

STATE_KINDS: dict[str, LabelKind] = {"present": "accent", "missing": "warn", "damaged": "danger", "fetching": "muted"}
SHOW_EVERY_S = 0.1


class ModelsPage(Page):
    """One thing at a time: while models are fetched, checked or taken over, the other buttons wait."""

    progressed = Signal(object, object, float, object)

    def __init__(self, context: Context) -> None:
        super().__init__(context, context.texts("models.title"), context.texts("models.subtitle"))
        t = self.texts
        self.list = column(label(t("common.loading"), "muted"))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(t("models.fetching"))
        self.speed = label("", "muted", wrap=False)
        self.cancel = button(t("models.cancel"), context.ports.models.cancel)
        self.progress = card(self.bar, row(self.speed, 1, self.cancel))
        self.progress.setVisible(False)
        self.body.addWidget(self.progress)
        self.body.addLayout(self.list)
        self.body.addStretch(1)
        self.fetch = button(t("models.fetch_none"), self._fetch, "primary")
        self.verify = button(t("models.verify"), self._verify)
        self.take = button(t("models.import"), self._pick_folder)
        self.set_footer(self.fetch, self.verify, self.take)
        self._wanted: list[str] = []
        self._last_shown = 0.0
        self._busy = False
        self.progressed.connect(self._show_progress)
        self._set_busy(False)

    def entered(self) -> None:
        if not self._busy:
            self._refresh()

    def _refresh(self) -> None:
        retry = Action(self.texts("common.retry"), self._refresh)
        models = self.context.ports.models
        run_in_background(self, models.rows, self._show, lambda error: self.show_error(error, retry))

    def _show(self, rows: tuple[ModelRow, ...]) -> None:
        t = self.texts
        clear(self.list)
        for model in rows:
            self.list.addWidget(self._row(model))
        missing = [model for model in rows if model.required and model.state in ("missing", "damaged")]
        self._wanted = [model.id for model in missing]
        size = t.size(sum(model.size_bytes for model in missing))
        self.fetch.setText(t("models.fetch", size=size) if missing else t("models.fetch_none"))
        self._set_busy(self._busy)

    def _row(self, model: ModelRow) -> QFrame:
        t = self.texts
        role = t(f"model_role.{model.role}") if t.has(f"model_role.{model.role}") else model.role
        details = " · ".join((model.id, t.size(model.size_bytes), model.licence))
        line = row(spacing=2 * GRID)
        line.addLayout(column(label(role, "strong"), label(details, "small"), spacing=2), 1)
        if not model.required:
            line.addWidget(label(t("models.optional"), "small", wrap=False))
            if model.state != "present" and not self._busy:
                get = button(t("models.fetch_one"), lambda: self._fetch([model.id]))
                line.addWidget(get)
        line.addWidget(label(t(f"model_state.{model.state}"), STATE_KINDS[model.state], wrap=False))
        return card(line)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.progress.setVisible(busy)
        self.fetch.setEnabled(bool(self._wanted) and not busy)
        self.verify.setEnabled(not busy)
        self.take.setEnabled(not busy)

    def _fetch(self, ids: list[str] | None = None) -> None:
        models = self.context.ports.models
        wanted = ids or list(self._wanted)
        self.clear_banners()
        self._begin("models.starting", can_cancel=True)

        def progress(done: int, total: int, speed_bps: float, left_s: float | None) -> None:
            now = time.monotonic()
            if now - self._last_shown >= SHOW_EVERY_S or done >= total:
                self._last_shown = now
                self.progressed.emit(done, total, speed_bps, left_s)

        retry = Action(self.texts("common.retry"), lambda: self._fetch(ids), primary=True)
        run_in_background(
            self,
            lambda: models.fetch(wanted, progress),
            lambda _: self._ended(),
            lambda error: self._ended(error, retry),
        )

    def _show_progress(self, done: int, total: int, speed_bps: float, left_s: float | None) -> None:
        t = self.texts
        self.bar.setRange(0, 1000)
        self.bar.setValue(round(1000 * done / total) if total else 0)
        parts = [f"{t.size(done)} / {t.size(total)}", f"{t.size(speed_bps)}/s", t.left(left_s)]
        self.speed.setText(" · ".join(part for part in parts if part))

    def _verify(self) -> None:
        models = self.context.ports.models
        self._begin("models.verifying")

        def done(rows: tuple[ModelRow, ...]) -> None:
            self._ended(refresh=False)
            self._show(rows)
            bad = [model.id for model in rows if model.state == "damaged"]
            key = "models.verified_bad" if bad else "models.verified"
            self.show_banner(Banner("error" if bad else "info", self.texts(key, names=", ".join(bad))))

        run_in_background(self, models.verify, done, self._ended)

    def _pick_folder(self) -> None:
        dialog = QFileDialog(self, self.texts("models.import"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self.import_from(Path(name)))
        dialog.open()

    def import_from(self, folder: Path) -> None:
        models = self.context.ports.models
        self._begin("models.importing")

        def done(count: int) -> None:
            self._ended()
            key = "models.imported" if count else "models.imported_none"
            self.show_banner(Banner("info" if count else "warning", self.texts(key, n=count)))

        run_in_background(self, lambda: models.import_folder(folder), done, self._ended)

    def _begin(self, key: str, *, can_cancel: bool = False) -> None:
        self.bar.setRange(0, 0)
        self.speed.setText(self.texts(key))
        self.cancel.setVisible(can_cancel)
        self._set_busy(True)

    def _ended(self, error: Exception | None = None, retry: Action | None = None, *, refresh: bool = True) -> None:
        self._set_busy(False)
        if refresh:
            self._refresh()
        if error is not None:
            self.show_error(error, retry)
