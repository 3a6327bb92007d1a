"""Servers that a load needs: requests a day over the seconds of a day, times the peak, over what one server carries."""

from __future__ import annotations

import random

from desktop.domain.question import Question
from desktop.domain.speech import Language
from desktop.interview.exact.draft import Part, Topic, amount, build, either, unmistakable

TOPIC = Topic(
    "throughput", "吞吐与容量估算", "throughput and capacity",
    ("backend engineer", "devops engineer", "data engineer", "mlops engineer"), "backend", 3, round="programming",
    time_limit_s=150,
)  # fmt: skip
_DAY_S = 100_000
_TRUE_DAY_S = 86_400


@unmistakable
def generate(language: Language, rng: random.Random) -> Question:
    millions, requests = rng.choice((2, 3, 5, 8, 10, 20)), rng.choice((10, 20, 30, 50))
    peak, carries = rng.choice((2, 3, 4, 5)), rng.choice((100, 200, 250, 500))
    daily = millions * 10**6 * requests
    mean = daily // _DAY_S
    top = mean * peak
    servers = -(-top // carries)
    text = either(
        language,
        f"一个服务每天有 {millions * 100} 万活跃用户，每人发 {requests} 个请求，高峰是平均的 {peak} 倍，"
        f"一台服务器每秒能处理 "
        f"{carries} 个请求。一天按十万秒算，至少要多少台服务器？",
        f"A service has {millions} million users a day who send {requests} requests each; the peak is {peak} times the "
        f"average, and one server handles {carries} requests a second. Taking a day as 100,000 seconds, how many "
        f"servers "
        f"does it need at least?",
    )
    shown = [amount(value, language) for value in (daily, mean, top, servers)]
    worked = (
        either(
            language,
            f"一天 {shown[0]} 个请求，除以十万秒，平均每秒 {shown[1]} 个。",
            f"{shown[0]} requests a day over 100,000 seconds is {shown[1]} a second on average.",
        ),
        either(
            language, f"高峰乘以 {peak}，每秒 {shown[2]} 个。", f"At the peak, times {peak}, it is {shown[2]} a second."
        ),
        either(
            language,
            f"除以每台 {carries} 个，向上取整，至少 {shown[3]} 台。",
            f"Over {carries} for each server, rounded up, that takes at least {shown[3]} servers.",
        ),
    )
    exact_day = float(-(-daily * peak // (_TRUE_DAY_S * carries)))
    result = Part(either(language, "服务器台数", "servers"), shown[3], servers, also=(exact_day,))
    steps = (
        Part(
            either(language, "平均每秒请求数", "requests a second on average"), shown[1], mean, tolerance=0.01 * mean,
            also=(round(daily / _TRUE_DAY_S, 2),),
        ),
        Part(
            either(language, "高峰每秒请求数", "requests a second at the peak"), shown[2], top, tolerance=0.01 * top,
            also=(round(daily * peak / _TRUE_DAY_S, 2),),
        ),
    )  # fmt: skip
    said = (millions * 100 * 1e4, millions * 100) if language == "zh" else (millions * 1e6, millions)
    return build(TOPIC, language, text, (*said, requests, peak, carries, _DAY_S, 1), result, steps, worked)
