"""The report as GitHub-flavoured Markdown. Text from people is escaped and reads as it was said."""

from __future__ import annotations

import re
from collections.abc import Iterable

from desktop.report.shape import (
    AnswerCard,
    CodeView,
    EvidenceView,
    Fact,
    FindingView,
    MeasureSection,
    PhaseView,
    PlanView,
    ReportView,
    Stamp,
)
from desktop.report.texts import Texts, load_texts

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~$&#!^])")
_LINE_START = re.compile(r"^([-+=])")
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")
_LINKS = re.compile(r"://|\bwww\.", re.IGNORECASE)
_HEADERS_SKIPPED = 1


def escape(text: str) -> str:
    """``text`` on one line, with nothing in it that Markdown or HTML would read as markup or turn into a link."""
    flat = " ".join(text.split())
    safe = _SPECIAL.sub(r"\\\1", flat)
    safe = _LINKS.sub(lambda match: match[0].replace("/", "\\/").replace(".", "\\."), safe)
    return _NUMBERED.sub(r"\1\\\2", _LINE_START.sub(r"\\\1", safe))


def export_markdown(view: ReportView) -> str:
    """The whole report as text ending in a line break."""
    texts = load_texts(view.language)
    lines: list[str] = [f"# {view.title}{texts('colon')}{escape(view.name)}", ""]
    lines += _facts(view.header[_HEADERS_SKIPPED:], texts)
    if view.banner:
        lines += [f"> {view.banner}", ""]
    if view.empty:
        lines += [f"**{texts('empty.title')}**", "", texts("empty.text"), ""]
    else:
        lines += _overview(view, texts) + _answers(view, texts)
        lines += [f"## {texts('voice.title')}", "", *_measures(view.voice, texts)]
        lines += [f"## {texts('presence.title')}", "", *_measures(view.presence, texts)]
        lines += _timeline(view, texts) + _analysis(view, texts) + _plan(view.plan, texts)
    lines += _about(view, texts)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _moment(stamp: Stamp | None) -> str:
    return f" `{stamp.text}`" if stamp else ""


def _bullets(items: Iterable[str]) -> list[str]:
    return [*(f"- {escape(item)}" for item in items), ""]


def _boxes(items: Iterable[str]) -> list[str]:
    return [*(f"- [ ] {escape(item)}" for item in items), ""]


def _paragraphs(items: Iterable[str]) -> list[str]:
    return [line for item in items for line in (escape(item), "")]


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    made = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    made += ["| " + " | ".join(escape(cell) for cell in row) + " |" for row in rows]
    return [*made, ""]


def _facts(facts: tuple[Fact, ...], texts: Texts) -> list[str]:
    colon = texts("colon")
    rows = (f"- {item.label}{colon}{escape(item.value)}{_bracketed(item.note, texts)}" for item in facts)
    return [*rows, ""]


def _bracketed(text: str, texts: Texts) -> str:
    return texts("bracketed", text=escape(text)) if text else ""


def _evidence(items: tuple[EvidenceView, ...], indent: str) -> list[str]:
    made = []
    for item in items:
        label = f" {item.label}" if item.label else ""
        made.append(f"{indent}- {escape(item.text)}{label}{_moment(item.stamp)}")
    return made


def _overview(view: ReportView, texts: Texts) -> list[str]:
    lines = [f"## {texts('nav.overview')}", "", *_paragraphs(view.overall)]
    for title, items, none in (
        (texts("overview.strengths"), view.strengths, texts("overview.no_strengths")),
        (texts("overview.changes"), view.changes, texts("overview.no_changes")),
    ):
        lines += [f"### {title}", "", *_findings(items, none)]
    lines += [f"### {texts('overview.dimensions_title')}", ""]
    for item in view.dimensions:
        score = " · ".join(part for part in (item.score_text, item.interval_text) if part)
        lines += [f"#### {item.title} — {score}", "", *_paragraphs(item.comment)]
        lines += [*_evidence(item.evidence, ""), ""]
        if item.rule:
            lines += [f"{texts('overview.rule')}{texts('colon')}{escape(item.rule)}", ""]
    return lines


def _findings(items: tuple[FindingView, ...], none: str) -> list[str]:
    if not items:
        return [none, ""]
    lines = []
    for item in items:
        lines += [f"- {escape(item.text)}", *_evidence(item.evidence, "  ")]
    return [*lines, ""]


