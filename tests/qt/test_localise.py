"""The Chinese window says notices and errors in Chinese, wherever they are shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.domain.document import DocumentText
from desktop.domain.errors import InputError
from desktop.domain.live import Notice, StateChanged
from desktop.domain.session import Profile, SessionConfig
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.drop_zone import DropZone
from models.errors import NoNetwork

LOST = Notice("error", "The microphone was lost.", "What you said is kept.", "Check whether it is muted.")
LOST_ZH = ["麦克风断开了。", "已经说过的内容都已保存。", "请检查麦克风是否静音。"]
LOST_EN = [LOST.what, LOST.safe, LOST.action]


def banner_lines(page: Any) -> list[str]:
    return [line.text() for banner in page.findChildren(Banner) for line in banner.findChildren(QLabel)]


@pytest.mark.parametrize(("language", "lines"), [("zh", LOST_ZH), ("en", LOST_EN)])
@pytest.mark.parametrize("name", ["check", "live", "finishing"])
def test_notice(name: str, language: str, lines: list[str], open_window: Callable[..., Any], qtbot: QtBot) -> None:
    opened = open_window(language=language)
    if name == "check":
        opened.window.check()
        qtbot.wait(200)
        opened.window.page.on_event(LOST)
    else:
        opened.window.begin(SessionConfig(Profile("Lin", "Engineer", "AI", "zh")))
        opened.bridge(StateChanged("listening" if name == "live" else "finishing"))
        opened.bridge(LOST)
    qtbot.waitUntil(lambda: lines[0] in banner_lines(opened.window.page), timeout=3000)
    assert banner_lines(opened.window.page) == lines


def test_error_of_a_page(open_window: Callable[..., Any]) -> None:
    opened = open_window(language="zh")
    opened.window.models()
    opened.window.page.show_error(NoNetwork("pypi.org", "timed out"))
    assert banner_lines(opened.window.page)[:3] == [
        "无法连接 pypi.org：timed out。",
        "已经获取的部分都已保留，下次会接着进行。",
        "请检查网络、代理（HTTPS_PROXY）和证书（SSL_CERT_FILE）。没有网络时，可以从文件夹或 U 盘导入。",
    ]


def test_document_that_cannot_be_read(open_window: Callable[..., Any], qtbot: QtBot) -> None:
    opened = open_window(language="zh")

    def read(path: Path) -> DocumentText:
        raise InputError(f"{path.name} is protected by a password.", action="Save it without a password.")

    zone = DropZone(opened.window.page.context, "简历", "", read)
    qtbot.addWidget(zone)
    zone.load(Path("cv.pdf"))
    qtbot.waitUntil(lambda: zone.status.text() == "cv.pdf 有密码保护。请去掉密码后另存。", timeout=3000)


def test_a_document_of_which_only_the_beginning_is_used(open_window: Callable[..., Any], qtbot: QtBot) -> None:
    opened = open_window(language="en")
    zone = DropZone(opened.window.page.context, "CV", "", lambda path: DocumentText("PyTorch", cut=True))
    qtbot.addWidget(zone)
    zone.load(Path("cv.pdf"))
    qtbot.waitUntil(lambda: zone.text == "PyTorch", timeout=3000)
    assert zone.status.text().startswith("cv.pdf is long: its first 7 characters are used.")
