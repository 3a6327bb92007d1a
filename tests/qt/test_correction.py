"""Correcting the transcript with keys, menu and mouse: what is asked of the library, and what is shown of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.errors import InputError
from desktop.domain.live import Notice, RescoreProgress
from desktop.report.view import build_report
from desktop.ui.pages.report_answers import AnswersTab, Transcript
from desktop.ui.pages.report_correct import CorrectionDialog, Corrections, ShownWords
from desktop.ui.pages.report_parts import Shown
from desktop.ui.texts import Texts
from desktop.ui.theme import resolve
from desktop.ui.widgets.banner import Banner


class Tab:
    """The answers of a report, as somebody uses them."""

    def __init__(self, opened: Any, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.opened = opened
        self.library = opened.parts.library
        opened.window.report("s1")
        self.page = opened.window.page
        qtbot.waitUntil(self.page.export_button.isEnabled, timeout=3000)
        self.page.tabs.setCurrentIndex(1)
        qtbot.waitUntil(lambda: self.page.findChild(AnswersTab) is not None)
        self.answers: AnswersTab = self.page.findChild(AnswersTab)
        self.transcript: Transcript = self.answers.transcript
        qtbot.wait(60)

    def select(self, text: str) -> None:
        found = self.transcript.document().find(text)
        assert not found.isNull(), text
        self.transcript.setTextCursor(found)
        # Without a window manager no window is made active again after a dialog.
        self.opened.window.activateWindow()
        self.transcript.setFocus()
        self.qtbot.waitUntil(self.transcript.hasFocus)

    def dialog(self, key: Qt.Key = Qt.Key.Key_F2, modifier: Qt.KeyboardModifier | None = None) -> CorrectionDialog:
        QTest.keyClick(self.transcript, key, modifier or Qt.KeyboardModifier.NoModifier)
        self.qtbot.waitUntil(lambda: bool(self.opened.window.findChildren(CorrectionDialog)))
        (dialog,) = self.opened.window.findChildren(CorrectionDialog)
        return dialog

    def type(self, dialog: CorrectionDialog, text: str) -> None:
        QTest.keyClicks(dialog.line, text) if text.isascii() else dialog.line.setText(text)
        QTest.keyClick(dialog.line, Qt.Key.Key_Return)

    def asked(self, kind: str) -> list[tuple[object, ...]]:
        return [call[1:] for call in self.library.calls if call[0] == kind]

    def banners(self) -> str:
        shown = [banner for banner in self.page.findChildren(Banner) if banner.isVisible()]
        return "\n".join(label.text() for banner in shown for label in banner.findChildren(QLabel))

    def formats(self, text: str) -> QTextCharFormat:
        return self.transcript.document().find(text).charFormat()


@pytest.fixture
def tab(open_window: Callable[..., Any], qtbot: QtBot) -> Tab:
    return Tab(open_window(size=(1280, 860)), qtbot)


def test_a_run_of_words_is_corrected_by_keys_and_scored_again(tab: Tab, qtbot: QtBot) -> None:
    tab.select("gradient passes")
    dialog = tab.dialog()
    assert dialog.line.text() == "gradient passes"
    assert dialog.line.selectedText() == "gradient passes"
    assert not dialog.save_button.isEnabled(), "nothing has been typed yet"
    assert "gradient passes" in [label.text() for label in dialog.findChildren(QLabel)]
    tab.type(dialog, "gradient is passed")
    qtbot.waitUntil(lambda: tab.asked("rescore") == [()])
    assert tab.asked("correct") == [(0, 3, 5, "gradient is passed")]
    assert "gradient is passed unchanged" in tab.transcript.toPlainText()
    made = tab.formats("is passed")
    assert made.background().color() == tab.page._shown.tokens.colour("accent_soft")
    assert "gradient passes" in made.toolTip()
    assert "before the last correction" in "\n".join(label.text() for label in tab.page.findChildren(QLabel))

    tab.opened.bridge(RescoreProgress("s1", 0.5))
    qtbot.waitUntil(lambda: "50 %" in tab.banners())
    tab.opened.bridge(RescoreProgress("another", 0.9))
    qtbot.wait(80)
    assert "50 %" in tab.banners()
    tab.library.judged.set()
    qtbot.waitUntil(lambda: "6.4 / 10 → 7.2 / 10" in tab.banners())
    assert "7.2 / 10" in tab.answers.list.item(0).text()
    assert "before the last correction" not in "\n".join(label.text() for label in tab.page.findChildren(QLabel))


def test_words_that_were_not_said_are_taken_out_by_key_and_by_an_empty_line(tab: Tab, qtbot: QtBot) -> None:
    tab.library.judged.set()
    tab.select("gradient passes")
    QTest.keyClick(tab.transcript, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: tab.asked("correct") == [(0, 3, 5, "")])
    qtbot.waitUntil(lambda: tab.formats("gradient passes").fontStrikeOut())
    tab.select("gradient passes")
    assert list(entries(tab)) == ["Correct …", "Undo correction", "Copy"]
    entries(tab)["Undo correction"].trigger()
    qtbot.waitUntil(lambda: tab.asked("undo") == [(0, 3, 5)])
    qtbot.waitUntil(lambda: not tab.formats("gradient passes").fontStrikeOut())

    tab.select("unchanged")
    dialog = tab.dialog()
    dialog.line.clear()
    assert dialog.save_button.text() == "Take out"
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: tab.formats("unchanged").fontStrikeOut())
    tab.select("unchanged")
    dialog = tab.dialog()
    assert dialog.line.text() == ""
    assert "unchanged" in [label.text() for label in dialog.findChildren(QLabel)]
    tab.type(dialog, "as it is")
    qtbot.waitUntil(lambda: "as it is" in tab.transcript.toPlainText())
    assert "unchanged" not in tab.transcript.toPlainText()


def test_escape_leaves_everything_as_it_is(tab: Tab, qtbot: QtBot) -> None:
    tab.select("unchanged")
    dialog = tab.dialog(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(dialog.line, "changed")
    QTest.keyClick(dialog.line, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not tab.opened.window.findChildren(CorrectionDialog))
    assert tab.asked("correct") == []


def test_part_of_a_word_means_the_word_and_the_caret_means_the_word_it_is_in(tab: Tab) -> None:
    tab.select("radien")
    assert tab.transcript.corrector is not None
    found = tab.transcript.corrector.selection()
    assert found is not None
    assert (found.shown, found.first, found.last) == ("gradient", 3, 4)
    cursor = tab.transcript.textCursor()
    cursor.clearSelection()
    tab.transcript.setTextCursor(cursor)
    assert tab.transcript.corrector.selection() == found


def test_across_a_pause_only_the_words_are_taken(tab: Tab) -> None:
    text = tab.transcript.toPlainText()
    begin, end = text.index("unchanged"), text.index("where") + 5
    assert "⟨1.8 s⟩" in text[begin:end]
    cursor = tab.transcript.textCursor()
    cursor.setPosition(begin)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    tab.transcript.setTextCursor(cursor)
    assert tab.transcript.corrector is not None
    found = tab.transcript.corrector.selection()
    assert found is not None
    assert found.shown == found.heard == "unchanged where"


def entries(tab: Tab) -> dict[str, Any]:
    assert tab.transcript.corrector is not None
    return {action.text(): action for action in tab.transcript.corrector.menu().actions()}


def test_the_menu_corrects_and_undoes(tab: Tab, qtbot: QtBot) -> None:
    tab.library.judged.set()
    place = tab.transcript.cursorRect(tab.transcript.document().find("passes")).center()
    tab.transcript.customContextMenuRequested.emit(place)
    (menu,) = [menu for menu in tab.transcript.findChildren(QMenu) if menu.isVisible()]
    assert [action.text() for action in menu.actions()] == [
        "Correct …", "Take out (nothing was said)", "Copy",
    ]  # fmt: skip
    menu.actions()[0].trigger()
    menu.close()
    (dialog,) = tab.opened.window.findChildren(CorrectionDialog)
    tab.type(dialog, "is passed")
    qtbot.waitUntil(lambda: "7.2" in tab.answers.list.item(0).text())

    tab.select("is")
    assert "Undo correction" in entries(tab)
    dialog = tab.dialog()
    assert dialog.line.text() == "is passed", "a correction is taken whole"
    assert "passes" in [label.text() for label in dialog.findChildren(QLabel)]
    dialog.reject()
    entries(tab)["Undo correction"].trigger()
    qtbot.waitUntil(lambda: "gradient passes" in tab.transcript.toPlainText())
    assert tab.asked("undo") == [(0, 4, 5)]
    qtbot.waitUntil(lambda: "7.2 / 10 → 6.4 / 10" in tab.banners())
    tab.select("gradient passes")
    assert "Undo correction" not in entries(tab)


def test_the_button_needs_a_selection(tab: Tab, qtbot: QtBot) -> None:
    (correct,) = [button for button in tab.answers.findChildren(QPushButton) if button.text() == "Correct …"]
    assert not correct.isEnabled()
    tab.select("active units")
    assert correct.isEnabled()
    qtbot.mouseClick(correct, Qt.MouseButton.LeftButton)
    (dialog,) = tab.opened.window.findChildren(CorrectionDialog)
    assert dialog.line.text() == "active units"
    dialog.reject()


def test_a_second_correction_is_scored_after_the_first(tab: Tab, qtbot: QtBot) -> None:
    tab.select("unchanged")
    tab.type(tab.dialog(), "as it is")
    qtbot.waitUntil(lambda: tab.asked("rescore") == [()])
    tab.select("positive")
    tab.type(tab.dialog(), "above zero")
    qtbot.waitUntil(lambda: len(tab.asked("correct")) == 2)
    qtbot.waitUntil(lambda: "above zero" in tab.transcript.toPlainText())
    assert tab.asked("rescore") == [()]
    tab.library.judged.set()
    qtbot.waitUntil(lambda: tab.asked("rescore") == [(), ()])
    qtbot.waitUntil(lambda: "6.4 / 10 → 7.2 / 10" in tab.banners())


def test_what_was_refused_is_said(tab: Tab, qtbot: QtBot) -> None:
    tab.library.error = InputError("These words are not in the answer.", safe="Nothing was changed.")
    tab.select("unchanged")
    tab.type(tab.dialog(), "x")
    qtbot.waitUntil(lambda: "These words are not in the answer." in tab.banners())
    assert tab.asked("rescore") == []


def test_without_the_judge_the_words_stand_and_scoring_is_offered_again(
    open_window: Callable[..., Any], qtbot: QtBot
) -> None:
    tab = Tab(open_window(size=(1280, 860), language="zh"), qtbot)
    tab.library.notices = (
        Notice(
            "warning",
            "The scores could not be computed again.",
            "Your correction is kept. The scores still rest on the words before it.",
            "The mind process was stopped.",
        ),
    )
    tab.library.judged.set()
    tab.select("直接")
    dialog = tab.dialog()
    assert dialog.windowTitle() == "更正转写"
    tab.type(dialog, "原样")
    qtbot.waitUntil(lambda: "没能重新计算得分。" in tab.banners())
    assert "评分模块已停止。" in tab.banners()
    assert "的地方原样" in tab.transcript.toPlainText().replace(" ", "").replace("⟨1.8秒⟩", "")
    tab.library.notices = ()
    (again,) = [b for b in tab.page.findChildren(QPushButton) if b.isVisible() and b.text() == "重新评分"]
    again.click()
    qtbot.waitUntil(lambda: "6.4 / 10 → 7.2 / 10" in tab.banners())


def test_a_report_with_a_score_that_is_due_offers_it(open_window: Callable[..., Any], qtbot: QtBot) -> None:
    opened = open_window(size=(1280, 860))
    library = opened.parts.library
    library.report("s1")
    library.correct("s1", 0, 3, 4, "derivative")
    library.judged.set()
    tab = Tab(opened, qtbot)
    qtbot.waitUntil(lambda: "still rests on the words before" in tab.banners())
    (again,) = [b for b in tab.page.findChildren(QPushButton) if b.isVisible() and b.text() == "Score again"]
    again.click()
    qtbot.waitUntil(lambda: tab.asked("rescore") == [()])
    qtbot.waitUntil(lambda: "7.2 / 10" in tab.answers.list.item(0).text())


def due(opened: Any) -> Any:
    """The stand-in's library, with homophones that have not been looked for in the first answer."""
    library = opened.parts.library
    library.report("s1")
    first, *others = library.record.answers
    library.record = replace(library.record, answers=(replace(first, outdated=frozenset({"spelling"})), *others))
    return library


