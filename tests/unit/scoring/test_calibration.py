"""What signals come to: linear probes of a model's state, and shipped weights that are damaged."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desktop.domain.errors import InputError
from desktop.resources import assets_dir
from desktop.scoring.calibration import LinearProbe, load_calibration
from desktop.scoring.evidence import PROMPTS, StatementReader
from tests.unit.scoring.test_bad_input import Model

ANSWER, STATEMENT = "With an index it need not look at every row.", "Rows are found without a full scan"
PROBE = LinearProbe(
    "against",
    (3,),
    {
        "probe": np.array([[[1.0, 2.0]], [[0.0, 0.5]]], np.float32),
        "probe_against": np.array([[[0.0, 0.0]], [[1.0, 0.0]]], np.float32),
    },
    {"probe": 0.5, "probe_against": -2.0},
)
AFTER_QUESTION = replace(PROBE, after_question=True)


class Stated(Model):
    """A language model whose states after an unsure answer and after any other are given: statement and question."""

    def __init__(self, unsure: Sequence[Sequence[float]], other: Sequence[Sequence[float]]) -> None:
        super().__init__(0.0)
        self.unsure, self.other = unsure, other
        self.asked: list[tuple[str, tuple[int, ...]]] = []
        self.before: list[str] = []

    def states(self, prompt: Sequence[str], layers: Sequence[int]) -> np.ndarray:
        self.before.append("".join(prompt[:-3]))
        self.asked.append((prompt[-1], tuple(layers)))
        states = self.unsure if prompt[-4] == PROMPTS["en"].unsure else self.other
        return np.array(states, np.float32)[:, None]


def test_a_probe_weighs_how_the_answer_moves_the_state() -> None:
    model = Stated([[1.0, 0.5], [7.0, 2.0]], [[3.0, 1.0], [9.0, 8.0]])
    reader = StatementReader(model, "en", ["probe"], PROBE)
    assert reader.gains(ANSWER, STATEMENT, ["probe"]) == {"probe": pytest.approx(2.0 + 1.0 + 3.0 + 0.5)}
    assert model.asked == [(PROMPTS["en"].questions["against"], (3,))] * 2
    assert model.texts == [], "no yes or no is asked for"


def test_an_answer_is_read_after_its_question_where_the_probe_is_made_for_that() -> None:
    model = Stated([[0.0] * 2] * 2, [[1.0] * 2] * 2)
    StatementReader(model, "en", ["probe"], AFTER_QUESTION).gains(ANSWER, STATEMENT, ["probe"], "Why an index?")
    assert [text[text.index("Text:") :] for text in model.before] == [
        "Text:\nQuestion: Why an index?\nAnswer: I am not sure.", f"Text:\nQuestion: Why an index?\nAnswer: {ANSWER}",
    ]  # fmt: skip
    for alone in (StatementReader(model, "en", ["yes"]), StatementReader(model, "en", ["probe"], PROBE)):
        assert "Why an index?" not in "".join(alone.before(ANSWER, "Why an index?")[0])
        assert "Why an index?" in alone.answers("Why an index?")


@pytest.mark.parametrize(("probe", "times"), [(AFTER_QUESTION, 2), (PROBE, 1)])
def test_an_unsure_answer_is_read_once_and_again_where_another_question_goes_before_it(
    probe: LinearProbe, times: int
) -> None:
    model = Stated([[0.0] * 2] * 2, [[1.0] * 2] * 2)
    reader = StatementReader(model, "en", ["probe"], probe)
    for question in ("Why an index?", "Why an index?", "What does it cost?"):
        reader.gains(ANSWER, STATEMENT, ["probe"], question)
    assert sum(text.endswith("I am not sure.") for text in model.before) == times


def test_what_was_read_once_serves_all_signals() -> None:
    model = Stated([[1.0, 0.5], [7.0, 2.0]], [[3.0, 1.0], [9.0, 8.0]])
    signals = ["probe", "probe_against", "probe_unopposed"]
    assert StatementReader(model, "en", signals, PROBE).gains(ANSWER, STATEMENT, signals) == {
        "probe": pytest.approx(6.5), "probe_against": pytest.approx(0.0), "probe_unopposed": pytest.approx(np.log(0.5)),
    }  # fmt: skip
    assert len(model.asked) == 2
    assert model.texts == [], "no yes or no is asked for"


def test_a_state_that_is_no_number_finds_nothing() -> None:
    reader = StatementReader(Stated([[0.0] * 2] * 2, [[np.nan] * 2] * 2), "en", ["probe"], PROBE)
    assert reader.gains(ANSWER, STATEMENT, ["probe"]) is None


def test_weights_that_rest_on_a_lost_probe_are_told(tmp_path: Path) -> None:
    shutil.copytree(assets_dir() / "calibration", tmp_path / "calibration")
    path = tmp_path / "calibration" / "coverage.json"
    coverage = json.loads(path.read_text(encoding="utf-8"))
    coverage["models"]["A model"] = {"en": {"technical": {"intercept": 0.0, "weights": {"probe": 1.0}}}}
    path.write_text(json.dumps(coverage), encoding="utf-8")
    with pytest.raises(InputError, match=r"probes\.json") as failure:
        load_calibration(tmp_path)
    assert "Install the program again" in failure.value.action


def test_a_shipped_probe_is_read_in_its_shape(tmp_path: Path) -> None:
    shutil.copytree(assets_dir() / "calibration", tmp_path / "calibration")
    weights = {name: base64.b64encode(each.tobytes()).decode() for name, each in PROBE.weights.items()}
    path = tmp_path / "calibration" / "probes.json"
    shipped = json.loads(path.read_text(encoding="utf-8"))["models"]
    shipped["A model"] = {
        "question": "against", "after_question": True, "layers": [3], "weights": weights,
        "intercepts": PROBE.intercepts,
    }  # fmt: skip
    path.write_text(json.dumps({"models": shipped}), encoding="utf-8")
    probe = load_calibration(tmp_path).probes["A model"]
    assert (probe.question, probe.layers, probe.after_question) == (PROBE.question, PROBE.layers, True)
    assert not load_calibration(assets_dir()).probes[next(iter(shipped))].after_question
    assert probe.intercepts == PROBE.intercepts
    assert probe.weights.keys() == PROBE.weights.keys()
    assert all(np.array_equal(probe.weights[name], PROBE.weights[name]) for name in PROBE.weights)
