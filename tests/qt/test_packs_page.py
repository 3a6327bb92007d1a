"""Question packs in the window: what is found in a file is shown first, and nothing happens without a yes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.errors import InputError
from desktop.packs.check import PackCheck
from desktop.packs.duplicates import Alike
from desktop.packs.installed import PackSummary
from desktop.packs.signature import Verdict
from desktop.ui.pages.packs import MAX_LINES
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.dialogs import ConfirmDialog
from tests.qt.test_pages import assert_fits

FILE = Path("lab.csv")
SIGNED = PackCheck(
    "nlp-lab", "NLP Lab 2026", "3", "CC-BY-4.0", (("en", 4), ("zh", 5)), Verdict("signed", "NLP Lab"), "d1",
    alike=(Alike("a", "Why caches?", "b", "What is a cache for?", "", "nearly", 0.8),),
)  # fmt: skip
UNSIGNED = replace(SIGNED, verdict=Verdict("unsigned"), alike=())
LIST = (
    PackSummary("nlp-lab", "NLP Lab 2026", "3", "CC-BY-4.0", 9, Verdict("signed", "NLP Lab"), ""),
    PackSummary("old", "", "", "", 0, Verdict("unsigned"), "old.json is not valid JSON: line 1, column 2."),
    PackSummary("found", "Found somewhere", "", "", 40, Verdict("unknown_key", "ab12-cd34"), ""),
    PackSummary("mine", "", "", "", 2, Verdict("unsigned"), ""),
)


def words(page: Any) -> list[str]:
    return [line.text() for line in page.findChildren(QLabel) if line.isVisibleTo(page)]


def press(page: Any, text: str) -> None:
    next(one for one in page.findChildren(QPushButton) if one.text() == text and one.isVisibleTo(page)).click()


@pytest.fixture
def shown(open_window: Callable[..., Any], qtbot: QtBot) -> Callable[..., Any]:
    """The page in a language, with packs, keys and what a check finds."""

    def show(language: str = "en", **given: Any) -> Any:
        opened = open_window(language=language)
        for name, value in given.items():
            setattr(opened.parts.packs, name, value)
        opened.window.settings()
        press(opened.window.page, "Show packs" if language == "en" else "查看题库")
        qtbot.waitUntil(lambda: opened.window.page.list.count() > 0 and "…" not in words(opened.window.page)[2])
        qtbot.wait(100)
        return opened

    return show


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["signed by NLP Lab", "signed by an unknown key", "unsigned", "2 questions",
                "Left out: old.json is not valid JSON: line 1, column 2.", "Trusted signatures: NLP Lab"]),
        ("zh", ["由 NLP Lab 签名", "签名者未知", "未签名", "2 道题",
                "未使用：old.json 不是有效的 JSON：第 1 行第 2 列。", "受信任的签名：NLP Lab"]),
    ],
)  # fmt: skip
def test_the_list_says_who_answers_for_each(language: str, expected: list[str], shown: Callable[..., Any]) -> None:
    page = shown(language, list=LIST, keys=("NLP Lab",)).window.page
    assert [text for text in expected if text not in words(page)] == []


def test_a_signed_pack_is_shown_and_installed_at_a_press(shown: Callable[..., Any], qtbot: QtBot) -> None:
    opened = shown(found=SIGNED)
    page = opened.window.page
    page.check(FILE)
    qtbot.waitUntil(lambda: "Perhaps there already (1)" in words(page), timeout=3000)
    assert "Nearly the same: “Why caches?” – “What is a cache for?”" in words(page)
    assert "4 in English · 5 in Chinese" in words(page)
    press(page, "Install")
    qtbot.waitUntil(lambda: any("is installed. Interviews" in text for text in words(page)), timeout=3000)
    assert opened.parts.packs.calls == [("check", FILE), ("install", FILE, "nlp-lab")]
    qtbot.waitUntil(lambda: "9 questions" in " ".join(words(page)), timeout=3000)


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        (UNSIGNED, "Nobody has signed this pack"),
        (replace(SIGNED, verdict=Verdict("unknown_key", "ab12")), "a key that is not installed here (ab12)"),
        (replace(SIGNED, replaces=True), "takes the place of the installed pack nlp-lab"),
    ],
)
def test_doubts_are_asked_about(check: PackCheck, expected: str, shown: Callable[..., Any], qtbot: QtBot) -> None:
    opened = shown(found=check)
    page = opened.window.page
    page.check(FILE)
    qtbot.waitUntil(lambda: "NLP Lab 2026" in words(page), timeout=3000)
    press(page, "Install")
    (dialog,) = page.findChildren(ConfirmDialog)
    assert expected in " ".join(words(dialog))
    dialog.keep_button.click()
    assert opened.parts.packs.calls == [("check", FILE)]
    press(page, "Install")
    page.findChildren(ConfirmDialog)[-1].confirm_button.click()
    qtbot.waitUntil(lambda: opened.parts.packs.calls[-1][0] == "install", timeout=3000)


def test_mistakes_and_changed_packs_leave_nothing_to_install(shown: Callable[..., Any], qtbot: QtBot) -> None:
    mistake = "lab.csv, row 3, question q-one, field difficulty: must be a whole number from 1 to 5, but is 'three'."
    opened = shown("zh", found=replace(UNSIGNED, problems=(mistake,) * (MAX_LINES + 2)))
    page = opened.window.page
    page.check(FILE)
    qtbot.waitUntil(lambda: "需要改正（10 处）" in words(page), timeout=3000)
    assert "lab.csv 第 3 行，题目 q-one，字段 difficulty：应为 1 到 5 的整数，现在是 'three'。" in words(page)
    assert "……另有 2 处" in words(page)
    assert "安装" not in [one.text() for one in page.findChildren(QPushButton) if one.isVisibleTo(page)]
    opened.parts.packs.found = replace(UNSIGNED, verdict=Verdict("changed"))
    page.check(FILE)
    qtbot.waitUntil(lambda: "签名后被改动" in words(page), timeout=3000)
    assert "安装" not in [one.text() for one in page.findChildren(QPushButton) if one.isVisibleTo(page)]
    press(page, "不安装")
    qtbot.waitUntil(lambda: not page.findChildren(Banner), timeout=3000)


def test_a_file_that_is_no_pack(shown: Callable[..., Any], qtbot: QtBot) -> None:
    opened = shown("zh", error=InputError("lab.pdf is empty.", action="Choose another file."))
    page = opened.window.page
    page.check(FILE)
    qtbot.waitUntil(lambda: "lab.pdf 是空文件。" in words(page), timeout=3000)
    assert page.take.isEnabled()


def test_removing_asks_first_and_keys_are_installed(shown: Callable[..., Any], qtbot: QtBot) -> None:
    opened = shown(list=LIST[:1])
    page = opened.window.page
    press(page, "Remove")
    page.findChildren(ConfirmDialog)[-1].confirm_button.click()
    qtbot.waitUntil(lambda: "No pack is installed" in words(page), timeout=3000)
    page.install_key(Path("NLP Lab.pub"))
    qtbot.waitUntil(lambda: "Trusted signatures: NLP Lab" in words(page), timeout=3000)
    assert opened.parts.packs.calls == [("remove", "nlp-lab"), ("trust", Path("NLP Lab.pub"))]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_long_names_and_texts_fit(language: str, shown: Callable[..., Any], qtbot: QtBot) -> None:
    long = "Natural language processing laboratory of the school of informatics, spring"
    alike = replace(SIGNED.alike[0], text="Why does it? " * 20, other_text="多线程计数器为什么变小？" * 12)
    check = replace(SIGNED, title=long, verdict=Verdict("signed", long), alike=(alike,), notes=(long,))
    opened = shown(language, list=tuple(replace(one, title=long, verdict=check.verdict) for one in LIST), found=check)
    opened.window.page.check(FILE)
    qtbot.waitUntil(lambda: opened.window.page.found.count() > 0, timeout=3000)
    assert_fits(opened.window, qtbot)
