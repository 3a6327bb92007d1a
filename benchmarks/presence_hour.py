"""The eyes process and the microphone over an hour, with a virtual camera and a virtual microphone.

The camera plays a clip with a number in every picture, 30 a second by the system's clock; the microphone hears noise
that repeats itself, and counts it by a clock that is 100 parts in a million fast, as sound cards' clocks are off. Both
are recorded as in a session, and the recordings tell when each picture and each minute of the noise was taken. Linux
with a C compiler and PulseAudio. Prints one JSON object.

    python -m benchmarks.presence long CLIP [--minutes 60] [--size 320x240]
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
import soundfile as sf

from benchmarks.presence_speed import Figures, Heard, eyes_config
from desktop.capture.clock import LiveClock
from desktop.capture.frame_source import Image
from desktop.capture.microphone import Microphone
from desktop.capture.spool import RATE_HZ, AudioSpool
from desktop.capture.video_file import VideoFileSource
from desktop.domain.session import Gap
from desktop.session.eyes import EYES_NICENESS
from desktop.session.pump import AudioPump
from desktop.workers.eyes import run_eyes
from desktop.workers.process import ChildProcess
from tests.e2e.harness.sound import VirtualSound, virtual_sound
from tests.e2e.harness.virtual_camera import VirtualCamera

CAMERA_HZ, NUMBERS, BITS = 30, 150, 8
BLOCK = 20
MINUTE_S = 60.0
NOISE_S = 10
OFF = 100e-6


def hour(clip: Path, minutes: float, size: tuple[int, int]) -> Figures:
    """Memory of the eyes process by the minute, and how far the times of both recordings wander from the clock."""
    with tempfile.TemporaryDirectory() as name, virtual_sound(Path(name) / "sound") as sound:
        folder = Path(name)
        camera = VirtualCamera(folder, _numbered(clip, folder / "numbered.avi", size), size=size, rate=CAMERA_HZ)
        clock = LiveClock()
        with _listening(sound, folder / "sound.wav", clock) as gaps:
            os.environ.update(camera.environment())
            heard = Heard()
            config = eyes_config(0, origin_s=clock.origin_s, record_path=folder / "video.mkv")
            eyes = ChildProcess("eyes", run_eyes, config, on_message=heard, niceness=EYES_NICENESS)
            eyes.start()
            resident_mb = _resident_by_minute(eyes, minutes)
            eyes.stop(60.0)
            heard.stopped.wait(60.0)
        assert heard.started is not None
        assert heard.stop_report is not None
        pictures = _pictures_late(heard.started.path, heard.started.t_s)
        sounds = _sounds_late(folder / "sound.wav", minutes)
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
            "microphone_off_ppm": round(1e6 * OFF),
            "sound_gaps": len(gaps),
            **_drift(pictures, sounds),
        }


@contextmanager
def _listening(sound: VirtualSound, path: Path, clock: LiveClock) -> Iterator[list[Gap]]:
    """The microphone on its way to disk as in a session; what it hears is the same noise again and again."""
    os.environ.update(sound.env)
    pipe = path.with_name("microphone")
    sound.control(
        "load-module", "module-pipe-source", "source_name=off", f"file={pipe}", "format=s16le", f"rate={RATE_HZ}",
        "channels=1",
    )  # fmt: skip
    sound.control("set-default-source", "off")
    ending = threading.Event()
    device = threading.Thread(target=_deliver, args=(pipe, ending), name="device")
    gaps: list[Gap] = []
    pump = AudioPump(Microphone(), AudioSpool(path), clock, tell=lambda _: None, on_gap=gaps.append)
    device.start()
    pump.source.start()
    pump.start()
    pump.hear(True)
    try:
        yield gaps
    finally:
        pump.stop()
        ending.set()
        device.join()


def _deliver(pipe: Path, ending: threading.Event) -> None:
    """The noise as it sounds in true time, in samples of a clock that is ``OFF``."""
    samples = _noise(OFF)
    file = os.open(pipe, os.O_WRONLY)
    began_s, sent = time.monotonic(), 0
    while not ending.wait(0.01):
        due = int((time.monotonic() - began_s) * RATE_HZ * (1 + OFF))
        os.write(file, samples[np.arange(sent, due) % len(samples)].tobytes())
        sent = due
    os.close(file)


def _noise(off: float = 0.0) -> np.ndarray:
    """``NOISE_S`` of noise below 3 kHz that goes on without a seam when repeated, int16, by a clock that is ``off``."""
    spectrum = np.fft.rfft(np.random.default_rng(7).standard_normal(RATE_HZ * NOISE_S))
    spectrum[np.fft.rfftfreq(RATE_HZ * NOISE_S, 1 / RATE_HZ) > 3000] = 0
    samples = round(RATE_HZ * NOISE_S * (1 + off))
    noise = np.fft.irfft(spectrum, samples) * samples / (RATE_HZ * NOISE_S)
    return (noise * 6000).clip(-32768, 32767).astype(np.int16)


def _sounds_late(path: Path, minutes: float) -> list[tuple[float, float]]:
    """Session time of the middle of each minute, and how much later the noise lies there than it was played, give or
    take a constant and whole rounds of it."""
    pattern = np.conj(np.fft.rfft(_noise().astype(float)))
    found: list[tuple[float, float]] = []
    with sf.SoundFile(path) as file:
        for minute in range(int(minutes)):
            start = round((minute + 0.5) * MINUTE_S) * RATE_HZ
            file.seek(start)
            piece = np.zeros(NOISE_S * RATE_HZ)
            heard = file.read(2 * RATE_HZ)
            piece[: len(heard)] = heard
            match = np.fft.irfft(np.fft.rfft(piece) * pattern)
            # The minute is a whole number of rounds, so the place of the noise in it is its lateness.
            late_s = float(match.argmax()) / RATE_HZ
            if found:
                late_s = found[0][1] + (late_s - found[0][1] + NOISE_S / 2) % NOISE_S - NOISE_S / 2
            found.append((start / RATE_HZ, late_s))
    return found


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


def _pictures_late(path: Path, start_s: float) -> list[tuple[float, float]]:
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


def _drift(pictures: list[tuple[float, float]], sounds: list[tuple[float, float]]) -> Figures:
    """In milliseconds, against the first minute: where each minute of pictures and of sound lies, and both apart."""
    times, late = (np.array(column) for column in zip(*pictures, strict=True))
    by_minute = np.array(
        [
            np.median(late[(times >= middle_s - MINUTE_S / 2) & (times < middle_s + MINUTE_S / 2)])
            for middle_s, _ in sounds
        ]
    )
    pictures_ms = 1000 * (by_minute - by_minute[0])
    sounds_ms = 1000 * np.array([late_s - sounds[0][1] for _, late_s in sounds])
    apart_ms = pictures_ms - sounds_ms
    return {
        "pictures_drift_ms": round(float(pictures_ms[-1]), 2),
        "sound_drift_ms": round(float(sounds_ms[-1]), 2),
        "apart_in_the_last_minute_ms": round(float(apart_ms[-1]), 2),
        "apart_in_the_farthest_minute_ms": round(float(np.abs(apart_ms).max()), 2),
        "single_pictures_p99_ms": round(float(np.percentile(1000 * np.abs(late - by_minute[0]), 99)), 1),
    }


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clip", type=Path)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--size", default="320x240")
    args = parser.parse_args(argv)
    width, height = (int(side) for side in args.size.split("x"))
    print(json.dumps(hour(args.clip, args.minutes, (width, height)), indent=2))
