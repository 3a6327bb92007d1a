"""The end of an answer: pauses inside a thought are not one, asking for time is heard, silence in the end is."""

from __future__ import annotations

import pytest

from desktop.domain.speech import Language
from desktop.signals.turn_text import asks_for_time, last_words, unfinished_by_model, unfinished_probability
from desktop.signals.turns import TurnEndDecider, TurnSettings, TurnStep

STEP_S = 0.032


def play(decider: TurnEndDecider, start_s: float, seconds: float, probability: float) -> tuple[float, TurnStep]:
    """Feeds windows until the stretch or the answer is over; the time and the last step."""
    step = TurnStep("waiting")
    now = start_s
    while now < start_s + seconds:
        step = decider.heard(now, probability)
        now += STEP_S
        if step.wants_model:
            decider.sounded(0.99)
        if step.state in ("ended", "no_speech"):
            break
    return now, step


def test_an_answer_with_long_pauses_is_one_turn_even_when_all_says_complete() -> None:
    decider = TurnEndDecider("zh", 0.0)
    now = 0.0
    for _ in range(6):
        now, step = play(decider, now, 4.0, 0.95)
        decider.said("我们用梯度下降训练了模型。")
        now, step = play(decider, now, 3.0, 0.02)
        assert step.state == "pausing"
    end = decider.last_speech_s
    now, step = play(decider, now, 20.0, 0.02)
    assert step.state == "ended"
    assert 3.0 < now - end < 6.0


def test_an_unfinished_clause_gets_more_patience_than_a_finished_one() -> None:
    waits = {}
    for text in ("I trained the model on new data.", "I trained the model because"):
        decider = TurnEndDecider("en", 0.0)
        play(decider, 0.0, 5.0, 0.95)
        decider.said(text)
        now, step = play(decider, 5.0, 30.0, 0.02)
        assert step.state == "ended"
        waits[text] = now - 5.0
    assert waits["I trained the model because"] > waits["I trained the model on new data."] + 1.0


def test_asking_for_time_is_granted() -> None:
    decider = TurnEndDecider("zh", 0.0)
    play(decider, 0.0, 2.0, 0.95)
    decider.said("嗯，让我想一下")
    _, step = play(decider, 2.0, 12.0, 0.02)
    assert step.state == "pausing"
    _, step = play(decider, 14.0, 10.0, 0.02)
    assert step.state == "ended"


def test_own_long_pauses_raise_the_patience() -> None:
    decider = TurnEndDecider("en", 0.0, TurnSettings(complete_s=3.4, unfinished_s=9.0))
    play(decider, 0.0, 3.0, 0.95)
    decider.said("and so because")
    play(decider, 3.0, 5.0, 0.02)
    play(decider, 8.0, 3.0, 0.95)
    decider.said("That is it.")
    decider.sounded(1.0)
    assert decider.patience_s() == pytest.approx(6.5, abs=0.2)


def test_nobody_speaking_is_reported_after_the_limit() -> None:
    decider = TurnEndDecider("en", 100.0, TurnSettings(no_speech_s=20.0))
    now, step = play(decider, 100.0, 60.0, 0.1)
    assert step.state == "no_speech"
    assert now == pytest.approx(120.0, abs=0.1)


def test_a_click_neither_starts_nor_prolongs_an_answer() -> None:
    decider = TurnEndDecider("en", 0.0)
    play(decider, 0.0, 0.1, 0.95)
    _, step = play(decider, 0.1, 1.0, 0.02)
    assert step.state == "waiting"
    play(decider, 1.1, 2.0, 0.95)
    decider.said("Done.")
    now, _ = play(decider, 3.1, 2.0, 0.02)
    now, _ = play(decider, now, 0.1, 0.95)
    now, step = play(decider, now, 10.0, 0.02)
    assert step.state == "ended"
    assert now - 3.1 <= decider.patience_s() + 0.1


def test_noise_taken_for_speech_does_not_close_an_answer() -> None:
    decider = TurnEndDecider("en", 0.0)
    play(decider, 0.0, 1.0, 0.95)
    decider.said("")
    _, step = play(decider, 1.0, 9.0, 0.02)
    assert step.state == "waiting"


def test_the_ring_runs_down_and_the_model_is_asked_once_a_pause() -> None:
    decider = TurnEndDecider("en", 0.0)
    play(decider, 0.0, 2.0, 0.95)
    decider.said("Done.")
    remaining: list[float] = []
    asked = 0
    now = 2.0
    for _ in range(400):
        step = decider.heard(now, 0.02)
        now += STEP_S
        asked += step.wants_model
        if step.state == "ended":
            break
        if step.remaining is not None:
            remaining.append(step.remaining)
    assert asked == 1
    assert remaining == sorted(remaining, reverse=True)
    assert remaining[0] > 0.95
    assert remaining[-1] < 0.05


