"""Spoken commands act and are never part of an answer; the same words inside a sentence are an answer."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.resources import assets_dir
from models.paths import model_file, models_dir
from models.synthesis import Synthesizer
from tools.make_sample_answers import write_answer

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.e2e, pytest.mark.models, pytest.mark.timeout(400)]

# In the order in which they are said; [6.5] is a pause in seconds.
SAID = {
    "zh": (
        "请重复一遍。",
        "反向传播用链式法则一层一层往回求梯度。[1.0] 结束回答。",
        "下一题。",
        "然后这个循环就结束回答了，程序会退出。",
        "让我想一下。[6.5] 我的想法是先看数据有没有问题，再看模型。",
    ),
    "en": (
        "Could you repeat the question?",
        "Dropout turns units off at random during training. [1.0] I'm done.",
        "Next question.",
        "The loop ends and then the answer is returned to the caller.",
        "Let me think. [6.5] I would first look at the data and then at the model.",
    ),
}
VOICES = {"zh": "zm_yunxi", "en": "am_michael"}
ROLES = {"zh": "算法工程师", "en": "engineer"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_commands_are_commands(language, tmp_path):
    synthesizer = Synthesizer(
        model_file("kokoro-82m-v1.0-int8", "kokoro-v1.0.int8.onnx"),
        model_file("kokoro-82m-v1.0-int8", "vocab.json"),
        assets_dir() / "voices",
    )
    answers = tmp_path / "answers"
    answers.mkdir()
    for number, text in enumerate(SAID[language]):
        write_answer(synthesizer, answers / f"{number}.ogg", text, language, VOICES[language])
    arguments = ["--role", ROLES[language], "--domain", "AI", "--language", language, "--count", "6"]
    run = subprocess.run(
        [
            sys.executable, "-m", "desktop", "interview", *arguments, "--answers", str(answers), "--headless",
            "--speed", "max", "--out", str(tmp_path / "out"),
        ],
        cwd=ROOT, capture_output=True, text=True, timeout=360,
        env={
            **os.environ, "CANDID_DATA": str(tmp_path / "data"), "CANDID_MODELS": str(models_dir()),
            "CANDID_LANGUAGE_MODEL": "none",
        },
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    with sqlite3.connect(tmp_path / "data" / "candid.sqlite3") as db:
        ended = [json.loads(row[0]) for row in db.execute("SELECT payload FROM events WHERE kind='AnswerEnded'")]
    # The first recording asked for a repetition: the question was said again and nothing counted as an answer.
    assert [one["ended_by"] for one in ended] == ["command", "skip", "turn_end", "turn_end"]
    assert [[command["name"] for command in one["commands"]] for one in ended] == [["end"], ["next"], [], ["more_time"]]
    turns = json.loads((tmp_path / "out" / "report.json").read_text())["turns"]
    text = " ".join(turn["answer"].lower() for turn in turns)
    for command in ("请重复", "下一题", "让我想一下", "repeat", "next question", "i'm done", "let me think"):
        assert command not in text
    inside = {"zh": "结束回答了", "en": "the answer is return"}[language]
    assert inside in text
    # Six and a half seconds of announced thinking are one turn.
    assert {"zh": "模型", "en": "model"}[language] in turns[3]["answer"].lower()
