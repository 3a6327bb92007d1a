"""The installed program as a subprocess, and small media made for it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from models.paths import models_dir

SAMPLE = Path(__file__).parents[3] / "assets" / "sample"
SHARED = Path(__file__).parents[4] / "shared" / "data"
LIMIT_S = 280


@dataclass(frozen=True, slots=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """Stdout as the one object it must be, with nothing around it and no NaN in it."""
        assert self.code == 0, self.err
        found = json.loads(self.out, parse_constant=_no_number)
        assert isinstance(found, dict)
        assert found["schema"] == 1
        assert self.out.endswith("}\n")
        return found

    def refused(self, code: int, *parts: str) -> None:
        """Assert that it failed with ``code``, nothing on stdout, and one line that holds every part."""
        assert self.code == code, (self.code, self.err)
        assert self.out == ""
        line, *rest = self.err.splitlines()
        assert rest == []
        assert line.startswith("candid")
        assert all(part in line for part in parts), (parts, line)


def _no_number(text: str) -> float:
    raise AssertionError(f"{text} is not JSON")


class Candid:
    """Runs the program with data of its own, so that nobody's sessions are touched."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data = data
        self.environment = {
            **os.environ, "CANDID_DATA": str(data), "CANDID_MODELS": str(models_dir()), "CANDID_LANGUAGE_MODEL": "none",
            **environment,
        }  # fmt: skip
        self.environment.pop("CANDID_LOG", None)

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "desktop", *map(str, arguments)],
            env=self.environment, text=True, encoding="utf-8", cwd=Path(__file__).parents[3],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, restore_signals=True,
            preexec_fn=_interruptible if os.name == "posix" else None,
        )  # fmt: skip

    def __call__(self, *arguments: object) -> Outcome:
        process = self.start(*arguments)
        try:
            out, err = process.communicate(timeout=LIMIT_S)
        finally:
            process.kill()
        assert "Traceback" not in err
        return Outcome(process.returncode, out, err)

    def sessions(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self("sessions", "list", "--json").json["sessions"]
        return rows


def _interruptible() -> None:
    # A shell that runs the tests in the background makes its children ignore Ctrl+C.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def speech(name: str) -> npt.NDArray[np.float32]:
    """A recorded answer of the sample interview at 16 kHz, float32."""
    audio, rate_hz = soundfile.read(SAMPLE / name, dtype="float32")
    return np.asarray(soxr.resample(audio, rate_hz, 16_000), np.float32)


def as_file(path: Path, audio: npt.NDArray[np.float32], *, rate_hz: int, subtype: str, channels: int = 1) -> Path:
    """16 kHz sound in another rate, depth and number of channels."""
    samples = soxr.resample(audio, 16_000, rate_hz)
    soundfile.write(path, np.stack([samples] * channels, axis=1), rate_hz, subtype=subtype)
    return path


def clip(path: Path, seconds: float, sound: Path | None = None) -> Path:
    """The beginning of the sample's picture, unchanged, with a recording as its sound or without any."""
    with av.open(str(SAMPLE / "candidate.mp4")) as source, av.open(str(path), "w") as target:
        video = target.add_stream_from_template(source.streams.video[0])
        audio = target.add_stream("aac", rate=48_000) if sound else None
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is None or (packet.pts or 0) * packet.time_base > seconds:
                continue
            packet.stream = video
            target.mux(packet)
        if sound and audio:
            with av.open(str(sound)) as heard:
                for frame in heard.decode(audio=0):
                    frame.pts = None
                    target.mux(audio.encode(frame))
                target.mux(audio.encode(None))
    return path
