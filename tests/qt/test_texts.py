"""Both languages say the same things, and every key that the code asks for exists."""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from desktop.domain.live import LiveState
from desktop.domain.question import Round
from desktop.ui.texts import Texts, load
from desktop.ui.theme import Tokens, apply, resolve, style_sheet

UI = Path(__file__).resolve().parents[2] / "desktop" / "ui"


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_languages_have_the_same_keys_and_places() -> None:
    zh, en = load("zh"), load("en")
    assert set(zh) == set(en)
    assert {key: places(zh[key]) for key in zh} == {key: places(en[key]) for key in en}


def test_chinese_sentences_are_chinese() -> None:
    latin_on_purpose = {"window.title", "language_own.en", "report.export_pdf", "report.export_md"}
    plain = {key for key, text in load("zh").items() if not re.search(r"[一-鿿]", text)}
    assert plain - latin_on_purpose == {"reports.score", "reports.details"}


def test_every_key_in_the_code_exists() -> None:
    keys = load("en")
    roots = {key.split(".")[0] for key in keys}
    asked = set()
    for path in UI.rglob("*.py"):
        for text in re.findall(r'"([a-z_]+\.[a-z_0-9]+)"', path.read_text(encoding="utf-8")):
            if text.split(".")[0] in roots and not text.endswith(".qss"):
                asked.add(text)
    assert len(asked) > 150
    assert asked <= set(keys)


def test_every_state_round_and_hint_has_words() -> None:
    for language in ("zh", "en"):
        t = Texts(language)
        for state in get_args(LiveState):
            assert t(f"state.{state}")
        for name in get_args(Round):
            assert t(f"round.{name}")
        for hint in ("no_face", "two_faces", "too_far", "too_close", "cut_off", "too_dark", "back_lit", "ok"):
            assert t(f"framing.{hint}")
        for step in range(1, 6):
            assert t(f"setup.difficulty_{step}")


def luminance(colour: str) -> float:
    """WCAG 2 relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read(scheme: str) -> None:
    """WCAG AA, 4.5:1, for every ink on every ground it is used on."""
    t: Tokens = resolve(scheme, False).tokens  # type: ignore[arg-type]
    pairs = [(ink, ground) for ink in ("text", "muted", "accent", "warn", "danger") for ground in ("page", "surface")]
    pairs += [("text", "sunken"), ("text", "accent_soft"), ("text", "warn_soft"), ("text", "danger_soft")]
    pairs += [("muted", "sunken"), ("on_accent", "accent"), ("on_accent", "accent_hover"), ("accent", "accent_soft")]
    pairs += [(ink, ground) for ink in ("code_text", "code_number", "code_name") for ground in ("surface", "sunken")]
    poor = {pair: contrast(getattr(t, pair[0]), getattr(t, pair[1])) for pair in pairs}
    assert {pair: round(value, 2) for pair, value in poor.items() if value < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_style_sheet_is_filled_and_its_pictures_exist(scheme: str) -> None:
    sheet = style_sheet(resolve(scheme, False))  # type: ignore[arg-type]
    assert "$" not in sheet
    pictures = re.findall(r'url\("([^"]+)"\)', sheet)
    assert pictures
    assert all(Path(picture).is_file() for picture in pictures)


def test_chinese_punctuation_is_wide_again_after_english(qapp: QApplication) -> None:
    widths = []
    for language in ("zh", "en", "zh"):
        apply(qapp, resolve("light", False), language)  # type: ignore[arg-type]
        shown = QLabel("用，限")
        shown.ensurePolished()
        widths.append(shown.fontMetrics().horizontalAdvance(shown.text()))
    assert widths[2] == widths[0]
