"""The limits of a live session, measured with virtual devices; prints one JSON object.

python -m benchmarks.limits captions [FILE …]      delay from a word's end to its standing in the caption
python -m benchmarks.limits microphone [MINUTES]   samples lost between the sound server and the disk
python -m benchmarks.limits window [zh|en] [QUESTIONS]
                                                   a whole interview: stalls of the window, time to the report and to
                                                   the next word, memory;
                                                   without QUESTIONS the first one of the shipped sample
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import soundfile as sf

from benchmarks.first_word import first_words
from benchmarks.machine import machine
from benchmarks.spoken_sample import speak_sample
from desktop.domain.speech import Language
from desktop.resources import database_path
from models.paths import models_dir
from tests.e2e.harness.display import virtual_display
from tests.e2e.harness.sound import virtual_sound
from tests.e2e.harness.virtual_camera import VirtualCamera
from tests.e2e.harness.window import start_window

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ("zh/accuracy-on-rare-positives", "zh/tight-deadline", "en/dropout-at-test-time", "en/hardest-problem-solved")


def main() -> None:
    command, *arguments = sys.argv[1:] or ["captions"]
    measure = {"captions": captions, "microphone": microphone, "window": window}[command]
    about = machine()
    print(json.dumps({"schema": 1, "what": command, "machine": about, **measure(*arguments)}, ensure_ascii=False))


def captions(*files: str) -> dict[str, Any]:
    """Real pace through the live path. A word that the final pass changed stands when that pass is done."""
    rows: dict[str, Any] = {}
    delays: list[float] = []
    for file in files or [str(ROOT / "assets" / "sample" / f"{name}.ogg") for name in SAMPLES]:
        run = subprocess.run(
            [
                sys.executable, "-m", "desktop", "transcribe", file,
                "--language", Path(file).parent.name, "--live", "--json",
            ],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        result = json.loads(run.stdout)
        own = [word["shown_s"] - word["end_s"] for word in result["words"] if "shown_s" in word]
        delays += own
        decided = [turn["decided_s"] - turn["end_s"] for turn in result["turns"]]
        rows[Path(file).name] = {
            "words": len(own),
            "median_s": _median(own),
            "turns": len(result["turns"]),
            "decided_after_s": decided,
        }
    return {
        "median_s": _median(delays),
        "p95_s": round(float(np.percentile(delays, 95)), 2),
        "words": len(delays),
        "files": rows,
    }


def _median(values: list[float]) -> float | None:
    return round(statistics.median(values), 2) if values else None


def microphone(minutes: str = "10") -> dict[str, Any]:
    """Noise below 3 kHz is played into the virtual microphone; every second of it must be found where it belongs."""
    from tests.e2e.test_microphone import RECORD

    seconds, rate = int(float(minutes) * 60), 16_000
    rng = np.random.default_rng(7)
    spectrum = np.fft.rfft(rng.standard_normal(rate * seconds))
    spectrum[np.fft.rfftfreq(rate * seconds, 1 / rate) > 3000] = 0
    noise = (np.fft.irfft(spectrum) * 6000).clip(-32768, 32767).astype(np.int16)
    with tempfile.TemporaryDirectory() as name, virtual_sound(Path(name) / "sound") as sound:
        folder = Path(name)
        sf.write(folder / "noise.wav", noise, rate)
        script = "\n".join(
            line[4:] for line in RECORD.format(path=str(folder / "heard.wav"), seconds=seconds + 4).splitlines()
        )
        process = subprocess.Popen(
            [sys.executable, "-c", script], env={**os.environ, **sound.env}, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert process.stdout is not None
        process.stdout.readline()
        sound.speak(folder / "noise.wav").wait()
        told = process.communicate(timeout=60)[0].split("\n")
        heard = sf.read(folder / "heard.wav", dtype="int16")[0].astype(float)
    lag = _lag(heard, noise[: 5 * rate].astype(float))
    bad = []
    for second in range(seconds):
        piece = slice(lag + second * rate, lag + (second + 1) * rate)
        own = noise[second * rate : (second + 1) * rate].astype(float)
        if len(heard[piece]) < rate or np.corrcoef(heard[piece], own)[0, 1] < 0.99:
            bad.append(second)
    return {
        "minutes": seconds / 60,
        "seconds_not_found": bad,
        "samples_lost_in_ring": int(told[-2].split()[1]),
        "events": told[:-2],
    }


def _lag(heard: Any, start: Any) -> int:
    head = heard[: 30 * 16_000]
    size = 1 << (len(head) + len(start)).bit_length()
    return int(np.fft.irfft(np.fft.rfft(head, size) * np.conj(np.fft.rfft(start, size))).argmax())


def window(language: Language = "zh", questions: str = "") -> dict[str, Any]:
    """The end-to-end interview of the tests, watched: memory of all processes, stalls, report time."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sample = speak_sample(language, int(questions), folder / "sample") if questions else None
        camera = VirtualCamera(folder, ROOT / "assets" / "sample" / "candidate.mp4")
        with virtual_sound(folder / "sound") as sound, virtual_display() as display:
            environment = {**camera.environment(), **sound.env, "DISPLAY": display, "CANDID_DATA": str(folder / "data")}
            environment.update(CANDID_MODELS=str(models_dir()))
            with (folder / "window.log").open("wb") as log:
                process = start_window(language, folder, environment, sample=sample, log=log)
            peak = _Memory(process.pid)
            process.wait()
            peak.stop()
        if process.returncode:
            sys.exit((folder / "window.log").read_text()[-3000:] or f"the window ended with {process.returncode}")
        driven = json.loads((folder / "drive.json").read_text())
        if kept := os.environ.get("CANDID_KEEP"):
            shutil.copytree(folder, kept, dirs_exist_ok=True, ignore=shutil.ignore_patterns("sound"))
        waited = first_words(folder / "data" / database_path().name, driven["session"])
    stalls = driven["stalls_ms"]
    return {
        "questions_asked": len(driven["questions"]),
        "listened": driven["states"].count("listening"),
        "stalls_over_50_ms": len(stalls),
        "longest_gap_ms": driven["longest_gap_ms"],
        "stalls": [
            dict(zip(("ms", "page", "own_work_ms", "waited_for_a_core_ms", "at_s"), one, strict=True)) for one in stalls
        ],
        "report_after_last_answer_s": round(driven["report_s"], 1),
        "first_word_after_decision": waited,
        "peak_memory_mib": peak.peak_mib,
        "at_peak_mib": peak.at_peak_mib,
        "notices": driven["notices"],
        "captions": driven["captions"],
    }


