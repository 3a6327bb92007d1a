"""``candid ask`` as a lab or a test program uses it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from desktop.cli.ask import add_arguments, ask_report, language_of, run
from desktop.domain.errors import InputError
from tests.unit.interview.made_bank import made_bank

FIELDS = {
    "id", "round", "topic", "difficulty", "frequency", "kind", "text", "key_points", "follow_ups", "time_limit_s",
    "source",
}  # fmt: skip


def test_has_the_promised_shape_and_counts_the_invitation() -> None:
    for count in (1, 5, 8, 12):
        report = ask_report("算法工程师", "AI", "zh", count=count)
        assert len(report["questions"]) == count
        for question in report["questions"]:
            assert set(question) >= FIELDS
            assert question["key_points"]
        rounds = [question["round"] for question in report["questions"]]
        assert ("candidate_questions" in rounds) == (count >= 6)
        assert "candidate_questions" not in rounds[:-1]
        assert report["plan"]
    json.dumps(report, ensure_ascii=False)


def test_seed_decides_and_role_language_is_guessed() -> None:
    texts = [[q["text"] for q in ask_report("ML engineer", "AI", "en", seed=seed)["questions"]] for seed in (1, 1, 2)]
    assert texts[0] == texts[1] != texts[2]
    assert language_of("算法工程师") == "zh"
    assert language_of("ML engineer") == "en"


@pytest.mark.parametrize(("count", "difficulty"), [(0, 3), (-1, 3), (61, 3), (8, 0), (8, 6)])
def test_numbers_out_of_range_are_bad_input(count: int, difficulty: int) -> None:
    with pytest.raises(InputError, match="must be"):
        ask_report("any", "any", "en", count=count, difficulty=difficulty)


def test_few_questions_and_unknown_roles_are_said() -> None:
    report = ask_report("pastry chef", "any", "en", count=60, bank=made_bank())
    assert any("pastry chef" in note for note in report["notes"])
    assert len(report["questions"]) <= 60
    with pytest.raises(InputError, match="no question"):
        ask_report("any", "any", "en", bank=type(made_bank())(()))


def test_a_resume_in_another_language_names_the_same_skills(tmp_path: Path) -> None:
    """What the job asks and the résumé shows is known in either language; the questions stay in the interview's."""
    job = tmp_path / "job.txt"
    job.write_text("We need PyTorch, Kubernetes and recommendation systems.", encoding="utf-8")
    plans = []
    for text in (
        "Trained ranking models in PyTorch, ran them on Kubernetes.",
        "用 PyTorch 训练排序模型，部署在 Kubernetes 上。",
    ):
        resume = tmp_path / "resume.txt"
        resume.write_text(text, encoding="utf-8")
        report = ask_report("ML engineer", "AI", "en", resume=resume, job=job)
        assert not any("\u4e00" <= char <= "\u9fff" for question in report["questions"] for char in question["text"])
        plans.append([question["id"] for question in report["questions"]])
    assert plans[0] == plans[1]


def test_a_resume_of_eighty_pages_is_used_in_part_and_that_is_said(tmp_path: Path) -> None:
    resume = tmp_path / "life.txt"
    resume.write_text("Five years of PyTorch and Kubernetes.\n" + "And more of the same. " * 12_000, encoding="utf-8")
    report = ask_report("ML engineer", "AI", "en", resume=resume)
    assert len(report["questions"]) == 8
    assert "life.txt is long: its first 40,000 characters are used." in report["notes"]


def test_command_reads_documents_and_packs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    job = tmp_path / "job.md"
    job.write_text("需要会设计推荐系统", encoding="utf-8")
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    pack = Path(__file__).resolve().parents[2] / "data" / "questions"
    options = ["--role", "算法工程师", "--domain", "AI", "--job", str(job), "--pack", str(pack), "--json"]
    assert run(parser.parse_args(options)) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["schema"] == 1
    assert any("推荐" in question["text"] for question in report["questions"])
    (tmp_path / "job.png").write_bytes(b"\x89PNG")
    with pytest.raises(InputError, match="kind"):
        run(parser.parse_args([*options[:4], "--job", str(tmp_path / "job.png")]))
