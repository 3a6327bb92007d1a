"""Whether something is a usual word: Chinese pairs from the shipped list, English from the voice's dictionaries."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

from desktop.resources import assets_dir

_ENDINGS = ("", "s", "es", "ed", "d", "ing", "er", "ers", "ly", "'s")


def is_usual(pair: str) -> bool:
    """True when ``pair``, two simplified characters, is a word that people use."""
    return len(pair) == 2 and pair[1] in _seconds().get(pair[0], "")


@cache
def _seconds() -> dict[str, str]:
    """First character to all the second ones: 64,000 words in about a megabyte."""
    lines = (assets_dir() / "terms" / "usual_zh.txt").read_text(encoding="utf-8").splitlines()
    return {line[0]: line[1:] for line in lines if line and not line.startswith("#")}


@lru_cache(maxsize=1024)
def is_english(word: str) -> bool:
    """True for a word of misaki's dictionaries, with or without a usual ending. Reads 6 MB each time and keeps none of
    them: few words are ever asked about."""
    stems = {word.lower().removesuffix(ending) for ending in _ENDINGS if word.lower().endswith(ending)}
    stems |= {word.lower().removesuffix("ies") + "y"} if word.lower().endswith("ies") else set()
    forms = {form for stem in stems if stem for form in (stem, stem.capitalize(), stem + "e")} | {word}
    keys = [f'"{form}":'.encode() for form in forms]
    folder = files("misaki") / "data"
    books = ((folder / f"us_{name}.json").read_bytes() for name in ("gold", "silver"))
    return any(key in book for book in books for key in keys)