@pytest.mark.parametrize(
    ("language", "checking", "done"),
    [
        ("en", "sound alike are being checked", "have been set right"),
        ("zh", "正在核对同音字词", "已经修正，以虚线标出"),
    ],
)
def test_homophones_are_set_right_while_the_report_is_read(
    open_window: Callable[..., Any], qtbot: QtBot, language: str, checking: str, done: str
) -> None:
    opened = open_window(size=(1280, 860), language=language)
    library = due(opened)
    tab = Tab(opened, qtbot)
    qtbot.waitUntil(lambda: checking in tab.banners())
    assert tab.asked("rescore") == [()]
    assert "Mended" not in tab.transcript.toPlainText()
    opened.bridge(RescoreProgress("s1", 0.3))
    qtbot.waitUntil(lambda: "30" in tab.banners())
    library.judged.set()
    qtbot.waitUntil(lambda: done in tab.banners())
    assert "6.4 / 10 → 7.2 / 10" in tab.banners()
    assert "Mended" in tab.transcript.toPlainText()
    assert tab.formats("Mended").toolTip()


def test_where_nothing_sounded_like_something_else_nothing_is_said(
    open_window: Callable[..., Any], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_window(size=(1280, 860))
    library = due(opened)
    monkeypatch.setattr(library, "_spell", lambda: None)
    tab = Tab(opened, qtbot)
    qtbot.waitUntil(lambda: "sound alike are being checked" in tab.banners())
    library.judged.set()
    qtbot.waitUntil(lambda: not tab.banners())


def test_a_click_plays_and_selecting_does_not(stand_in: Any, qtbot: QtBot) -> None:
    samples = stand_in.samples()
    view = build_report(samples.record("en"), samples.assessment("en"))
    played: list[float] = []
    texts, tokens = Texts("en"), resolve("light", False).tokens
    nothing = Corrections(lambda *_: None, lambda *_: None)
    transcript = Transcript(Shown(view, texts, tokens, lambda start_s, _: played.append(start_s), nothing))
    qtbot.addWidget(transcript)
    transcript.resize(600, 300)
    transcript.show()
    qtbot.waitExposed(transcript)
    transcript.show_answer(view.answers[0])

    def centre(text: str) -> QPoint:
        return transcript.cursorRect(transcript.document().find(text)).center() - QPoint(6, 0)

    qtbot.mouseClick(transcript.viewport(), Qt.MouseButton.LeftButton, pos=centre("positive"))
    assert len(played) == 1
    # The second begins beside what the first has selected: pressing on it would drag the text away.
    for first, last in (("positive", "negative"), ("units", "layer")):
        QTest.mousePress(transcript.viewport(), Qt.MouseButton.LeftButton, pos=centre(first))
        QTest.mouseMove(transcript.viewport(), centre(last))
        QApplication.processEvents()
        QTest.mouseRelease(transcript.viewport(), Qt.MouseButton.LeftButton, pos=centre(last))
        assert transcript.textCursor().hasSelection()
        assert len(played) == 1
    qtbot.mouseClick(transcript.viewport(), Qt.MouseButton.LeftButton, pos=centre("cut"))
    assert len(played) == 2
    assert not transcript.textCursor().hasSelection(), "the caret is in the word"


def test_characters_beyond_the_basic_plane_are_counted_as_the_document_counts(stand_in: Any, qtbot: QtBot) -> None:
    samples = stand_in.samples()
    record = samples.record("en")
    view = build_report(samples.with_text(record, "well 🙂 the gradient passes"), samples.assessment("en"))
    shown = ShownWords()
    text = ""
    for piece in view.answers[0].transcript:
        text += " " if piece.space else ""
        shown.add(len(text.encode("utf-16-le")) // 2, piece)
        text += piece.text
    begin = len(text[: text.index("gradient")].encode("utf-16-le")) // 2
    found = shown.within(begin, begin + 1)
    assert found is not None
    assert found.shown == "gradient"
