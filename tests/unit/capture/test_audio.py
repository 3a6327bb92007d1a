"""Ring, spool and file sources: not a sample lost, also when the writer is killed or the disk is full."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from hypothesis import given
from hypothesis import strategies as st

from desktop.capture.audio_file import FileAudio, RecordedCandidate, answer_files, decode_audio
from desktop.capture.ring import AudioRing
from desktop.capture.spool import AudioSpool, read_spool, recover_spool
from desktop.domain.errors import InputError, StorageFull


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=60))
def test_ring_keeps_order_and_counts_what_did_not_fit(steps):
    ring, sent, kept, received = AudioRing(64), 0, [], []
    for count, read in steps:
        room = 64 - ring.available
        block = np.arange(sent, sent + count, dtype=np.int16)
        ring.write(block)
        kept.extend(block[:room])
        sent += count
        if read:
            received.extend(ring.read())
    received.extend(ring.read())
    assert received == kept
    assert ring.lost_samples == sent - len(kept)


def test_spool_is_a_wav_that_others_read_and_silence_keeps_time(tmp_path):
    spool = AudioSpool(tmp_path / "a.wav")
    tone = (np.sin(np.arange(16_000) / 20) * 9000).astype(np.int16)
    spool.write(tone)
    spool.skip(8_000)
    spool.write(tone)
    assert spool.now_s == 2.5
    live = read_spool(tmp_path / "a.wav", 24_000)  # while it is still being written
    assert len(live) == 16_000
    spool.close()
    spool.close()
    samples, rate = sf.read(tmp_path / "a.wav", dtype="int16")
    assert rate == 16_000
    np.testing.assert_array_equal(samples, np.concatenate([tone, np.zeros(8_000, np.int16), tone]))


def test_spool_survives_kill_minus_nine_with_everything_written(tmp_path):
    script = textwrap.dedent(f"""
        import numpy as np
        from pathlib import Path
        from desktop.capture.spool import AudioSpool
        spool = AudioSpool(Path({str(tmp_path / "a.wav")!r}))
        n = 0
        while True:
            spool.write(np.full(320, n % 1000, np.int16))
            n += 1
            print(n, flush=True)
    """)
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        if int(line) >= 200:
            break
    os.kill(process.pid, signal.SIGKILL)
    rest = process.stdout.read().split()
    blocks = int(rest[-1]) if rest else int(line)
    process.wait()
    duration_s = recover_spool(tmp_path / "a.wav")
    assert duration_s >= blocks * 320 / 16_000
    samples, _ = sf.read(tmp_path / "a.wav", dtype="int16")
    expected = np.repeat(np.arange(blocks) % 1000, 320).astype(np.int16)
    np.testing.assert_array_equal(samples[: len(expected)], expected)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a small file system that can be filled")
def test_a_full_disk_is_said_and_nothing_half_written_counts(tmp_path):
    mount = tmp_path / "small"
    mount.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mount], capture_output=True).returncode:
        pytest.skip("needs the right to mount a small file system")
    try:
        spool = AudioSpool(mount / "a.wav")
        with pytest.raises(StorageFull, match="disk is full"):
            _fill(spool)
        written = spool.position
        ballast_free = read_spool(mount / "a.wav")
        assert len(ballast_free) == written
    finally:
        subprocess.run(["umount", "-l", mount], check=True)


def _fill(spool):
    for _ in range(1000):
        spool.write(np.ones(320, np.int16))


def _wav(path, seconds=1.0, rate=44_100, channels=2):
    time_s = np.arange(int(seconds * rate)) / rate
    tone = 0.5 * np.sin(2 * np.pi * 440 * time_s)
    sf.write(path, np.stack([tone] * channels, axis=1), rate)
    return path


def test_any_rate_and_channels_become_16_khz_mono(tmp_path):
    samples = decode_audio(_wav(tmp_path / "a.flac"))
    assert abs(len(samples) - 16_000) < 50
    spectrum = np.abs(np.fft.rfft(samples.astype(float)))
    assert abs(spectrum.argmax() / len(samples) * 16_000 - 440) < 2


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing.wav", None, "no file"),
        ("empty.mp4", b"", "0 bytes"),
        ("text.mp3", b"this is not sound at all " * 40, "cannot be read|no sound"),
        ("noise.mp4", bytes(range(256)) * 50, "cannot be read|no sound"),
    ],
)
def test_bad_files_are_refused_with_a_reason(tmp_path, name, content, message):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        decode_audio(tmp_path / name)


def test_a_cut_off_file_gives_what_is_there(tmp_path):
    whole = _wav(tmp_path / "a.flac", 4.0)
    data = whole.read_bytes()
    (tmp_path / "cut.flac").write_bytes(data[: len(data) // 2])
    assert 16_000 < len(decode_audio(tmp_path / "cut.flac")) < 60_000


def test_flat_out_delivers_everything_and_ends():
    source = FileAudio(np.arange(10_000, dtype=np.int16), flat_out=True)
    source.start()
    blocks = []
    while not source.ended:
        blocks.append(source.read(0.1).samples)
    np.testing.assert_array_equal(np.concatenate(blocks), np.arange(10_000))


def test_real_pace_is_real():
    source = FileAudio(np.ones(16_000, np.int16), flat_out=False)
    source.start()
    start_s, count = time.monotonic(), 0
    while not source.ended:
        count += len(source.read(0.1).samples)
    assert count == 16_000
    assert 0.95 < time.monotonic() - start_s < 1.5


def test_recorded_candidate_is_silent_until_asked_and_answers_in_order(tmp_path):
    for name, level in (("b.wav", 0.2), ("a.wav", 0.1)):
        sf.write(tmp_path / name, np.full(8_000, level), 16_000)
    (tmp_path / "notes.txt").write_text("not an answer")
    candidate = RecordedCandidate.in_order(answer_files(tmp_path), flat_out=True)
    candidate.start()
    heard = []
    assert not candidate.read(0.1).samples.any()
    while not candidate.exhausted:
        candidate.listening_began(None, None)
        answer = np.concatenate([candidate.read(0.1).samples for _ in range(10)])
        heard.append((round(answer.max() / 32768, 2), int((answer > 100).sum())))
    assert heard == [(0.1, 8_000), (0.2, 8_000)]


def test_a_folder_without_answers_is_refused(tmp_path):
    with pytest.raises(InputError, match="no media files"):
        answer_files(tmp_path)
    with pytest.raises(InputError, match="no folder"):
        answer_files(tmp_path / "nowhere")
