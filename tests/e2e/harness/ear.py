"""One recorded answer through the program's own listening, without an interview around it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.capture.audio_file import FileAudio
from desktop.capture.clock import LiveClock
from desktop.capture.spool import AudioSpool
from desktop.domain.speech import Language, Word
from desktop.session.listening import AnswerEar
from desktop.session.parts import Heard
from desktop.session.pump import AudioPump
from desktop.session.runtime import Runtime
from desktop.workers.service import ServiceProcess


def hear_answer(
    runtime: Runtime,
    samples: NDArray[np.int16],
    language: Language,
    folder: Path,
    *,
    flat_out: bool,
    on_rest: Callable[[float, tuple[Word, ...]], None] = lambda now_s, words: None,
    mind: ServiceProcess | None = None,
    speech: ServiceProcess | None = None,
    terms: tuple[str, ...] = (),
) -> Heard:
    """``samples``: 16 kHz mono, with silence after the answer. ``on_rest`` is told the session time, too. ``speech``
    is the runtime's own unless another is given; it must be ready. ``terms`` are what the question is about."""
    clock = LiveClock()
    source = FileAudio(samples, flat_out=flat_out)
    spool = AudioSpool(folder / "audio.wav")
    pump = AudioPump(source, spool, clock, tell=lambda _: None, on_gap=lambda _: None)
    ear = AnswerEar(
        runtime.listening(), speech or runtime.speech(), spool.path, start_sample=0, language=language, terms=terms,
        flat_out=flat_out, tell=lambda _: None, on_pause=lambda: None,
        on_rest=lambda words: on_rest(clock.now_s(), words), now_s=None if flat_out else clock.now_s, mind=mind,
    )  # fmt: skip
    source.start()
    pump.start()
    pump.listen(ear)
    while not ear.wait(0.05) and not source.ended:
        pass
    heard = ear.heard()
    pump.stop()
    return heard
