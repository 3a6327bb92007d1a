"""English text to the symbols that Kokoro was trained with, from dictionaries and rules; no GPL part.

Order of a word's lookup: the lexicon of technical words, misaki's two dictionaries (data files only, Apache-2.0),
endings (-s, -ed, -ing, possessive, …), letters of an acronym, the parts of a compound, and last the spelling itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib.resources import files

from models.letter_sounds import LetterSounds

Entry = str | dict[str, str]
_PRIMARY, _SECONDARY = "ˈ", "ˌ"
_VOWELS = frozenset("AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻɐ")
_TAPPING = frozenset("AIOWYiuæɑəɛɪɹʊʌ")  # Vowels after which American t becomes a tap before a vowel.
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*['’]?|[.,;:!?…—–]")
_PAUSES = {"–": "—", "…": "…"}
_BEFORE_NOUN = frozenset(
    [
        "a",
        "an",
        "the",
        "this",
        "that",
        "these",
        "those",
        "its",
        "his",
        "her",
        "my",
        "your",
        "our",
        "their",
        "each",
        "every",
        "any",
        "some",
        "of",
        "what",
        "which",
        "no",
    ]
)
_BEFORE_VERB = frozenset(
    [
        "to",
        "i",
        "you",
        "we",
        "they",
        "can",
        "could",
        "will",
        "would",
        "should",
        "must",
        "may",
        "might",
        "do",
        "does",
        "did",
        "don't",
        "didn't",
        "not",
        "please",
        "and",
        "then",
    ]
)
_PREFIXES = ("anti", "auto", "back", "cross", "de", "hyper", "inter", "macro", "meta", "micro", "mini", "multi", "non",
             "over", "post", "pre", "re", "self", "semi", "sub", "super", "trans", "un", "under", "up")  # fmt: skip


def load_dictionaries() -> tuple[dict[str, Entry], dict[str, Entry]]:
    """misaki's American dictionaries: the checked one and the larger, unchecked one."""
    folder = files("misaki") / "data"
    gold, silver = (json.loads((folder / f"us_{n}.json").read_text(encoding="utf-8")) for n in ("gold", "silver"))
    return gold, silver


def _is_letter(part: str) -> bool:
    return len(part) == 1 and part.isupper()


def _joined(parts: list[str], *, last: bool) -> str:
    """One word from parts: the main stress on the last part (acronyms), else on the first that has one."""
    kept = len(parts) - 1 if last else next((i for i, p in enumerate(parts) if _PRIMARY in p), 0)
    return "".join(p if i == kept else _demote(p) for i, p in enumerate(parts))


def _demote(phonemes: str) -> str:
    """The main stress made secondary: for parts of a compound that do not carry it."""
    return phonemes.replace(_SECONDARY, "").replace(_PRIMARY, _SECONDARY)


