"""A private PulseAudio: what is played into its feed is heard by the microphone; what the program says can be recorded.

No sound card, no D-Bus and no root session are needed. Facts this rests on: null sinks need ``norewinds=1``, or the
first 0.2 to 1.3 s of a stream are missing; the remapped monitor is what PortAudio sees as an ordinary microphone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NEEDED = ("pulseaudio", "pactl", "paplay", "parec")


class VirtualSound:
    """A running server. ``env`` is what a program needs in its environment to see these devices only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_RUNTIME_PATH": str(folder),
            "PULSE_STATE_PATH": str(folder / "state"),
            "PULSE_CONFIG_PATH": str(folder / "config"),
            "PULSE_SERVER": f"unix:{folder}/pulse.sock",
            "PULSE_COOKIE": str(folder / "cookie"),
            "ALSA_CONFIG_PATH": str(folder / "asound.conf"),
        }
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        for name in ("state", "config"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        (self.folder / "asound.conf").write_text(
            "</usr/share/alsa/alsa.conf>\n"
            'pcm.test_mic { type pulse device "test_mic" hint { show on description "Test microphone" } }\n'
            'pcm.test_speaker { type pulse device "test_speaker" hint { show on description "Test speaker" } }\n'
            'pcm.!default { type pulse hint { show on description "Default" } }\n'
        )
        sink = "module-null-sink norewinds=1 rate=48000"
        loads = [
            f"module-native-protocol-unix socket={self.folder}/pulse.sock auth-anonymous=1",
            f"{sink} sink_name=mic_feed channels=1 channel_map=mono",
            f"{sink} sink_name=test_speaker channels=2",
            "module-remap-source source_name=test_mic master=mic_feed.monitor remix=no",
        ]
        self._server = subprocess.Popen(
            [
                "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit=no", "--use-pid-file=no",
                "--realtime=no", "--high-priority=no", f"--log-target=newfile:{self.folder}/pulse.log",
                *(argument for load in loads for argument in ("-L", load)),
            ],
            env={**os.environ, **self.env, "PULSE_SERVER": "", "DBUS_SESSION_BUS_ADDRESS": ""},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline_s = time.monotonic() + 10
        while self.control("info", check=False).returncode:
            if time.monotonic() > deadline_s:
                raise RuntimeError(f"PulseAudio did not start; see {self.folder}/pulse.log")
            time.sleep(0.1)
        self.control("set-default-sink", "test_speaker")
        self.control("set-default-source", "test_mic")

    def control(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """One ``pactl`` command."""
        return subprocess.run(
            ["pactl", *words], env={**os.environ, **self.env}, capture_output=True, text=True, check=check, timeout=10
        )

    def speak(self, file: Path) -> subprocess.Popen[bytes]:
        """Play a WAV file into the microphone; returns at once."""
        return subprocess.Popen(["paplay", "--device=mic_feed", str(file)], env={**os.environ, **self.env})

    @contextmanager
    def recording_speaker(self, file: Path) -> Iterator[None]:
        """Record what the program plays, as a WAV file."""
        recorder = subprocess.Popen(
            ["parec", "-d", "test_speaker.monitor", "--file-format=wav", "--rate=16000", "--channels=1", str(file)],
            env={**os.environ, **self.env},
        )
        try:
            yield
        finally:
            recorder.terminate()
            recorder.wait(10)

    def unplug_microphone(self) -> None:
        """What pulling the plug of the only microphone does: its source and the server's fallback go away."""
        self.control("unload-module", "module-remap-source")
        self.control("unload-module", "module-null-sink", check=False)

    def kill_server(self) -> None:
        if self._server:
            self._server.kill()
            self._server.wait(10)

    def stop(self) -> None:
        if self._server and self._server.poll() is None:
            self._server.terminate()
            try:
                self._server.wait(5)
            except subprocess.TimeoutExpired:
                self._server.kill()


@contextmanager
def virtual_sound(folder: Path) -> Iterator[VirtualSound]:
    """A server for the length of a ``with`` block."""
    sound = VirtualSound(folder)
    sound.start()
    try:
        yield sound
    finally:
        sound.stop()


def missing_tools() -> list[str]:
    """Commands this harness needs and this machine lacks."""
    return [tool for tool in NEEDED if not shutil.which(tool)]
