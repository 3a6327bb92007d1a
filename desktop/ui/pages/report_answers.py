"""Answers: the questions, what was said with its marks, and what a good answer contains."""

from __future__ import annotations

import html
from collections.abc import Iterator

from PySide6.QtCore import QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QFont, QMouseEvent, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QTextBrowser,
    QWidget,
)

from desktop.report.shape import AnswerCard, CodeView, Piece, PointView
from desktop.ui.pages.report_code import code_parts
from desktop.ui.pages.report_correct import Corrector
from desktop.ui.pages.report_parts import OneByOne, Shown, bullets, fact_grid, scrolling, stamp_widget, tab
from desktop.ui.texts import Texts
from desktop.ui.theme import GRID, Tokens
from desktop.ui.widgets.basic import LabelKind, button, card, clear, column, label, row
from desktop.ui.widgets.code_text import CodeText

LIST_WIDTH = 176
MOST_ASKED_PX = 144
CODE_SHARE = 4
"""Of a programming task the code gets so many times the height of what was said over it."""
POINT_KINDS: dict[str, LabelKind] = {
    "covered": "accent", "partly": "warn", "missing": "muted", "unchecked": "muted", "wrong": "danger",
}  # fmt: skip


def piece_format(piece: Piece, tokens: Tokens, texts: Texts, playable: bool) -> QTextCharFormat:
    """Filler dotted, unsure word underlined grey, mended word dashed and corrected ones tinted with what was heard as
    their tip, removed ones struck through, pause muted; each plays from its time when there is sound."""
    result = QTextCharFormat()
    result.setForeground(tokens.colour("muted" if piece.kind in ("pause", "removed") else "text"))
    if piece.kind == "filler":
        result.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        result.setUnderlineColor(tokens.colour("warn"))
    elif piece.kind == "unsure":
        result.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        result.setUnderlineColor(tokens.colour("muted"))
    elif piece.kind == "mended":
        result.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
        result.setUnderlineColor(tokens.colour("muted"))
    elif piece.kind == "corrected":
        result.setBackground(tokens.colour("accent_soft"))
    elif piece.kind == "removed":
        result.setFontStrikeOut(True)
    elif piece.kind == "pause":
        result.setFontWeight(QFont.Weight.Bold)
    if piece.heard:
        # A tip that looks like mark-up would be read as such.
        result.setToolTip(f"<span>{html.escape(texts('report.heard', text=piece.heard))}</span>")
    if playable:
        result.setAnchor(True)
        result.setAnchorHref(f"play:{piece.start_s:.3f}")
    return result


