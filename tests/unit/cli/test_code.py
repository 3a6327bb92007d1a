"""``candid code`` as a person or a script uses it."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop.cli import main
from desktop.programming.tasks import shipped_tasks

runs_here = pytest.mark.skipif(sys.platform != "linux", reason="solutions run on Linux only")


def called(capfd: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main.run(["code", *map(str, arguments)])
    out, err = capfd.readouterr()
    return code, out, err


def as_json(capfd: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    code, out, _ = called(capfd, *arguments, "--json")
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    assert found["schema"] == 1
    return found


def test_list_in_both_languages(capfd: pytest.CaptureFixture[str]) -> None:
    rows = as_json(capfd, "list")["tasks"]
    assert {row["id"] for row in rows} == set(shipped_tasks().by_id)
    assert set(rows[0]) == {"id", "topic", "difficulty", "time_limit_s", "title"}
    chinese = called(capfd, "list", "--language", "zh")[1]
    assert "编辑距离" in chinese
    assert len(chinese.splitlines()) == len(rows)


def test_show_keeps_hidden_tests_and_the_solution_back(capfd: pytest.CaptureFixture[str]) -> None:
    task = shipped_tasks().find("nms")
    shown = as_json(capfd, "show", "nms", "--language", "zh")
    assert shown["hidden"] == len(task.hidden)
    assert shown["statement"] == task.statement["zh"]
    assert shown["visible"][0] == {"given": "", "call": task.visible[0].call, "gives": "[1, 2]"}
    assert not {"reference", "explanation", "mistakes"} & set(shown)
    text = called(capfd, "show", "nms")[1]
    assert task.statement["en"] in text
    for out in (json.dumps(shown), text):
        assert "np.argsort(-scores" not in out
        assert not any(case.given and case.given.splitlines()[0] in out for case in task.hidden)
    with_solution = as_json(capfd, "show", "nms", "--solution")
    assert with_solution["reference"] == task.reference
    assert len(with_solution["mistakes"]) == len(task.mistakes)


@runs_here
def test_skeleton_is_a_file_to_begin_with(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "iou.py"
    file.write_text(called(capfd, "show", "iou", "--skeleton")[1], encoding="utf-8")
    report = as_json(capfd, "run", "iou", file)
    assert report["passed"] is False
    assert {row["verdict"] for row in report["results"]} == {"raised"}
    assert report["results"][0]["message"] == "The solution raised NotImplementedError."
    assert report["results"][0]["line"] == 3


@runs_here
def test_run_as_json_and_in_words(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    task = shipped_tasks().find("iou")
    right, wrong = tmp_path / "right.py", tmp_path / "wrong.py"
    right.write_text(task.reference, encoding="utf-8")
    wrong.write_text("def iou(a, b):\n    print('here')\n    return 1 / 7\n", encoding="utf-8")
    report = as_json(capfd, "run", "iou", right)
    assert report["passed"] is True
    assert set(report) == {"schema", "task", "passed", "results", "protections", "wall_s"}
    assert "seccomp" in report["protections"]
    report = as_json(capfd, "run", "iou", wrong, "--language", "zh")
    assert [row["verdict"] for row in report["results"][:2]] == ["passed", "wrong"]
    assert report["results"][1]["message"] == "输出与期望不符。"
    assert report["results"][1]["got"] == "0.1428571429"
    assert len(as_json(capfd, "run", "iou", wrong, "--visible")["results"]) == len(task.visible)
    code, out, err = called(capfd, "run", "iou", wrong)
    assert code == 0
    assert "expected 0\n" in out
    assert "printed  here" in out
    assert out.endswith("1/6\n")
    assert "seccomp" in err


@runs_here
def test_standard_input_is_a_file_too(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(shipped_tasks().find("iou").reference.encode())))
    assert as_json(capfd, "run", "iou", "-")["passed"] is True


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show"], "needs a task"),
        (["run", "iou"], "needs a file"),
        (["show", "nothing"], "no programming task nothing"),
        (["run", "iou", "absent.py"], "absent.py cannot be read"),
        (["run", "iou", "."], "cannot be read"),
        (["run", "iou", "binary.py"], "no text"),
        (["run", "iou", "large.py"], "larger than 100 kB"),
        (["run", "iou", "empty.py"], "is empty"),
    ],
)
def test_bad_input_is_one_line_and_two(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("binary.py").write_bytes(b"\xff\xfe\x00")
    Path("large.py").write_text("#" * 200_000)
    Path("empty.py").write_text("\n")
    code, out, err = called(capfd, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
