"""Terms that were heard as other words of the same sound are mended; what makes sense is left as it was said."""

from __future__ import annotations

import itertools

import pytest

from desktop.domain.speech import Language, Word, join_words
from desktop.interview.bank import shipped_bank
from desktop.resources import assets_dir
from desktop.session.terms import shipped_terms
from desktop.signals.mending import mend_terms


def heard(text: str, language: Language = "zh", probability: float = 0.9) -> list[Word]:
    """One word a Chinese character or a Latin word, a fifth of a second each."""
    parts = text.split() if language == "en" or " " in text else list(text)
    words: list[Word] = []
    for part in parts:
        if words and not part[0].isalnum():
            words[-1] = Word(words[-1].text + part, words[-1].start_s, words[-1].end_s, probability)
        else:
            start_s = 0.2 * len(words)
            words.append(Word(part, start_s, start_s + 0.2, probability))
    return words


def mended(text: str, terms: tuple[str, ...], language: Language = "zh", probability: float = 0.9) -> str:
    return join_words(mend_terms(heard(text, language, probability), terms, language), language)


@pytest.mark.parametrize(
    ("said", "terms", "written"),
    [
        ("每一层有权重和偏制。", ("偏置", "权重"), "每一层有权重和偏置。"),
        ("学习绿太大就会震荡。", ("学习率",), "学习率太大就会震荡。"),
        ("富样本只留十分之一，", ("负样本",), "负样本只留十分之一，"),
        ("看看训练极和验证极的分布", ("训练集", "验证集"), "看看训练集和验证集的分布"),
        ("下载支持断点续船，", ("断点续传",), "下载支持断点续传，"),
        ("用一个哈西表来数", ("哈希表",), "用一个哈希表来数"),
        ("再用最近零去找", ("最近邻",), "再用最近邻去找"),
        ("用研码去掉像素", ("掩码",), "用掩码去掉像素"),
    ],
)
def test_what_recognisers_write_for_terms_is_mended(said: str, terms: tuple[str, ...], written: str) -> None:
    """All but the first two were heard so by Whisper base."""
    assert mended(said, terms) == written


@pytest.mark.parametrize(
    ("said", "terms"),
    [
        ("我要找回密码", ("召回",)),
        ("参数两千万", ("参数量",)),
        ("卷积和池化", ("卷积核",)),
        ("训练及验证", ("训练集",)),
        ("他们比较差别很大", ("交叉",)),
        ("线上预测时用", ("测试",)),
        ("买了一些食物", ("事务",)),
        ("这是现成的", ("线程",)),
        ("此向量很长", ("词向量",)),
        ("磁盘的文件系统", ("推荐系统",)),
        ("偏，制很大", ("偏置",)),
        ("我不太清楚", ("偏置", "梯度", "学习率")),
    ],
)
def test_what_makes_sense_stays(said: str, terms: tuple[str, ...]) -> None:
    words = heard(said)
    assert mend_terms(words, terms, "zh") == tuple(words)


def test_a_term_that_is_not_expected_must_fit_to_the_tone() -> None:
    words = heard("踢堵为零，偏制也是")
    assert join_words(mend_terms(words, ("梯度",), "zh"), "zh") == "梯度为零，偏制也是"
    assert join_words(mend_terms(words, (), "zh", known=("梯度", "偏置")), "zh") == "踢堵为零，偏置也是"


@pytest.mark.parametrize("probability", [0.05, 0.95])
def test_what_the_recogniser_was_unsure_of_is_no_invitation(probability: float) -> None:
    words = heard("我们一步一步始终点击上限", probability=probability)
    assert mend_terms(words, ("异步", "时钟", "点积", "上线"), "zh") == tuple(words)


def test_english_terms_in_chinese_speech() -> None:
    words = heard("用 Py Torch 训 练")
    assert join_words(mend_terms(words, ("PyTorch",), "zh"), "zh") == "用PyTorch训练"
    assert mended("在 Brompt 里 写 清 楚", ("Prompt",)) == "在Prompt里写清楚"
    assert mended("这 个 bird 会 飞", ("BERT",)) == "这个bird会飞"


