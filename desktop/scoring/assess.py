"""The judgement of a whole session: a pure function of its record."""

from __future__ import annotations

from desktop.domain.assessment import AnalysisSection, Assessment
from desktop.domain.score import DimensionScore
from desktop.domain.session import SessionRecord
from desktop.scoring.delivery import measure
from desktop.scoring.dimensions import dimensions
from desktop.scoring.facts import SessionFacts, gather, missed
from desktop.scoring.findings import findings
from desktop.scoring.study_plan import study_plan
from desktop.scoring.words import NAMES, TEXT

_ADVISED = 4
_LENGTH_FROM = 40.0


def assess(record: SessionRecord) -> Assessment:
    """Scores, findings, analysis and plan in the interview's language. The same record gives the same result."""
    facts = gather(record)
    scored = dimensions(facts)
    return Assessment(
        dimensions=scored,
        overall=_overall(facts, scored),
        analysis=_analysis(facts, scored),
        advice=_advice(facts),
        findings=findings(facts),
        plan=study_plan(facts, scored),
    )


def _overall(facts: SessionFacts, scored: tuple[DimensionScore, ...]) -> str:
    text, language = TEXT[facts.language], facts.language
    if not facts.anything_said and not facts.coded:
        return text["nothing_overall"]
    mark, stop = ("，", "。") if language == "zh" else (", ", ".")
    parts = [
        text["overall_part"].format(name=NAMES[language][d.name], score=d.score) for d in scored if d.score is not None
    ]
    missing = [NAMES[language][d.name] for d in scored if d.score is None]
    sentences = [
        text["overall"]
        .format(
            answered=sum(a.said for a in facts.answers) + len(facts.coded),
            asked=len(facts.answers),
            scores=mark.join(parts) + stop if parts else "",
        )
        .strip()
    ]
    if missing:
        sentences.append(text["unscored"].format(names=("、" if language == "zh" else ", ").join(missing)))
    return ("" if language == "zh" else " ").join(sentences)


def _analysis(facts: SessionFacts, scored: tuple[DimensionScore, ...]) -> tuple[AnalysisSection, ...]:
    """One section a dimension: the comment, its interval and the rule it was made by."""
    text = TEXT[facts.language]
    sections = [AnalysisSection(text["section_overall"], _overall(facts, scored))]
    for item in scored:
        title = NAMES[facts.language][item.name]
        if item.score is not None:
            title += f"（{item.score:.1f}/10）" if facts.language == "zh" else f" ({item.score:.1f}/10)"
        paragraphs = [item.comment]
        if item.interval is not None:
            paragraphs.append(text["interval"].format(low=item.interval[0], high=item.interval[1]))
        if item.rule:
            paragraphs.append(text["basis"].format(rule=item.rule))
        sections.append(AnalysisSection(title, "\n\n".join(paragraphs)))
    return tuple(sections)


def _advice(facts: SessionFacts) -> tuple[str, ...]:
    """Concrete next steps, from the heaviest missed points and the figures that are out of range."""
    if not facts.anything_said:
        return ()
    text = TEXT[facts.language]
    gaps = sorted(
        ((point, topic) for topic in facts.topics for point in missed(topic)[:2]),
        key=lambda pair: (not pair[0].must, -pair[0].weight),
    )
    lines = [
        text["advice_point"].format(topic=topic.question.topic or topic.question.text, point=point.text)
        for point, topic in gaps[:_ADVISED]
    ]
    said = [a for a in facts.answers if a.said]
    bare = [a for a in said if a.example is None or not {"reason", "consequence"} & set(a.links)]
    if len(bare) * 2 > len(said):
        lines.append(text["advice_structure"].format(missing=len(bare), count=len(said)))
    length = measure(said).figures.get("length")
    if length is not None and length < _LENGTH_FROM:
        lines.append(text["advice_length"].format(value=length))
    if any(a.answer.follow_up_of is not None and not a.on_question for a in said):
        lines.append(text["advice_follow_up"])
    return tuple(lines)
