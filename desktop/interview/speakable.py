"""Text as it is handed to the voice: without Markdown and symbols that would be read aloud or swallowed."""

from __future__ import annotations

import re

from desktop.domain.question import Question

_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.MULTILINE), replacement)
    for pattern, replacement in (
        (r"```[a-zA-Z]*\n?|```", " "),
        (r"!?\[([^\]]*)\]\([^)]*\)", r"\1"),
        (r"`([^`]*)`", r"\1"),
        (r"^\s{0,3}#{1,6}\s+", ""),
        (r"^\s*(?:[-*+•]|\d+[.)、])\s+", ""),
        (r"\*\*([^*]+)\*\*|__([^_]+)__", r"\1\2"),
        (r"(?<!\w)[*_]([^*_\n]+)[*_](?!\w)", r"\1"),
        (r"^\s*>\s?", ""),
        (r"<[a-zA-Z/][^>\n]*>", " "),
        (r"\$+([^$]*)\$+|\\\(|\\\)|\\\[|\\\]", r"\1"),
        (r"https?://\S+", " "),
        (r"[{}\[\]|\\^~#*_=<>`•◆★●■→←⇒]+(?![+#])", " "),
        (r"[\U0001F000-\U0001FAFF\u2600-\u27bf\ufe0f\u200b-\u200f]", ""),
    )
)
_SHARP = re.compile(r"\b([CF])#")
_SHARP_KEPT = chr(0xE000)
"""A private character that stands in for the sharp of a language's name while symbols are removed."""


def speakable(text: str) -> str:
    """One line of plain words and punctuation. ``C#`` stays what it is."""
    text = _SHARP.sub(lambda match: match.group(1) + _SHARP_KEPT, text)
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    text = re.sub(r"\s+", " ", text.replace(_SHARP_KEPT, "#")).strip()
    return re.sub(r"\s+([，。？！；：、,.?!;:])", r"\1", text)


def spoken_question(question: Question) -> str:
    """The question's own spoken form, or its text made speakable."""
    return speakable(question.spoken or question.text)
