"""How likely a condition is after a positive test, from prevalence, sensitivity and false positive rate."""

from __future__ import annotations

import random

from desktop.domain.question import Question
from desktop.domain.speech import Language
from desktop.interview.exact.draft import Part, Topic, build, either, unmistakable

TOPIC = Topic(
    "bayes", "贝叶斯公式", "Bayes' rule",
    ("data scientist", "data analyst", "machine learning engineer", "research scientist"), "data", 3, time_limit_s=150,
)  # fmt: skip
_POINT = 0.01
_PEOPLE = 10_000


@unmistakable
def generate(language: Language, rng: random.Random) -> Question:
    rate, hit, alarm = rng.choice((1, 2, 4, 5, 10)), rng.choice((80, 90, 95, 100)), rng.choice((1, 2, 5, 8, 10, 20))
    ill = _PEOPLE * rate // 100
    found, wrong = ill * hit // 100, (_PEOPLE - ill) * alarm // 100
    share = found / (found + wrong)
    text = either(
        language,
        f"某种故障的发生率是百分之 {rate}。检测器对有故障的设备有百分之 {hit} 会报警，对正常设备有百分之 {alarm} "
        f"会误报。"
        f"现在它报警了，设备真的有故障的概率是多少？误差在 1 个百分点以内即可。",
        f"A fault occurs in {rate} percent of devices. A detector raises an alarm for {hit} percent of the faulty ones "
        f"and for {alarm} percent of the sound ones. It has just raised one: how likely is the device faulty? Within 1 "
        f"percentage point is fine.",
    )
    worked = (
        either(
            language,
            f"设想 10000 台设备，其中 {ill} 台有故障，报警的有 {found} 台。",
            f"Think of 10,000 devices: {ill} are faulty, and {found} of them raise an alarm.",
        ),
        either(
            language,
            f"正常的 {_PEOPLE - ill} 台里，误报 {wrong} 台，所以报警一共 {found + wrong} 台。",
            f"Of the {_PEOPLE - ill} sound ones {wrong} raise one by mistake, so there are {found + wrong} alarms.",
        ),
        either(
            language,
            f"{found} 除以 {found + wrong}，大约 {100 * share:.1f}%。",
            f"{found} over {found + wrong} is about {100 * share:.1f}%.",
        ),
    )
    result = Part(
        either(language, "报警后的概率", "probability after the alarm"), f"{100 * share:.1f}%", share, "%", _POINT
    )
    steps = (
        _joint(either(language, "有故障且报警", "faulty with an alarm"), found),
        _joint(either(language, "正常但误报", "sound with an alarm"), wrong),
    )
    return build(TOPIC, language, text, (rate, hit, alarm, 1), result, steps, worked)


def _joint(label: str, count: int) -> Part:
    """A share of all devices; people take 100, 1000 or 10,000 of them in thought, so each of these counts is it too."""
    share = count / _PEOPLE
    return Part(label, f"{100 * share:.4g}%", share, "%", also=tuple(share * 10.0**power for power in (3, 4)))
