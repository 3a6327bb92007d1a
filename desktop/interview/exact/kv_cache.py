"""Memory of a key-value cache: 2 · layers · heads · head size · tokens · bytes a number."""

from __future__ import annotations

import random

from desktop.domain.question import Question
from desktop.domain.speech import Language
from desktop.interview.exact.draft import Part, Topic, build, either, unmistakable

TOPIC = Topic(
    "kv-cache", "键值缓存显存", "key-value cache memory",
    ("llm engineer", "inference engineer", "nlp engineer"), "LLM", 4, time_limit_s=180,
)  # fmt: skip
_NEAR = 0.05
_KILO = 1024


@unmistakable
def generate(language: Language, rng: random.Random) -> Question:
    layers, heads, size = rng.choice((16, 24, 32, 40)), rng.choice((4, 8, 16, 32)), rng.choice((64, 128))
    tokens, width = rng.choice((1000, 2000, 4000, 8000)), 2
    one = 2 * layers * heads * size * width
    total = one * tokens
    shown = [memory(value) for value in (one, total)]
    text = either(
        language,
        f"一个大模型有 {layers} 层，每层 {heads} 个键值头，每个头 {size} 维，键和值都用每个数 {width} 字节的半精度存。"
        f"一条 {tokens} 个词元的序列，键值缓存大约占多少内存？误差在百分之 5 以内即可。",
        f"A language model has {layers} layers with {heads} key-value heads each, a head size of {size}, and stores "
        f"keys "
        f"and values at {width} bytes a number. About how much memory does the cache of one sequence of {tokens} "
        f"tokens "
        f"take? Within 5 percent is fine.",
    )
    worked = (
        either(
            language,
            f"每个词元存键和值，也就是 2 乘 {layers} 乘 {heads} 乘 {size} 个数，每个数 {width} 字节，一共 {shown[0]}。",
            f"Each token stores keys and values: 2 times {layers} times {heads} times {size} numbers of {width} bytes, "
            f"which is {shown[0]}.",
        ),
        either(
            language,
            f"乘以 {tokens} 个词元，大约是 {shown[1]}（按 1024 进位）。",
            f"Times {tokens} tokens, that is about {shown[1]} (counting in steps of 1024).",
        ),
    )
    result = Part(either(language, "缓存大小", "size of the cache"), shown[1], total, "B", _NEAR * total)
    # Whoever multiplies all numbers first and takes the bytes last passes by the count of numbers.
    also = (float(one // width), float(total // width))
    step = Part(either(language, "每个词元的缓存", "cache of one token"), shown[0], one, "B", _NEAR * one, also)
    return build(TOPIC, language, text, (layers, heads, size, width, tokens, 5), result, (step,), worked)


def memory(size_bytes: float) -> str:
    """A size with the largest unit that leaves at least 1, in steps of 1024, three digits."""
    for unit in ("B", "KB", "MB"):
        if size_bytes < _KILO:
            return f"{size_bytes:.3g} {unit}" if size_bytes < 1000 else f"{size_bytes:.0f} {unit}"
        size_bytes /= _KILO
    return f"{size_bytes:.3g} GB"
