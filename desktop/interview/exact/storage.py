"""Storage that a service needs: users · records a day · size · days · copies."""

from __future__ import annotations

import random

from desktop.domain.question import Question
from desktop.domain.speech import Language
from desktop.interview.exact.draft import Part, Topic, build, either, unmistakable

TOPIC = Topic(
    "storage", "存储估算", "storage estimate",
    ("backend engineer", "data engineer", "database engineer", "devops engineer"), "backend", 3, round="programming",
    time_limit_s=150,
)  # fmt: skip
_NEAR = 0.05


@unmistakable
def generate(language: Language, rng: random.Random) -> Question:
    millions, records, size = rng.choice((1, 2, 4, 5, 10)), rng.choice((4, 10, 20, 50)), rng.choice((1, 2, 5, 8))
    days, copies = rng.choice((30, 60, 100)), rng.choice((2, 3))
    daily = millions * 10**6 * records * size * 1000
    once = daily * days
    total = once * copies
    shown = [decimal(value) for value in (daily, once, total)]
    text = either(
        language,
        f"一个服务有 {millions * 100} 万用户，每个用户每天写 {records} 条记录，每条 {size} 千字节，保留 {days} 天，存 "
        f"{copies} "
        f"份。一共需要多大的存储空间？按一千进位，误差在百分之 5 以内即可。",
        f"A service has {millions} million users. Each writes {records} records of {size} kilobytes a day, kept for "
        f"{days} "
        f"days in {copies} copies. How much storage is that, counting in steps of a thousand? Within 5 percent is "
        f"fine.",
    )
    worked = (
        either(
            language,
            f"每天 {millions * 100} 万乘 {records} 乘 {size} 千字节，是 {shown[0]}。",
            f"A day brings {millions} million times {records} times {size} kilobytes, which is {shown[0]}.",
        ),
        either(language, f"保留 {days} 天，是 {shown[1]}。", f"Kept for {days} days, that is {shown[1]}."),
        either(language, f"存 {copies} 份，一共 {shown[2]}。", f"In {copies} copies, it is {shown[2]} in all."),
    )
    result = Part(either(language, "存储空间", "storage"), shown[2], total, "B", _NEAR * total)
    steps = (
        Part(either(language, "每天的数据量", "data of one day"), shown[0], daily, "B", _NEAR * daily),
        Part(either(language, "一份的总量", "one copy"), shown[1], once, "B", _NEAR * once, (float(daily * copies),)),
    )
    said = (millions * 100 * 1e4, millions * 100) if language == "zh" else (millions * 1e6, millions)
    return build(TOPIC, language, text, (*said, records, size, days, copies, 1000, 5), result, steps, worked)


def decimal(size_bytes: float) -> str:
    """A size with the largest unit that leaves at least 1, in steps of 1000, three digits."""
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if size_bytes < 1000:
            return f"{size_bytes:.3g} {unit}"
        size_bytes /= 1000
    return f"{size_bytes:.3g} PB"
