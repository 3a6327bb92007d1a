"""Made-up sessions for the report tests. Every figure here is invented test data, none was measured."""

from __future__ import annotations

import dataclasses
import math

from desktop.domain.assessment import (
    AnalysisSection,
    Assessment,
    Finding,
    PlanPhase,
    Resource,
    SelfTestRow,
    StudyPlan,
)
from desktop.domain.presence import BodyMoment, Presence, PresenceFrame, PresenceSummary, Zone
from desktop.domain.question import KeyPoint, Mistake, Question
from desktop.domain.score import AnswerGrade, DimensionScore, Evidence, MadeMistake, PointCheck
from desktop.domain.session import Answer, Gap, ModelUse, Profile, SessionConfig, SessionRecord
from desktop.domain.speech import Command, Language, Span, Word
from desktop.domain.voice import (
    Filler,
    Loudness,
    MicrophoneQuality,
    Pitch,
    Quantity,
    TrailingEnd,
    VoiceFigures,
)

TEXT = {
    "en": {
        "name": "Test Person",
        "role": "Machine learning engineer",
        "domain": "Computer vision",
        "q1": "How does the gradient of a ReLU layer affect the update of the layer before it?",
        "q2": "What happens to a neuron whose input stays negative for the rest of training?",
        "q3": "Tell me about a time you disagreed with a colleague about a technical decision.",
        "a1": "well um the gradient passes unchanged where the input is positive and it is cut to zero where the input "
        "is negative so the layer before only learns from the active units and nothing ever vanishes",
        "a2": "it gets no gradient any more so it is dead",
        "a3": "last spring we argued about quantising the detector I measured both versions on two thousand frames and "
        "we kept the larger one because the smaller one lost four points on night scenes",
        "p1": "The gradient is passed on where the input is positive and cut off where it is negative",
        "p2": "The gradient of the layer before is the upstream gradient times this derivative times the weights",
        "p3": "A unit whose input stays negative never updates again",
        "wrong": "nothing ever vanishes",
        "quote": "it is cut to zero where the input is negative",
        "reference": "A ReLU passes the gradient on unchanged where its input is positive and blocks it elsewhere. The "
        "layer before therefore receives the upstream gradient times that mask times the weights.",
        "mistake": "Saying that ReLU removes vanishing gradients altogether",
        "correction": "It only avoids saturation on the positive side",
        "comment": "Two of three essential points were found, each with the words it rests on.",
        "none": "No question of the session touched the résumé, so there is nothing to score.",
        "rule": "Weighted share of covered key points over the theory and programming answers.",
        "overall": "Three answers were judged. The first explains the mechanism and leaves out the chain rule.\n\n"
        "The follow-up was answered in one sentence; the behavioural answer names a measured result.",
        "strength": "Answered the behavioural question with a measured outcome.",
        "change": "Name the chain rule: upstream gradient, derivative, weights.",
    },
    "zh": {
        "name": "测试用户",
        "role": "算法工程师",
        "domain": "计算机视觉",
        "q1": "假设某一层用的是 ReLU，它的梯度会怎样影响前一层参数的更新？",
        "q2": "如果一个神经元的输入一直是负数，训练继续下去会发生什么？",
        "q3": "请讲一次你和同事在技术决策上意见不一致的经历。",
        "a1": "嗯 这 个 梯 度 在 输 入 大 于 零 的 地 方 直 接 传 回 去 ， 小 于 零 的 地 方 就 被 截 断 了 ， "
        "所 以 前 一 层 只 从 激 活 的 神 经 元 那 里 学 习 ， 梯 度 再 也 不 会 消 失 。",
        "a2": "它 就 再 也 拿 不 到 梯 度 ， 相 当 于 死 掉 了 。",
        "a3": "去 年 春 天 我 们 争 论 要 不 要 量 化 检 测 模 型 ， 我 把 两 个 版 本 都 在 两 千 帧 上 测 了 ， "
        "小 模 型 在 夜 间 场 景 掉 了 四 个 点 ， 所 以 保 留 了 大 模 型 。",
        "p1": "输入大于零时梯度原样传回，小于零时梯度被截断",
        "p2": "前一层的梯度等于上游梯度乘以这一层的导数再乘以权重",
        "p3": "输入长期为负的神经元不再更新",
        "wrong": "梯度再也不会消失",
        "quote": "小于零的地方就被截断了",
        "reference": "ReLU 在输入大于零时把梯度原样传回，小于零时把梯度截断。"
        "因此前一层收到的是上游梯度乘以这个开关，再乘以权重。",
        "mistake": "说 ReLU 能完全避免梯度消失",
        "correction": "它只是避免了正半轴的饱和",
        "comment": "三个必答要点中找到两个，每个都附有所依据的原话。",
        "none": "本次面试没有涉及简历的问题，因此无法评分。",
        "rule": "理论题和编程题中已答到要点的加权占比。",
        "overall": "共评判了三个回答。第一个回答讲清了机制，但没有提到链式法则。\n\n"
        "追问只用一句话作答；行为题给出了测得的结果。",
        "strength": "行为题的回答给出了测得的结果。",
        "change": "要说出链式法则：上游梯度、导数、权重三者相乘。",
    },
}

