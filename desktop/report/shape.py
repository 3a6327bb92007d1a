"""The finished report as data: everything the window and the exporters show, worded and formatted.

Numbers stand as text with their unit; what a chart needs stands as numbers too. Times are session seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desktop.domain.score import DimensionName
from desktop.domain.speech import Language

PieceKind = Literal["word", "filler", "unsure", "mended", "corrected", "removed", "pause"]
PointMark = Literal["covered", "partly", "missing", "unchecked", "wrong"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment that can be played. ``text`` is its mm:ss."""

    start_s: float
    end_s: float | None
    text: str


@dataclass(frozen=True, slots=True)
class RadarAxis:
    """``value``, ``low`` and ``high`` are 0–10; all None when there was not enough data."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    value_text: str


@dataclass(frozen=True, slots=True)
class RadarChart:
    alt: str
    axes: tuple[RadarAxis, ...]
    legend: tuple[tuple[Literal["score", "range", "absent"], str], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """None is drawn as an empty place with ``text`` in it."""

    label: str
    value: float | None
    text: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars between ``low`` and ``high``; ``band`` is a reference range behind them."""

    title: str
    bars: tuple[Bar, ...]
    low: float
    high: float
    band: tuple[float, float] | None = None
    band_text: str = ""


@dataclass(frozen=True, slots=True)
class LineChart:
    """One value over time; None breaks the line."""

    title: str
    points: tuple[tuple[float, float | None], ...]
    low: float
    high: float
    duration_s: float


@dataclass(frozen=True, slots=True)
class Share:
    kind: str
    label: str
    share: float
    text: str


@dataclass(frozen=True, slots=True)
class ShareChart:
    """Parts of one whole; shares are 0–1."""

    title: str
    parts: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class LaneMark:
    start_s: float
    end_s: float
    kind: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    label: str
    marks: tuple[LaneMark, ...]


@dataclass(frozen=True, slots=True)
class LaneChart:
    """Stretches of time, one row a kind."""

    title: str
    duration_s: float
    lanes: tuple[Lane, ...]


Chart = RadarChart | BarChart | LineChart | ShareChart | LaneChart


@dataclass(frozen=True, slots=True)
class Fact:
    """A measured figure. ``note`` puts it in context, ``source`` says where that comes from."""

    label: str
    value: str
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something to listen to, at one or several times."""

    text: str
    stamps: tuple[Stamp, ...]


@dataclass(frozen=True, slots=True)
class MomentList:
    """Moments of one kind. ``note`` says what counts as one; ``nothing`` stands where there is none."""

    title: str
    note: str
    moments: tuple[Moment, ...]
    nothing: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A figure that could not be measured, and why."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """``label`` names the answer ("Q3"); ``is_quote`` when ``text`` is the person's own words."""

    text: str
    is_quote: bool
    stamp: Stamp | None
    label: str


@dataclass(frozen=True, slots=True)
class DimensionView:
    """``score`` and ``interval`` 0–10 or None; ``comment`` then holds the reason."""

    name: DimensionName
    title: str
    score: float | None
    interval: tuple[float, float] | None
    score_text: str
    interval_text: str
    comment: tuple[str, ...]
    rule: str
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True)
class FindingView:
    text: str
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True)
class PieceWord:
    """Characters ``[begin, end)`` of a stretch's text, which stand for the recognised words ``[first, last)``."""

    begin: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of transcript with one mark. ``space`` when a space stands before it. ``heard`` is what the recogniser
    wrote for a term that was mended or words that were corrected, else empty. "removed" is what was heard and not
    said."""

    kind: PieceKind
    text: str
    start_s: float
    space: bool
    heard: str = ""
    words: tuple[PieceWord, ...] = ()


@dataclass(frozen=True, slots=True)
class PointView:
    mark: PointMark
    symbol: str
    mark_text: str
    text: str
    must_text: str
    probability_text: str
    quote: str
    stamp: Stamp | None


@dataclass(frozen=True, slots=True)
class MistakeView:
    text: str
    correction: str


@dataclass(frozen=True, slots=True)
class CodeTest:
    """One test of a programming task. ``parts`` are names and code of what was called, expected, given back and
    printed, where it did not pass."""

    mark: Literal["covered", "missing"]
    symbol: str
    name: str
    message: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CodeView:
    """A programming task: ``source`` is what was written, "" for nothing; ``tests`` are empty when none was run, and
    ``note`` says why or how they count."""

    title: str
    statement: tuple[str, ...]
    facts: tuple[Fact, ...]
    note: str
    source: str
    tests: tuple[CodeTest, ...]
    reference: str
    mistakes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """One question and what came back. ``follow_up`` is the marker's text, empty for a main question. ``clarifies``
    tells which two statements the question was about, empty for every other one. ``rescore_due`` when the score rests
    on words that have been corrected since, ``spelling_due`` when homophones are yet to be looked for. A programming
    task has ``code`` in place of points."""

    index: int
    label: str
    follow_up: str
    round: str
    topic: str
    asked: tuple[str, ...]
    stamp: Stamp
    time_text: str
    ended_text: str
    score: float | None
    score_text: str
    interval_text: str
    flags: tuple[str, ...]
    transcript: tuple[Piece, ...]
    transcript_note: str
    points: tuple[PointView, ...]
    points_note: str
    reference: tuple[str, ...]
    mistakes: tuple[MistakeView, ...]
    voice: tuple[Fact, ...]
    presence: tuple[Fact, ...]
    rescore_due: bool = False
    spelling_due: bool = False
    clarifies: tuple[str, ...] = ()
    code: CodeView | None = None


@dataclass(frozen=True, slots=True)
class MeasureSection:
    """Voice or presence. ``absent`` is the reason when there is nothing to show; ``sources`` tell where the ranges
    beside the figures come from."""

    intro: str
    absent: str
    facts: tuple[Fact, ...]
    charts: tuple[Chart, ...]
    moments: tuple[MomentList, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelineRow:
    stamp: Stamp
    text: str


@dataclass(frozen=True, slots=True)
class TextSection:
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResourceView:
    title: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class PhaseView:
    title: str
    weeks: str
    goal: str
    content: tuple[str, ...]
    tasks: tuple[str, ...]
    acceptance: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TestRow:
    area: str
    method: str
    target: str


@dataclass(frozen=True, slots=True)
class PlanView:
    goals: tuple[str, ...]
    phases: tuple[PhaseView, ...]
    daily_rhythm: tuple[str, ...]
    resources: tuple[ResourceView, ...]
    pitfalls: tuple[str, ...]
    self_test: tuple[TestRow, ...]
    milestones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GapView:
    source: str
    when: str
    reason: str


@dataclass(frozen=True, slots=True)
class ModelView:
    id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """The whole report in reading order. ``empty`` when no answer was recorded."""

    language: Language
    title: str
    name: str
    subtitle: str
    header: tuple[Fact, ...]
    banner: str
    empty: bool
    radar: RadarChart
    overall: tuple[str, ...]
    dimensions: tuple[DimensionView, ...]
    strengths: tuple[FindingView, ...]
    changes: tuple[FindingView, ...]
    answers: tuple[AnswerCard, ...]
    candidate_questions: tuple[str, ...]
    voice: MeasureSection
    presence: MeasureSection
    timeline_chart: LaneChart | None
    timeline: tuple[TimelineRow, ...]
    analysis: tuple[TextSection, ...]
    advice: tuple[str, ...]
    plan: PlanView | None
    missing: tuple[Missing, ...]
    gaps: tuple[GapView, ...]
    models: tuple[ModelView, ...]
    notes: tuple[str, ...]
    reading: tuple[str, ...]
    privacy: str
