"""What a recording says, without a session: words, turns, commands and voice figures, offline and as if live."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from desktop.capture.audio_file import FileAudio
from desktop.capture.audio_source import RATE_HZ
from desktop.capture.clock import LiveClock
from desktop.capture.spool import AudioSpool
from desktop.domain.codec import to_plain
from desktop.domain.errors import ModelMissing
from desktop.domain.speech import Command, Language, Turn, Word, join_words
from desktop.domain.voice import VoiceFigures
from desktop.interview.commands import split_commands
from desktop.report.clarity import UnsureWord, unsure_words
from desktop.report.json_export import plain_word
from desktop.session.listening import MARGIN_S, RECENT_S, AnswerEar, ListeningModels
from desktop.session.pump import AudioPump
from desktop.signals.captions import CaptionStream
from desktop.signals.turns import TurnEndDecider, TurnSettings
from desktop.workers.speech import TranscribeReply, TranscribeRequest
from models.paths import model_file
from models.speech import Hypothesis, SpeechRecognizer
from models.turn_end import TurnEndModel
from models.voice_activity import WINDOW, WINDOW_S, speech_probabilities

if TYPE_CHECKING:
    from desktop.session.runtime import Runtime

# A recording may begin with any length of silence before somebody speaks.
RECORDING = TurnSettings(no_speech_s=float("inf"))
CAREFUL_LIMIT_S = 600.0


def listening_models() -> ListeningModels:
    return ListeningModels(TurnEndModel(model_file("smart-turn-v3.2", "smart-turn-v3.2-cpu.onnx")))


def _recognizer() -> SpeechRecognizer:
    """The same weights as in a session."""
    return SpeechRecognizer(model_file(os.environ.get("CANDID_SPEECH_MODEL", "whisper-base"), "model.bin").parent)


def recognise(samples: NDArray[np.int16], language: Language | None) -> tuple[NDArray[np.float32], Hypothesis]:
    """16 kHz sound as floats −1 to 1, and its words by the careful pass. Raises ``ModelMissing``."""
    audio = samples.astype(np.float32) / 32768.0
    return audio, _recognizer().transcribe(audio, language=language, careful=True)


def transcribe_recording(samples: NDArray[np.int16], language: Language | None) -> dict[str, Any]:
    """The shape of ``candid transcribe``; no ``shown_s`` and ``decided_s``, as nothing was live."""
    audio, heard = recognise(samples, language)
    words, commands = split_commands(heard.words, heard.language)
    turns = segment_turns(audio, words, heard.language, listening_models())
    return _shape(words, turns, commands, heard.language, len(audio) / RATE_HZ)


def voice_of_recording(samples: NDArray[np.int16], language: Language | None) -> VoiceFigures:
    """Voice figures of a whole recording. Without the microphone judge's weights its scores are absent."""
    return voice_and_words(samples, language)[0]


def voice_and_words(
    samples: NDArray[np.int16], language: Language | None
) -> tuple[VoiceFigures, tuple[UnsureWord, ...]]:
    """Voice figures as above, and the words that the recogniser was unsure of."""
    from desktop.signals.voice import measure_voice
    from models.microphone_quality import MicrophoneQualityModel
    from models.pitch import PitchTracker

    audio, heard = recognise(samples, language)
    words, _ = split_commands(heard.words, heard.language)
    try:
        weights = model_file("dnsmos-p835", "sig_bak_ovr.onnx")
    except ModelMissing:
        microphone = None
    else:
        microphone = MicrophoneQualityModel(weights)
    figures = measure_voice(
        audio,
        RATE_HZ,
        words,
        heard.language,
        speech_spans=heard.speech,
        pitch=PitchTracker(),
        microphone=microphone,
    )
    return figures, unsure_words([words], heard.language)


def segment_turns(
    audio: NDArray[np.float32], words: Sequence[Word], language: Language, models: ListeningModels
) -> tuple[Turn, ...]:
    """Cut a recording into turns with the decision of the live path; the words are known already."""
    probabilities = speech_probabilities(audio, models.new_detector())
    decider = TurnEndDecider(language, 0.0, RECORDING)
    turns: list[Turn] = []
    from_s = 0.0
    for index, probability in enumerate(probabilities):
        step = decider.heard(index * WINDOW_S, float(probability))
        if step.wants_model:
            end = (index + 1) * WINDOW
            decider.sounded(models.turn_end.probability(audio[max(0, end - int(RECENT_S * RATE_HZ)) : end]))
            decider.said(join_words(_between(words, from_s, index * WINDOW_S), language))
        if step.state == "ended":
            now_s = (index + 1) * WINDOW_S
            turns.extend(_turn(words, from_s, now_s, language))
            decider, from_s = TurnEndDecider(language, now_s, RECORDING), now_s
    turns.extend(_turn(words, from_s, len(audio) / RATE_HZ + 1.0, language))
    return tuple(turns)


