"""A command that is misheard is settled by its sound; what only sounds like one stays in the answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from benchmarks.commands import Case, Studio, staged
from benchmarks.remembered import RememberedSpeech
from desktop.domain.speech import join_words
from desktop.session.runtime import ModelChoice, Runtime
from desktop.workers.speech import SpeechSettings
from models.paths import model_file
from tests.e2e.harness.ear import hear_answer

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def runtime() -> Iterator[Runtime]:
    made = Runtime(None, ModelChoice(language=None))
    yield made
    made.stop()


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> RememberedSpeech:
    """The real service, without a process of its own."""
    model = model_file("whisper-base", "model.bin").parent
    return RememberedSpeech(SpeechSettings(str(model)), tmp_path_factory.mktemp("heard"))


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    return Studio(tmp_path_factory.mktemp("studio"), None)


@pytest.mark.parametrize(
    ("case", "ended_by"),
    [
        (Case("暂停一下", "pause", "zh", "zf_xiaoxiao", 0.8, None, "after silence", 13), "turn_end"),
        (Case("跳过这里。", None, "zh", "zf_xiaoxiao", 1.0, None, "at once", 0), "turn_end"),
        # Settled well inside the limit: how the voice and the recogniser round differs between computers.
        (Case("End the answer.", "end", "en", "af_heart", 1.0, 15.0, "at once", 2), "command"),
        (Case("The test question.", None, "en", "af_heart", 1.0, None, "at once", 0), "turn_end"),
    ],
    ids=lambda value: value.text if isinstance(value, Case) else "",
)
def test_a_short_utterance(
    case: Case, ended_by: str, runtime: Runtime, speech: RememberedSpeech, studio: Studio, tmp_path: Path
) -> None:
    sound = staged(case, studio.spoken(case), [])
    samples = np.asarray(sound.clip(-1, 1) * 32767, np.int16)
    heard = hear_answer(runtime, samples, case.language, tmp_path, flat_out=True, speech=speech)
    assert [command.name for command in heard.commands] == ([case.command] if case.command else [])
    assert heard.ended_by == ended_by
    assert bool(join_words(heard.words, case.language)) == (case.command is None)