def _answers(view: ReportView, texts: Texts) -> list[str]:
    lines = [f"## {texts('answers.title')}", "", texts("answers.legend_plain"), ""]
    for card in view.answers:
        lines += _card(card, texts)
    if view.candidate_questions:
        lines += [f"### {texts('answers.candidate_questions')}", "", *_bullets(view.candidate_questions)]
    return lines


def _card(card: AnswerCard, texts: Texts) -> list[str]:
    score = " · ".join(part for part in (card.score_text, card.interval_text) if part)
    origin = " · ".join(part for part in (card.round, card.topic, card.follow_up) if part)
    lines = [f"### {card.label} — {score}", "", escape(origin), ""]
    lines += [line for part in card.asked for line in (f"> {escape(part)}", ">")]
    lines[-1] = ""
    lines += [f"{card.time_text} · {escape(card.ended_text)}", ""]
    if card.flags:
        lines += _bullets(card.flags)
    if card.clarifies:
        lines += [f"#### {texts('answers.clarified')}", "", *_bullets(card.clarifies)]
    lines += [f"#### {texts('answers.said')}", "", _transcript(card) or card.transcript_note, ""]
    if card.code is not None:
        lines += _code(card.code, texts)
    else:
        lines += _points(card, texts)
    if card.reference:
        lines += [f"#### {texts('answers.reference')}", "", *_paragraphs(card.reference)]
    if card.mistakes:
        pairs = (texts("answers.mistake_line", text=item.text, correction=item.correction) for item in card.mistakes)
        lines += [f"#### {texts('answers.mistakes')}", "", *_bullets(pairs)]
    for title, facts in ((texts("answers.voice"), card.voice), (texts("answers.presence"), card.presence)):
        if facts:
            lines += [f"#### {title}", "", *_facts(facts, texts)]
    return lines


def _code(code: CodeView, texts: Texts) -> list[str]:
    lines = [f"#### {texts('code.task')}", "", *_paragraphs(code.statement)]
    lines += [
        f"#### {texts('code.yours')}",
        "",
        *(_fenced(code.source) if code.source else (texts("code.nothing"), "")),
    ]
    lines += [f"#### {texts('code.tests')}", "", *_facts(code.facts, texts), code.note, ""]
    for test in code.tests:
        lines += [f"- {test.symbol} {escape(test.name)}{texts('colon')}{escape(test.message)}", ""]
        for name, part in test.parts:
            lines += [f"  {name}", "", *(f"  {line}".rstrip() for line in _fenced(part))]
    lines += [f"#### {texts('code.reference')}", "", *_fenced(code.reference)]
    return [*lines, f"#### {texts('answers.mistakes')}", "", *_bullets(code.mistakes)]


def _fenced(code: str) -> list[str]:
    """Between fences longer than any row of backticks in it."""
    fence = "`" * max(3, 1 + max((len(found) for found in re.findall("`+", code)), default=0))
    return [f"{fence}python", *code.split("\n"), fence, ""]


def _points(card: AnswerCard, texts: Texts) -> list[str]:
    lines = [f"#### {texts('answers.points')}", ""]
    if card.points_note:
        lines += [card.points_note, ""]
    for point in card.points:
        details = " · ".join(part for part in (point.mark_text, point.probability_text, point.must_text) if part)
        lines.append(f"- {point.symbol} {escape(point.text)}{_bracketed(details, texts)}")
        if point.quote:
            lines.append(f"  - {escape(point.quote)}{_moment(point.stamp)}")
    return [*lines, ""]


def _transcript(card: AnswerCard) -> str:
    """Fillers in ‹ ›, unsure words with (?), mended and corrected ones with what was heard, pauses as they are; no
    style, since Chinese has no italics."""
    marked = {
        "filler": "‹{0}›", "unsure": "{0}(?)", "mended": "{0}(← {1})", "corrected": "{0}(✎ {1})",
        "removed": "(✎ {0} → –)",
    }  # fmt: skip
    parts = [
        (" " if piece.space else "") + marked.get(piece.kind, "{0}").format(piece.text, piece.heard)
        for piece in card.transcript
    ]
    return escape("".join(parts))


