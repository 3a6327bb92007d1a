"""The interviewer's voice: text to sound with Kokoro-82M (ONNX, int8), sentence by sentence, in Chinese and English."""

from __future__ import annotations

import json
import threading
import tomllib
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from desktop.domain.errors import InputError, ModelMissing
from models.letter_sounds import LetterSounds
from models.phonemes_en import EnglishPhonemes, read_respellings
from models.spoken_text import has_chinese, sentences, speakable

if TYPE_CHECKING:
    from models.phonemes_zh import ChinesePhonemes

RATE_HZ = 24000
DEFAULT_VOICES = {"zh": "zf_xiaoxiao", "en": "af_heart"}
_STYLE_SIZE = 256
_LONGEST_TOKENS = 510  # Length of the style table, and of what the model was trained on.
# Characters made at once, longer sentences break at a comma: 22 MB of working memory a second of sound.
_LONGEST_PIECE = {"zh": 40, "en": 110}
_QUIET = 0.004  # Below this amplitude (full scale 1) the ends of a sentence are silence.
_MARGIN_S = 0.04
_FADE_S = 0.006
_PAUSES_S = {"?": 0.32, "!": 0.32, ".": 0.32, ";": 0.22, ",": 0.12}
_KEPT_SENTENCES = 32
_PEAK = 0.89  # −1 dBFS: only lowered to it, never raised, so that a voice keeps its own level.

Sound = NDArray[np.float32]


