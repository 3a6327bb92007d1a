"""``candid grade``: the JSON in and out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop.cli.grade import grade_report, read_payload
from desktop.domain.errors import InputError
from desktop.scoring.judge import Judge
from tests.unit.scoring import sessions

ITEM: dict[str, Any] = {
    "id": "a",
    "question": sessions.QUESTIONS["index"].text,
    "kind": "technical",
    "key_points": [
        {"text": "It lets the database find rows without scanning the whole table", "weight": 2},
        {"text": "It takes additional storage", "weight": 1},
    ],
    "answer": sessions.GOOD["index"],
}


def judge() -> Judge:
    return Judge(sessions.encoder(), sessions.calibration())


def test_the_shape_of_the_result() -> None:
    items = [ITEM, {**ITEM, "id": 2, "answer": ""}]
    found = json.loads(json.dumps(grade_report({"language": "en", "items": items}, judge())))["items"]
    assert [item["id"] for item in found] == ["a", 2]
    assert found[0]["score"] > 8
    assert found[0]["interval"][0] <= found[0]["score"] <= found[0]["interval"][1]
    assert all(point["quote"] in ITEM["answer"] for point in found[0]["points"] if point["covered"])
    assert all(0 <= point["probability"] <= 1 for point in found[0]["points"])
    assert found[1]["score"] == 0
    assert found[1]["flags"] == ["empty"]
    assert found[0]["mistakes"] == []
    assert found[1]["points"][0] == {"probability": 0.0, "covered": False, "contradicted": False, "quote": None}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"kind": "essay"}, "kind"),
        ({"key_points": []}, "key_points"),
        ({"key_points": [{"text": "x", "weight": 0}]}, "weight"),
        ({"key_points": [{"text": "x", "weight": float("nan")}]}, "weight"),
        ({"key_points": [{"weight": 1}]}, "text"),
        ({"answer": None}, "answer"),
        ({"question": 3}, "question"),
        ({"common_mistakes": "x"}, "common_mistakes"),
        ({"common_mistakes": [{"text": "x"}]}, "correction"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Any], word: str) -> None:
    with pytest.raises(InputError, match=rf"items\[0\].*{word}"):
        grade_report({"language": "en", "items": [{**ITEM, **change}]}, judge())


def test_other_languages_are_refused() -> None:
    with pytest.raises(InputError, match="language"):
        grade_report({"language": "fr", "items": []}, judge())


def test_a_file_that_is_no_json_is_bad_input(tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="not JSON"):
        read_payload(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_payload(tmp_path / "none.json")
