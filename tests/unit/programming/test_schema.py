"""What is wrong in a task file is named by file, task and field."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from desktop.domain.errors import InputError
from desktop.programming.schema import parse_task
from desktop.programming.tasks import load_tasks

SMALL = Path(__file__).resolve().parents[2] / "data" / "programming"
README = Path(__file__).resolve().parents[3] / "assets" / "programming" / "README.md"
GOOD: dict[str, Any] = yaml.safe_load((SMALL / "small.yaml").read_text(encoding="utf-8"))[0]
BAD: list[tuple[str, Any, str]] = [
    ("id", "Has Blanks", "field id"),
    ("difficulty", 6, "from 1 to 5"),
    ("difficulty", True, "from 1 to 5"),
    ("rule", "near", "exact, close, unordered"),
    ("tolerance", 0.5, "tolerance"),
    ("title", {"en": "Only English"}, "title.zh"),
    ("title", {"en": "Double", "zh": "Double"}, "Chinese under zh"),
    ("hints", [], "1 to 4 entries"),
    ("visible", [{"call": "double(2)"}, {"call": "double(3)", "gives": 6}], "visible[1].gives"),
    ("visible", [{"call": "x = 3", "gives": 3}] * 2, "end with an expression"),
    ("visible", [{"call": "double(", "gives": 3}] * 2, "not Python"),
    ("visible", [{"call": "double(2)", "gives": 4, "expect": 4}] * 2, "visible[1].expect"),
    ("reference", "def f(:", "not Python"),
    ("mistakes", [{"text": {"en": "a", "zh": "错"}, "of": "absent", "write": ""}], "exactly once"),
    ("mistakes", [{"text": {"en": "a", "zh": "错"}, "of": "2 * n"}], "belong together"),
    ("answer", 42, "not a known field"),
]


def test_a_good_task_is_read_with_its_values_as_python() -> None:
    task = parse_task({**GOOD, "visible": [{"call": "f()", "gives": [None, "a", 1.5]}] * 2}, "f.yaml", 1)
    assert task.visible[0].gives == "[None, 'a', 1.5]"
    assert task.cases == task.visible + task.hidden
    assert (task.run_limit_s, task.memory_mb, task.rule, task.tolerance) == (1, 512, "exact", 0.0)


@pytest.mark.parametrize(("field", "value", "said"), BAD, ids=[f"{name} {said}" for name, _, said in BAD])
def test_what_is_wrong_is_named(field: str, value: Any, said: str) -> None:
    raw = copy.deepcopy(GOOD)
    raw[field] = value
    with pytest.raises(InputError) as error:
        parse_task(raw, "mine.yaml", 3)
    assert said in str(error.value)
    assert "mine.yaml" in str(error.value)
    assert "number 3" in str(error.value) if field == "id" else "double" in str(error.value)


@pytest.mark.parametrize("field", [name for name in GOOD if name != "run_limit_s"])
def test_nothing_required_may_be_absent(field: str) -> None:
    with pytest.raises(InputError, match=field):
        parse_task({name: value for name, value in GOOD.items() if name != field}, "f.yaml", 1)


@pytest.mark.parametrize("raw", [None, 3, "text", [], ["- id"]])
def test_what_is_no_task_at_all(raw: object) -> None:
    with pytest.raises(InputError, match="mapping of fields"):
        parse_task(raw, "f.yaml", 1)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("- id: [", "not valid YAML"),
        ("id: x", "list of tasks"),
        ("", "list of tasks"),
        ("- !!python/object/apply:os.system [id]", "not valid YAML"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "a.yaml").write_text(content)
    with pytest.raises(InputError, match=said):
        load_tasks(tmp_path)


def test_an_id_belongs_to_one_task(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_bytes((SMALL / "small.yaml").read_bytes())
    with pytest.raises(InputError, match=r"b\.yaml, task double, field id: is already used in a\.yaml"):
        load_tasks(tmp_path)


def test_an_unknown_task_and_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no programming task triple"):
        load_tasks(SMALL).find("triple")
    with pytest.raises(InputError, match="holds no programming tasks"):
        load_tasks(tmp_path)


def test_the_example_of_the_description_is_a_task() -> None:
    example = README.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    assert parse_task(yaml.safe_load(example)[0], "README.md", 1).id == "double"


def test_blanks_of_folded_chinese_are_taken_out() -> None:
    folded = {"en": "One line. Another.", "zh": "第一行， 第二 行。 含有 n 个 x[i] 的行"}
    task = parse_task({**GOOD, "statement": folded}, "f.yaml", 1)
    assert task.statement == {"en": "One line. Another.", "zh": "第一行，第二行。含有 n 个 x[i] 的行"}
