"""The eyes process beside speech recognition.

    python -m benchmarks.presence speed RECORDING [--seconds 50]

Plays the sample clip (640 x 480, 25 frames/s) at real pace to the real eyes process, at its own schedule, while the
real speech process recognises RECORDING: as captions do (the last seconds anew every 0.7 s), and then without a break.
Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from desktop.capture.audio_file import decode_audio
from desktop.capture.spool import RATE_HZ, AudioSpool
from desktop.resources import assets_dir
from desktop.session.eyes import EYES_NICENESS
from desktop.session.runtime import SPEECH_NICENESS
from desktop.workers.eyes import run_eyes
from desktop.workers.eyes_messages import EyesConfig, EyesStats, PresenceBatch, RecordingStarted, RecordingStopped
from desktop.workers.process import ChildProcess
from desktop.workers.service import ServiceProcess
from desktop.workers.speech import SpeechService, SpeechSettings, TranscribeRequest
from models.paths import model_file

Figures = dict[str, Any]
CAPTION_STEP_S, CAPTION_SPAN_S = 0.7, 10.0
WARM_UP_S = 6.0


def eyes_config(source: str | int, **more: Any) -> EyesConfig:
    face = model_file("face-landmarker", "face_landmarker.task")
    return EyesConfig(source, face, model_file("pose-landmarker", "pose_landmarker.task"), **more)


class Heard:
    """What the eyes process said, without keeping its frames."""

    def __init__(self) -> None:
        self.stats: list[EyesStats] = []
        self.frames = 0
        self.started: RecordingStarted | None = None
        self.stopped = threading.Event()
        self.stop_report: RecordingStopped | None = None

    def __call__(self, message: object) -> None:
        match message:
            case EyesStats():
                self.stats.append(message)
            case PresenceBatch(frames):
                self.frames += len(frames)
            case RecordingStarted():
                self.started = message
            case RecordingStopped():
                self.stop_report = message
                self.stopped.set()


def speed(recording: Path, seconds: float) -> Figures:
    """Frames a second and milliseconds a frame, alone and beside speech recognition on the same cores."""
    result: Figures = {"load_before": os.getloadavg()[0], "cores": len(os.sched_getaffinity(0))}
    with tempfile.TemporaryDirectory() as folder:
        spool = _spool(Path(folder) / "sound.wav", recording)
        result["alone"] = _watched(seconds)
        for name, step_s in (("captions", CAPTION_STEP_S), ("without_a_break", 0.0)):
            with _recognising(spool, step_s) as heard:
                result[name] = _watched(seconds)
            result[name]["speech"] = heard()
    return result


def _spool(path: Path, recording: Path) -> tuple[Path, int]:
    samples = decode_audio(recording)
    spool = AudioSpool(path)
    spool.write(samples)
    spool.close()
    return path, len(samples)


@contextmanager
def _recognising(spool: tuple[Path, int], step_s: float) -> Iterator[Callable[[], Figures]]:
    """The speech process at work on spans that move on through the recording as it would be spoken."""
    path, samples = spool
    settings = SpeechSettings(str(model_file("whisper-base", "model.bin").parent))
    process = ServiceProcess("speech", SpeechService, settings, niceness=SPEECH_NICENESS)
    process.start()
    process.wait_ready(120.0)
    ending = threading.Event()
    took_s: list[float] = []
    words: list[int] = []

    def recognise() -> None:
        began_s = time.monotonic()
        while not ending.is_set():
            asked_s = time.monotonic()
            end = round((asked_s - began_s + 1.0) * RATE_HZ) % samples
            start = max(0, end - round(CAPTION_SPAN_S * RATE_HZ))
            reply = process.submit(TranscribeRequest(len(took_s), str(path), start, end, "en")).result(60.0)
            took_s.append(reply.compute_s)
            words.append(len(reply.words))
            ending.wait(max(0.0, asked_s + step_s - time.monotonic()))

    thread = threading.Thread(target=recognise, name="recognise")
    thread.start()
    try:
        yield lambda: {"passes": len(took_s), "words": sum(words), "seconds_each": round(float(np.mean(took_s)), 2)}
    finally:
        ending.set()
        thread.join(60.0)
        process.stop()


def _watched(seconds: float) -> Figures:
    heard = Heard()
    sample = str(assets_dir() / "sample" / "candidate.mp4")
    eyes = ChildProcess(
        "eyes", run_eyes, eyes_config(sample, origin_s=time.monotonic()), on_message=heard, niceness=EYES_NICENESS
    )
    eyes.start()
    # The clip is a minute long; loading the models is not part of what is measured.
    time.sleep(WARM_UP_S)
    before_s, before_frames = _processor_s(eyes), heard.frames
    time.sleep(min(seconds, 50.0))
    processor_s, frames = _processor_s(eyes) - before_s, heard.frames - before_frames
    eyes.stop()
    steady = heard.stats[1:-1] or heard.stats
    return {
        "frames_per_s": round(float(np.mean([stats.fps for stats in steady])), 2),
        "least_frames_per_s": min(stats.fps for stats in steady),
        "ms_per_frame": round(float(np.mean([stats.analysis_ms for stats in steady])), 1),
        "processor_ms_per_frame": round(1000 * processor_s / max(frames, 1), 1),
        "load": round(os.getloadavg()[0], 2),
    }


def _processor_s(child: ChildProcess) -> float:
    """Processor time of all threads of the child, decoding and preview included."""
    fields = Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording", type=Path)
    parser.add_argument("--seconds", type=float, default=50.0)
    args = parser.parse_args(argv)
    print(json.dumps(speed(args.recording, args.seconds), indent=2))