class EnglishPhonemes:
    """Turns speakable English (words and punctuation, no digits) into phonemes. One instance a process."""

    def __init__(self, technical: dict[str, str], letters: LetterSounds) -> None:
        self._gold, self._silver = load_dictionaries()
        self._technical = technical
        self._letters = letters
        self._known: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """Phonemes of a text, words apart by a space, punctuation kept as the pauses it stands for."""
        tokens = _TOKEN.findall(text.replace("’", "'"))
        out: list[str] = []
        for i in reversed(range(len(tokens))):
            following = out[-1] if out else ""
            if not tokens[i][0].isalpha():
                out.append(_PAUSES.get(tokens[i], tokens[i]))
                continue
            previous = tokens[i - 1].lower() if i else ""
            out.append(self._in_context(tokens[i], previous, following))
        joined = " ".join(reversed([p for p in out if p]))
        return re.sub(r" (?=[.,;:!?…])", "", joined).replace("ɾ", "T").replace("ʔ", "t")

    def _in_context(self, word: str, previous: str, following: str) -> str:
        """Weak forms and homographs, decided by the neighbours."""
        first = next((c for c in following if c not in "ˈˌ"), "")
        vowel_next, pause_next = first in _VOWELS, not first or not first.isalpha()
        match word.lower():
            case "a" if not pause_next and word == "a":
                return "ɐ"
            case "an" if not pause_next:
                return "ɐn"
            case "the":
                return "ði" if vowel_next else "ðə"
            case "to" if not pause_next:
                return "tʊ" if vowel_next else "tə"
            case "in" if not pause_next:
                return "ɪn"
            case "i":
                return "ˌI"
            case "used" if following.startswith(("tə", "tʊ")):
                return "jˈust"
        entry = self._gold.get(word.lower())
        if isinstance(entry, dict) and word not in self._technical:
            kind = "NOUN" if previous in _BEFORE_NOUN else "VERB" if previous in _BEFORE_VERB else "DEFAULT"
            if pause_next and "None" in entry:
                kind = "None"
            return entry.get(kind) or entry["DEFAULT"]
        return self.word(word)

    def word(self, word: str) -> str:
        """Phonemes of one word out of context. Never empty for a word with a Latin letter."""
        if word not in self._known:
            self._known[word] = (
                self._respelled(word) or self._listed(word) or self._built(word) or self._letters.phonemes(word)
            )
        return self._known[word]

    def _respelled(self, word: str) -> str:
        respelling = self._technical.get(word, "")
        if respelling.startswith("/"):
            return respelling.strip("/")
        parts = respelling.split()
        spoken = [self._letter_names(p) if _is_letter(p) else self._plain(p) for p in parts]
        return _joined(spoken, last=bool(parts) and _is_letter(parts[-1]))

    def _plain(self, word: str) -> str:
        return self._listed(word) or self._built(word) or self._letters.phonemes(word)

    def _listed(self, word: str) -> str:
        """The dictionaries, as written, in lower case and capitalised."""
        if len(word) == 1:
            return self._letter_names(word) if word.isalpha() and word.isascii() else ""
        for spelling in dict.fromkeys((word, word.lower(), word.lower().capitalize())):
            for book in (self._gold, self._silver):
                entry = book.get(spelling)
                if entry:
                    return entry if isinstance(entry, str) else entry["DEFAULT"]
        return ""

    def _letter_names(self, letters: str) -> str:
        names = [self._gold[c.upper()] for c in letters if c.upper() in self._gold and c.isalpha()]
        said = ["".join(c for c in str(n) if c not in "ˈˌ") for n in names]
        stressed = [re.sub(f"(?=[{''.join(_VOWELS)}])", _SECONDARY, n, count=1) for n in said]
        if stressed:
            stressed[-1] = stressed[-1].replace(_SECONDARY, _PRIMARY)
        return "".join(stressed)

    def _built(self, word: str) -> str:
        """Possessives, acronyms, endings, CamelCase and compounds, in this order."""
        if word.lower().endswith(("'s", "s'", "'")):
            stem = re.sub(r"(?i)'s?$", "", word)
            return self.word(stem) if word.endswith("'") else _plural(self.word(stem))
        if re.fullmatch(r"[A-Z]{2,5}", word):
            return self._letter_names(word)
        if re.fullmatch(r"[A-Z]{2,5}s", word):
            return _plural(self._letter_names(word[:-1]))
        return self._inflected(word.lower()) or self._camel(word) or self._compound(word.lower())

    def _camel(self, word: str) -> str:
        parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\dA-Z]+", word)
        return _joined([self.word(p) for p in parts], last=parts[-1].isupper()) if len(parts) > 1 else ""

    def _inflected(self, word: str) -> str:
        """-s, -ed, -ing, -er, -ly and the like on a stem that is listed, with e, y and doubled letters restored."""
        for ending, restored, sound in _ENDINGS:
            if not word.endswith(ending) or (ending == "s" and word.endswith(("ss", "us", "is"))):
                continue
            base = word[: -len(ending)]
            stems = [base + r for r in restored]
            if len(base) > 2 and base[-1] == base[-2] and ending in ("ed", "ing", "er", "ers"):
                stems.append(base[:-1])
            for stem in stems:
                found = self._technical_or_listed(stem) if len(stem) > 2 else ""
                if found:
                    return sound(found)
        return ""

    def _technical_or_listed(self, stem: str) -> str:
        return self._respelled(stem) or self._listed(stem)

    def _compound(self, word: str) -> str:
        """Two known words, or a prefix and a word: ``overfitting``, ``hyperparameter``, ``backpropagation``."""
        for prefix in sorted(_PREFIXES, key=len, reverse=True):
            rest = word[len(prefix) :]
            if word.startswith(prefix) and len(rest) > 3:
                found = self._technical_or_listed(rest) or self._inflected(rest)
                if found:
                    head = {"de": "di", "re": "ɹi", "pre": "pɹi"}.get(prefix) or self._listed(prefix)
                    return _demote(head or self._letters.phonemes(prefix)) + found
        for cut in range(len(word) - 4, 3, -1):
            first, second = self._listed(word[:cut]), self._listed(word[cut:]) or self._inflected(word[cut:])
            if first and second:
                return first + _demote(second)
        return ""


def _tap(stem: str) -> str:
    """American t between vowels becomes a tap before a vowel ending."""
    return stem[:-1] + "ɾ" if len(stem) > 1 and stem[-1] == "t" and stem[-2] in _TAPPING else stem


def _plural(stem: str) -> str:
    if not stem:
        return ""
    if stem[-1] in "szʃʒʧʤ":
        return stem + "ᵻz"
    return stem + ("s" if stem[-1] in "ptkfθ" else "z")


def _past(stem: str) -> str:
    if stem[-1] in "td":
        return _tap(stem) + "ᵻd"
    return stem + ("t" if stem[-1] in "pkfθʃsʧ" else "d")


def _present(stem: str) -> str:
    return _tap(stem) + "ɪŋ"


def _ization(stem: str) -> str:
    """``-ize`` to ``-ization``: the stress moves to the ending."""
    return _demote(re.sub(r"[ˈˌ]?Iz$", "", stem)) + "əzˈAʃən"


def _ization_plural(stem: str) -> str:
    return _ization(stem) + "z"


def read_respellings(table: dict[str, str]) -> dict[str, str]:
    """The lexicon's ``[en]`` table, also under the capitalised form of its lower-case words."""
    return {**{k.capitalize(): v for k, v in table.items() if k.islower()}, **table}


_ENDINGS: tuple[tuple[str, tuple[str, ...], Callable[[str], str]], ...] = (
    # What is cut off, what the stem may have lost, and the sound of the stem with the ending.
    ("ies", ("y",), _plural),
    ("es", ("e", ""), _plural),
    ("s", ("",), _plural),
    ("ied", ("y",), _past),
    ("ed", ("e", ""), _past),
    ("ing", ("", "e"), _present),
    ("izations", ("ize",), _ization_plural),
    ("ization", ("ize",), _ization),
    ("isation", ("ize",), _ization),
    ("ers", ("e", ""), lambda stem: _plural(_tap(stem) + "əɹ")),
    ("er", ("e", ""), lambda stem: _tap(stem) + "əɹ"),
    ("ally", ("al",), lambda stem: stem + "i"),
    ("ly", ("",), lambda stem: stem + "li"),
    ("ness", ("",), lambda stem: stem + "nəs"),
    ("less", ("",), lambda stem: stem + "ləs"),
    ("able", ("e", ""), lambda stem: _tap(stem) + "əbᵊl"),
)
