"""Set-up: one page, every field with a default, so that going on works at once."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QGridLayout, QLineEdit, QSizePolicy, QWidget

from desktop.domain.session import usual_minutes
from desktop.domain.speech import Language
from desktop.ui.background import run_in_background
from desktop.ui.context import Context
from desktop.ui.ports import Choices
from desktop.ui.theme import GRID
from desktop.ui.widgets.basic import button, card, column, label, row
from desktop.ui.widgets.drop_zone import DropZone
from desktop.ui.widgets.page import Page

QUESTION_COUNTS = (1, 3, 5, 8, 10, 12)
LANGUAGES: tuple[Language, ...] = ("zh", "en")
DIFFICULTIES = (2, 3, 4)


class SetupPage(Page):
    """What is chosen is kept on leaving the page, by whichever way."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, context.texts("setup.title"), context.texts("setup.subtitle"))
        self._fields()
        documents = context.ports.documents
        t = self.texts
        self.resume = DropZone(context, t("setup.resume"), t("setup.resume_hint"), documents)
        self.job = DropZone(context, t("setup.job"), t("setup.job_hint"), documents)
        self.resume.set_text(context.draft.resume)
        self.job.set_text(context.draft.job)
        self.body.addWidget(self._about_you())
        papers = row(self.resume, self.job, spacing=2 * GRID)
        papers.setStretch(0, 1)
        papers.setStretch(1, 1)
        self.body.addLayout(papers)
        self.body.addWidget(self._options())
        self.body.addStretch(1)
        self.next_button = button(t("setup.next"), self._next, "primary")
        self.set_footer(self.next_button, button(t("common.back"), context.go.home))
        self.interview_language.currentIndexChanged.connect(lambda _: self._read_choices())

    def _fields(self) -> None:
        t = self.texts
        p = self.context.ports.settings.read()
        self.name = QLineEdit(p.name)
        self.name.setPlaceholderText(t("setup.name_hint"))
        self.role = self._free_choice(p.role, t("setup.role_hint"))
        self.domain = self._free_choice(p.domain, t("setup.domain_hint"))
        self.interview_language = QComboBox()
        for language in LANGUAGES:
            self.interview_language.addItem(t(f"language.{language}"), language)
        self.interview_language.setCurrentIndex(LANGUAGES.index(p.interview_language))
        self.questions = QComboBox()
        counts = sorted({*QUESTION_COUNTS, p.questions})
        for count in counts:
            self.questions.addItem(t("setup.count", n=count, minutes=usual_minutes(count)), count)
        self.questions.setCurrentIndex(counts.index(p.questions))
        self.difficulty = QComboBox()
        steps = sorted({*DIFFICULTIES, p.difficulty})
        for step in steps:
            self.difficulty.addItem(t(f"setup.difficulty_{step}"), step)
        self.difficulty.setCurrentIndex(steps.index(p.difficulty))
        self.headphones = QCheckBox(t("setup.headphones"))
        self.headphones.setChecked(p.headphones)
        self.camera_on = QCheckBox(t("setup.camera"))
        self.camera_on.setChecked(p.camera_on)
        self.keep_audio = QCheckBox(t("setup.keep_audio"))
        self.keep_audio.setChecked(p.keep_audio)
        self.keep_video = QCheckBox(t("setup.keep_video"))
        self.keep_video.setChecked(p.keep_video and p.camera_on)
        self.keep_video.setEnabled(p.camera_on)
        self.camera_on.toggled.connect(self._camera_toggled)

    def _free_choice(self, chosen: str, hint: str) -> QComboBox:
        box = QComboBox()
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.setMinimumContentsLength(8)
        box.setEditText(chosen)
        _show_start(box)
        if (line := box.lineEdit()) is not None:
            line.setPlaceholderText(hint)
        return box

    def _about_you(self) -> QFrame:
        t = self.texts
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID // 2)
        fields: tuple[tuple[str, QWidget], ...] = (
            ("setup.role", self.role),
            ("setup.domain", self.domain),
            ("setup.name", self.name),
            ("setup.language", self.interview_language),
            ("setup.questions", self.questions),
            ("setup.difficulty", self.difficulty),
        )
        for place, (key, field) in enumerate(fields):
            line, side = divmod(place, 3)
            title = label(t(key), "muted", wrap=False)
            title.setBuddy(field)
            field.setAccessibleName(t(key))
            field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # columns keep their shares
            grid.addWidget(title, line * 3, side)
            grid.addWidget(field, line * 3 + 1, side)
            if line:
                grid.setRowMinimumHeight(line * 3 - 1, GRID)
        grid.addWidget(label(t("setup.task_note"), "small"), 5, 0, 1, 3)
        for side, share in enumerate((4, 3, 3)):
            grid.setColumnStretch(side, share)
        return card(grid)

    def _options(self) -> QFrame:
        t = self.texts
        left = column(self.headphones, label(t("setup.headphones_why"), "small"), self.camera_on)
        left.addWidget(label(t("setup.camera_why"), "small"))
        right = column(self.keep_audio, label(t("setup.keep_audio_why"), "small"), self.keep_video)
        right.addWidget(label(t("setup.keep_video_why"), "small"))
        both = row(spacing=4 * GRID)
        both.addLayout(left, 1)
        both.addLayout(right, 1)
        return card(both)

    def _camera_toggled(self, on: bool) -> None:
        self.keep_video.setEnabled(on)
        if not on:
            self.keep_video.setChecked(False)

    def entered(self) -> None:
        self._read_choices()
        self.role.setFocus()

    def _read_choices(self) -> None:
        language: Language = self.interview_language.currentData()
        choices = self.context.ports.choices
        run_in_background(self, lambda: choices(language), self._offer, self.show_error)

    def _offer(self, choices: Choices) -> None:
        for box, offered in ((self.role, choices.roles), (self.domain, choices.domains)):
            typed = box.currentText()
            box.clear()
            box.addItems(list(offered))
            box.setEditText(typed or (offered[0] if offered else ""))
            _show_start(box)

    def _keep(self) -> None:
        settings = self.context.ports.settings
        settings.write(
            replace(
                settings.read(),
                name=self.name.text().strip(),
                role=self.role.currentText().strip(),
                domain=self.domain.currentText().strip(),
                interview_language=self.interview_language.currentData(),
                questions=self.questions.currentData(),
                difficulty=self.difficulty.currentData(),
                headphones=self.headphones.isChecked(),
                camera_on=self.camera_on.isChecked(),
                keep_audio=self.keep_audio.isChecked(),
                keep_video=self.keep_video.isChecked(),
            )
        )
        self.context.draft.resume = self.resume.text
        self.context.draft.job = self.job.text

    def left(self) -> None:
        self._keep()

    def _next(self) -> None:
        self._keep()
        self.context.go.check()


def _show_start(box: QComboBox) -> None:
    """A long text is read from its beginning."""
    if (line := box.lineEdit()) is not None:
        line.setCursorPosition(0)
