"""Mandarin text to the symbols that Kokoro was trained with: words, pinyin, then IPA with tone arrows.

Words come from jieba (MIT), readings from pypinyin (MIT) and the shipped lexicon, the IPA from misaki (Apache-2.0).
Latin words inside Chinese are handed to the English side.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

import jieba
from misaki.zh import ZHG2P
from pypinyin import Style, lazy_pinyin

_PIECES = re.compile(r"[㐀-鿿]+|[^\W\d_㐀-鿿](?:[^\W\d_㐀-鿿]|['’ ](?=[^\W\d_㐀-鿿]))*|[，。！？；：、,.!?;:…—]+")
_PAUSES = str.maketrans({"，": ",", "、": ",", "。": ".", "！": "!", "？": "?", "；": ";", "：": ":"})


class ChinesePhonemes:
    """Turns speakable Chinese (no digits) into phonemes. ``readings``: word → pinyin with tone numbers."""

    def __init__(self, readings: dict[str, str], english: Callable[[str], str]) -> None:
        self._readings = {word: reading.split() for word, reading in readings.items()}
        self._english = english
        logging.getLogger("jieba").setLevel(logging.WARNING)
        self._words = jieba.Tokenizer()
        # Filled directly: jieba would write, and trust, a marshalled cache in the shared temporary folder.
        self._words.FREQ, self._words.total = self._words.gen_pfdict(self._words.get_dict_file())
        self._words.initialized = True
        for word in self._readings:
            if len(word) > 1:
                self._words.add_word(word)

    def __call__(self, text: str) -> str:
        """Phonemes; Chinese words apart by a space, as in the training of the voices."""
        out: list[str] = []
        for piece in _PIECES.findall(text):
            if re.match(r"[㐀-鿿]", piece):
                out.extend(self._word(word) for word in self._words.cut(piece))
            elif piece[0].isalpha():
                out.append(self._english(piece))
            else:
                out.append(piece.translate(_PAUSES)[0])
        return re.sub(r" (?=[,.!?;:…])", "", " ".join(out))

    def pinyin(self, word: str) -> list[str]:
        """Syllables of one word with tone numbers (5 for the neutral tone)."""
        known = self._readings.get(word)
        return known or lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True, v_to_u=False)

    def _word(self, word: str) -> str:
        said = "".join(ZHG2P.py2ipa(s) for s in self.pinyin(word) if re.fullmatch(r"[a-zê]+[1-5]", s))
        return said.replace(chr(815), "")  # The mark under syllabic consonants is no symbol of the voice.
