"""Colours, type and spacing as tokens, and the style sheet made from them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from string import Template
from typing import TYPE_CHECKING

import yaml
from PySide6.QtGui import QColor, QFont, QPalette

from desktop.domain.speech import Language
from desktop.resources import assets_dir
from desktop.settings.preferences import ThemeName

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

GRID = 8
BASE_PX = 14
FONT_FAMILIES = (
    "Inter",
    "Segoe UI",
    "SF Pro Text",
    "Noto Sans CJK SC",
    "PingFang SC",
    "Microsoft YaHei",
)


CODE_FAMILIES = (
    "JetBrains Mono",
    "Cascadia Mono",
    "SF Mono",
    "Menlo",
    "Consolas",
    "DejaVu Sans Mono",
    "Liberation Mono",
    "Noto Sans Mono CJK SC",
    "PingFang SC",
    "Microsoft YaHei",
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """One colour scheme; every value is ``#rrggbb``."""

    page: str
    surface: str
    sunken: str
    line: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_soft: str
    on_accent: str
    warn: str
    warn_soft: str
    danger: str
    danger_soft: str
    code_text: str
    code_number: str
    code_name: str

    def colour(self, name: str) -> QColor:
        return QColor(getattr(self, name))


@cache
def tokens(scheme: str) -> Tokens:
    """``light`` or ``dark``, from ``assets/theme/tokens.yaml``."""
    table = yaml.safe_load((assets_dir() / "theme" / "tokens.yaml").read_text(encoding="utf-8"))[scheme]
    return Tokens(**{field.name: str(table[field.name]) for field in fields(Tokens)})


@dataclass(frozen=True, slots=True)
class Theme:
    """A scheme's name with its tokens."""

    scheme: str
    tokens: Tokens


def resolve(name: ThemeName, system_is_dark: bool) -> Theme:
    scheme = name if name != "system" else ("dark" if system_is_dark else "light")
    return Theme(scheme, tokens(scheme))


def style_sheet(theme: Theme) -> str:
    """``assets/theme/window.qss`` with the tokens filled in."""
    template = Template((assets_dir() / "theme" / "window.qss").read_text(encoding="utf-8"))
    values = {field.name: getattr(theme.tokens, field.name) for field in fields(Tokens)}
    icons = (assets_dir() / "icons").as_posix()
    return template.substitute(values, icons=icons, scheme=theme.scheme)


def base_font(language: Language) -> QFont:
    font = QFont()
    font.setFamilies(list(FONT_FAMILIES))
    font.setPixelSize(BASE_PX)
    # Where the Latin letters come from a Chinese font, its quotation marks are as wide as a character. Said for Chinese
    # too: what is left out would stay as the language before had it.
    font.setFeature(QFont.Tag.fromString("pwid"), 1 if language == "en" else 0)
    return font


def code_font() -> QFont:
    """Letters of one width; Chinese ones are two of them wide where there is a font for it."""
    font = QFont()
    font.setFamilies(list(CODE_FAMILIES))
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setFixedPitch(True)
    font.setPixelSize(BASE_PX)
    return font


def palette(theme: Theme) -> QPalette:
    """For what the style sheet does not reach: selections, links, disabled text, tool tips."""
    t = theme.tokens
    result = QPalette()
    role = QPalette.ColorRole
    for which, name in (
        (role.Window, "page"),
        (role.Base, "surface"),
        (role.AlternateBase, "sunken"),
        (role.Button, "surface"),
        (role.ToolTipBase, "surface"),
        (role.WindowText, "text"),
        (role.Text, "text"),
        (role.ButtonText, "text"),
        (role.ToolTipText, "text"),
        (role.PlaceholderText, "muted"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "on_accent"),
        (role.Link, "accent"),
        (role.LinkVisited, "accent"),
        (role.Mid, "line"),
    ):
        result.setColor(which, t.colour(name))
    for which in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, which, t.colour("muted"))
    return result


def apply(app: QApplication, theme: Theme, language: Language) -> None:
    app.setStyle("Fusion")
    app.setFont(base_font(language))
    app.setPalette(palette(theme))
    app.setStyleSheet(style_sheet(theme))