PLAN = {
    "en": StudyPlan(
        goals=("Derive the gradient of a two-layer network by hand", "Answer follow-ups in full"),
        phases=(
            PlanPhase(
                "Back-propagation from scratch",
                "1–4",
                "Write down every factor of the chain rule.",
                ("Chain rule for composed functions", "Gradients of ReLU and sigmoid"),
                ("Implement a three-layer network without a framework", "Check the gradients numerically"),
                ("The numerical and analytic gradients differ by less than 1e-6",),
            ),
            PlanPhase(
                "Training that fails",
                "5–8",
                "Diagnose an unstable run.",
                ("Initialisation", "Normalisation"),
                ("Break a run on purpose in three ways and repair it",),
                ("Name the cause from the curves alone in two of three cases",),
            ),
            PlanPhase(
                "Interview practice",
                "9–12",
                "Answer in 60–120 s with a result.",
                ("Situation, task, action, result",),
                ("Two practice sessions a week",),
                ("Every answer names a figure",),
            ),
        ),
        daily_rhythm=("30 min reading", "45 min derivation on paper", "15 min answering aloud"),
        resources=(
            Resource("Test Book of Gradients", "book", "https://example.org/book", "chapter 6"),
            Resource("Test Course", "course"),
        ),
        pitfalls=("Describing instead of deriving",),
        self_test=(
            SelfTestRow("Derivation", "Two-layer network on paper", "30 min, no error"),
            SelfTestRow("Follow-ups", "Three follow-ups in a row", "each at least 30 s"),
        ),
        milestones=("Week 4: gradient check passes", "Week 12: three full sessions"),
    ),
    "zh": StudyPlan(
        goals=("能手推两层网络的梯度", "完整回答追问"),
        phases=(
            PlanPhase(
                "从零推导反向传播",
                "1–4",
                "写出链式法则的每一个因子。",
                ("复合函数的链式法则", "ReLU 与 Sigmoid 的梯度"),
                ("不用框架实现三层网络", "用数值方法检查梯度"),
                ("数值梯度与解析梯度之差小于 1e-6",),
            ),
            PlanPhase(
                "训练为什么失败",
                "5–8",
                "诊断不稳定的训练。",
                ("初始化", "归一化"),
                ("用三种方式故意弄坏一次训练，再修好",),
                ("三次中有两次只看曲线就能说出原因",),
            ),
            PlanPhase(
                "面试练习",
                "9–12",
                "用 60–120 秒作答并给出结果。",
                ("情境、任务、行动、结果",),
                ("每周两次模拟面试",),
                ("每个回答都有一个数字",),
            ),
        ),
        daily_rhythm=("阅读 30 分钟", "纸笔推导 45 分钟", "出声作答 15 分钟"),
        resources=(
            Resource("测试用书：梯度", "书", "https://example.org/book", "第 6 章"),
            Resource("测试课程", "课程"),
        ),
        pitfalls=("只描述、不推导",),
        self_test=(
            SelfTestRow("推导", "纸上推导两层网络", "30 分钟内无误"),
            SelfTestRow("追问", "连续三个追问", "每个至少讲 30 秒"),
        ),
        milestones=("第 4 周：通过梯度检查", "第 12 周：完成三次完整面试"),
    ),
}


def words(text: str, start_s: float, step_s: float = 0.3, pause_after: int | None = None) -> tuple[Word, ...]:
    """Words at an even pace; a pause of 1.8 s after word ``pause_after``; the fourth word is unsure."""
    made, at = [], start_s
    for position, part in enumerate(text.split()):
        kind = "filler" if part in ("um", "嗯") else "word"
        probability = 0.31 if position == 4 else 0.93
        made.append(Word(part, at, at + step_s * 0.9, probability, kind))
        at += step_s + (1.8 if position == pause_after else 0.0)
    return tuple(made)


