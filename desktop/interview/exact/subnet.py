"""Usable hosts of an IPv4 network: two to the host bits, less the network and the broadcast address."""

from __future__ import annotations

import random

from desktop.domain.question import Question
from desktop.domain.speech import Language
from desktop.interview.exact.draft import Part, Topic, build, either, unmistakable

TOPIC = Topic(
    "subnet", "子网主机数", "hosts of a subnet",
    ("devops engineer", "security engineer", "backend engineer", "embedded engineer"), "network", 2,
)  # fmt: skip
_BITS = 32


@unmistakable
def generate(language: Language, rng: random.Random) -> Question:
    prefix, wanted = rng.randint(20, 29), rng.choice((1, 2, 3, 4, 5, 6, 8, 10))
    bits = _BITS - prefix
    size = 2**bits
    hosts = wanted * (size - 2)
    text = either(
        language,
        f"一个机房分到 {wanted} 个 IPv4 子网，每个子网的前缀长度都是 {prefix} 位。除去网络地址和广播地址，"
        f"一共能给多少台主机"
        f"分配地址？",
        f"A site has been given {wanted} IPv4 {'subnet' if wanted == 1 else 'subnets'} with a prefix length of "
        f"{prefix} "
        f"bits. Without network and broadcast addresses, how many hosts can get an address in all?",
    )
    worked = (
        either(language, f"主机位有 32 减 {prefix}，等于 {bits} 位。", f"32 minus {prefix} leaves {bits} host bits."),
        either(
            language,
            f"每个子网有 2 的 {bits} 次方，也就是 {size} 个地址，去掉 2 个剩 {size - 2} 个。",
            f"A subnet has 2 to the power of {bits}, that is {size} addresses; less 2, {size - 2} are left.",
        ),
        either(language, f"{wanted} 个子网一共 {hosts} 台主机。", f"For {wanted} of them that is {hosts} hosts."),
    )
    result = Part(either(language, "可用主机数", "usable hosts"), str(hosts), hosts)
    steps = (
        Part(either(language, "主机位数", "host bits"), str(bits), bits),
        Part(either(language, "每个子网的地址数", "addresses of a subnet"), str(size), size, also=(size - 2.0,)),
    )
    return build(TOPIC, language, text, (wanted, 4, prefix), result, steps, worked)
