"""Spoken commands: heard when they are an utterance of their own, misheard or not; never inside an answer."""

from __future__ import annotations

import pytest

from desktop.domain.speech import Command, CommandName, Language, Word, join_words
from desktop.interview.commands import match_command, nearest_phrases, settled, split_commands

ALONE = {"preceded_by_pause_s": float("inf"), "followed_by_pause_s": float("inf")}


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("结束回答。", "zh", "end"), ("我说完了", "zh", "end"), ("好的，结束回答", "zh", "end"),
        ("我回打碗里", "zh", "end"),
        ("下一题", "zh", "next"), ("请重复一遍", "zh", "repeat"),
        ("再说一遍吧", "zh", "repeat"), ("暂停", "zh", "pause"),
        ("继续", "zh", "resume"), ("嗯，让我想一下", "zh", "more_time"), ("请从负一遍", "zh", "repeat"),
        ("End answer.", "en", "end"), ("And answer", "en", "end"), ("I'm done, thanks.", "en", "end"),
        ("Next question, please.", "en", "next"), ("Could you repeat the question?", "en", "repeat"),
        ("Pause", "en", "pause"), ("Resume", "en", "resume"), ("Let me think", "en", "more_time"),
    ],
)  # fmt: skip
def test_a_command_alone_is_heard(text: str, language: Language, name: CommandName) -> None:
    assert match_command(text, language, **ALONE) == name


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("然后这个循环就结束回答了", "zh"), ("他说完了以后我开始做实验", "zh"), ("下一步", "zh"), ("技术", "zh"),
        ("我没说完", "zh"), ("回答下一个问题需要更多数据", "zh"), ("继续训练模型", "zh"), ("", "zh"), ("。", "zh"),
        ("the next question is about gradients", "en"), ("my answer", "en"), ("the main thing", "en"),
        ("再试一遍", "zh"), ("再做一遍", "zh"), ("我做完了", "zh"), ("跳过这里", "zh"), ("我们下一期", "zh"),
        ("Text question.", "en"), ("The test question.", "en"), ("See it again.", "en"), ("I am Finnish.", "en"),
        ("we pause the training", "en"), ("I am done with the experiments by then", "en"), ("", "en"),
    ],
)  # fmt: skip
def test_an_answer_is_no_command(text: str, language: Language) -> None:
    assert match_command(text, language, **ALONE) is None


def test_without_pauses_around_it_is_speech() -> None:
    assert match_command("下一题", "zh", preceded_by_pause_s=0.1, followed_by_pause_s=9.0) is None
    assert match_command("下一题", "zh", preceded_by_pause_s=0.5, followed_by_pause_s=0.1) is None
    assert match_command("下一题", "zh", preceded_by_pause_s=0.5, followed_by_pause_s=0.6) == "next"


def spoken(line: str) -> list[Word]:
    """Words 0.2 s long; ``_`` is a pause of 0.8 s."""
    words: list[Word] = []
    now = 0.0
    for part in line.split():
        now += 0.8 if part == "_" else 0.2
        if part != "_":
            words.append(Word(part, now - 0.2, now, 0.9))
    return words


def test_the_command_at_the_end_leaves_the_answer() -> None:
    words, commands = split_commands(spoken("我们 用 梯度 下降 _ 结束 回答"), "zh")
    assert join_words(words, "zh") == "我们用梯度下降"
    assert [(command.name, command.start_s) for command in commands] == [("end", pytest.approx(1.6))]
    assert [word.kind for word in words[-2:]] == ["command", "command"]


def test_a_command_in_the_middle_and_one_said_slowly() -> None:
    words, commands = split_commands(spoken("let me think _ we used trees _ end _ answer"), "en")
    assert [command.name for command in commands] == ["more_time", "end"]
    assert join_words(words, "en") == "we used trees"


def test_an_answer_that_only_ends_like_a_command_stays_whole() -> None:
    words, commands = split_commands(spoken("然后 循环 就 结束 回答"), "zh")
    assert commands == ()
    assert all(word.kind == "word" for word in words)
    words, commands = split_commands(spoken("i am done"), "en", followed_by_pause_s=0.1)
    assert commands == ()


def test_an_utterance_that_was_obeyed_is_a_command_whatever_its_words() -> None:
    said = spoken("我们 用 梯度 下降 _ 我 将 满脸")
    assert split_commands(said, "zh")[1] == ()
    words, commands = split_commands(said, "zh", known=[Command("end", 1.5)])
    assert [command.name for command in commands] == ["end"]
    assert join_words(words, "zh") == "我们用梯度下降"


def test_only_what_sounds_a_little_like_a_command_is_asked_about() -> None:
    assert nearest_phrases(["情况我将满脸", "我将满脸"], "zh")[0] == "我讲完了"
    assert "下一题" in nearest_phrases(["下一层"], "zh")
    assert nearest_phrases(["我们用梯度下降来更新参数"], "zh") == ()
    assert nearest_phrases(["the loss is the mean over all tokens"], "en") == ()
    assert nearest_phrases([""], "zh") == nearest_phrases([], "en") == ()


@pytest.mark.parametrize(
    ("heard", "own", "phrase", "likelihood", "language", "name"),
    [
        ("我将满脸", -8.8, "我讲完了", -7.7, "zh", "end"), ("得站停一下", -4.0, "暂停一下", -6.6, "zh", "pause"),
        ("下一层", -3.2, "下一题", -15.6, "zh", None), ("再做一点", -1.4, "再说一遍", -11.2, "zh", None),
        ("Let me thank them.", -2.4, "let me think", -4.4, "en", None),
        ("Finnish answer", -9.0, "finish answer", -13.5, "en", "end"),
        ("无莫没停酒", -14.0, "我没听清", -15.1, "zh", None), ("下一题。", -0.3, "换下一题", -30.0, "zh", "next"),
    ],
)  # fmt: skip
def test_the_sound_decides_between_what_was_heard_and_a_phrase_like_it(
    heard: str, own: float, phrase: str, likelihood: float, language: Language, name: CommandName | None
) -> None:
    """Likelihoods as Whisper base gave them."""
    assert settled(heard, own, [phrase], [likelihood], language) == name
