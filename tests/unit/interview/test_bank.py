"""Loading question packs: what is read, what is refused, and how the refusal is worded."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from desktop.domain.errors import InputError
from desktop.interview.bank import load_bank

SMALL = Path(__file__).resolve().parents[2] / "data" / "questions"

GOOD = {
    "id": "q-one",
    "language": "en",
    "roles": ["any"],
    "domain": "any",
    "round": "theory",
    "topic": "area/detail",
    "kind": "technical",
    "difficulty": 3,
    "frequency": "common",
    "text": "What does a cache do?",
    "key_points": [{"id": "fast", "text": "keeps results for reuse", "weight": 2}],
    "source": "written for Candid",
}


def write_pack(folder: Path, *entries: dict[str, object], name: str = "pack.yaml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(yaml.safe_dump(list(entries), allow_unicode=True), encoding="utf-8")
    return folder


def test_reads_every_field_and_filters() -> None:
    bank = load_bank(SMALL)
    assert len(bank.questions) == 6
    question = bank.by_id["small-vanishing-zh"]
    assert question.key_points[0].must
    assert question.key_points[0].said_like == ("一层一层乘起来",)
    assert question.follow_ups[2].when_claimed == "remedy"
    assert question.time_limit_s == 120
    assert {q.id for q in bank.select(language="zh", round="behavioural")} == {"small-reorder-zh"}
    assert {q.id for q in bank.select(role="算法工程师", language="en")} == {"small-overfitting-en", "small-project-en"}
    assert {q.id for q in bank.select(domain="backend", language="en")} == {"small-project-en", "small-cache-en"}
    assert {q.id for q in bank.select(difficulty=(4, 5))} == {"small-cache-en"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"round": "warmup"}, "round"),
        ({"difficulty": 6}, "difficulty"),
        ({"difficulty": True}, "difficulty"),
        ({"language": "fr"}, "language"),
        ({"language": "zh"}, "text"),
        ({"text": "中文问题是什么？"}, "text"),
        ({"text": None}, "text"),
        ({"text": 12}, "text"),
        ({"frequency": "often"}, "frequency"),
        ({"roles": []}, "roles"),
        ({"roles": "any"}, "roles"),
        ({"time_limit_s": 5}, "time_limit_s"),
        ({"dificulty": 3}, "dificulty"),
        ({"source": None}, "source"),
        ({"key_points": []}, "key_points"),
        ({"key_points": [{"id": "a", "text": "some point", "weight": 0}]}, "key_points[1].weight"),
        ({"key_points": [{"id": "a", "text": "some point", "must": "yes"}]}, "key_points[1].must"),
        ({"key_points": [{"id": "a", "text": "one"}, {"id": "a", "text": "two"}]}, "key_points"),
        ({"follow_ups": [{"when_missing": "nothing", "text": "And then?"}]}, "follow_ups[1]"),
        ({"follow_ups": [{"text": "And then?"}]}, "follow_ups[1]"),
        ({"follow_ups": [{"text": "And then?", "when_missing": "fast", "when_claimed": "fast"}]}, "follow_ups[1]"),
    ],
)
def test_names_file_question_and_field(tmp_path: Path, change: dict[str, object], field: str) -> None:
    entry = {key: value for key, value in {**GOOD, **change}.items() if value is not None}
    with pytest.raises(InputError) as caught:
        load_bank(write_pack(tmp_path, entry, name="ours.yaml"))
    message = str(caught.value)
    assert "ours.yaml" in message
    assert "question q-one" in message
    assert f"field {field}:" in message
    assert caught.value.exit_code == 2


def test_unknown_field_suggests_the_near_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="did you mean 'difficulty'"):
        load_bank(write_pack(tmp_path, {**GOOD, "dificulty": 2}))


def test_refuses_an_id_used_twice_across_files(tmp_path: Path) -> None:
    write_pack(tmp_path, GOOD, name="a.yaml")
    write_pack(tmp_path / "sub", GOOD, name="b.yaml")
    with pytest.raises(InputError, match=r"sub/b\.yaml, question q-one, field id: is already used in a\.yaml"):
        load_bank(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- id: [", "line "),
        ("- id: q-one\n  id: q-two\n", "stands twice"),
        ("id: q-one\n", "must hold a list"),
        ("", "holds no questions"),
        ("- just a sentence\n", "must be a mapping"),
        ("- {text: no id here}\n", "number 1, field id: is missing"),
        ("- !!python/object/apply:os.system ['true']\n", "not valid YAML"),
    ],
)
def test_broken_files(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "pack.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_bank(tmp_path)
    assert message in str(caught.value)
    assert "pack.yaml" in str(caught.value)


def test_nested_aliases_are_refused_quickly_and_briefly(tmp_path: Path) -> None:
    lines = ["- &a0 [x, x]"] + [f"- &a{n} [" + ", ".join([f"*a{n - 1}"] * 9) + "]" for n in range(1, 12)]
    (tmp_path / "pack.yaml").write_text("\n".join(lines), encoding="utf-8")
    begin = time.perf_counter()
    with pytest.raises(InputError) as caught:
        load_bank(tmp_path, cache_dir=tmp_path / "cache")
    assert time.perf_counter() - begin < 2
    assert len(str(caught.value)) < 400


def test_not_a_folder_or_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        load_bank(tmp_path / "nothing")
    with pytest.raises(InputError, match="holds no"):
        load_bank(tmp_path)


def test_cache_gives_the_same_questions_and_notices_changes(tmp_path: Path) -> None:
    pack, cache = write_pack(tmp_path / "pack", GOOD), tmp_path / "cache"
    first = load_bank(pack, cache_dir=cache)
    assert len(list(cache.glob("*.json"))) == 1
    assert load_bank(pack, cache_dir=cache) == first == load_bank(pack)
    write_pack(pack, {**GOOD, "text": "What does a queue do?"})
    assert load_bank(pack, cache_dir=cache).questions[0].text == "What does a queue do?"
    for kept in cache.glob("*.json"):
        kept.write_text("{broken", encoding="utf-8")
    assert load_bank(pack, cache_dir=cache).questions[0].text == "What does a queue do?"


def test_three_thousand_questions_load_from_the_cache_within_seconds(tmp_path: Path) -> None:
    points = [{"id": f"p{n}", "text": f"point number {n} " + "x" * 60, "weight": n} for n in range(1, 7)]
    for part in range(30):
        entries = [
            {**GOOD, "id": f"many-{part}-{n}", "key_points": points, "reference_answer": "word " * 120}
            for n in range(100)
        ]
        write_pack(tmp_path / "pack", *entries, name=f"{part}.yaml")
    cold_s = min(_load_s(tmp_path / "pack", tmp_path / f"cache-{n}") for n in range(2))
    warm_s = min(_load_s(tmp_path / "pack", tmp_path / "cache-0") for _ in range(3))
    print(f"3000 questions: cold {cold_s:.2f} s, warm {warm_s:.2f} s")
    assert warm_s < 3
    assert warm_s < cold_s


def _load_s(pack: Path, cache: Path) -> float:
    """Seconds; the shortest of several is what the work takes where other programs run as well."""
    start_s = time.perf_counter()
    assert len(load_bank(pack, cache_dir=cache).questions) == 3000
    return time.perf_counter() - start_s


def test_merged_packs_must_not_share_ids(tmp_path: Path) -> None:
    ours = load_bank(write_pack(tmp_path / "lab", GOOD))
    assert len(load_bank(SMALL).merged(ours).questions) == 7
    with pytest.raises(InputError, match="q-one"):
        ours.merged(ours)
