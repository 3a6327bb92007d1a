"""How long a procedure takes after its input has doubled a few times."""

from __future__ import annotations

import random

from desktop.domain.question import Question
from desktop.domain.speech import Language
from desktop.interview.exact.draft import Part, Topic, amount, build, either, unmistakable

TOPIC = Topic(
    "complexity", "算法复杂度增长", "growth of running time",
    ("software engineer", "backend engineer", "frontend engineer", "data engineer", "machine learning engineer",
     "test engineer", "mobile engineer", "embedded engineer"), "software", 2, round="programming",
)  # fmt: skip
_NAMES = {1: ("n ", "n"), 2: ("n 的平方", "n squared"), 3: ("n 的立方", "n cubed")}


@unmistakable
def generate(language: Language, rng: random.Random) -> Question:
    power, doublings, base = rng.choice((1, 2, 2, 3)), rng.choice((2, 3, 4)), rng.choice((2, 3, 5, 6, 7, 10))
    times = 2**doublings
    growth = times**power
    total = base * growth
    law = _NAMES[power][language == "en"]
    text = either(
        language,
        f"一个程序的运行时间和 {law}成正比，现在处理一批数据要 {base} 秒。数据量连续翻倍 {doublings} 次以后，"
        f"要多长时间？",
        f"The running time of a program grows in proportion to {law}, and one batch takes {base} seconds now. How long "
        f"does it take after the size of the batch has doubled {doublings} times?",
    )
    worked = [
        either(
            language,
            f"翻倍 {doublings} 次，数据量变成原来的 {times} 倍。",
            f"Doubling {doublings} times makes the batch {times} times as large.",
        )
    ]
    if power > 1:
        worked.append(
            either(
                language,
                f"时间和 {law}成正比，所以变成 {times} 的 {power} 次方，也就是 {growth} 倍。",
                f"The time goes with {law}, so it is {times} to the power of {power}, that is {growth} times as long.",
            )
        )
    long = either(language, f"{amount(total, language)} 秒", f"{amount(total, language)} seconds")
    worked.append(
        either(language, f"{base} 秒乘以 {growth}，等于 {long}。", f"{base} seconds times {growth} is {long}.")
    )
    # A long time is told in minutes, and then roughly.
    near = 0.02 * total if total >= 120 else 0.0
    result = Part(either(language, "运行时间", "running time"), long, total, "s", near)
    steps = [Part(either(language, "数据量的倍数", "growth of the batch"), str(times), times)]
    if power > 1:
        steps.append(Part(either(language, "时间的倍数", "growth of the time"), str(growth), growth))
    return build(TOPIC, language, text, (base, doublings), result, steps, worked)
