"""The code editor: keys, line numbers, colours, and what it does not take."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from desktop.ui.theme import tokens as colours
from desktop.ui.widgets.code_editor import MAX_CHARACTERS, CodeEditor
from desktop.ui.widgets.python_tokens import IN_DOUBLE, NORMAL, tokens

LIGHT = colours("light")


@pytest.fixture
def editor(qtbot: QtBot) -> CodeEditor:
    made = CodeEditor(LIGHT, "Your code")
    made.resize(500, 300)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    return made


def at(editor: CodeEditor, line: int, column: int, to: tuple[int, int] | None = None) -> None:
    """Put the cursor there, selecting up to ``to``."""
    cursor = editor.textCursor()
    cursor.setPosition(editor.document().findBlockByNumber(line).position() + column)
    if to:
        cursor.setPosition(
            editor.document().findBlockByNumber(to[0]).position() + to[1], QTextCursor.MoveMode.KeepAnchor
        )
    editor.setTextCursor(cursor)


@pytest.mark.parametrize(
    ("before", "cursor", "key", "after"),
    [
        ("", (0, 0), Qt.Key.Key_Tab, "    "),
        ("ab", (0, 2), Qt.Key.Key_Tab, "ab  "),
        ("    x = 1", (0, 9), Qt.Key.Key_Return, "    x = 1\n    "),
        ("    if x:", (0, 9), Qt.Key.Key_Return, "    if x:\n        "),
        ("    x = 1", (0, 0), Qt.Key.Key_Return, "\n    x = 1"),
        ("    x = 1", (0, 2), Qt.Key.Key_Return, "  \n    x = 1"),
        ("        x", (0, 8), Qt.Key.Key_Backspace, "    x"),
        ("      x", (0, 6), Qt.Key.Key_Backspace, "    x"),
        ("a  x", (0, 3), Qt.Key.Key_Backspace, "a x"),
        ("      x", (0, 6), Qt.Key.Key_Backtab, "  x"),
        ("x", (0, 1), Qt.Key.Key_Backtab, "x"),
    ],
)
def test_keys(editor: CodeEditor, qtbot: QtBot, before: str, cursor: tuple[int, int], key: Qt.Key, after: str) -> None:
    editor.set_source(before)
    at(editor, *cursor)
    qtbot.keyClick(editor, key)
    assert editor.source == after
    editor.undo()
    assert editor.source == before


def test_lines_are_moved_together_and_taken_back_in_one_step(editor: CodeEditor, qtbot: QtBot) -> None:
    editor.set_source("a\n\nb\nc")
    at(editor, 0, 0, to=(3, 0))
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.source == "    a\n\n    b\nc", "the last line was not selected, the empty one needs no blanks"
    qtbot.keyClick(editor, Qt.Key.Key_Backtab)
    assert editor.source == "a\n\nb\nc"
    editor.undo()
    assert editor.source == "    a\n\n    b\nc"


def test_escape_leaves_so_that_the_keyboard_alone_is_enough(editor: CodeEditor, qtbot: QtBot) -> None:
    with qtbot.waitSignal(editor.left_by_key, timeout=500):
        qtbot.keyClick(editor, Qt.Key.Key_Escape)


def test_what_is_being_handed_in_cannot_be_changed(editor: CodeEditor, qtbot: QtBot) -> None:
    editor.set_source("    x = 1")
    editor.setReadOnly(True)
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Backspace, Qt.Key.Key_Backtab, Qt.Key.Key_A):
        at(editor, 0, 4)
        qtbot.keyClick(editor, key)
    assert editor.source == "    x = 1"


def test_numbers_leave_room_for_their_digits(editor: CodeEditor) -> None:
    narrow = editor.gutter_px()
    editor.set_source("\n" * 1200)
    assert editor.gutter_px() > narrow
    editor.go_to_line(1000)
    assert editor.textCursor().blockNumber() == 999
    assert editor.firstVisibleBlock().blockNumber() > 900


def pasted(text: str) -> QMimeData:
    data = QMimeData()
    data.setText(text)
    return data


def test_what_is_pasted_becomes_plain_python(editor: CodeEditor) -> None:
    editor.insertFromMimeData(pasted("def f():\r\n\treturn 1\0\r"))
    assert editor.source == "def f():\n    return 1\n"
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile("/etc/passwd")])
    assert not editor.canInsertFromMimeData(files)


@pytest.mark.parametrize(
    ("text", "why"), [("x = 1\n" * 200_000, "long"), ("\n" * 6000, "long"), ("x" * 50_000, "line")]
)
def test_what_is_too_much_is_refused_at_once(editor: CodeEditor, qtbot: QtBot, text: str, why: str) -> None:
    editor.set_source("x = 1\n")
    started_s = time.thread_time()
    with qtbot.waitSignal(editor.refused, timeout=500) as heard:
        editor.insertFromMimeData(pasted(text))
    assert heard.args == [why]
    assert time.thread_time() - started_s < 0.050
    assert editor.source == "x = 1\n"


def colour_at(editor: CodeEditor, line: int, column: int) -> str:
    for found in editor.document().findBlockByNumber(line).layout().formats():
        if found.start <= column < found.start + found.length:
            return found.format.foreground().color().name()
    return ""


def test_colours_follow_what_is_typed(editor: CodeEditor, qtbot: QtBot) -> None:
    editor.set_source('def f(x):\n    return "a"  # why\n')
    qtbot.waitUntil(lambda: editor.highlighter.finished, timeout=2000)
    assert colour_at(editor, 0, 0) == LIGHT.accent
    assert colour_at(editor, 0, 4) == LIGHT.code_name
    assert colour_at(editor, 1, 12) == LIGHT.code_text
    assert colour_at(editor, 1, 17) == LIGHT.muted
    at(editor, 0, 9)
    editor.insertPlainText('"""')
    qtbot.waitUntil(lambda: editor.highlighter.finished, timeout=2000)
    assert colour_at(editor, 1, 4) == LIGHT.code_text, "the text now goes on over the line"


