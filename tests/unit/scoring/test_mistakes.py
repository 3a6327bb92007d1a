"""Mistakes that a question is known for: told from their refutation by the real language model; what one costs; where
the person reads of it."""

# ruff: noqa: E501 - what was said is left whole
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from desktop.domain.question import Mistake
from desktop.domain.score import MadeMistake
from desktop.domain.session import Answer
from desktop.interview.bank import shipped_bank
from desktop.report.answers import build_cards
from desktop.report.texts import load_texts
from desktop.scoring.assess import assess
from desktop.scoring.facts import gather
from desktop.scoring.judge import Judge
from desktop.scoring.mistakes import COST, after_mistakes, statements
from models.language import LanguageModel
from models.paths import model_file
from tests.unit.scoring import sessions
from tests.unit.scoring.sessions import GOOD, QUESTIONS, record
from tests.unit.scoring.test_bad_input import Model

BUS = "two-wires-or-four"
BANK = "is-it-really-the-bank"
SAID = {
    BUS: (
        "I'd always go for SPI, to be honest. It's, uh, it's the superior bus, it's faster and the protocol is easier and there's no fuss with pull-ups, so I don't know why anybody would still buy the other version.",
        "You can't say that one is simply better. SPI gives you, like, tens of megahertz but needs a select line per chip, and I2C is slow but two wires do for a dozen sensors. So it comes down to the data rate and how many pins I've left.",
        "For a temperature sensor once a second I'd take I2C, there's two wires, and I've probably got other things on that bus already. For an accelerometer at several kilohertz it's SPI, for the speed, and then I, uh, have to plan one chip select pin for each device.",
    ),
    BANK: (
        "浏览器拿到证书，里面有网站的公钥。后面全部数据都是用这个公钥来加密的，页面、密码、转账都是，嗯，只有银行手里的私钥能解开，所以是安全的。",
        "这里常见的误解是，所有数据都拿网站的公钥去加密。不是的，公钥那套慢得多，它只用来验身份和协商出一把密钥，就是后面传的内容都走对称加密。",
        "浏览器会验证书链，看是不是可信的机构签的、域名对不对、有没有过期。握手的时候服务器用私钥签名，证明证书是它的，嗯，然后双方协商出会话密钥来加密数据。",
    ),
}
MADE = MadeMistake(
    "An index on every column is best", "Each index slows every write", 0.91, "But every insert", 104.0, 106.0, {}
)


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    path = model_file("qwen2.5-coder-1.5b-instruct", "model.gguf")
    model = LanguageModel(path, threads=2)
    yield Judge(sessions.encoder(), sessions.calibration(), model)
    model.close()


@pytest.mark.models
@pytest.mark.parametrize("name", [BUS, BANK])
def test_who_makes_it_is_told_and_who_refutes_or_avoids_it_is_not(name: str, judge: Judge) -> None:
    question = shipped_bank().by_id[name]
    question = replace(question, key_points=question.key_points[:1])
    made, refuted, neither = (judge.grade(question, text, question.language) for text in SAID[name])
    (mistake,) = made.mistakes
    assert mistake.correction == question.common_mistakes[0].correction
    assert mistake.quote in SAID[name][0]
    assert mistake.probability >= 0.8
    assert refuted.mistakes == neither.mistakes == ()


def test_a_model_that_was_not_measured_at_it_accuses_nobody() -> None:
    question = shipped_bank().by_id[BUS]
    judge = Judge(sessions.encoder(), sessions.calibration(), Model(9.0))
    assert judge.grade(question, SAID[BUS][0], "en").mistakes == ()


def test_whose_belief_it_is_is_left_out() -> None:
    assert statements(Mistake("Saying that one is better", "It depends"), "en") == ("one is better", "It depends")
    assert statements(Mistake("认为一个更好", "看情况"), "zh") == ("一个更好", "看情况")


def slipped() -> Answer:
    """A good answer that a known mistake was found in."""
    answer = sessions.answer(0, QUESTIONS["index"], GOOD["index"])
    grade = answer.grade
    assert grade is not None
    assert grade.score is not None
    assert grade.interval is not None
    score, interval = after_mistakes(grade.score, grade.interval, (MADE,))
    return replace(answer, grade=replace(grade, score=score, interval=interval, mistakes=(MADE,)))


def test_a_mistake_costs_its_question_and_is_named_with_what_was_said() -> None:
    clean, facts = gather(record([sessions.answer(0, QUESTIONS["index"], GOOD["index"])])), gather(record([slipped()]))
    before, after = clean.topics[0], facts.topics[0]
    assert before.score is not None
    assert before.interval is not None
    assert after.score == pytest.approx(before.score - COST)
    assert after.interval == pytest.approx((before.interval[0] - COST, before.interval[1]))
    assessed = assess(record([slipped()]))
    (found,) = (each for each in assessed.findings if MADE.correction in each.text)
    assert found.kind == "change"
    assert (found.evidence[0].quote, found.evidence[0].start_s) == (MADE.quote, MADE.start_s)
    knowledge = assessed.dimensions[0]
    assert "known mistake: 1" in knowledge.comment
    assert knowledge.evidence[0].quote == MADE.quote
    assert assessed.plan is not None
    assert any(MADE.correction in line for line in assessed.plan.pitfalls)


def test_said_twice_it_counts_once() -> None:
    again = replace(slipped(), index=1, follow_up_of=0)
    (topic,) = gather(record([slipped(), again])).topics
    (clean,) = gather(record([sessions.answer(0, QUESTIONS["index"], GOOD["index"])])).topics
    assert clean.score is not None
    assert topic.score == pytest.approx(clean.score - COST)
    assert [turn for _, turn in topic.mistakes] == [0]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_card_shows_it_before_the_points(language: str) -> None:
    (card,) = build_cards(record([slipped()]), None, load_texts(language))  # type: ignore[arg-type]
    wrong, *points = card.points
    assert (wrong.mark, wrong.symbol) == ("wrong", "✗")
    assert MADE.correction in wrong.text
    assert MADE.quote in wrong.quote
    assert "91" in wrong.probability_text
    assert all(point.mark != "wrong" for point in points)
