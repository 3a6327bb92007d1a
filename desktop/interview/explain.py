"""Why this plan, in words for the person. Names rounds, topics and skills; never key points or answers."""

from __future__ import annotations

from collections import Counter

from desktop.domain.question import Question, Round
from desktop.domain.speech import Language
from desktop.interview.plan import ROUND_ORDER, InterviewPlan, PlannedQuestion
from desktop.interview.relevance import Reason
from desktop.interview.skills import display_name

ROUND_NAMES: dict[Language, dict[Round, str]] = {
    "zh": {
        "theory": "理论基础", "project": "项目经历", "programming": "编程思路", "system_design": "系统设计",
        "behavioural": "行为面试", "industry": "行业认知", "candidate_questions": "向面试官提问",
    },
    "en": {
        "theory": "theory", "project": "project experience", "programming": "programming, reasoned aloud",
        "system_design": "system design", "behavioural": "behavioural", "industry": "industry awareness",
        "candidate_questions": "your own questions",
    },
}  # fmt: skip

_TASK: dict[Language, str] = {"zh": "编程题", "en": "programming task"}
_MOST_SKILLS = 6


def explain(plan: InterviewPlan, language: Language) -> tuple[str, ...]:
    """A few sentences, then one line a question."""
    lines = [_rounds(plan, language), _level(plan, language)]
    lines += _documents(plan, language)
    if plan.missing > 0:
        lines.append(
            f"题库里适合的题目不够，少了 {plan.missing} 题。"
            if language == "zh"
            else f"The bank has too few fitting questions: {plan.missing} fewer than asked for."
        )
    lines += [_line(number, item, language) for number, item in enumerate(plan.items, start=1)]
    return tuple(lines)


def _rounds(plan: InterviewPlan, language: Language) -> str:
    in_order = sorted((item.question for item in plan.items), key=lambda question: ROUND_ORDER.index(question.round))
    counts = Counter(_name(question, language) for question in in_order)
    if language == "zh":
        parts = "、".join(f"{name} {count} 题" for name, count in counts.items())
        length = f"，大约 {plan.minutes} 分钟" if plan.minutes else ""
        return f"共 {len(plan.items)} 个主问题{length}：{parts or '无'}；最后由你向面试官提问。"
    parts = ", ".join(f"{name} {count}" for name, count in counts.items())
    length = f", about {plan.minutes} minutes" if plan.minutes else ""
    return f"{len(plan.items)} main questions{length}: {parts or 'none'}; at the end you ask your own."


def _name(question: Question, language: Language) -> str:
    return ROUND_NAMES[language][question.round] if question.code is None else _TASK[language]


def _level(plan: InterviewPlan, language: Language) -> str:
    if language == "zh":
        return f"难度围绕 {plan.difficulty}（1 到 5），随回答情况上下调整；同一领域的话题尽量分散。"
    return f"Difficulty is around {plan.difficulty} (1 to 5) and follows your answers; topics are spread out."


def _documents(plan: InterviewPlan, language: Language) -> list[str]:
    """What job and résumé contributed, limited to skills that a chosen question is really about."""
    lines = []
    for kind in ("job_gap", "job_match", "resume"):
        reasons = [reason for item in plan.items for reason in item.reasons if reason.kind == kind]
        # A dictionary drops repeats and keeps the order of the questions.
        names = list({display_name(reason.skill, language): None for reason in reasons})[:_MOST_SKILLS]
        if names:
            joined = ("、" if language == "zh" else ", ").join(names)
            lines.append(_DOCUMENT_LINES[language][kind].format(skills=joined))
    return lines


_DOCUMENT_LINES: dict[Language, dict[str, str]] = {
    "zh": {
        "job_gap": "职位要求而简历没有体现，因此优先考察：{skills}。",
        "job_match": "职位要求提到，因此会问到：{skills}。",
        "resume": "简历提到，因此会问到：{skills}。",
    },
    "en": {
        "job_gap": "Asked for by the job and not shown in the résumé, so they come first: {skills}.",
        "job_match": "Asked for by the job, so they are covered: {skills}.",
        "resume": "Named in the résumé, so they are covered: {skills}.",
    },
}


def _line(number: int, item: PlannedQuestion, language: Language) -> str:
    question = item.question
    round_name = _name(question, language)
    area, _, detail = question.topic.partition("/")
    topic = detail if detail and round_name.startswith(area) else question.topic
    why = _why(item.reasons, language)
    if language == "zh":
        return f"{number}. {round_name} · {topic} · 难度 {question.difficulty}{why}"
    return f"{number}. {round_name} · {topic} · difficulty {question.difficulty}{why}"


def _why(reasons: tuple[Reason, ...], language: Language) -> str:
    if not reasons:
        return ""
    reason = reasons[0]
    skill = display_name(reason.skill, language)
    if language == "zh":
        text = {"job_gap": "职位要求、简历未体现", "job_match": "职位要求", "resume": "简历提到"}[reason.kind]
        return f" · {text}：{skill}"
    text = {"job_gap": "asked for, not in the résumé", "job_match": "asked for", "resume": "in the résumé"}[reason.kind]
    return f" · {text}: {skill}"
