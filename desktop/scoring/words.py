"""Sentences of the judgement in both languages. Every one is filled with counted facts; bands follow the score."""

# ruff: noqa: E501 - a table of sentences, one a line
from __future__ import annotations

from collections.abc import Mapping

from desktop.domain.score import DimensionName
from desktop.domain.speech import Language

NAMES: Mapping[Language, Mapping[DimensionName, str]] = {
    "en": {
        "professional_knowledge": "Professional knowledge",
        "skill_match": "Skill match",
        "communication_ability": "Communication",
        "logical_thinking": "Logical thinking",
        "stress_resilience": "Composure under follow-up",
    },
    "zh": {
        "professional_knowledge": "专业知识",
        "skill_match": "技能匹配",
        "communication_ability": "沟通表达",
        "logical_thinking": "逻辑思维",
        "stress_resilience": "追问与难题下的表现",
    },
}
_BANDS: Mapping[Language, tuple[str, str, str, str]] = {
    "en": ("Little of what was asked for is there.", "Much is still missing.", "Partly there.", "Mostly there."),
    "zh": ("要求的内容几乎没有体现。", "欠缺还比较多。", "做到了一部分。", "大部分做到了。"),
}
_DELIVERY_BANDS: Mapping[Language, tuple[str, str, str, str]] = {
    "en": (
        "Most figures are far outside the comfortable range.",
        "Several figures are outside the comfortable range.",
        "Some figures are outside the comfortable range.",
        "The figures are mostly within the comfortable range.",
    ),
    "zh": (
        "多数指标远离舒适范围。",
        "有几项指标超出舒适范围。",
        "部分指标超出舒适范围。",
        "各项指标大多在舒适范围内。",
    ),
}


