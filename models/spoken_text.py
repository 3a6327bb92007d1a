"""Written text into text that can be read aloud: no Markdown, symbols and numbers as words of the language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from models.spoken_numbers import (
    chinese_digits,
    chinese_number,
    english_number,
    english_ordinal,
    english_year,
)

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


@dataclass(frozen=True)
class _Words:
    """How one language says the symbols."""

    symbols: dict[str, str]
    patterns: list[tuple[str, str]]
    units: dict[str, str]


_EN = _Words(
    symbols={
        "→": ", then ", "⇒": ", so ", "←": " from ", "↔": " to and from ", "×": " times ", "÷": " over ", "±": " plus or minus ",
        "≈": " approximately ", "≠": " not equal to ", "≤": " less than or equal to ", "≥": " greater than or equal to ",
        "<": " less than ", ">": " greater than ", "=": " equals ", "∝": " is proportional to ", "∈": " in ", "∞": " infinity ",
        "√": " the square root of ", "∑": " the sum of ", "∏": " the product of ", "∫": " the integral of ",
        "∂": " partial ", "∇": " nabla ", "&": " and ", "@": " at ", "+": " plus ", "°": " degrees ", "#": " number ",
        "~": " about ", "·": " times ", "%": " percent ", "‰": " per mille ", "€": " euros ", "£": " pounds ", "¥": " yuan ",
    },
    patterns=[
        (r"\be\.g\.,?", "for example,"), (r"\bi\.e\.,?", "that is,"), (r"\betc\.", "et cetera."), (r"\bvs\.?(?=\s)", "versus"),
        (r"\bw\.r\.t\.", "with respect to"), (r"https?://\S+|www\.\S+", "the link"), (r"==", "="), (r"!=", "≠"), (r"<=", "≤"),
        (r">=", "≥"), (r"[-=]>", "→"),
        (r"\$\s?(\d[\d,.]*\d|\d)", r"\1 dollars"),
        (r"(?<=\d)\s?[×x*]\s?(?=\d)", " by "), (r"(?<=\d)[x×]\b", " times"),
        (r"\bO\(1\)", "O of one"), (r"\b(O|[fghpPqQ])\(", r"\1 of ("),
        (r"(\w)\^T\b", r"\1 transposed"), (r"(\w|\))\^2\b", r"\1 squared"), (r"(\w|\))\^3\b", r"\1 cubed"),
        (r"(\w|\))\^-(\w+)", r"\1 to the minus \2"), (r"(\w|\))\^(\w+)", r"\1 to the \2"),
        (r"(?<=\d)\s?[-–~]\s?(?=\d)", " to "), (r"(?<=\d):(?=\d)", " to "),
        (r"(?<=[\s(=])[-−](?=\d)|^[-−](?=\d)", "minus "), (r"(?<=\w)\s[-−]\s(?=\w)", " minus "), (r"−", " minus "),
        (r"(\d)/(\d)", r"\1 over \2"), (r"(∂\s?\w+)/(?=\s?∂)", r"\1 over "),
    ],
    units={
        "ms": "milliseconds", "μs": "microseconds", "us": "microseconds", "ns": "nanoseconds", "s": "seconds",
        "min": "minutes", "h": "hours", "GB": "gigabytes", "MB": "megabytes", "KB": "kilobytes", "kB": "kilobytes", "TB": "terabytes",
        "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz", "dB": "decibels", "px": "pixels",
        "km": "kilometers", "m": "meters", "cm": "centimeters", "mm": "millimeters", "kg": "kilograms", "W": "watts",
        "k": "thousand", "K": "thousand", "M": "million", "B": "billion",
    },
)  # fmt: skip
_ZH = _Words(
    symbols={
        "→": "，到", "⇒": "，所以", "←": "，来自", "↔": "和", "×": "乘", "÷": "除以", "±": "正负", "≈": "约等于", "≠": "不等于",
        "≤": "小于等于", "≥": "大于等于", "<": "小于", ">": "大于", "=": "等于", "∝": "正比于", "∈": "属于", "∞": "无穷",
        "√": "根号", "∑": "求和", "∏": "连乘", "∫": "积分", "∂": "偏", "∇": "梯度算子", "&": "和", "@": " at ", "+": "加",
        "°": "度", "#": "井号", "~": "约", "·": " ", "%": "百分号", "€": "欧元", "£": "英镑", "¥": "元",
    },
    patterns=[
        (r"https?://[^\s，。；！？）]+|www\.[^\s，。；！？）]+", "链接"), (r"==", "="), (r"!=", "≠"), (r"<=", "≤"), (r">=", "≥"),
        (r"[-=]>", "→"), (r"[¥￥]\s?(\d[\d,.]*\d|\d)", r"\1元"), (r"\$\s?(\d[\d,.]*\d|\d)", r"\1美元"), (r"C\+\+", "C加加"),
        (r"(?<=\d)\s?[×x*]\s?(?=\d)", "乘"), (r"(?<=\d)[x×](?![a-zA-Z])", "倍"),
        (r"\b([A-Za-z])\^T\b", r"\1的转置"), (r"(\w|\))\^2\b", r"\1的平方"), (r"(\w|\))\^3\b", r"\1的立方"),
        (r"(\w|\))\^-(\d+)", r"\1的负\2次方"), (r"(\w|\))\^(\w+)", r"\1的\2次方"),
        (r"(\d[\d.]*)\s?[-–~～]\s?(\d[\d.]*)\s?%", r"\1%到\2%"),
        (r"(?<=\d)\s?[-–~～]\s?(?=\d)", "到"), (r"(?<![\d:])(\d+):(\d+)(?![\d:])", r"\1比\2"),
        (r"(?<!\d)(\d+)/(\d+)(?!\d)", r"\2分之\1"), (r"(\d[\d,.]*\d|\d)\s?%", r"百分之\1"), (r"(\d[\d,.]*\d|\d)\s?‰", r"千分之\1"),
        (r"(?<![\w)])[-−](?=\d)", "负"), (r"(?<=[\w)])\s[-−]\s(?=[\w(])", "减"), (r"−", "减"),
        (r"(∂\s?\w+)/(?=\s?∂)", r"\1比"), (r"(?<=[一-鿿])/(?=[一-鿿])", "或"),
    ],
    units={
        "ms": "毫秒", "μs": "微秒", "us": "微秒", "ns": "纳秒", "s": "秒", "min": "分钟", "h": "小时", "GB": "G B", "MB": "M B",
        "KB": "K B", "TB": "T B", "Hz": "赫兹", "kHz": "千赫兹", "MHz": "兆赫兹", "GHz": "G赫兹", "dB": "分贝", "px": "像素", "km": "公里",
        "m": "米", "cm": "厘米", "mm": "毫米", "kg": "千克", "W": "瓦",
    },
)  # fmt: skip
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


def _fix_units(text: str, words: _Words, after: Callable[[str], str]) -> str:
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
    words = _ZH if language == "zh" else _EN
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


