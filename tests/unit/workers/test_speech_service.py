"""The speech service on a recording that is still being written, here and in a real child process."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from desktop.domain.errors import InputError, ModelMissing
from desktop.domain.speech import join_words
from desktop.interview.commands import split_commands
from desktop.workers.service import ServiceProcess
from desktop.workers.speech import SpeechService, SpeechSettings, TranscribeRequest
from tests.unit.models.hearing import RATE_HZ, recording
from tests.weights import weights

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def settings() -> SpeechSettings:
    return SpeechSettings(str(weights("whisper-base", "model.bin").parent), device="cpu")


@pytest.fixture(scope="module")
def service(settings: SpeechSettings) -> SpeechService:
    return SpeechService(settings)


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    """The English recording after 5 s of silence, under a header whose sizes are not final."""
    header = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 0, b"WAVE", b"fmt ", 16, 1, 1, 16000, 32000, 2, 16, b"data", 0)
    audio = np.concatenate([np.zeros(5 * RATE_HZ), recording("answer_en.flac")])
    path = tmp_path / "spool.wav"
    path.write_bytes(header + (audio * 32767).astype("<i2").tobytes())
    return path


def request(spool: Path, start_s: float, end_s: float, careful: bool = True) -> TranscribeRequest:
    return TranscribeRequest(7, str(spool), round(start_s * RATE_HZ), round(end_s * RATE_HZ), "en", (), careful)


def test_times_count_from_the_start_of_the_file(service: SpeechService, spool: Path) -> None:
    reply = service.handle(request(spool, 5.0, 15.5))
    assert reply.id == 7
    assert reply.words[0].start_s == pytest.approx(5.65, abs=0.35)
    words, commands = split_commands(reply.words, "en")
    assert [command.name for command in commands] == ["end"]
    assert "answer" not in join_words(words, "en").lower()


def test_a_span_beyond_the_end_gives_what_is_there(service: SpeechService, spool: Path) -> None:
    reply = service.handle(request(spool, 5.0, 500.0, careful=False))
    assert reply.read_samples == recording("answer_en.flac").size
    assert reply.end_s == pytest.approx(5.0 + recording("answer_en.flac").size / RATE_HZ)
    assert reply.words


def test_an_empty_span_gives_no_words(service: SpeechService, spool: Path) -> None:
    assert service.handle(request(spool, 3.0, 3.0)).words == ()


def test_what_cannot_be_read_is_said(service: SpeechService, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        service.handle(request(tmp_path / "none.wav", 0.0, 1.0))
    with pytest.raises(InputError):
        service.handle(request(tmp_path / "none.wav", 2.0, 1.0))


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        SpeechService(SpeechSettings(str(tmp_path)))


def test_a_killed_child_loses_nothing(settings: SpeechSettings, spool: Path) -> None:
    process = ServiceProcess("speech", SpeechService, settings)
    process.start()
    try:
        process.wait_ready(90.0)
        future = process.submit(request(spool, 5.0, 15.5))
        process.child.kill()
        reply = future.result(90.0)
    finally:
        process.stop()
    assert "learning rate" in join_words(reply.words, "en").lower()
