"""Which texts count as the same question."""

from __future__ import annotations

import pytest

from desktop.interview.similarity import is_near_duplicate, normalised, similarity

SAME = [
    ("什么是梯度消失？", "请解释一下什么是梯度消失。"),
    ("What is gradient clipping?", "Can you explain what gradient clipping is?"),
    ("Explain dropout.", "explain  DROPOUT"),
    ("请讲一次你和同事意见不一致的经历。", "能不能说说你和同事意见不一致的一次经历？"),
]
DIFFERENT = [
    ("什么是梯度消失？", "什么是梯度爆炸？"),
    ("What is batch normalization?", "What is layer normalization?"),
    ("请介绍一下你最熟悉的项目。", "请介绍一下项目里最难的一个问题。"),
    ("How would you design a rate limiter?", "How would you design a recommender system?"),
    ("Tell me about a time you failed.", "Tell me about a time you led a team."),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_rewordings_are_the_same(a: str, b: str) -> None:
    assert is_near_duplicate(a, [b]), similarity(a, b)


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_other_questions_of_the_same_shape_are_not(a: str, b: str) -> None:
    assert not is_near_duplicate(a, [b]), similarity(a, b)


def test_symmetric_bounded_and_blind_to_punctuation() -> None:
    for a, b in SAME + DIFFERENT:
        assert 0 <= similarity(a, b) == similarity(b, a) <= 1
    assert normalised("Ｗhat， is  C++？") == "whatisc++"
    assert similarity("？！", "…") == 1.0
    assert similarity("", "something") == 0.0


def test_an_embedding_can_add_what_words_do_not_show() -> None:
    a, b = "How do you stop a network from memorising?", "Which remedies against overfitting do you know?"
    assert not is_near_duplicate(a, [b])
    assert is_near_duplicate(a, [b], lambda x, y: 0.95)
    assert not is_near_duplicate(a, [b], lambda x, y: 0.6)
