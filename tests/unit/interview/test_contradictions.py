"""Which two statements of a person do not go together, and how they are asked about."""

from __future__ import annotations

import pytest

from desktop.domain.speech import Language
from desktop.interview.clarify import clarifying_question
from desktop.interview.contradictions import Contradiction, Statements

CONTRADICTING: list[tuple[Language, str, str]] = [
    ("en", "I used Kafka for the orders.", "I have never worked with Kafka, we had a cron job."),
    ("en", "I've been using Rust for six years.", "With Rust I have about two years of experience."),
    ("en", "I designed the cache layer on my own.", "The cache layer was designed by my team lead."),
    ("en", "I led a team of five.", "I have never led a team."),
    ("en", "I have a master's degree in statistics.", "I never did a master's, I went to work."),
    ("en", "I graduated in 2018.", "I graduated in 2022, in the pandemic."),
    ("zh", "消息队列我用的是 Kafka。", "Kafka 我从来没用过。"),
    ("zh", "我写 Rust 写了六年了。", "Rust 我大概有两年经验。"),
    ("zh", "缓存层是我一个人设计的。", "缓存层是我们组长设计的。"),
    ("zh", "我带了一个五个人的团队。", "我还没有带过团队。"),
    ("zh", "我是统计学硕士毕业。", "我没有读研，本科毕业就工作了。"),
    ("zh", "我是 2018 年本科毕业的。", "我 2022 年本科才毕业。"),
]

NEAR: list[tuple[Language, str, str]] = [
    ("en", "I used Kafka for the orders.", "I have never used Kafka Streams."),
    ("en", "I used Kafka for the orders.", "I have never used Kafka in production on my own."),
    ("en", "The platform team used Kafka.", "I have never used Kafka."),
    ("en", "I used Kafka, sorry, no, RabbitMQ.", "I have never used Kafka."),
    ("en", "If you asked me, I used Kafka too rarely.", "I have never used Kafka."),
    ("en", "I've been using Rust for six years.", "Professionally I have two years of experience with Rust."),
    ("en", "I have more than two years of experience with Rust.", "I've been using Rust for six years."),
    ("en", "I've been using Rust for three years.", "I have two years of experience with Rust."),
    ("en", "I led a team of five.", "I have never led a team with people reporting to me."),
    ("en", "I got my bachelor's and graduated in 2018.", "With my master's I graduated in 2022."),
    ("en", "I wrote an article on Kafka.", "I have never used Kafka."),
    ("en", "I've been using Rust for six years.", "I've been using Rust for two years at the bank."),
    ("en", "I graduated in 2018.", "Then I did a master's. I graduated in 2021."),
    ("en", "I was on call with a customer.", "I've never been on call."),
    ("en", "I wrote the scheduler myself.", "The old scheduler was written by another company."),
    ("zh", "消息队列我用的是 Kafka。", "Kafka Streams 我从来没用过。"),
    ("zh", "消息队列我用的是 Kafka。", "Kafka 的运维我没碰过。"),
    ("zh", "平台组用 Kafka 搭了管道。", "Kafka 我自己没用过。"),
    ("zh", "我用的是 Kafka，不对，是 RabbitMQ。", "Kafka 我从来没用过。"),
    ("zh", "那时候 Kafka 我没接触过。", "消息队列我用的是 Kafka。"),
    ("zh", "我写 Rust 写了六年了。", "工作里用 Rust 我有两年经验。"),
    ("zh", "我是 2018 年本科毕业的。", "我 2022 年硕士毕业。"),
    ("en", "I wrote the scheduler myself.", "The scheduler was written by our team in Rust."),
    ("en", "I wrote the index myself.", "The index was created by a script."),
    ("zh", "调度器是我自己写的。", "调度器是去年写的。"),
    ("zh", "调度器是我自己写的。", "调度器是我们团队写的。"),
    ("zh", "我在公司工作了五年。", "我在公司工作了一年。"),
    ("zh", "我没有拿 Kafka 做过东西。", "Kafka 我从来没用过。"),
    ("zh", "消息队列我用的是 Kafka。", "Kafka 我没用过的功能还很多。"),
    ("zh", "一般我用 Kafka 做解耦。", "Kafka 我从来没用过。"),
    ("zh", "我写 Rust 写了六年了。", "这家公司里 Rust 我用了两年。"),
    ("zh", "调度器是我自己写的。", "老的调度器是外包公司写的。"),
]


def found(language: Language, earlier: str, later: str, *, topic: int = 1, resume: str = "") -> Contradiction | None:
    statements = Statements(language, resume)
    assert statements.hear(earlier, 0, 0) is None
    return statements.hear(later, 1, topic)


@pytest.mark.parametrize(("language", "earlier", "later"), CONTRADICTING)
def test_statements_that_cannot_both_be_true_are_found_in_either_order(
    language: Language, earlier: str, later: str
) -> None:
    one, other = found(language, earlier, later), found(language, later, earlier)
    assert one is not None
    assert other is not None
    assert (one.earlier_index, one.later_index) == (0, 1)
    assert one.earlier.quote in earlier
    assert one.later.quote in later
    assert one.later.value == other.earlier.value


