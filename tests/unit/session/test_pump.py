"""The pump: what is heard is on disk in session time, silence where nobody listens; a full disk costs nothing."""

import subprocess
import threading
import time

import numpy as np
import pytest

from desktop.capture.audio_file import FileAudio
from desktop.capture.audio_source import AudioChunk
from desktop.capture.clock import LiveClock, MediaClock
from desktop.capture.spool import AudioSpool, read_spool
from desktop.session.pump import AudioPump


class Listener:
    """An ear that keeps what it is fed."""

    speech_now = False
    finished = False

    def __init__(self):
        self.blocks = []
        self.reason = None

    def feed(self, samples, end_sample):
        self.blocks.append((end_sample, samples))

    def close(self, reason):
        self.finished, self.reason = True, reason


def _until(condition, seconds=5.0):
    deadline_s = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline_s, "not in time"
        time.sleep(0.01)


def test_a_recording_waits_for_its_listener_and_is_heard_whole(tmp_path):
    samples = np.arange(1, 16_001, dtype=np.int16)
    clock, ear = MediaClock(), Listener()
    spool = AudioSpool(tmp_path / "a.wav")
    pump = AudioPump(FileAudio(samples, flat_out=True), spool, clock, tell=lambda _: None, on_gap=print)
    pump.start()
    time.sleep(0.3)
    assert clock.now_s() == 0.0
    pump.listen(ear)
    _until(lambda: pump.source.ended)
    pump.stop()
    np.testing.assert_array_equal(np.concatenate([block for _, block in ear.blocks]), samples)
    assert [end for end, _ in ear.blocks] == list(np.cumsum([len(block) for _, block in ear.blocks]))
    np.testing.assert_allclose(read_spool(tmp_path / "a.wav") * 32768, samples)
    assert clock.now_s() == 1.0


def test_a_listener_that_fails_costs_neither_sound_nor_session(tmp_path):
    class Broken(Listener):
        def feed(self, samples, end_sample):
            raise RuntimeError("a mistake of ours")

    told, ear = [], Broken()
    spool = AudioSpool(tmp_path / "a.wav")
    pump = AudioPump(
        FileAudio(np.ones(32_000, np.int16), flat_out=False), spool, LiveClock(), tell=told.append, on_gap=print
    )
    pump.source.start()
    pump.start()
    pump.listen(ear)
    _until(lambda: pump.source.ended)
    pump.stop()
    assert ear.reason == "error"
    assert (read_spool(tmp_path / "a.wav") > 0).sum() > 30_000
    assert any("could not be followed" in getattr(event, "what", "") for event in told)


class Fast:
    """Delivers a block of ones at every read, as fast as it is asked."""

    flat_out = False
    ended = False
    exhausted = False
    lost_samples = 0

    def start(self): ...
    def stop(self): ...
    def listening_began(self, question_id, target_point): ...

    def read(self, timeout_s):
        time.sleep(0.002)
        return AudioChunk(np.ones(1600, np.int16))


def test_a_full_disk_is_said_once_and_what_was_heard_meanwhile_is_written_later(tmp_path):
    mount = tmp_path / "small"
    mount.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", mount], capture_output=True).returncode:
        pytest.skip("needs the right to mount a small file system")
    told, gaps = [], []
    try:
        ballast = mount / "ballast"
        ballast.write_bytes(bytes(200_000))
        spool = AudioSpool(mount / "a.wav")
        pump = AudioPump(Fast(), spool, LiveClock(), tell=told.append, on_gap=gaps.append)
        pump.start()
        pump.hear(True)
        _until(lambda: any("full" in getattr(event, "what", "") for event in told))
        time.sleep(0.05)
        ballast.unlink()
        _until(lambda: any("room on the disk" in getattr(event, "what", "") for event in told))
        pump.hear(False)
        position = spool.position
        pump.stop()
        heard = read_spool(mount / "a.wav")
        first = int(np.argmax(heard > 0))
        assert (heard[first : min(position, len(heard))] > 0).all(), "no hole where the disk was full"
    finally:
        subprocess.run(["umount", "-l", mount], check=True)
    assert sum("full" in getattr(event, "what", "") for event in told) == 1
    assert gaps == []


def test_what_is_not_listened_to_is_silence_of_the_same_length(tmp_path):
    spool = AudioSpool(tmp_path / "a.wav")
    pump = AudioPump(
        FileAudio(np.full(48_000, 500, np.int16), flat_out=False), spool, LiveClock(), tell=lambda _: None, on_gap=print
    )
    pump.source.start()
    pump.start()
    time.sleep(0.5)
    pump.hear(True)
    time.sleep(0.5)
    pump.hear(False)
    time.sleep(0.5)
    pump.stop()
    heard = read_spool(tmp_path / "a.wav") > 0
    assert 0.3 < heard.sum() / 16_000 < 0.8
    assert not heard[: int(0.3 * 16_000)].any()
    assert len(heard) / 16_000 > 1.3
    assert threading.active_count() < 20
