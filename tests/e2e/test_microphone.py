"""The real PortAudio path: what is played into a virtual microphone arrives whole; losses are noticed and mended."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from tests.e2e.harness.sound import missing_tools, virtual_sound

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(bool(missing_tools()), reason=f"needs {', '.join(missing_tools())}"),
]


def _run(sound, script, timeout=60):
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], env={**os.environ, **sound.env}, text=True,
        stdout=subprocess.PIPE, stdin=subprocess.PIPE,
    )  # fmt: skip


RECORD = """
    import sys, time
    from pathlib import Path
    from desktop.capture.microphone import Microphone
    from desktop.capture.spool import AudioSpool
    microphone, spool = Microphone(), AudioSpool(Path({path!r}))
    microphone.start()
    print("ready", flush=True)
    end_s = time.monotonic() + {seconds}
    while time.monotonic() < end_s:
        chunk = microphone.read(0.05)
        if chunk.problem:
            print(chunk.problem, round(time.monotonic() - (end_s - {seconds}), 2), chunk.gap_samples, flush=True)
        spool.skip(chunk.gap_samples)
        spool.write(chunk.samples)
    microphone.stop()
    spool.close()
    print("lost", microphone.lost_samples, flush=True)
"""


def test_what_is_spoken_is_on_disk_sample_for_sample_in_number(tmp_path):
    rate, seconds = 16_000, 6
    rng = np.random.default_rng(1)
    # Below 3 kHz the server's own resampling changes nothing; white noise would measure its filter.
    spectrum = np.fft.rfft(rng.standard_normal(rate * seconds))
    spectrum[np.fft.rfftfreq(rate * seconds, 1 / rate) > 3000] = 0
    noise = (np.fft.irfft(spectrum) * 6000).clip(-32768, 32767).astype(np.int16)
    sf.write(tmp_path / "noise.wav", noise, rate)
    with virtual_sound(tmp_path / "sound") as sound:
        process = _run(sound, RECORD.format(path=str(tmp_path / "heard.wav"), seconds=seconds + 3))
        assert process.stdout.readline() == "ready\n"
        sound.speak(tmp_path / "noise.wav").wait(30)
        out, _ = process.communicate(timeout=30)
    assert out.split()[-2:] == ["lost", "0"]
    heard, _ = sf.read(tmp_path / "heard.wav", dtype="int16")
    spectrum = np.fft.rfft(heard.astype(float), 2**18) * np.conj(np.fft.rfft(noise.astype(float), 2**18))
    start = int(np.fft.irfft(spectrum).argmax())
    part = heard[start : start + len(noise)].astype(float)
    assert len(part) == len(noise), "the end of the noise is missing"
    # 16 kHz → 48 kHz → 16 kHz in the server: the same waveform but for its resampler. A lost block anywhere would
    # break the correlation of the second half.
    for piece in np.split(np.arange(len(noise)), 6):
        assert np.corrcoef(part[piece], noise[piece].astype(float))[0, 1] > 0.99


def test_a_dead_sound_server_is_noticed_and_its_return_too(tmp_path):
    with virtual_sound(tmp_path / "sound") as sound:
        process = _run(sound, RECORD.format(path=str(tmp_path / "heard.wav"), seconds=12))
        assert process.stdout.readline() == "ready\n"
        sound.kill_server()
        lost = process.stdout.readline().split()
        assert lost[0] == "lost"
        sound.start()
        back = process.stdout.readline().split()
        assert back[0] == "recovered", back
        assert int(back[2]) > 0, "the gap must be known"
        process.communicate(timeout=30)
    info = sf.info(tmp_path / "heard.wav")
    assert 10.5 < info.duration < 12.5, "time goes on through the gap"


@pytest.mark.skipif(
    Path("/proc/asound/cards").exists() and "no soundcards" not in Path("/proc/asound/cards").read_text(),
    reason="this computer has a sound card",
)
def test_no_microphone_is_said_plainly():
    script = """
        from desktop.capture.microphone import Microphone
        from desktop.domain.errors import DeviceMissing
        try:
            Microphone().start()
        except DeviceMissing as error:
            print(error)
    """
    env = {**os.environ, "PULSE_SERVER": "unix:/nonexistent"}
    out = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], env=env, capture_output=True, text=True, timeout=30
    )
    assert "No microphone was found" in out.stdout