@pytest.mark.parametrize(("language", "earlier", "later"), NEAR)
def test_what_only_looks_like_a_contradiction_is_left_alone(language: Language, earlier: str, later: str) -> None:
    assert found(language, earlier, later) is None
    assert found(language, later, earlier) is None


def test_the_size_of_the_team_counts_within_one_question_only() -> None:
    earlier, later = "We were a team of four.", "With a team of eleven we could not sit down every morning."
    assert found("en", earlier, later) is None
    assert found("en", earlier, later, topic=0) is not None
    assert found("en", earlier, "With a team of eleven you cannot sit down every morning.", topic=0) is None
    assert found("en", "It was me and a group of seven others.", "There were eight of us.", topic=0) is None


def test_whether_it_went_into_production_counts_within_one_question_and_for_one_thing() -> None:
    earlier = "The model has been in production since last summer."
    assert found("en", earlier, "It never went into production.", topic=0) is not None
    assert found("en", earlier, "It never went into production.") is None
    assert found("en", earlier, "The first model never went into production.", topic=0) is None
    assert found("en", earlier, "There was a tool. It never went into production.", topic=0) is None
    assert found("zh", "这个模型去年夏天就上线了。", "这个模型一直没有上线。", topic=0) is not None
    assert found("zh", "第二版模型去年夏天就上线了。", "第一版一直没有上线。", topic=0) is None


def test_how_long_one_thing_took_counts_when_it_differs_by_far() -> None:
    earlier = "The migration to the new billing system took us eight months."
    assert found("en", earlier, "We finished the whole billing migration in six weeks.", topic=0) is not None
    assert found("en", earlier, "We finished the whole billing migration in seven months.", topic=0) is None
    assert found("en", earlier, "We finished the billing scripts in six weeks.", topic=0) is None


def test_who_explains_both_at_once_is_not_asked() -> None:
    statements = Statements("en")
    assert statements.hear("I used Kafka for the orders. Before, I have never used Kafka.", 0, 0) is None
    assert found("en", "I used Kafka.", "As I said, that was small. I have never used Kafka.") is None


def test_a_point_is_raised_once() -> None:
    statements = Statements("en")
    statements.hear("I used Kafka for the orders.", 0, 0)
    assert statements.hear("I have never used Kafka.", 1, 1) is not None
    assert statements.hear("I have never used Kafka.", 2, 2) is None


@pytest.mark.parametrize(
    ("language", "resume", "answer", "contradicts"),
    [
        ("en", "Java, Kafka, PostgreSQL. Event pipeline on Kafka.", "I have never worked with Kafka.", True),
        ("en", "Java, Kafka Streams.", "I have never worked with Kafka.", False),
        ("en", "Java. Course on Kafka.", "I have never worked with Kafka.", False),
        ("en", "Skills: Python (8 years), SQL.", "With Python I have two years of experience.", True),
        ("en", "Skills: Python, SQL (8 years).", "With Python I have two years of experience.", False),
        ("en", "M.Sc. in Physics, 2015.", "I never did a master's.", True),
        ("en", "B.Sc. in Physics, 2015.", "I never did a master's.", False),
        ("zh", "技能：Java、Kafka。", "Kafka 我从来没用过。", True),
        ("zh", "技能：Java。了解 Kafka。", "Kafka 我从来没用过。", False),
        ("zh", "技能：Python（8 年）、SQL。", "Python 我大概有两年经验。", True),
        ("zh", "物理学学士，2015 年。", "我没有读研，本科毕业就工作了。", False),
        ("zh", "物理学硕士，2015 年。", "我没有读研，本科毕业就工作了。", True),
    ],
)
def test_an_answer_is_held_against_what_the_resume_says_plainly(
    language: Language, resume: str, answer: str, contradicts: bool
) -> None:
    contradiction = Statements(language, resume).hear(answer, 0, 0)
    assert (contradiction is not None) == contradicts
    if contradiction is not None:
        assert contradiction.earlier_index is None
        assert contradiction.earlier.quote in resume


@pytest.mark.parametrize(("language", "earlier", "later"), CONTRADICTING)
def test_the_question_names_both_sides_and_admits_a_mishearing(language: Language, earlier: str, later: str) -> None:
    contradiction = found(language, earlier, later)
    assert contradiction is not None
    texts = [clarifying_question(contradiction, number, language) for number in range(2)]
    assert texts[0] != texts[1]
    for text in texts:
        assert text.count("?") + text.count("？") == 1
        assert ("mishear" in text or "misheard" in text) if language == "en" else ("听错" in text or "没听准" in text)
        assert "{" not in text


def test_the_question_about_a_resume_says_only_what_stands_there() -> None:
    contradiction = Statements("en", "Java, Kafka.").hear("I have never worked with Kafka.", 0, 0)
    assert contradiction is not None
    assert clarifying_question(contradiction, 0, "en") == (
        "Your résumé mentions Kafka, and just now I understood that you have never worked with Kafka. "
        "Did I mishear, or how do the two fit together?"
    )


def test_designing_aloud_tells_of_nothing_that_was_done() -> None:
    statements = Statements("en")
    statements.hear("I used Kafka between the two services.", 0, 0, designing=True)
    assert statements.hear("I have never worked with Kafka.", 1, 1) is None
    assert statements.hear("I used Kafka at the bank.", 2, 2) is not None