class _Memory:
    """Highest sum of the proportional set sizes of a process and all its descendants (shared pages counted once)."""

    # A child process is told by the library that only it loads; looked for from the top.
    LIBRARIES = (
        ("window", "libQt6Widgets"),
        ("mind", "libllama"),
        ("eyes", "mediapipe"),
        ("speech", "ctranslate2"),
        ("engine", "scipy"),
    )

    def __init__(self, pid: int) -> None:
        self.peak_mib = 0
        self.at_peak_mib: dict[str, int] = {}
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._ended.wait(0.5):
            parts: dict[str, int] = {}
            try:
                root = psutil.Process(self._pid)
                for process in [root, *root.children(recursive=True)]:
                    if "candid" in " ".join(process.cmdline()) or "python" in process.name():
                        name = self._name(process.pid)
                        parts[name] = parts.get(name, 0) + (process.memory_full_info().pss >> 20)
            except (psutil.Error, OSError):
                continue
            if sum(parts.values()) > self.peak_mib:
                self.peak_mib, self.at_peak_mib = sum(parts.values()), parts

    def _name(self, pid: int) -> str:
        maps = Path(f"/proc/{pid}/maps").read_text()
        return next((name for name, library in self.LIBRARIES if library in maps), "other")

    def stop(self) -> None:
        self._ended.set()
        self._thread.join(5.0)


if __name__ == "__main__":
    started_s = time.monotonic()
    main()
    print(f"{time.monotonic() - started_s:.0f} s", file=sys.stderr)