def _between(words: Sequence[Word], start_s: float, end_s: float) -> list[Word]:
    return [word for word in words if start_s <= (word.start_s + word.end_s) / 2 < end_s]


def _turn(words: Sequence[Word], start_s: float, end_s: float, language: Language) -> list[Turn]:
    spoken = [word for word in _between(words, start_s, end_s) if word.kind != "command"]
    if not spoken:
        return []
    return [Turn(join_words(spoken, language), spoken[0].start_s, spoken[-1].end_s)]


def transcribe_live(samples: NDArray[np.int16], language: Language | None) -> dict[str, Any]:
    """Feed a recording at real pace through the live path: captions, turn ends and a careful pass after each turn."""
    from desktop.session.runtime import Runtime

    runtime = Runtime(None)
    try:
        return _Live(runtime, samples, language or _language_of(samples)).run()
    finally:
        runtime.stop()


def _language_of(samples: NDArray[np.int16]) -> Language:
    """By its first half minute: live captions need the language before they begin."""
    head = samples[: 30 * RATE_HZ].astype(np.float32) / 32768.0
    return _recognizer().transcribe(head, language=None, careful=False).language


class _Live:
    """One run of a recording through ear, pump and speech worker, turn after turn."""

    def __init__(self, runtime: Runtime, samples: NDArray[np.int16], language: Language) -> None:
        self._speech = runtime.speech()
        self._speech.wait_ready(120)
        self._models = runtime.listening()
        self._language = language
        self._duration_s = len(samples) / RATE_HZ
        # Turns end in silence, so some follows the recording.
        silence = np.zeros(int((TurnSettings().longest_s + 2.0) * RATE_HZ), np.int16)
        self._samples = np.concatenate((samples, silence))
        self._clock = LiveClock()
        self._words: list[Word] = []
        self._turns: list[Turn] = []
        self._commands: list[Command] = []

    def run(self) -> dict[str, Any]:
        with TemporaryDirectory(prefix="candid-") as folder:
            spool = AudioSpool(Path(folder) / "audio.wav")
            source = FileAudio(self._samples, flat_out=False)
            pump = AudioPump(source, spool, self._clock, tell=lambda _: None, on_gap=lambda _: None)
            self._clock.origin_s = time.monotonic()
            source.start()
            pump.start()
            finals: list[threading.Thread] = []
            while not source.ended:
                ear = self._new_ear(spool)
                pump.listen(ear)
                while not ear.wait(0.05) and not source.ended:
                    pass
                ear.close("media_end")
                heard = ear.heard()
                if heard.words or heard.commands:
                    final = threading.Thread(
                        target=self._finish, args=(ear.captions, heard.start_s, heard.end_s, heard.decided_s, spool)
                    )
                    final.start()
                    finals.append(final)
            for final in finals:
                final.join(CAREFUL_LIMIT_S)
            pump.stop()
        self._words.sort(key=lambda word: word.start_s)
        self._turns.sort(key=lambda turn: turn.start_s)
        return _shape(self._words, self._turns, self._commands, self._language, self._duration_s)

    def _new_ear(self, spool: AudioSpool) -> AnswerEar:
        return AnswerEar(
            self._models, self._speech, spool.path, start_sample=spool.position, language=self._language, terms=(),
            flat_out=False, tell=lambda _: None, on_pause=lambda: None, settings=RECORDING, now_s=self._clock.now_s,
        )  # fmt: skip

    def _finish(
        self, captions: CaptionStream, start_s: float, end_s: float, decided_s: float, spool: AudioSpool
    ) -> None:
        request = TranscribeRequest(
            id=0, path=str(spool.path), start_sample=max(0, round((start_s - MARGIN_S) * RATE_HZ)),
            end_sample=round((end_s + MARGIN_S) * RATE_HZ), language=self._language, careful=True,
        )  # fmt: skip
        reply: TranscribeReply = self._speech.submit(request, CAREFUL_LIMIT_S).result()
        words = captions.finish(reply.words, now_s=self._clock.now_s())
        marked, commands = split_commands(words, self._language)
        self._words.extend(marked)
        self._commands.extend(commands)
        self._turns.extend(
            replace(turn, decided_s=decided_s) for turn in _turn(marked, 0.0, float("inf"), self._language)
        )


def _shape(
    words: Sequence[Word], turns: Sequence[Turn], commands: Sequence[Command], language: Language, duration_s: float
) -> dict[str, Any]:
    return {
        "language": language,
        "duration_s": round(duration_s, 3),
        "text": join_words(list(words), language),
        "words": [plain_word(word) for word in words],
        "turns": [{k: v for k, v in to_plain(turn).items() if k != "decided_s" or v is not None} for turn in turns],
        "commands": [to_plain(command) for command in commands],
    }
