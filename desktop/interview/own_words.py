"""Whether a sentence repeats what a person said: the same words in the same order, turned to the listener."""

from __future__ import annotations

import re
import unicodedata

from desktop.domain.speech import Language

_LEAST = {"en": 3, "zh": 6}  # words; characters
_BREAKS = {
    "en": re.compile(
        r"[,;:(–—]|\b(?:because|so|and|but|which|where|when|while|after|before|until|since)\b", re.IGNORECASE
    ),
    "zh": re.compile(r"[，、；：（—]|因为|所以|但是|不过|然后|后来|并且|而且|从而"),
}
_WORD_EN = re.compile(r"[^\W_](?:[\w'+#./%-]*[\w'+#%])?|%")
_YOU = {
    "i": "you", "we": "you", "me": "you", "us": "you", "my": "your", "our": "your", "mine": "yours", "ours": "yours",
    "myself": "yourself", "ourselves": "yourselves", "i'm": "you", "we're": "you", "i've": "you", "we've": "you",
    "you're": "you", "you've": "you", "i'd": "you'd", "we'd": "you'd", "i'll": "you'll", "we'll": "you'll",
}  # fmt: skip
_LEADING_EN = {
    "so", "and", "then", "but", "well", "okay", "ok", "yeah", "yes", "right", "also", "like", "um", "uh", "er", "erm",
    "hmm", "basically", "actually",
}  # fmt: skip
_LIGHT_EN = {
    "a", "an", "the", "that", "is", "are", "was", "were", "am", "be", "been", "have", "has", "had", "do", "did", "um",
    "uh", "er", "erm", "hmm", "basically", "actually", "just",
}  # fmt: skip
_LEADING_ZH = re.compile(
    r"^(?:[\s，、]|嗯|呃|额|啊|哦|唔|对|好|那个|那|就是说|就是|然后|所以|其实|首先|另外|还有|后来)+"
)
_YOU_ZH = re.compile(r"我们|咱们|你们|我")
_LIGHT_ZH = re.compile(r"嗯|呃|额|唔|哦|啊|那个|这个|就是说|就是|了|的|就|呢|吧|把|将|给|都|也|是")


def repeats(told: str, passage: str, language: Language) -> bool:
    """Whether ``told`` is ``passage`` from its first word to its last or to a break in it.

    Only articles, auxiliaries and fillers may come and go, and in Chinese "I" may go: names, figures, denials, wishes
    and who did it stay, in their order.
    """
    turned, own = _turned(told, language), _turned(passage, language)
    taken = _taken(turned, own)
    if len(turned) < _LEAST[language] or taken is None:
        return False
    breaks = (match.start() for match in _BREAKS[language].finditer(passage))
    return taken == len(own) or any(len(_turned(passage[:end], language)) == taken for end in breaks)


def _taken(told: list[str], own: list[str]) -> int | None:
    """How much of the beginning of ``own`` stands in ``told``; None where anything else does, too."""
    place = 0
    for item in told:
        while place < len(own) and own[place] == "你" != item:
            place += 1
        if place == len(own) or own[place] != item:
            return None
        place += 1
    return place


def _turned(text: str, language: Language) -> list[str]:
    """What counts of a text, with the speaker as "you": words in English, characters in Chinese."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace(" %", "%")
    if language == "zh":
        folded = _YOU_ZH.sub("你", _LIGHT_ZH.sub("", _LEADING_ZH.sub("", folded)))
        return [char for char in folded if char.isalnum() or char in "%+#.-"]
    words = [_YOU.get(word.rstrip(".-"), word.rstrip(".-")) for word in _WORD_EN.findall(folded)]
    while words and words[0] in _LEADING_EN:
        words.pop(0)
    kept = [word for word in words if word not in _LIGHT_EN]
    return [word for place, word in enumerate(kept) if not place or word != kept[place - 1]]