def _measures(section: MeasureSection, texts: Texts) -> list[str]:
    if section.absent:
        return [escape(section.absent), ""]
    lines = [section.intro, "", *_facts(section.facts, texts)]
    for item in section.moments:
        lines += [f"### {item.title}", "", escape(item.note), ""]
        lines += [f"- {escape(one.text)}{''.join(_moment(stamp) for stamp in one.stamps)}" for one in item.moments]
        lines += ["", item.nothing, ""]
    if section.sources:
        lines += [f"### {texts('source.title')}", "", *_bullets(section.sources)]
    return lines


def _timeline(view: ReportView, texts: Texts) -> list[str]:
    head = (texts("timeline.time"), texts("timeline.what"))
    rows = ((row.stamp.text, row.text) for row in view.timeline)
    return [f"## {texts('timeline.title')}", "", *_table(head, rows)]


def _analysis(view: ReportView, texts: Texts) -> list[str]:
    lines = [f"## {texts('analysis.title')}", ""]
    if not view.analysis:
        lines += [texts("analysis.none"), ""]
    for part in view.analysis:
        lines += [f"### {escape(part.title)}", "", *_paragraphs(part.paragraphs)]
    if view.advice:
        lines += [f"### {texts('analysis.advice')}", "", *_bullets(view.advice)]
    return lines


def _plan(plan: PlanView | None, texts: Texts) -> list[str]:
    lines = [f"## {texts('plan.title')}", ""]
    if plan is None:
        return [*lines, texts("plan.none"), ""]
    if plan.goals:
        lines += [f"### {texts('plan.goals')}", "", *_bullets(plan.goals)]
    for phase in plan.phases:
        lines += _phase(phase, texts)
    if plan.daily_rhythm:
        lines += [f"### {texts('plan.rhythm')}", "", *_bullets(plan.daily_rhythm)]
    if plan.resources:
        found = []
        for item in plan.resources:
            title = f"[{escape(item.title)}](<{item.url}>)" if _plain_url(item.url) else escape(item.title)
            found.append(f"- {title}" + (f" — {escape(item.detail)}" if item.detail else ""))
        lines += [f"### {texts('plan.resources')}", "", *found, ""]
    if plan.pitfalls:
        lines += [f"### {texts('plan.pitfalls')}", "", *_bullets(plan.pitfalls)]
    if plan.self_test:
        head = tuple(texts(f"plan.self_test_{name}") for name in ("what", "how", "target", "done"))
        rows = ((row.area, row.method, row.target, "☐") for row in plan.self_test)
        lines += [f"### {texts('plan.self_test')}", "", *_table(head, rows)]
    if plan.milestones:
        lines += [f"### {texts('plan.milestones')}", "", *_boxes(plan.milestones)]
    return lines


def _plain_url(url: str) -> bool:
    return bool(re.fullmatch(r"https?://[^\s<>]+", url))


def _phase(phase: PhaseView, texts: Texts) -> list[str]:
    lines = [f"### {escape(phase.title)}{_bracketed(phase.weeks, texts)}", ""]
    if phase.goal:
        lines += [escape(phase.goal), ""]
    for key, items in (("content", phase.content), ("tasks", phase.tasks), ("acceptance", phase.acceptance)):
        if items:
            shown = _boxes(items) if key == "tasks" else _bullets(items)
            lines += [f"#### {texts('plan.' + key)}", "", *shown]
    return lines


def _about(view: ReportView, texts: Texts) -> list[str]:
    lines = [f"## {texts('nav.about')}", "", f"### {texts('missing.title')}", ""]
    if view.missing:
        head = (texts("missing.what"), texts("missing.why"))
        lines += [texts("missing.intro"), "", *_table(head, ((item.what, item.reason) for item in view.missing))]
    else:
        lines += [texts("missing.nothing"), ""]
    lines += [f"### {texts('gaps.title')}", ""]
    if view.gaps:
        columns = (texts("gaps.when"), texts("gaps.source"), texts("gaps.reason"))
        lines += _table(columns, ((item.when, item.source, item.reason) for item in view.gaps))
    else:
        lines += [texts("gaps.none"), ""]
    if view.notes:
        lines += [f"### {texts('notes.title')}", "", *_bullets(view.notes)]
    lines += [f"### {texts('reading.title')}", "", *_bullets(view.reading)]
    lines += [f"### {texts('models.title')}", ""]
    if view.models:
        lines += [*(f"- {escape(item.id)}: `{item.sha256}`" for item in view.models), ""]
    else:
        lines += [texts("models.none"), ""]
    return [*lines, f"### {texts('privacy.title')}", "", view.privacy, "", "---", "", texts("footer")]