def question(number: int, language: Language) -> Question:
    text = TEXT[language]
    behavioural = number == 3
    return Question(
        id=f"test-{number}",
        language=language,
        roles=("test",),
        domain="test",
        round="behavioural" if behavioural else "theory",
        topic={"en": "deep learning/back-propagation", "zh": "深度学习/反向传播"}[language],
        kind="behavioural" if behavioural else "technical",
        difficulty=3,
        frequency="common",
        time_limit_s=120,
        text=text[f"q{number}"],
        key_points=(KeyPoint("a", text["p1"], 3, True), KeyPoint("b", text["p2"], 2), KeyPoint("c", text["p3"], 1)),
        reference_answer=text["reference"],
        common_mistakes=(Mistake(text["mistake"], text["correction"]),),
    )


def voice(start_s: float, end_s: float, language: Language, rate: float) -> VoiceFigures:
    unit = "words/min" if language == "en" else "characters/min"
    length = end_s - start_s
    track = tuple(
        None if int(n / 14) % 4 == 3 else 165 + 28 * math.sin(n / 9) + 8 * math.sin(n / 2.3)
        for n in range(int(length / 0.05))
    )
    return VoiceFigures(
        duration_s=length,
        speech_s=length * 0.82,
        rate=Quantity(rate, unit),
        articulation_rate=Quantity(4.4, "syllables/s"),
        pauses=(Span(start_s + 1.77, start_s + 3.6), Span(start_s + 6.0, start_s + 6.4)),
        fillers=(Filler("um" if language == "en" else "嗯", start_s + 0.3, start_s + 0.57),),
        filler_rate=Quantity(2.7, "1/min" if language == "en" else "1/100 characters"),
        pitch=Pitch(168.0, 2.9, 0.05, track),
        loudness=Loudness(-21.4, 7.3),
        snr_db=31.2,
        clipping_ratio=0.0,
        microphone=MicrophoneQuality(3.4, 3.7, 3.9),
        recognition_confidence=0.91,
        monotone=(Span(start_s + 8.0, start_s + 19.0),) if length > 20 else (),
        trailing_ends=(TrailingEnd(start_s + 5.2, start_s + 6.0, 12.4),) if length > 30 else (),
    )


