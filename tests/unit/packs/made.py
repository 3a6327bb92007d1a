"""A small question, and files of such questions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from desktop.interview.schema import parse_question
from desktop.packs.pack import Pack

ENTRY: dict[str, Any] = {
    "id": "lab-cache",
    "language": "en",
    "roles": ["any"],
    "domain": "backend",
    "round": "theory",
    "topic": "caching/basics",
    "kind": "technical",
    "difficulty": 3,
    "frequency": "common",
    "time_limit_s": 90,
    "text": "Why does our lab's simulator keep a cache of meshes?",
    "key_points": [
        {"id": "reuse", "text": "meshes are expensive to build and are used again", "weight": 2, "must": True},
        {
            "id": "limit",
            "text": "the cache is bounded, so the oldest mesh is dropped",
            "said_like": ["LRU", "a|b \\ c"],
        },
    ],
    "reference_answer": "Because building them is slow.\n\n# not a heading\n- not a list",
    "common_mistakes": [{"text": "it is unbounded", "correction": "it holds fifty meshes"}],
    "follow_ups": [{"when_missing": "limit", "text": "What happens when it is full?"}],
    "resources": ["goodfellow-dl-ch6"],
    "source": "written for the lab",
}
SECOND = {
    **ENTRY,
    "id": "lab-cache-zh",
    "language": "zh",
    "text": "实验室的模拟器为什么要缓存网格？",
    "follow_ups": [{"when_claimed": "reuse", "text": "缓存命中率大概有多少？"}],
}


def pack(*entries: dict[str, Any], name: str = "lab", **header: Any) -> Pack:
    questions = [parse_question(entry, "made", 1) for entry in entries or (ENTRY, SECOND)]
    return Pack(name, tuple(sorted(questions, key=lambda question: question.id)), **header)


def write(path: Path, *entries: dict[str, Any], **header: Any) -> Path:
    """YAML or JSON by the ending."""
    whole = {"candid_pack": 1, **header, "questions": list(entries or (ENTRY, SECOND))}
    dumped = json.dumps(whole) if path.suffix == ".json" else yaml.safe_dump(whole, allow_unicode=True)
    path.write_text(dumped, encoding="utf-8")
    return path