def test_a_long_text_is_coloured_to_its_end_without_standing_still(
    editor: CodeEditor, qtbot: QtBot, busiest: Callable[[], AbstractContextManager[list[float]]]
) -> None:
    line = "a = [1, 2, 'x', len(3)]\n"
    text = line * (MAX_CHARACTERS // len(line) - 1)
    with busiest() as busy:
        editor.insertFromMimeData(pasted(text))
        qtbot.waitUntil(lambda: editor.highlighter.finished, timeout=10_000)
    assert colour_at(editor, editor.blockCount() - 2, 16) == LIGHT.code_name
    print(f"longest work {max(busy) * 1000:.1f} ms")
    assert max(busy) < 0.050


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("for i in range(3):", [("for", "keyword"), ("in", "keyword"), ("range", "builtin"), ("3", "number")]),
        ("class A: pass", [("class", "keyword"), ("A", "defined"), ("pass", "keyword")]),
        ("x.sum = 0x1F + 1.5e-3", [("0x1F", "number"), ("1.5e-3", "number")]),
        ("@lru_cache", [("@lru_cache", "decorator")]),
        ("""a = f'it"s' + r"\\" """, [("f'it\"s'", "text"), ('r"\\" ', "text")]),
        ("a = '# no' # yes", [("'# no'", "text"), ("# yes", "comment")]),
        ("match = 1", [("1", "number")]),
        ("match x:", [("match", "keyword")]),
        ("值 = len(名)", [("len", "builtin")]),
        ("y = '''a''' + 'b", [("'''a'''", "text"), ("'b", "text")]),
    ],
)
def test_tokens(line: str, expected: list[tuple[str, str]]) -> None:
    found, state = tokens(line)
    assert [(line[token.start : token.start + token.length], token.kind) for token in found] == expected
    assert state == NORMAL


def test_a_text_over_several_lines() -> None:
    first, state = tokens('a = """b')
    assert (first[0].start, state) == (4, IN_DOUBLE)
    middle, state = tokens('for " in', state)
    assert [(token.start, token.length, token.kind) for token in middle] == [(0, 8, "text")]
    last, state = tokens('c""" + 1', state)
    assert [(token.start, token.length, token.kind) for token in last] == [(0, 4, "text"), (7, 1, "number")]
    assert state == NORMAL
