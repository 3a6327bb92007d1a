"""Messages of notices and errors in the language of the person.

The parts of the program say what happened in English; ``assets/i18n/messages.zh.yaml`` holds each of these sentences
as a template with its Chinese. What it does not know is shown as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

import yaml

from desktop.domain.speech import Language
from desktop.resources import assets_dir

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLACE = re.compile(r"\{(\w+)\}")
_SENTENCE_END = re.compile(r"(?<=[.!?。])\s+")
# No message has more sentences; what comes later (a library's long complaint) stays in one piece.
_MAX_BREAKS = 12


@dataclass(frozen=True, slots=True)
class _Template:
    """``anchor`` is the longest fixed piece, which a text must hold; ``weight`` counts all fixed characters."""

    pattern: re.Pattern[str]
    chinese: str
    anchor: str
    weight: int

    def fill(self, match: re.Match[str]) -> str:
        values = {name: localise(value, "zh") for name, value in match.groupdict().items()}
        return _PLACE.sub(lambda place: values[place[1]], self.chinese)


@cache
def messages() -> tuple[tuple[str, str], ...]:
    """(English, Chinese) templates as they stand in the file."""
    path = assets_dir() / "i18n" / "messages.zh.yaml"
    rows = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    return tuple((str(row["en"]), str(row["zh"])) for row in rows)


def places(template: str) -> list[str]:
    """Names of the ``{name}`` places."""
    return _PLACE.findall(template)


def localise(text: str, language: Language) -> str:
    """``text`` in ``language``: sentence by sentence, with what is filled into a sentence localised likewise."""
    return text if language == "en" or not text else _chinese(text)


@lru_cache(maxsize=512)
def _chinese(text: str) -> str:
    pieces = _SENTENCE_END.split(text, maxsplit=_MAX_BREAKS)
    starts = [0]
    for found in list(_SENTENCE_END.finditer(text))[:_MAX_BREAKS]:
        starts += [found.start(), found.end()]
    starts.append(len(text))
    # best[i]: the pieces from i on, cut so that the most fixed characters are known; fewer cuts where that is equal.
    count = len(pieces)
    best: list[tuple[int, int, list[str]]] = [(0, 0, [])] * count + [(0, 0, [])]
    for i in range(count - 1, -1, -1):
        rest = best[i + 1]
        choices = [(rest[0], rest[1] - 1, [pieces[i], *rest[2]])]
        for j in range(i + 1, count + 1):
            known = _whole(text[starts[2 * i] : starts[2 * j - 1]])
            if known is not None:
                choices.append((known[0] + best[j][0], best[j][1] - 1, [known[1], *best[j][2]]))
        best[i] = max(choices, key=lambda choice: choice[:2])
    return _joined(best[0][2]) if best[0][0] else text


def _whole(text: str) -> tuple[int, str] | None:
    """The template that fits all of ``text`` with the most fixed characters: their number, and the Chinese."""
    fixed, templates = _compiled()
    if text in fixed:
        return len(text), fixed[text]
    for template in templates:
        if template.anchor in text and (match := template.pattern.fullmatch(text)):
            return template.weight, template.fill(match)
    return None


@cache
def _compiled() -> tuple[dict[str, str], tuple[_Template, ...]]:
    """Sentences without places, and templates, the most particular first."""
    fixed, templates = {}, []
    for english, chinese in messages():
        pieces = _PLACE.split(english)
        texts, names = pieces[0::2], pieces[1::2]
        if not names:
            fixed[english] = chinese
            continue
        pattern = re.escape(texts[0]) + "".join(
            f"(?P<{name}>.+?){re.escape(after)}" for name, after in zip(names, texts[1:], strict=True)
        )
        anchor = max(texts, key=len)
        templates.append(_Template(re.compile(pattern, re.DOTALL), chinese, anchor, sum(map(len, texts))))
    return fixed, tuple(sorted(templates, key=lambda template: -template.weight))


def _joined(pieces: list[str]) -> str:
    """Blanks stand between sentences, except after Chinese punctuation."""
    text = pieces[0]
    for piece in pieces[1:]:
        text += piece if text.endswith(("。", "！", "？", "；")) else f" {piece}"
    return text