def presence(start_s: float, end_s: float) -> Presence:
    pattern: tuple[Zone, ...] = ("camera",) * 14 + ("down",) * 4 + ("left",) * 2 + ("camera",) * 5 + ("none",)
    frames = []
    for n in range(int((end_s - start_s) * 5)):
        zone = pattern[(n // 5) % len(pattern)]
        face = zone != "none"
        angle = 3.0 if face else None
        frames.append(
            PresenceFrame(start_s + n / 5, face, angle, angle, 0.5 if face else None, angle, angle, zone, None)
        )
    summary = PresenceSummary(
        frames=len(frames),
        duration_s=end_s - start_s,
        face_share=0.96,
        zone_share={"camera": 0.76, "down": 0.16, "left": 0.08, "right": 0.0, "up": 0.0},
        blink_per_min=17.2,
        head_movement_deg_per_s=4.1,
        longest_away=Span(start_s + 14, start_s + 18.4),
        shoulder_roll_deg=-1.2,
        camera_tilt_deg=0.0,
        usual_head_height=0.62,
        lower_s=6.0,
        hands_seen_share=0.42,
        hand_on_face_s=2.4,
        movement_face_widths_per_s=0.08,
    )
    moments = (
        BodyMoment("hand_on_face", start_s + 1.0, start_s + 3.4),
        BodyMoment("lower", start_s + 4.0, start_s + 10.0, 0.81),
    )
    return Presence(tuple(frames), (Span(start_s + 3, start_s + 3.2),), summary, moments)


def _answers(language: Language) -> tuple[Answer, ...]:
    text = TEXT[language]
    spans = ((12.0, 34.0), (42.0, 48.0), (58.0, 92.0))
    scores = (6.4, None, 8.1)
    rates = (152.0, 118.0, 171.0) if language == "en" else (231.0, 174.0, 268.0)
    made = []
    for position, (start, end) in enumerate(spans):
        said = words(text[f"a{position + 1}"], start, 0.3, 5)
        commands: tuple[Command, ...] = ()
        if position == 2:
            ending = {"en": "end answer", "zh": "结束回答"}[language]
            said += (Word(ending, end - 1, end, 0.97, "command"),)
            commands = (Command("end", end - 1),)
        short = scores[position] is None
        points = (
            PointCheck("a", text["p1"], 3, True, 0.92, True, text["quote"], start + 4, start + 7),
            PointCheck("b", text["p2"], 2, False, 0.41, False),
            PointCheck("c", text["p3"], 1, False, 0.06, False),
        )
        wrong = MadeMistake(text["mistake"], text["correction"], 0.84, text["wrong"], start + 11, start + 13, {})
        made.append(
            Answer(
                index=position,
                question=question(position + 1, language),
                asked_text=text[f"q{position + 1}"],
                follow_up_of=0 if position == 1 else None,
                asked_start_s=start - 6,
                start_s=start,
                end_s=end,
                words=said,
                commands=commands,
                ended_by="command" if commands else "turn_end",
                voice=voice(start, end, language, rates[position]),
                presence=presence(start, end),
                grade=AnswerGrade(
                    f"test-{position + 1}",
                    scores[position],
                    None if short else (scores[position] - 0.8, scores[position] + 0.8),
                    () if short else points,
                    ("too_short",) if short else (),
                    mistakes=(wrong,) if position == 0 else (),
                ),
            )
        )
    return tuple(made)


def record(language: Language) -> SessionRecord:
    """Three answers (one a follow-up, too short to score), camera, one gap."""
    text = TEXT[language]
    return SessionRecord(
        id="test-session",
        origin="interview",
        state="finished",
        started_utc="2026-01-15T09:30:00+00:00",
        duration_s=96.0,
        config=SessionConfig(Profile(text["name"], text["role"], text["domain"], language)),
        answers=_answers(language),
        candidate_questions=({"en": "How is the team set up?", "zh": "团队是怎样分工的？"}[language],),
        presence=presence(0.0, 96.0),
        voice=dataclasses.replace(
            voice(0.0, 96.0, language, 158.0 if language == "en" else 224.0),
            snr_db=None,
            notes=("snr_db: test reason",),
        ),
        gaps=(Gap("microphone", 50.0, 50.8, {"en": "test: the device paused", "zh": "测试：设备暂停"}[language]),),
        models=(ModelUse("test-speech-model", "0" * 64), ModelUse("test-face-model", "ab" * 32)),
    )


def assessment(language: Language) -> Assessment:
    text = TEXT[language]
    quote = Evidence(0, 16.0, 19.0, text["quote"])
    unit = "words/min" if language == "en" else "characters/min"
    rate = Evidence(2, 58.0, 92.0, None, "rate", 171.0 if language == "en" else 268.0, unit)
    scored = {
        "professional_knowledge": (6.4, (5.6, 7.2)),
        "skill_match": None,
        "communication_ability": (7.3, (6.7, 7.9)),
        "logical_thinking": (5.8, (4.6, 7.0)),
        "stress_resilience": (4.9, (3.2, 6.6)),
    }
    dimensions = tuple(
        DimensionScore(name, found[0], found[1], text["comment"], (quote, rate), text["rule"])  # type: ignore[arg-type]
        if found
        else DimensionScore(name, None, None, text["none"], ())  # type: ignore[arg-type]
        for name, found in scored.items()
    )
    return Assessment(
        dimensions=dimensions,
        overall=text["overall"],
        analysis=(AnalysisSection(text["p3"], text["overall"]), AnalysisSection(text["p1"], text["reference"])),
        advice=(text["change"], text["strength"]),
        findings=(Finding("strength", text["strength"], (rate,)), Finding("change", text["change"], (quote,))),
        plan=PLAN[language],
    )


def empty_record(language: Language) -> SessionRecord:
    """Ended before an answer; no camera."""
    full = record(language)
    config = dataclasses.replace(full.config, camera="none")
    return dataclasses.replace(
        full,
        config=config,
        answers=(),
        candidate_questions=(),
        presence=None,
        voice=None,
        gaps=(),
        models=(),
        duration_s=7.0,
        state="recovered",
    )


def empty_assessment(language: Language) -> Assessment:
    reason = {"en": "No answer was recorded.", "zh": "没有录到回答。"}[language]
    names = [item.name for item in assessment(language).dimensions]
    return Assessment(tuple(DimensionScore(n, None, None, reason, ()) for n in names), "", (), (), (), None)


def without_camera(full: SessionRecord) -> SessionRecord:
    """The same session, camera off."""
    answers = tuple(dataclasses.replace(answer, presence=None) for answer in full.answers)
    return dataclasses.replace(
        full, answers=answers, presence=None, config=dataclasses.replace(full.config, camera="none")
    )


def with_text(full: SessionRecord, said: str, name: str | None = None) -> SessionRecord:
    """The first answer says ``said`` word for word; its quote and, when given, the person's name are that text too."""
    first = full.answers[0]
    grade = first.grade
    assert grade is not None
    point = dataclasses.replace(grade.points[0], quote=said)
    first = dataclasses.replace(
        first,
        words=words(said, first.start_s, 0.02),
        asked_text=said,
        grade=dataclasses.replace(grade, points=(point, *grade.points[1:])),
    )
    profile = full.config.profile if name is None else dataclasses.replace(full.config.profile, name=name)
    config = dataclasses.replace(full.config, profile=profile)
    return dataclasses.replace(full, answers=(first, *full.answers[1:]), config=config)