class Transcript(QTextBrowser):
    """Read only. Written character by character as text: nothing said can become mark-up. A click plays, selecting does
    not."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self.setOpenLinks(False)
        self.setAccessibleName(shown.texts("report.said"))
        self.anchorClicked.connect(self._clicked)
        self._pressed_at = QPoint()
        self._selecting = False
        self.corrector = Corrector(self, shown.texts, shown.corrections) if shown.corrections else None

    def show_answer(self, answer: AnswerCard) -> None:
        self.clear()
        if self.corrector:
            self.corrector.begin(answer.index)
        cursor = QTextCursor(self.document())
        block = cursor.blockFormat()
        block.setLineHeight(150.0, 1)  # 1: proportional, in per cent
        cursor.setBlockFormat(block)
        tokens, texts, playable = self._shown.tokens, self._shown.texts, self._shown.play is not None
        for piece in answer.transcript:
            if piece.space:
                cursor.insertText(" ", QTextCharFormat())
            if self.corrector:
                self.corrector.words.add(cursor.position(), piece)
            cursor.insertText(piece.text, piece_format(piece, tokens, texts, playable))
        if not answer.transcript:
            plain = QTextCharFormat()
            plain.setForeground(tokens.colour("muted"))
            cursor.insertText(answer.transcript_note or self._shown.texts("report.nothing_said"), plain)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().toPoint()
        self._selecting = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._selecting = True
        super().mouseDoubleClickEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if (at - self._pressed_at).manhattanLength() >= QApplication.startDragDistance():
            self._selecting = True
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self._selecting:
            # Qt selects the whole stretch that was clicked; the caret is to be in the word.
            self.setTextCursor(self.cursorForPosition(at))
        self._selecting = False

    def _clicked(self, url: QUrl) -> None:
        if self._shown.play is not None and url.scheme() == "play" and not self._selecting:
            self._shown.play(float(url.path()), None)


class AskedArea(QScrollArea):
    """As high as the question needs, up to a limit; a longer one scrolls, so that the transcript keeps room."""

    def __init__(self, asked: QLayout) -> None:
        super().__init__()
        inner = QWidget()
        inner.setObjectName("pageBody")
        inner.setLayout(asked)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inner)

    def fit(self) -> None:
        inner = self.widget()
        if inner is None:
            return
        needed = max(24, inner.heightForWidth(max(1, self.width())))
        bar = Qt.ScrollBarPolicy
        # Decided here: a bar that comes by itself narrows the text, which then needs the bar.
        self.setVerticalScrollBarPolicy(bar.ScrollBarAlwaysOff if needed <= MOST_ASKED_PX else bar.ScrollBarAlwaysOn)
        self.setFixedHeight(min(needed, MOST_ASKED_PX))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Not from inside the resizing: what is inside would keep the width it had before the bar came.
        QTimer.singleShot(0, self, self.fit)


class AnswersTab(QWidget):
    """Choosing a question shows its answer beside it."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self.list = QListWidget()
        self.list.setFixedWidth(LIST_WIDTH)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(shown.texts("report.questions"))
        self.head = column(spacing=GRID // 2)
        self.asked = column(spacing=GRID // 2)
        self.transcript = Transcript(shown)
        middle = column(spacing=GRID)
        self.asked_area = AskedArea(self.asked)
        middle.addWidget(self.asked_area)
        middle.addLayout(self.head)
        middle.addWidget(self.transcript, 1)
        middle.addLayout(self._below_transcript())
        self.code = CodeText(shown.tokens, shown.texts("solution.yours"), shown.texts("task.cut"))
        middle.addWidget(self.code, CODE_SHARE)
        self.columns = layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 0, 2 * GRID)
        layout.setSpacing(2 * GRID)
        layout.addWidget(self.list)
        layout.addLayout(middle, 5)
        beside = column(spacing=2 * GRID)
        beside.setContentsMargins(0, 0, 2 * GRID, 0)
        self._beside = OneByOne(self, beside)
        layout.addWidget(scrolling(beside), 5)
        for answer in shown.view.answers:
            self.list.addItem(self._item(answer))
        self.list.currentRowChanged.connect(self._show)
        if shown.view.answers:
            self.list.setCurrentRow(0)

    def _below_transcript(self) -> QHBoxLayout:
        t = self._shown.texts
        line = row(spacing=2 * GRID)
        line.addWidget(label(t("report.legend"), "small"), 1)
        if corrector := self.transcript.corrector:
            correct = button(t("report.correct"), corrector.correct_action.trigger, tip=t("report.correct_tip"))
            correct.setEnabled(False)
            self.transcript.copyAvailable.connect(correct.setEnabled)
            line.addWidget(correct, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def show_anew(self, shown: Shown) -> None:
        """Other words or scores of the same answers."""
        self._shown = shown
        for place, answer in enumerate(shown.view.answers):
            self.list.item(place).setText(_item_text(answer))
        bar, cursor = self.transcript.verticalScrollBar(), self.transcript.textCursor()
        height, position = bar.value(), cursor.position()
        self._show(self.list.currentRow())
        self._beside.show_rest()
        cursor = self.transcript.textCursor()
        cursor.setPosition(min(position, self.transcript.document().characterCount() - 1))
        self.transcript.setTextCursor(cursor)
        bar.setValue(height)

    def _item(self, answer: AnswerCard) -> QListWidgetItem:
        item = QListWidgetItem(_item_text(answer))
        item.setToolTip("\n".join(answer.asked))
        return item

    def _show(self, place: int) -> None:
        if not 0 <= place < len(self._shown.view.answers):
            return
        answer = self._shown.view.answers[place]
        clear(self.head)
        clear(self.asked)
        for paragraph in (answer.code.title,) if answer.code else answer.asked:
            self.asked.addWidget(label(paragraph, "heading", selectable=True))
        QTimer.singleShot(0, self.asked_area, self.asked_area.fit)
        facts = " · ".join(x for x in (answer.follow_up, answer.round, answer.time_text, answer.ended_text) if x)
        line = row(stamp_widget(answer.stamp, self._shown), label(facts, "small"))
        line.setStretch(1, 1)
        self.head.addLayout(line)
        self.transcript.show_answer(answer)
        self.code.setVisible(answer.code is not None)
        self.columns.setStretch(1, 6 if answer.code else 5)
        self.columns.setStretch(2, 4 if answer.code else 5)
        if answer.code is not None:
            self.code.show_parts(code_parts(answer.code, self._shown.texts))
        self._beside.show(self._side(answer), 0)

    def _side(self, answer: AnswerCard) -> Iterator[QFrame]:
        t = self._shown.texts
        if answer.clarifies:
            yield card(bullets(t("report.clarified"), answer.clarifies, "heading"))
        yield self._points(answer) if answer.code is None else self._tests(answer, answer.code)
        if answer.reference:
            yield card(label(t("report.reference"), "heading"), *(label(p, selectable=True) for p in answer.reference))
        if answer.mistakes:
            wrong = tuple(f"{mistake.text} → {mistake.correction}" for mistake in answer.mistakes)
            yield card(bullets(t("report.mistakes"), wrong, "heading"))
        if answer.code is not None:
            yield card(bullets(t("report.mistakes"), answer.code.mistakes, "heading"))
        for key, facts in (("report.voice", answer.voice), ("report.presence", answer.presence)):
            if facts:
                yield card(label(t(key), "heading"), fact_grid(facts, 2))

    def _tests(self, answer: AnswerCard, code: CodeView) -> QFrame:
        parts = column(self._scored("task.results", answer), spacing=GRID + 4)
        parts.addLayout(fact_grid(code.facts, 2))
        parts.addWidget(label(code.note, "muted"))
        return card(parts)

    def _scored(self, key: str, answer: AnswerCard) -> QHBoxLayout:
        head = row(label(self._shown.texts(key), "heading"))
        head.setStretch(0, 1)
        head.addWidget(label(answer.score_text, "strong" if answer.score is not None else "muted", wrap=False))
        return head

    def _points(self, answer: AnswerCard) -> QFrame:
        parts = column(self._scored("report.points", answer), spacing=GRID + 4)
        if answer.interval_text:
            parts.addWidget(label(answer.interval_text, "small"))
        for flag in answer.flags:
            parts.addWidget(label(flag, "warn"))
        if answer.points_note:
            parts.addWidget(label(answer.points_note, "muted"))
        for point in answer.points:
            parts.addLayout(self._point(point))
        return card(parts)

    def _point(self, point: PointView) -> QHBoxLayout:
        text = column(label(point.text, selectable=True), spacing=2)
        marks = " · ".join(x for x in (point.mark_text, point.must_text, point.probability_text) if x)
        text.addWidget(label(marks, "small"))
        if point.quote:
            quote = row(spacing=GRID)
            if point.stamp is not None:
                quote.addWidget(stamp_widget(point.stamp, self._shown), 0, Qt.AlignmentFlag.AlignTop)
            quote.addWidget(label(point.quote, "muted", selectable=True), 1)
            text.addLayout(quote)
        line = row(spacing=GRID)
        symbol = column(label(point.symbol, POINT_KINDS[point.mark], wrap=False), 1)
        line.addLayout(symbol)
        line.addLayout(text, 1)
        return line


def _item_text(answer: AnswerCard) -> str:
    score = answer.score_text if answer.score is not None else "–"
    return f"{answer.label}  {score}\n{answer.topic or answer.round}"


def build(shown: Shown) -> QWidget:
    if not shown.view.answers:
        t = shown.texts
        return tab([card(label(t("report.empty_title"), "heading"), label(t("report.empty_text"), "muted"))])
    return AnswersTab(shown)
