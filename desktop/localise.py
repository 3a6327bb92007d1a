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
class _Known:
    """``chinese`` of a text, of which ``weight`` characters are known. ``swallowed`` counts sentences that were taken
    for a part of a value, which they are only when nothing else fits."""

    weight: int
    swallowed: int
    chinese: str


@dataclass(frozen=True, slots=True)
class _Template:
    """``anchor`` is the longest fixed piece, which a text must hold; ``weight`` counts all fixed characters."""

    pattern: re.Pattern[str]
    chinese: str
    anchor: str
    weight: int

    def fill(self, match: re.Match[str]) -> _Known:
        values = match.groupdict()
        known = {name: _sentences(value) for name, value in values.items()}
        swallowed = sum(
            part.swallowed + len(_SENTENCE_END.findall(values[name])) for name, part in known.items() if part.weight
        )
        chinese = _PLACE.sub(lambda place: known[place[1]].chinese, self.chinese)
        return _Known(self.weight + sum(part.weight for part in known.values()), swallowed, chinese)


@cache
def messages() -> tuple[tuple[str, str], ...]:
    """(English, Chinese) templates as they stand in the file."""
    path = assets_dir() / "i18n" / "messages.zh.yaml"
    rows = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    return tuple((str(row["en"]), str(row["zh"])) for row in rows)


def places(template: str) -> list[str]:
    """Names of the ``{name}`` places."""
    return _PLACE.findall(template)


def read_messages() -> None:
    """Read and compile the messages now, which takes longer than a window may stand still, and not at the first one."""
    _compiled()


def localise(text: str, language: Language) -> str:
    """``text`` in ``language``: sentence by sentence, with what is filled into a sentence localised likewise."""
    return text if language == "en" or not text else _sentences(text).chinese


@lru_cache(maxsize=512)
def _sentences(text: str) -> _Known:
    """Known sentences in Chinese, the others as they are."""
    breaks = list(_SENTENCE_END.finditer(text))[:_MAX_BREAKS]
    starts = [0, *(found.end() for found in breaks)]
    ends = [*(found.start() for found in breaks), len(text)]
    # best[i]: the text from piece i on, cut so that the most is known; fewer cuts where that is equal.
    best: list[tuple[int, int, int, tuple[str, ...]]] = [(0, 0, 0, ())] * (len(starts) + 1)
    for i in reversed(range(len(starts))):
        choices = []
        for j in range(i, len(ends)):
            piece = text[starts[i] : ends[j]]
            known = _whole(piece) or (_Known(0, 0, piece) if i == j else None)
            if known:
                weight, swallowed, cuts, rest = best[j + 1]
                choices.append((known.weight + weight, swallowed - known.swallowed, cuts - 1, (known.chinese, *rest)))
        best[i] = max(choices, key=lambda choice: choice[:3])
    weight, swallowed, _, parts = best[0]
    return _Known(weight, -swallowed, _joined(parts) if weight else text)


def _whole(text: str) -> _Known | None:
    """By the template that fits all of ``text`` and knows the most of it."""
    fixed, templates = _compiled()
    if text in fixed:
        return _Known(len(text), 0, fixed[text])
    found = [
        (template.fill(match), match.start(1), template.weight)
        for template in templates
        if template.anchor in text and (match := template.pattern.fullmatch(text))
    ]
    # Among equals the one that begins with the same words ("Also tried: …" rather than "{file} is not …"), then the
    # one that needs no other within it.
    return max(found, key=lambda one: (one[0].weight, -one[0].swallowed, *one[1:]))[0] if found else None


@cache
def _compiled() -> tuple[dict[str, str], tuple[_Template, ...]]:
    """Sentences without places, and templates."""
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
    return fixed, tuple(templates)


def _joined(pieces: tuple[str, ...]) -> str:
    """Blanks stand between sentences, except after Chinese punctuation."""
    text = pieces[0]
    for piece in pieces[1:]:
        text += piece if text.endswith(("。", "！", "？", "；")) else f" {piece}"
    return text