def band(score: float) -> int:
    """0 below 2.5, 1 below 5, 2 below 7.5, else 3."""
    return min(3, int(score // 2.5))


def lead(score: float, language: Language, delivery: bool = False) -> str:
    """The first sentence of a comment; it follows from the score alone."""
    return (_DELIVERY_BANDS if delivery else _BANDS)[language][band(score)]


TEXT: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "nothing": "Nothing was said, so there is nothing to judge.",
        "low_recognition": "The recording was recognised too poorly to judge; not enough data.",
        "other_language": "What was said is in another language than the interview; not enough data.",
        "no_technical": "No technical question was answered and judged; not enough data.",
        "knowledge": "{covered} of {points} key points over {count} technical questions.",
        "tests_passed": "Programming task “{title}”: {passed} of {of} tests passed.",
        "knowledge_unjudged": "Questions answered but not possible to judge, so not counted: {count}.",
        "knowledge_mistakes": "Statements taken for a known mistake: {count}.",
        "knowledge_contrary": "Points of which the contrary was probably said: {count}.",
        "knowledge_missing": "Missing most: {points}.",
        "knowledge_rule": "Weighted share of key points covered in technical answers, the best of an answer and its "
        "follow-ups for each point; a missing must-point takes up to 40 % of a question, a known mistake that was made 2 points; of a "
        "programming task the share of its tests that pass. Mean over questions.",
        "no_skills": "Neither a job description nor a résumé was given, so there is nothing to match; not enough data.",
        "no_skills_found": "The job description or résumé names no skill from the list; not enough data.",
        "no_skills_tested": "None of the skills asked for ({skills}) came up in this interview; not enough data.",
        "skills": "{tested} of {wanted} skills that the {source} names came up: {list}.",
        "skills_untested": "Did not come up: {list}.",
        "job": "job description",
        "resume": "résumé",
        "skills_rule": "Mean score of the questions that touch each named skill. The interval also counts the skills "
        "that did not come up, once as 0 and once as 10.",
        "short_speech": "Only {value:.0f} s of speech were measured; at least {limit:.0f} s are needed.",
        "delivery_rule": "Speaking rate, fillers by words, silence, pauses of 3 s and more, and speaking time against the "
        "time limit, each by a published curve; recognition confidence only decides whether there is enough data.",
        "rate": "Speaking rate {value:.0f} {unit} (comfortable {low:.0f}–{high:.0f}).",
        "filler_rate": "Fillers {value:.1f} {unit} (usual up to {high:.0f}).",
        "long_pauses": "Pauses of 3 s or more: {value:.1f} per minute.",
        "length": "Speaking time {value:.0f} % of the time limit on average.",
        "no_structure": "No answer is long enough to judge its structure; not enough data.",
        "structure": "{on} of {count} answers reach at least one key point; {reason} give a reason and {example} an "
        "example or a figure.",
        "structure_links": "Kinds of connection per answer: {links:.1f} on average.",
        "structure_rule": "Different kinds of connectives, a reason and an example or figure, answering what was asked "
        "(share of key points reached), and the order of the points covered. An answer that reaches no key point gets "
        "at most 3.",
        "no_stress": "There were {hard} judged hard questions or follow-ups and {easy} easier ones; at least {need} and "
        "{base} are needed to compare. Not enough data.",
        "stress": "Score {hard:.1f} on {count} hard questions and follow-ups, {easy:.1f} on the easier ones.",
        "stress_rate": "Speaking rate changes by {value:.0f} %.",
        "stress_recovery": "After {weak} weak answers the next one was better {better} times.",
        "stress_rule": "The person's own hard questions and follow-ups against their own easier ones: completeness, "
        "speaking rate, and whether the answer after a weak one is better. At most twice that completeness.",
        "overall": "{answered} of {asked} questions were answered. {scores}",
        "overall_part": "{name} {score:.1f}/10",
        "unscored": "Not scored: {names}.",
        "find_point": "Covered in “{question}”: {point}",
        "find_rate_ok": "Speaking rate within the comfortable range.",
        "find_filler_ok": "Few fillers.",
        "find_contrary": "In “{question}” you said the contrary of what was looked for, see the quote: {point}",
        "find_mistake": "Probably wrong in “{question}”, see the quote. Right is: {correction}",
        "find_missed": "Missing in “{question}”: {point}",
        "find_rate_fast": "Speaking rate above the comfortable range; leave a short pause after each point.",
        "find_rate_slow": "Speaking rate below the comfortable range; say the main point first and prepare keywords.",
        "find_filler": "More fillers than usual; replace them by a silent pause.",
        "find_pauses": "Long pause in “{question}”; say aloud how you are going about it.",
        "find_empty": "“{question}” got no answer.",
        "find_off_topic": "The answer to “{question}” does not address the question.",
        "find_keyword_list": "The answer to “{question}” lists terms without explaining how they belong together.",
        "find_instruction": "Text addressed to the grader in “{question}” was left out.",
        "find_too_short": "The answer to “{question}” is too short to show what you know.",
        "find_low_recognition": "The answer to “{question}” was recognised too poorly; correct the transcript.",
        "find_other_language": "The answer to “{question}” is in another language than the interview, so it was not judged.",
        "section_overall": "Overall",
        "advice_point": "{topic}: explain aloud, in two or three sentences, “{point}”.",
        "advice_structure": "Build each answer as claim, reason, example: {missing} of {count} answers gave no reason or "
        "no example.",
        "advice_length": "Use more of the time: on average {value:.0f} % of the limit was spoken.",
        "advice_follow_up": "Answer follow-ups to the exact point they ask for before adding anything.",
        "basis": "Basis: {rule}",
        "interval": "80 % interval {low:.1f}–{high:.1f}.",
        "nothing_overall": "Nothing was said in this session; there are no scores.",
    },
    "zh": {
        "nothing": "没有说出任何内容，无从评价。",
        "low_recognition": "录音识别质量过低，数据不足，无法评价。",
        "other_language": "回答用的不是本场面试的语言，数据不足，无法评价。",
        "no_technical": "没有作答并可评价的技术题，数据不足。",
        "knowledge": "{count} 道技术题的 {points} 个要点中说到了 {covered} 个。",
        "tests_passed": "编程题“{title}”通过了 {of} 个测试中的 {passed} 个。",
        "knowledge_unjudged": "有 {count} 道题作答了但无法评价，没有计入。",
        "knowledge_mistakes": "判断为常见错误的说法有 {count} 处。",
        "knowledge_contrary": "很可能说反了的要点有 {count} 个。",
        "knowledge_missing": "主要缺少：{points}。",
        "knowledge_rule": "技术题要点的加权覆盖率；同一题的回答与追问按每个要点取较好的一次；必答要点缺失最多扣掉该题的 40%，说出一个常见错误扣 2 分；编程题按通过测试的比例；各题取平均。",
        "no_skills": "没有提供职位描述或简历，无从匹配，数据不足。",
        "no_skills_found": "职位描述或简历里没有出现技能表中的技能，数据不足。",
        "no_skills_tested": "要求的技能（{skills}）在这次面试中都没有涉及，数据不足。",
        "skills": "{source}提到的 {wanted} 项技能中涉及了 {tested} 项：{list}。",
        "skills_untested": "没有涉及：{list}。",
        "job": "职位描述",
        "resume": "简历",
        "skills_rule": "涉及每项技能的题目得分取平均；区间把没有涉及的技能分别按 0 分和 10 分计入。",
        "short_speech": "只测到 {value:.0f} 秒语音，至少需要 {limit:.0f} 秒。",
        "delivery_rule": "语速、填充词占字数的比例、静默时间的比例、3 秒及以上的停顿、发言时长占时限的比例，各按公开的曲线计分；识别置信度只用来判断数据是否足够，不计分。",
        "rate": "语速 {value:.0f} {unit}（舒适范围 {low:.0f}–{high:.0f}）。",
        "filler_rate": "填充词 {value:.1f} {unit}（通常不超过 {high:.0f}）。",
        "long_pauses": "3 秒及以上的停顿每分钟 {value:.1f} 次。",
        "length": "平均用了时限的 {value:.0f}%。",
        "no_structure": "没有足够长的回答可以分析结构，数据不足。",
        "structure": "{count} 个回答中有 {on} 个至少说到一个要点，{reason} 个给出了理由，{example} 个给出了例子或数字。",
        "structure_links": "平均每个回答使用 {links:.1f} 类衔接。",
        "structure_rule": "衔接词的种类、理由与例子或数字、是否答到所问（说到要点的比例）、所说要点的先后顺序；一个要点都没说到的回答最多 3 分。",
        "no_stress": "可评价的难题或追问有 {hard} 个，较易的题有 {easy} 个；至少需要 {need} 个和 {base} 个才能比较，数据不足。",
        "stress": "{count} 个难题和追问平均 {hard:.1f} 分，较易的题平均 {easy:.1f} 分。",
        "stress_rate": "语速变化 {value:.0f}%。",
        "stress_recovery": "{weak} 次薄弱的回答之后，有 {better} 次下一个回答更好。",
        "stress_rule": "把难题和追问与本人较易的题相比：完整度、语速变化，以及薄弱回答之后是否好转；最多为难题完整度的两倍。",
        "overall": "共 {asked} 个问题，作答 {answered} 个。{scores}",
        "overall_part": "{name} {score:.1f}/10",
        "unscored": "未评分：{names}。",
        "find_point": "在“{question}”中说到了：{point}",
        "find_rate_ok": "语速在舒适范围内。",
        "find_filler_ok": "填充词不多。",
        "find_contrary": "在“{question}”中，你说的与期待的内容相反，见引文。期待的是：{point}",
        "find_mistake": "在“{question}”中有一处很可能说错了，见引文。正确的是：{correction}",
        "find_missed": "在“{question}”中没有说到：{point}",
        "find_rate_fast": "语速高于舒适范围；每说完一点稍作停顿。",
        "find_rate_slow": "语速低于舒适范围；先说结论，提前准备关键词。",
        "find_filler": "填充词偏多；想的时候可以安静停顿。",
        "find_pauses": "在“{question}”中停顿较长；可以把思考过程说出来。",
        "find_empty": "“{question}”没有作答。",
        "find_off_topic": "对“{question}”的回答没有针对问题。",
        "find_keyword_list": "对“{question}”的回答只罗列了术语，没有说明它们的关系。",
        "find_instruction": "“{question}”的回答中对评分者说的话没有计入。",
        "find_too_short": "对“{question}”的回答太短，看不出掌握程度。",
        "find_low_recognition": "“{question}”的回答识别质量过低，请更正转写后重新评分。",
        "find_other_language": "“{question}”的回答用的不是本场面试的语言，没有评分。",
        "section_overall": "总体情况",
        "advice_point": "{topic}：用两三句话口头讲清楚“{point}”。",
        "advice_structure": "按“结论、理由、例子”组织回答：{count} 个回答中有 {missing} 个缺少理由或例子。",
        "advice_length": "把时间用得更充分：平均只用了时限的 {value:.0f}%。",
        "advice_follow_up": "被追问时先正面回答所问的那一点，再补充其他内容。",
        "basis": "依据：{rule}",
        "interval": "80% 区间 {low:.1f}–{high:.1f}。",
        "nothing_overall": "这次没有说出任何内容，因此没有评分。",
    },
}
