"""Correcting the transcript: which words are selected, the menu and keys on them, and the dialog to type in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence, QTextCursor
from PySide6.QtWidgets import QDialog, QLineEdit, QMenu, QTextBrowser, QWidget

from desktop.report.shape import Piece, PieceWord
from desktop.ui.texts import Texts
from desktop.ui.theme import GRID
from desktop.ui.widgets.basic import button, column, label, row


@dataclass(frozen=True, slots=True)
class Corrections:
    """What can be done to a transcript; both return at once. Words are the recognised ones ``[first, last)``.
    Correcting them to an empty text takes them out."""

    correct: Callable[[int, int, int, str], object]
    undo: Callable[[int, int, int], object]


@dataclass(frozen=True, slots=True)
class Selection:
    """Whole words: the recognised ones ``[first, last)``, as they stand now (empty where they were taken out) and as
    they were heard."""

    first: int
    last: int
    shown: str
    heard: str
    corrected: bool


@dataclass(frozen=True, slots=True)
class _Placed:
    """A word and the characters ``[begin, end)`` of the document that show it."""

    begin: int
    end: int
    piece: Piece
    word: PieceWord


class ShownWords:
    """Where in the document each word stands."""

    def __init__(self) -> None:
        self._words: list[_Placed] = []

    def clear(self) -> None:
        self._words.clear()

    def add(self, at: int, piece: Piece) -> None:
        """``piece`` begins at character ``at`` of the document."""
        # The document counts UTF-16 units.
        for word in piece.words:
            begin, end = (at + _units(piece.text[:place]) for place in (word.begin, word.end))
            self._words.append(_Placed(begin, end, piece, word))

    def at(self, position: int) -> tuple[int, int] | None:
        """Document characters ``[begin, end)`` of the word that holds or touches ``position``."""
        touching = [word for word in self._words if word.begin <= position <= word.end]
        return (touching[-1].begin, touching[-1].end) if touching else None

    def within(self, begin: int, end: int) -> Selection | None:
        """The words that the characters ``[begin, end)`` touch; an earlier correction counts whole."""
        touched = [word for word in self._words if word.begin < end and begin < word.end]
        if not touched:
            return None
        first, last = min(one.word.first for one in touched), max(one.word.last for one in touched)
        whole = [one for one in self._words if first <= one.word.first and one.word.last <= last]
        said = [one for one in whole if one.piece.kind != "removed"]
        shown = "".join(self._gap(one, before) + _text(one) for one, before in _pairs(said))
        heard = ""
        for one, before in _pairs(whole):
            if before is not None and one.piece.heard and one.piece is before.piece:
                continue  # one text was heard for all of them
            heard += self._gap(one, before) + (one.piece.heard or _text(one))
        return Selection(first, last, shown, heard, any(one.piece.kind in ("corrected", "removed") for one in whole))

    @staticmethod
    def _gap(one: _Placed, before: _Placed | None) -> str:
        if before is None:
            return ""
        if one.piece is before.piece:
            return one.piece.text[before.word.end : one.word.begin]
        return " " if one.piece.space else ""


def _pairs(words: list[_Placed]) -> Iterator[tuple[_Placed, _Placed | None]]:
    return zip(words, [None, *words], strict=False)


def _text(one: _Placed) -> str:
    return one.piece.text[one.word.begin : one.word.end]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


class CorrectionDialog(QDialog):
    """What was heard, and a line for what was said; an empty one takes the words out. Escape leaves everything as it
    is."""

    def __init__(self, parent: QWidget, selection: Selection, texts: Texts, on_typed: Callable[[str], object]) -> None:
        super().__init__(parent)
        self._texts = texts
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(texts("report.correct_title"))
        self.setModal(True)
        self.setMinimumWidth(480)
        self._shown = selection.shown
        self.line = QLineEdit(selection.shown)
        self.line.setAccessibleName(texts("report.correct_said"))
        self.line.selectAll()
        self.cancel_button = button(texts("report.correct_cancel"), self.reject)
        self.save_button = button(texts("report.correct_save"), self.accept, "primary")
        self.save_button.setDefault(True)
        self.line.textChanged.connect(self._allow)
        self.setLayout(
            column(
                label(texts("report.correct_title"), "heading"),
                column(
                    label(texts("report.correct_heard"), "muted"), label(selection.heard, selectable=True), spacing=2
                ),
                column(label(texts("report.correct_said"), "muted"), self.line, spacing=GRID // 2),
                label(texts("report.correct_why"), "small"),
                row(1, self.cancel_button, self.save_button),
                spacing=2 * GRID,
                margins=3 * GRID,
            )
        )
        self.accepted.connect(lambda: on_typed(self.line.text().strip()))
        self._allow()
        self.line.setFocus()

    def _allow(self) -> None:
        typed = self.line.text().strip()
        self.save_button.setText(self._texts("report.correct_save" if typed else "report.correct_remove"))
        self.save_button.setEnabled(typed != self._shown)


class Corrector:
    """Gives a transcript its menu and keys."""

    def __init__(self, browser: QTextBrowser, texts: Texts, corrections: Corrections) -> None:
        self.words = ShownWords()
        self._answer = 0
        self._browser = browser
        self._texts = texts
        self._corrections = corrections
        self.correct_action = self._action("report.correct", self._correct)
        self.correct_action.setShortcuts([QKeySequence(Qt.Key.Key_F2), QKeySequence("Ctrl+E")])
        self.correct_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.correct_action.setShortcutVisibleInContextMenu(True)
        browser.addAction(self.correct_action)
        self.remove_action = self._action("report.remove", self._remove)
        self.remove_action.setShortcut(QKeySequence(Qt.Key.Key_Delete))
        self.remove_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.remove_action.setShortcutVisibleInContextMenu(True)
        browser.addAction(self.remove_action)
        self.undo_action = self._action("report.undo_correction", self._undo)
        self.copy_action = self._action("report.copy", browser.copy)
        # The caret moves and selects by keys too.
        browser.setTextInteractionFlags(
            browser.textInteractionFlags() | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        browser.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        browser.customContextMenuRequested.connect(self._open_menu)

    def _action(self, key: str, run: Callable[[], object]) -> QAction:
        action = QAction(self._texts(key), self._browser)
        action.triggered.connect(lambda: run())
        return action

    def begin(self, answer: int) -> None:
        """The document is about to be filled with this answer; ``words`` is filled with it."""
        self._answer = answer
        self.words.clear()

    def selection(self) -> Selection | None:
        """The selected words, else the one at the caret."""
        cursor = self._browser.textCursor()
        if cursor.hasSelection():
            return self.words.within(cursor.selectionStart(), cursor.selectionEnd())
        found = self.words.at(cursor.position())
        return self.words.within(*found) if found else None

    def _open_menu(self, at: QPoint) -> None:
        cursor = self._browser.textCursor()
        clicked = self._browser.cursorForPosition(at).position()
        if not (cursor.hasSelection() and cursor.selectionStart() <= clicked <= cursor.selectionEnd()):
            self._select(self.words.at(clicked))
        menu = self.menu()
        if not menu.isEmpty():
            menu.popup(self._browser.viewport().mapToGlobal(at))

    def menu(self) -> QMenu:
        """What can be done with the words that are selected now."""
        found = self.selection()
        menu = QMenu(self._browser)
        menu.aboutToHide.connect(menu.deleteLater)
        if found is not None:
            menu.addAction(self.correct_action)
        if found is not None and found.shown:
            menu.addAction(self.remove_action)
        if found is not None and found.corrected:
            menu.addAction(self.undo_action)
        if self._browser.textCursor().hasSelection():
            menu.addAction(self.copy_action)
        return menu

    def _select(self, stretch: tuple[int, int] | None) -> None:
        if stretch is None:
            return
        cursor = self._browser.textCursor()
        cursor.setPosition(stretch[0])
        cursor.setPosition(stretch[1], QTextCursor.MoveMode.KeepAnchor)
        self._browser.setTextCursor(cursor)

    def _correct(self) -> None:
        found = self.selection()
        if found is None:
            return
        answer = self._answer
        CorrectionDialog(
            self._browser.window(),
            found,
            self._texts,
            lambda typed: self._corrections.correct(answer, found.first, found.last, typed),
        ).open()

    def _remove(self) -> None:
        found = self.selection()
        if found is not None and found.shown:
            self._corrections.correct(self._answer, found.first, found.last, "")

    def _undo(self) -> None:
        found = self.selection()
        if found is not None and found.corrected:
            self._corrections.undo(self._answer, found.first, found.last)
