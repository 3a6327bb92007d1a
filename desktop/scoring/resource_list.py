"""The checked list of learning resources, and which of them fit what was missed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import yaml

from desktop.domain.assessment import Resource
from desktop.domain.question import Question
from desktop.domain.speech import Language
from desktop.resources import assets_dir


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of ``assets/resources``. ``year`` 0: kept up to date, no year."""

    id: str
    title: str
    authors: str
    year: int
    kind: str
    url: str
    languages: tuple[str, ...]
    topics: tuple[str, ...]


_KINDS_ZH = {
    "book": "书", "book chapter": "书中章节", "paper": "论文", "course": "课程",
    "documentation": "官方文档", "site": "网站",
}  # fmt: skip


@lru_cache(maxsize=1)
def listed() -> tuple[Listed, ...]:
    """Every checked resource."""
    rows = yaml.safe_load((assets_dir() / "resources" / "resources.yaml").read_text(encoding="utf-8"))
    return tuple(
        Listed(
            row["id"],
            row["title"],
            row["authors"],
            int(row["year"]),
            row["kind"],
            row["url"],
            tuple(row["languages"]),
            tuple(str(topic).lower() for topic in row["topics"]),
        )
        for row in rows
    )


def fitting(questions: Iterable[Question], language: Language, limit: int) -> tuple[Resource, ...]:
    """Resources for ``questions``, the most needed first; empty when nothing on the list fits."""
    weights: dict[str, float] = {}
    for place, question in enumerate(questions):
        about = f"{question.topic} {question.text}".lower()
        for item in listed():
            if language not in item.languages:
                continue
            in_topic = sum(word in question.topic.lower() for word in item.topics)
            hits = 2.0 * in_topic + (0.5 if any(word in about for word in item.topics) else 0.0)
            if item.id in question.resources:
                hits += 10.0
            if hits:
                weights[item.id] = weights.get(item.id, 0.0) + hits / (1.0 + 0.1 * place)
    best = sorted(listed(), key=lambda item: (-weights.get(item.id, 0.0), item.id))
    return tuple(_shown(item, language) for item in best[:limit] if item.id in weights)


def _shown(item: Listed, language: Language) -> Resource:
    year = f", {item.year}" if item.year else ""
    kind = _KINDS_ZH.get(item.kind, item.kind) if language == "zh" else item.kind
    return Resource(item.title, kind, item.url, f"{item.authors}{year}")