class Synthesizer:
    """Speaks. Loading takes about two seconds, so one instance is kept; calls from several threads take turns."""

    def __init__(self, model_path: Path, vocab_path: Path, voices_dir: Path, threads: int = 2) -> None:
        """``voices_dir`` holds ``<voice>.bin`` (float32 rows of 256), ``lexicon.toml`` and ``letters_en.npz``.

        Raises ``ModelMissing`` when a file is absent or is not what it should be.
        """
        try:
            vocabulary = json.loads(Path(vocab_path).read_text(encoding="utf-8"))["vocab"]
            lexicon = tomllib.loads((voices_dir / "lexicon.toml").read_text(encoding="utf-8"))
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads
            options.log_severity_level = 3
            # Waiting threads that spin cost a quarter more CPU here, which recognition and the camera need.
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            self._session = onnxruntime.InferenceSession(str(model_path), options, providers=["CPUExecutionProvider"])
            # A sentence needs 200 MB while it is made, and what is said next may be minutes away.
            self._give_back = onnxruntime.RunOptions()
            self._give_back.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
            letters = LetterSounds(voices_dir / "letters_en.npz")
        except Exception as error:  # onnxruntime raises its own family, all derived from Exception only.
            raise ModelMissing(
                f"The voice model could not be loaded: {error}",
                safe="Questions are still shown on the screen.",
                action="Run `candid models verify`, then `candid models fetch`.",
            ) from error
        self._tokens: dict[str, int] = vocabulary
        self._voices_dir = voices_dir
        self._styles: dict[str, Sound] = {}
        self._lock = threading.Lock()
        self._made: OrderedDict[tuple[bytes, str, float], Sound] = OrderedDict()
        self._english = EnglishPhonemes(read_respellings(lexicon["en"]), letters)
        self._readings: dict[str, str] = lexicon["zh"]
        self._chinese: ChinesePhonemes | None = None

    def voices(self) -> list[str]:
        """Names of the voices there are."""
        return sorted(p.stem for p in self._voices_dir.glob("*.bin"))

    def phonemes(self, text: str, language: str) -> str:
        """Symbols for a text, made speakable first. ``language``: ``"zh"`` or ``"en"``."""
        return self._sounds_of(speakable(text, language), language)

    def say(self, text: str, language: str, voice: str | None = None, speed: float = 1.0) -> tuple[Sound, int]:
        """Mono float32 in [−1, 1] and its rate (24000). Empty for a text with nothing to say.

        ``speed`` 0.5–2. Raises ``InputError`` for an unknown voice or language, or a speed out of range.
        """
        parts = list(self.stream(text, language, voice, speed))
        return (np.concatenate(parts) if parts else np.zeros(0, np.float32)), RATE_HZ

    def stream(self, text: str, language: str, voice: str | None = None, speed: float = 1.0) -> Iterator[Sound]:
        """The same, one sentence at a time, each with the pause after it: play one while the next is made."""
        if language not in DEFAULT_VOICES:
            raise InputError(f"No voice speaks the language {language!r}.", action="Use zh or en.")
        if not 0.5 <= speed <= 2.0:
            raise InputError(f"The speaking speed {speed} is out of range.", action="Use a value from 0.5 to 2.")
        voice = voice or DEFAULT_VOICES[language]
        self._style(voice)
        pieces = sentences(speakable(text, language), _LONGEST_PIECE[language])
        return self._pieces(pieces, language, voice, speed)

    def prepare(self, text: str, language: str, voice: str | None = None, speed: float = 1.0) -> None:
        """Makes the sound now and keeps it (the last 32 sentences), so that saying it later starts at once."""
        for _ in self.stream(text, language, voice, speed):
            pass

    def _pieces(self, pieces: list[str], language: str, voice: str, speed: float) -> Iterator[Sound]:
        for i, piece in enumerate(pieces):
            symbols = self._sounds_of(piece, language)
            tokens = [self._tokens[c] for c in symbols if c in self._tokens]
            for start in range(0, len(tokens), _LONGEST_TOKENS):
                sound = self._sound(tokens[start : start + _LONGEST_TOKENS], voice, speed)
                pause_s = 0.0 if i == len(pieces) - 1 else _PAUSES_S.get(symbols[-1], 0.12) / speed
                yield np.concatenate([sound, np.zeros(int(pause_s * RATE_HZ), np.float32)])

    def _sounds_of(self, spoken: str, language: str) -> str:
        # A Chinese text without one Chinese character, and English with some, both go by what is there.
        if language == "en" and not has_chinese(spoken):
            return self._english(spoken)
        if self._chinese is None:
            # Its dictionaries take 100 MB, which an English interview does not need.
            from models.phonemes_zh import ChinesePhonemes

            self._chinese = ChinesePhonemes(self._readings, self._english)
        return self._chinese(spoken)

    def _style(self, voice: str) -> Sound:
        if voice not in self._styles:
            path = self._voices_dir / f"{voice}.bin"
            if voice not in self.voices():
                raise InputError(f"There is no voice {voice!r}.", action=f"Choose one of {', '.join(self.voices())}.")
            self._styles[voice] = np.fromfile(path, "<f4").reshape(-1, _STYLE_SIZE)
        return self._styles[voice]

    def _sound(self, tokens: list[int], voice: str, speed: float) -> Sound:
        """One pass of the model, or what it gave last time. The style row goes by the number of tokens."""
        style = self._style(voice)
        row = style[min(len(tokens), len(style)) - 1]
        key = (np.array(tokens, dtype=np.int16).tobytes(), voice, speed)
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
            (wave,) = self._session.run(
                None,
                {
                    "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
                    "style": row[None, :],
                    "speed": np.array([speed], dtype=np.float32),
                },
                self._give_back,
            )
            self._made[key] = sound = finish(np.asarray(wave, dtype=np.float32).ravel())
            if len(self._made) > _KEPT_SENTENCES:
                self._made.popitem(last=False)
        return sound


def finish(wave: Sound) -> Sound:
    """Silence off both ends (40 ms stay), 6 ms fades so that nothing clicks, peak at most −1 dBFS."""
    loud = np.flatnonzero(np.abs(wave) > _QUIET)
    if len(loud) == 0:
        return np.zeros(0, np.float32)
    margin, fade = int(_MARGIN_S * RATE_HZ), int(_FADE_S * RATE_HZ)
    wave = wave[max(0, loud[0] - margin) : loud[-1] + margin].astype(np.float32)
    peak = float(np.max(np.abs(wave)))
    if peak > _PEAK:
        wave = wave * np.float32(_PEAK / peak)
    ramp = np.linspace(0.0, 1.0, min(fade, len(wave) // 2), dtype=np.float32)
    wave[: len(ramp)] *= ramp
    wave[len(wave) - len(ramp) :] *= ramp[::-1]
    return wave
