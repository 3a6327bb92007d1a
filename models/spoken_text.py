"""Written text into text that can be read aloud: no Markdown, symbols and numbers as words of the language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from models.spoken_numbers import (
    chinese_digits,
    chinese_number,
    english_number,
    english_ordinal,
    english_year,
)
from models.spoken_symbols import ENGLISH, MANDARIN, Words

_MARKDOWN: list[tuple[str, str]] = [
    (r"```.*?(?:```|\Z)", "\n"),  # A block of code is for the eye.
    (r"`([^`]*)`", r"\1"),
    (r"!\[[^\]]*\]\([^)]*\)", ""),
    (r"\[([^\]]+)\]\([^)]*\)", r"\1"),
    (r"(?m)^\s{0,3}#{1,6}\s+", ""),
    (r"(?m)^\s*(?:[-*+•]|>)\s+", ""),
    (r"(?m)^\s*\|?(?:\s*:?-{3,}:?\s*\|?)+\s*$", ""),
    (r"(?m)^\s*\||\|\s*$", ""),
    (r"(?m)^\s*(?:-{3,}|\*{3,}|_{3,})\s*$", ""),
    (r"(\*{1,3}|_{2,3})(?=\S)(.+?)(?<=\S)\1", r"\2"),
    (r"</?[a-zA-Z][^<>]*>", " "),
]
_LATEX: list[tuple[str, str]] = [
    (r"\\\(|\\\)|\\\[|\\\]", " "),
    (r"\$\$?([^$\n]*[\\^_=A-Za-z][^$\n]*)\$\$?", r"\1"),
    (r"\\d?frac\{([^{}]*)\}\{([^{}]*)\}", r"\1÷\2"),
    (r"\\sqrt\{([^{}]*)\}", r"√\1"),
    (r"\\(?:times|cdot)\b", "×"),
    (r"\\leq?\b", "≤"),
    (r"\\geq?\b", "≥"),
    (r"\\neq?\b", "≠"),
    (r"\\approx\b", "≈"),
    (r"\\(?:to|rightarrow)\b", "→"),
    (r"\\sum\b", "∑"),
    (r"\\partial\b", "∂"),
    (r"\\nabla\b", "∇"),
    (r"\\infty\b", "∞"),
    (r"\\(?:text|mathrm|mathbf|operatorname|left|right)\b", ""),
    (r"\\([A-Za-z]+)", r" \1 "),
    (r"\b1e-(\d+)\b", r"10^-\1"),
    (r"\b1e\+?(\d+)\b", r"10^\1"),
    (r"(\d)e([-+]?\d+)\b", r"\1×10^\2"),
    (r"\^\{([^{}]*)\}", r"^\1"),
    (r"_\{([^{}]*)\}", r"_\1"),
]
_RAISED = {ord(a): b for a, b in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿᵀ", "0123456789-+nT", strict=True)}
_LOWERED = {ord(a): b for a, b in zip("₀₁₂₃₄₅₆₇₈₉ₙᵢₜ", "0123456789nit", strict=True)}
_FULL_WIDTH = {chr(c + 0xFEE0) for c in (*range(48, 58), *range(65, 91), *range(97, 123), *map(ord, "%=+<>&/"))}
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "Δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "η": "eta",
    "θ": "theta", "λ": "lambda", "μ": "mu", "π": "pi", "ρ": "rho", "σ": "sigma", "Σ": "sigma", "τ": "tau",
    "φ": "phi", "ϕ": "phi", "ω": "omega", "Ω": "omega",
}  # fmt: skip
_NUMBER = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)*"
_MEASURES = "个种次层位台张条项类步轮天倍秒周行列组份段道本门家句块点分小套篇座名卷"


def _english_numbers(text: str) -> str:
    text = re.sub(
        r"(?i)\b(in|since|from|until|by|of|year|during|before|after)\s+((?:19|20)\d\d)\b(?![.,]?\d)",
        lambda m: f"{m[1]} {english_year(m[2])}",
        text,
    )
    text = re.sub(r"\b(\d+)(?:st|nd|rd|th)\b", lambda m: english_ordinal(m[1]), text)
    return re.sub(_NUMBER, lambda m: f" {english_number(m[0])} ", text)


def _chinese_numbers(text: str) -> str:
    text = re.sub(r"((?:19|20)\d\d)(?=\s?年(?!前|后|间|内|以))", lambda m: chinese_digits(m[1]), text)
    text = re.sub(rf"(?<![\d第.])2(?=\s?[{_MEASURES}])(?!\s?分之)", "两", text)
    return re.sub(_NUMBER, lambda m: chinese_number(m[0]), text)


def _fix_units(text: str, words: Words, after: Callable[[str], str]) -> str:
    names = "|".join(sorted(map(re.escape, words.units), key=len, reverse=True))
    return re.sub(rf"(?<=\d)\s?({names})(?![A-Za-z0-9])", lambda m: after(words.units[m[1]]), text)


def _plain(text: str) -> str:
    """Markdown, LaTeX, raised and lowered digits and full-width letters undone; line ends become stops."""
    for pattern, by in (*_MARKDOWN, *_LATEX):
        text = re.sub(pattern, by, text, flags=re.DOTALL if pattern.startswith("```") else 0)
    text = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿᵀ]+", lambda m: "^" + m[0].translate(_RAISED), text)
    text = re.sub(r"[₀₁₂₃₄₅₆₇₈₉ₙᵢₜ]+", lambda m: "_" + m[0].translate(_LOWERED), text)
    text = "".join(chr(ord(c) - 0xFEE0) if c in _FULL_WIDTH else c for c in text)
    text = text.replace("’", "'").replace("‘", "'").replace("µ", "μ")
    return re.sub(r"(?<![。！？.!?；;:：，,\s])[ \t]*\n+", ". " if not has_chinese(text) else "。", text)


def has_chinese(text: str) -> bool:
    """True when there is a Chinese character in the text."""
    return re.search(r"[㐀-鿿]", text) is not None


def _drop_the_unsayable(text: str) -> str:
    """Emoji, box drawing, stray brackets: nothing a voice could read."""
    text = re.sub(r"[\[\]{}|\\^*`\"“”„«»「」『』《》〈〉]", " ", text)
    kept = (c if unicodedata.category(c)[0] in "LNPZ" or c in "\n" else " " for c in text)
    return re.sub(r"\s+", " ", "".join(kept)).strip()


def speakable(text: str, language: str) -> str:
    """``text`` as words and punctuation only; ``language`` is ``"zh"`` or ``"en"``.

    The result has no digits, Markdown or mathematical signs. Latin words inside Chinese stay as they are.
    """
    words = MANDARIN if language == "zh" else ENGLISH
    text = _plain(text)
    if language == "zh":
        text = _fix_units(text, words, lambda unit: unit)
    for pattern, by in words.patterns:
        text = re.sub(pattern, by, text)
    if language != "zh":
        text = _fix_units(text, words, lambda unit: f" {unit}")
    text = re.sub(r"(?<=\w)[-‐‑](?=\w)|_|(?<=[A-Za-z])/(?=[A-Za-z])", " ", text)
    for letter, name in _GREEK.items():
        text = text.replace(letter, f" {name} ")
    text = re.sub(r"\b(C|F)#", r"\1 sharp", text).replace("C++", "C plus plus").replace(".NET", " dot net")
    text = re.sub(r"(?<=[A-Za-z])\.(?=[a-z]{2,4}\b)", " dot ", text)
    for symbol, name in words.symbols.items():
        text = text.replace(symbol, name)
    text = _chinese_numbers(text) if language == "zh" else _english_numbers(text)
    text = re.sub(r"\s*[(（]\s*", " " if language != "zh" else "，", text) if language != "zh" else _brackets_zh(text)
    text = re.sub(r"\s*[)）]", "", text)
    text = _drop_the_unsayable(text.replace("/", " ").replace("#", " "))
    return re.sub(r"\s+([,.!?;:，。！？；：])", r"\1", text)


def _brackets_zh(text: str) -> str:
    """A bracket around a remark is a short pause; one around an argument, as in O(n), is nothing."""
    text = re.sub(r"(?<=[A-Za-z])\(", " ", text)
    return re.sub(r"\s*[(（]\s*", "，", text)


def sentences(text: str, longest: int = 160) -> list[str]:
    """Speakable text in pieces that can sound one after the other; pieces over ``longest`` break at a comma."""
    out: list[str] = []
    for piece in re.findall(r"[^。！？!?；;.]+(?:[.](?!\s|$)[^。！？!?；;.]*)*[。！？!?；;.…]*[”’)）]*", text):
        piece = piece.strip()
        while len(piece) > longest:
            cut = max(piece.rfind(c, 0, longest) for c in "，,、：: ")
            cut = longest if cut <= 0 else cut + 1
            out.append(piece[:cut].strip())
            piece = piece[cut:].strip()
        if re.search(r"\w", piece):
            out.append(piece)
    return out
