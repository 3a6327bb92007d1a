"""The eyes process under load and over an hour.

    python -m benchmarks.presence speed RECORDING [--seconds 60]
    python -m benchmarks.presence long CLIP [--minutes 60] [--size 320x240]

``speed`` plays the sample clip (640 x 480, 25 frames/s) at real pace to the real eyes process, at its own schedule,
while the real speech process recognises RECORDING: as captions do (the last seconds anew every 0.7 s), and then without
a break.
``long`` gives the real eyes process a virtual camera that plays CLIP with a number in every picture, 30 a second by the
system's clock, records, and compares the numbers in the recording with their times. Linux with a C compiler. Both print
one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from desktop.capture.audio_file import decode_audio
from desktop.capture.frame_source import Image
from desktop.capture.spool import RATE_HZ, AudioSpool
from desktop.capture.video_file import VideoFileSource
from desktop.resources import assets_dir
from desktop.session.eyes import EYES_NICENESS
from desktop.session.runtime import SPEECH_NICENESS
from desktop.workers.eyes import run_eyes
from desktop.workers.eyes_messages import EyesConfig, EyesStats, PresenceBatch, RecordingStarted, RecordingStopped
from desktop.workers.process import ChildProcess
from desktop.workers.service import ServiceProcess
from desktop.workers.speech import SpeechService, SpeechSettings, TranscribeRequest
from models.paths import model_file
from tests.e2e.harness.virtual_camera import VirtualCamera

Figures = dict[str, Any]
CAPTION_STEP_S, CAPTION_SPAN_S = 0.7, 10.0
WARM_UP_S = 6.0
CAMERA_HZ, NUMBERS, BITS = 30, 150, 8
BLOCK = 20
MINUTE_S = 60.0


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


def long(clip: Path, minutes: float, size: tuple[int, int]) -> Figures:
    """Memory of the eyes process by the minute, and how far the recording's times wander from the camera's clock."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        camera = VirtualCamera(folder, _numbered(clip, folder / "numbered.avi", size), size=size, rate=CAMERA_HZ)
        os.environ.update(camera.environment())
        heard = Heard()
        config = eyes_config(0, origin_s=time.monotonic(), record_path=folder / "video.mkv")
        eyes = ChildProcess("eyes", run_eyes, config, on_message=heard, niceness=EYES_NICENESS)
        eyes.start()
        resident_mb = _resident_by_minute(eyes, minutes)
        eyes.stop(60.0)
        heard.stopped.wait(60.0)
        assert heard.started is not None
        assert heard.stop_report is not None
        offsets = _offsets(heard.started.path, heard.started.t_s)
        return {
            "minutes": minutes,
            "load": round(os.getloadavg()[0], 2),
            "size": list(size),
            "resident_mb": resident_mb,
            "recorded": heard.stop_report.frames,
            "dropped": heard.stop_report.dropped,
            "recording_mb": round(heard.started.path.stat().st_size / 1e6, 1),
            "analysed": heard.frames,
            "frames_per_s": round(float(np.mean([stats.fps for stats in heard.stats[1:-1]])), 2),
            "restarts": eyes.restarts,
            **_drift(offsets),
        }


def _resident_by_minute(eyes: ChildProcess, minutes: float) -> list[float]:
    began_s = time.monotonic()
    found: list[float] = []
    while time.monotonic() - began_s < minutes * MINUTE_S:
        time.sleep(min(MINUTE_S, began_s + minutes * MINUTE_S - time.monotonic()))
        status = Path(f"/proc/{eyes.pid}/status").read_text()
        kilobytes = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
        found.append(round(kilobytes / 1024, 1))
        print(f"minute {len(found)}: {found[-1]} MB", file=sys.stderr, flush=True)
    return found


def _numbered(clip: Path, path: Path, size: tuple[int, int]) -> Path:
    """``NUMBERS`` pictures of ``clip``, each with its number as black and white blocks in the upper left corner."""
    source = VideoFileSource(clip)
    source.open()
    pictures: list[Image] = []
    while len(pictures) < NUMBERS and (frame := source.read()) is not None:
        pictures.append(frame.image)
    source.close()
    # Forwards and backwards, so that the face does not jump.
    loop = [*pictures, *pictures[-2:0:-1]]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), CAMERA_HZ, size)
    for number in range(NUMBERS):
        image = cv2.resize(loop[number % len(loop)], size)
        for bit in range(BITS):
            image[:BLOCK, bit * BLOCK : (bit + 1) * BLOCK] = 255 * (number >> bit & 1)
        writer.write(image)
    writer.release()
    return path


def _offsets(path: Path, start_s: float) -> list[tuple[float, float]]:
    """Of every recorded picture the session time that the file gives it, and by how much that is later than the moment
    at which the camera made it, give or take a constant."""
    source = VideoFileSource(path)
    source.open()
    found: list[tuple[float, float]] = []
    while (frame := source.read()) is not None:
        bits = [frame.image[4 : BLOCK - 4, bit * BLOCK + 4 : (bit + 1) * BLOCK - 4].mean() > 128 for bit in range(BITS)]
        number = sum(1 << bit for bit, on in enumerate(bits) if on)
        t_s = start_s + frame.t_s
        # The numbers start anew every five seconds; which round it is follows from the time.
        shift = found[-1][1] * CAMERA_HZ if found else t_s * CAMERA_HZ - number
        rounds = round((t_s * CAMERA_HZ - shift - number) / NUMBERS)
        found.append((t_s, t_s - (number + rounds * NUMBERS) / CAMERA_HZ))
    source.close()
    return found


def _drift(offsets: list[tuple[float, float]]) -> Figures:
    times, late = (np.array(column) for column in zip(*offsets, strict=True))
    first, last = late[times < times[0] + MINUTE_S], late[times > times[-1] - MINUTE_S]
    apart = 1000 * (late - np.median(first))
    return {
        "drift_ms": round(float(1000 * (np.median(last) - np.median(first))), 2),
        "farthest_minute_ms": round(
            max(
                abs(float(np.median(apart[(times >= start_s) & (times < start_s + MINUTE_S)])))
                for start_s in np.arange(times[0], max(times[-1] - MINUTE_S, times[0] + 1), MINUTE_S)
            ),
            2,
        ),
        "p99_ms": round(float(np.percentile(np.abs(apart), 99)), 1),
    }


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ways = parser.add_subparsers(dest="way", required=True)
    fast = ways.add_parser("speed")
    fast.add_argument("recording", type=Path)
    fast.add_argument("--seconds", type=float, default=50.0)
    hour = ways.add_parser("long")
    hour.add_argument("clip", type=Path)
    hour.add_argument("--minutes", type=float, default=60.0)
    hour.add_argument("--size", default="320x240")
    args = parser.parse_args(argv)
    if args.way == "speed":
        result = speed(args.recording, args.seconds)
    else:
        width, height = (int(side) for side in args.size.split("x"))
        result = long(args.clip, args.minutes, (width, height))
    print(json.dumps(result, indent=2))
