"""About: version, licence, and whose work is inside."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from importlib import metadata
from typing import cast

from PySide6.QtWidgets import QGridLayout

from desktop.ui.background import run_in_background
from desktop.ui.context import Context
from desktop.ui.theme import GRID
from desktop.ui.widgets.basic import card, clear, column, label
from desktop.ui.widgets.page import Page

DISTRIBUTION = "candid"
LONGEST = 60
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Part:
    """A library in use, as its own metadata names it."""

    name: str
    version: str
    licence: str


def licence_of(info: Message) -> str:
    """The licence expression, else the classifiers, else the first line of the licence field; "" when unknown."""
    if expression := info.get("License-Expression"):
        return str(expression)
    named = [c.rsplit("::", 1)[-1].strip() for c in info.get_all("Classifier") or [] if c.startswith("License ::")]
    if named:
        return ", ".join(dict.fromkeys(named))
    text = str(info.get("License") or "").strip()
    first = text.splitlines()[0].strip() if text else ""
    return first if len(first) <= LONGEST else first[:LONGEST].rstrip() + "…"


def third_parties() -> tuple[Part, ...]:
    """Every library the program declares that is installed here, by name."""
    parts: dict[str, Part] = {}
    waiting = [DISTRIBUTION]
    seen = {DISTRIBUTION}
    while waiting:
        name = waiting.pop()
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        if name != DISTRIBUTION:
            parts[name] = Part(found.metadata["Name"], found.version, licence_of(cast("Message", found.metadata)))
        for text in found.requires or ():
            name_only = _NAME.match(text)
            # What is asked for only on another system is not installed here, and is passed over above.
            if name_only is None or "extra ==" in text:
                continue
            key = name_only[0].lower().replace("_", "-")
            if key not in seen:
                seen.add(key)
                waiting.append(key)
    return tuple(sorted(parts.values(), key=lambda part: part.name.lower()))


class AboutPage(Page):
    """The list is read from what is really installed."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, context.texts("about.title"), context.texts("about.subtitle"))
        t = self.texts
        self.version = label("", "muted", selectable=True)
        self.parts = column(label(t("common.loading"), "muted"))
        self.body.addWidget(
            card(label("Candid", "heading"), self.version, label(t("about.licence")), label(t("about.private")))
        )
        self.body.addWidget(label(t("about.does_not"), "heading"))
        self.body.addWidget(card(*(label(t(f"about.not_{n}")) for n in (1, 2, 3))))
        self.body.addWidget(label(t("about.third"), "heading"))
        self.body.addLayout(self.parts)
        self.body.addStretch(1)

    def entered(self) -> None:
        run_in_background(self, _read, self._show, self.show_error)

    def _show(self, found: tuple[str, tuple[Part, ...]]) -> None:
        t = self.texts
        version, parts = found
        self.version.setText(t("about.version", version=version) if version else "")
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * GRID)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnStretch(2, 1)
        for line, part in enumerate(parts):
            grid.addWidget(label(part.name, wrap=False), line, 0)
            grid.addWidget(label(part.version, "muted", wrap=False), line, 1)
            grid.addWidget(label(part.licence or t("about.see_package"), "muted"), line, 2)
        clear(self.parts)
        self.parts.addWidget(card(grid))


def _read() -> tuple[str, tuple[Part, ...]]:
    try:
        version = metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        version = ""
    return version, third_parties()
