"""Answers in the other of the two languages: no key point of the interview's language can be told in them."""

from __future__ import annotations

import re

from desktop.domain.speech import Language
from desktop.scoring.lexicon import FUNCTION_WORDS, is_cjk

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
# Fewer are a name or a term, which are said as they are in any language.
_LEAST_WORDS, _LEAST_CHARACTERS = 8, 8
# A list of English terms holds no grammar; English speech does.
_GRAMMAR_SHARE = 0.2


def in_other_language(text: str, language: Language) -> bool:
    """Whether most of ``text`` is English in a Chinese interview, or Chinese in an English one."""
    words = _WORD.findall(text)
    characters = sum(map(is_cjk, text))
    if language == "en":
        return characters >= _LEAST_CHARACTERS and characters > 2 * len(words)
    grammar = sum(word.lower() in FUNCTION_WORDS["en"] for word in words)
    return len(words) >= _LEAST_WORDS and len(words) > characters and grammar >= _GRAMMAR_SHARE * len(words)