def test_split_english_terms_become_one_word() -> None:
    assert mended("we use soft max and back-propagation here.", ("softmax", "backpropagation"), "en") == (
        "we use softmax and backpropagation here."
    )
    assert mended("a soft, max of ten", ("softmax",), "en") == "a soft, max of ten"
    assert mended("we set up a cluster", ("setup",), "en") == "we set up a cluster"


@pytest.mark.parametrize(
    ("said", "term", "written"),
    [
        ("deployed on Cubernetes here", "Kubernetes", "deployed on Kubernetes here"),
        ("trained with Pitorch", "PyTorch", "trained with PyTorch"),
        ("the gradients vanish", "gradient", "the gradients vanish"),
        ("he waits for it", "weights", "he waits for it"),
        ("authorization failed", "authorisation", "authorization failed"),
    ],
)
def test_english_names_that_are_no_words_are_mended(said: str, term: str, written: str) -> None:
    assert mended(said, (term,), "en") == written


def test_a_mended_word_has_the_times_and_the_certainty_of_what_it_replaces() -> None:
    before = Word("的", 1.0, 1.2, 0.9)
    words = [before, Word("偏", 1.3, 1.5, 0.8, shown_s=2.0), Word("制，", 1.5, 1.8, 0.5, shown_s=2.5)]
    kept, mended_word = mend_terms(words, ("偏置",), "zh")
    assert kept is before
    assert (mended_word.text, mended_word.heard) == ("偏置，", "偏制")
    assert (mended_word.start_s, mended_word.end_s, mended_word.shown_s) == (1.3, 1.8, 2.5)
    assert mended_word.probability == pytest.approx((0.8 + 2 * 0.5) / 3)


def test_words_that_hold_more_than_the_term_keep_the_rest() -> None:
    words = [Word("这里的偏", 0.0, 0.8, 0.9), Word("制很大", 0.8, 1.4, 0.9)]
    (word,) = mend_terms(words, ("偏置",), "zh")
    assert (word.text, word.heard, word.start_s, word.end_s) == ("这里的偏置很大", "这里的偏制很大", 0.0, 1.4)


def test_fillers_and_commands_are_left_alone() -> None:
    filler = [Word("偏", 0.0, 0.2, 0.9), Word("制", 0.2, 0.4, 0.9, "filler")]
    command = [Word("偏制", 0.0, 0.4, 0.9, "command")]
    assert mend_terms(filler, ("偏置",), "zh") == tuple(filler)
    assert mend_terms(command, ("偏置",), "zh") == tuple(command)


def test_mending_twice_changes_nothing_more() -> None:
    once = mend_terms(heard("这里的偏制很大，学习绿也大"), ("偏置", "学习率"), "zh")
    assert mend_terms(once, ("偏置", "学习率"), "zh") == once


def test_answers_on_other_subjects_never_gain_a_term() -> None:
    """Every answer, question and key point of the bank, as it was meant, with all terms there are."""
    questions = [question for question in shipped_bank().questions if question.language == "zh"]
    said = [(q.id, text) for q in questions for text in (q.text, q.reference_answer, *(p.text for p in q.key_points))]
    gained = [
        (id, word.heard, word.text)
        for id, text in said
        for word in mend_terms(heard(text.replace(" ", "")), (), "zh", known=shipped_terms())
        if word.heard is not None
    ]
    assert gained == []


def test_english_answers_never_gain_a_term() -> None:
    questions = [question for question in shipped_bank().questions if question.language == "en"]
    names = ("softmax", "backpropagation", "PyTorch", "Kubernetes", "Redis", "ResNet", "dropout", "Kafka")
    for question, other in zip(questions, itertools.islice(itertools.cycle(questions), 1, None), strict=False):
        words = heard(" ".join(question.reference_answer.split()), "en")
        terms = (*names, *{part.strip(".,:;?") for part in other.text.split()})
        assert mend_terms(words, terms, "en") == tuple(words), question.id


def test_silence_and_no_terms() -> None:
    assert mend_terms([], ("偏置",), "zh") == ()
    words = heard("这里的偏制很大")
    assert mend_terms(words, (), "zh") == tuple(words)


def test_the_list_of_usual_words_holds_pairs_only() -> None:
    lines = (assets_dir() / "terms" / "usual_zh.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line for line in lines if line and not line.startswith("#")]
    assert len(pairs) > 3000
    assert all(len(line) > 1 and " " not in line for line in pairs)