@pytest.mark.parametrize(
    ("text", "language", "unfinished"),
    [
        ("我们做了三件事，因为", "zh", True), ("首先是数据，然后", "zh", True), ("它的作用是，", "zh", True),
        ("我负责训练，呃", "zh", True), ("我们最后上线了这个模型。", "zh", False), ("我会的", "zh", False),
        ("I chose it because", "en", True), ("and then we, um,", "en", True), ("we deployed the", "en", True),
        ("We shipped it last year.", "en", False), ("that's it", "en", False),
    ],
)  # fmt: skip
def test_clauses(text: str, language: Language, unfinished: bool) -> None:
    assert (unfinished_probability(text, language) >= 0.6) is unfinished


@pytest.mark.parametrize(
    ("text", "language", "asks"),
    [
        ("这个问题让我想一下", "zh", True), ("嗯，稍等一下。", "zh", True), ("给我一点时间", "zh", True),
        ("我想一下午都在调参数", "zh", False),
        ("Let me think about it.", "en", True), ("Okay, give me a moment", "en", True),
        ("hold on", "en", True),
        ("let me think of an example where it failed", "en", False),
    ],
)  # fmt: skip
def test_requests_for_time(text: str, language: Language, asks: bool) -> None:
    assert asks_for_time(text, language) is asks


def test_a_finished_clause_closes_sooner_when_a_language_model_says_so() -> None:
    def patience(language: Language, unfinished: float | None) -> float:
        decider = TurnEndDecider(language, 0.0)
        play(decider, 0.0, 12.0, 0.95)
        play(decider, 12.0, 1.0, 0.02)
        decider.said("We shipped it a week early." if language == "en" else "最后提前一周上线了。", unfinished)
        decider.sounded(0.95)
        return decider.patience_s()

    settings = TurnSettings()
    assert settings.judged_en_s <= patience("en", 0.02) < 2.6
    assert settings.judged_zh_s <= patience("zh", 0.02) < 3.6
    # The table alone is believed less, and what goes on is waited for whoever says so.
    assert patience("en", None) > 3.6
    for language in ("en", "zh"):
        assert patience(language, 0.97) == pytest.approx(settings.unfinished_s)


def test_after_few_words_people_think_before_they_go_on() -> None:
    def patience(seconds: float) -> float:
        decider = TurnEndDecider("en", 0.0)
        play(decider, 0.0, seconds, 0.95)
        play(decider, seconds, 1.0, 0.02)
        decider.said("That is a good question.", 0.02)
        return decider.patience_s()

    assert patience(1.5) - patience(12.0) > 0.5
    assert patience(8.5) == pytest.approx(patience(12.0), abs=0.01)


@pytest.mark.parametrize(
    ("text", "language", "asks"),
    [
        ("请安静一下", "zh", True),
        ("先别说话", "zh", True),
        ("我先缓一缓", "zh", True),
        ("回头再聊吧", "zh", True),
        ("我们不说话好吗", "zh", True),
        ("我不讲究这个", "zh", False),
        ("不说话的用户也算进去", "zh", False),
        ("我们不聊需求，只看数据", "zh", False),
        ("Please be quiet", "en", True),
        ("Stop talking for a second", "en", True),
        ("最后因为磁盘写满，整个服务就停止了，我们当晚就扩了容", "zh", False),
        ("and after the third retry the workers simply stop and the queue keeps growing", "en", False),
    ],
)
def test_asking_for_quiet_is_asking_for_time(text: str, language: Language, asks: bool) -> None:
    assert asks_for_time(text, language) is asks


def test_what_a_language_model_is_asked_about_is_short_and_unmarked() -> None:
    assert last_words("One. Two, three.", "en") == "One. Two, three"
    assert len(last_words("word " * 200, "en").split()) == 30
    assert len(last_words("字" * 200 + "。", "zh")) == 40
    assert last_words("……", "zh") == ""


def test_a_likely_end_makes_a_clause_finished() -> None:
    for language, text in (("en", "we shipped it"), ("zh", "我们上线了")):
        assert unfinished_by_model(-0.3, -2.0, text, language) < 0.2
        assert unfinished_by_model(-9.0, -5.0, text, language) > 0.9


def judged_finished(language: Language, spoken_s: float) -> float:
    """Patience with a clause that model and sound both take to be finished."""
    decider = TurnEndDecider(language, 0.0)
    play(decider, 0.0, spoken_s, 0.95)
    play(decider, spoken_s, 0.5, 0.02)
    decider.sounded(0.97)
    decider.said("That is what we found in the end.", 0.04)
    return decider.patience_s()


@pytest.mark.parametrize(("language", "longest_s"), [("en", 2.6), ("zh", 3.6)])
def test_a_finished_answer_is_closed_soon_and_a_finished_first_sentence_is_not(
    language: Language, longest_s: float
) -> None:
    assert judged_finished(language, 12.0) <= longest_s
    # A pause of 4 s after the first words is thinking.
    assert judged_finished(language, 0.7) > 4.0
    assert judged_finished(language, 1.1) > 4.0
