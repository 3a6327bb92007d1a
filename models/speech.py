"""Speech to words: Whisper through faster-whisper, guarded by voice activity, for captions and for the final text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import ctranslate2
import numpy as np
import numpy.typing as npt
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_compression_ratio, get_suppressed_tokens

from desktop.domain.errors import ModelMissing
from desktop.domain.speech import Language, Span, Word
from models.fillers import mark_fillers
from models.paths import damaged_model
from models.speech_chunks import plan_chunks
from models.speech_text import (
    Piece,
    is_phantom,
    keep_heard,
    simplified,
    unexplained_s,
    without_loops,
    words_from_pieces,
)
from models.voice_activity import (
    RATE_HZ,
    WINDOW_S,
    VoiceActivityDetector,
    spans_from_probabilities,
    speech_probabilities,
)

Audio = npt.NDArray[np.float32]
Device = Literal["auto", "cpu", "cuda"]

_FILES = ("model.bin", "config.json", "tokenizer.json", "vocabulary.json")
# A short prompt of hesitations makes Whisper keep them; a long one makes it drop speech.
_FILLER_PROMPT: dict[Language, str] = {"en": "Um, uh, hmm, er, ah.", "zh": "嗯，呃，那个"}
_MAX_TERM_TOKENS = 60
_FRAMES_PER_S = 100
_FULL_FRAMES = 3000
_CONTEXT_TOKENS = 448
# Whisper is trained on 30 s windows. Below 10 s its errors rise steeply (5 % to 25 % on short English clips at 4 s);
# at 10 s they are as with 30 s, at a quarter of the encoder's work.
_CAPTION_FRAMES = 1000
_MAX_COMPRESSION = 2.4
_MIN_LOG_PROBABILITY = -1.0
_MAX_NO_SPEECH = 0.6
# Subtitle phrases are believed only when the recogniser is sure of them.
_PHANTOM_LOG_PROBABILITY = -0.35
# Whisper sometimes stops early or jumps over a sentence: more speech than this without words is a sign of it.
_MAX_UNEXPLAINED_S = 2.0
_MAX_UNEXPLAINED_SHARE = 0.35
# A plainer attempt loses hesitations and terms: it must explain this much more to be worth it.
_CLEAR_GAIN_S = 1.0
_SEED = 20240601


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What was heard. Word times are seconds from the start of the audio. ``language_probability`` is 1 when the
    language was given. ``speech`` are the stretches that hold speech."""

    words: tuple[Word, ...]
    language: Language
    language_probability: float
    duration_s: float
    speech: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Decoded:
    tokens: list[int]
    log_probability: float
    compression: float
    no_speech: float

    @property
    def failed(self) -> bool:
        return self.compression > _MAX_COMPRESSION or self.log_probability < _MIN_LOG_PROBABILITY

    @property
    def silent(self) -> bool:
        return self.no_speech > _MAX_NO_SPEECH and self.log_probability < _MIN_LOG_PROBABILITY


class SpeechRecognizer:
    """Whisper on the GPU in float16 where one really works, else on the CPU in int8. Not thread-safe."""

    def __init__(self, model_dir: Path, *, device: Device = "auto", threads: int = 2) -> None:
        """``model_dir`` holds a CTranslate2 Whisper. Raises ``ModelMissing``; ``RuntimeError`` when ``device="cuda"``
        was asked for and does not work."""
        for name in _FILES:
            if not (model_dir / name).is_file():
                raise ModelMissing(
                    f"The speech model file {name} is not on this computer.",
                    safe="Nothing recorded is affected.",
                    action="Run `candid models fetch`, or `candid models import FOLDER` without a network.",
                )
        self._model, self.device = _load(model_dir, device, threads)
        self._vad = VoiceActivityDetector()
        self._suppressed: list[int] | None = None

    def transcribe(
        self, audio: Audio, *, language: Language | None, terms: tuple[str, ...] = (), careful: bool
    ) -> Hypothesis:
        """Words of ``audio``: float32 mono 16 kHz, −1 to 1, any length.

        ``language=None`` decides between Chinese and English by the first chunk. ``terms`` are words likely to be
        said. ``careful`` is the final pass (beam 5, hesitations kept, fallbacks); otherwise the quick caption pass.
        """
        duration_s = audio.size / RATE_HZ
        probabilities = speech_probabilities(audio, self._vad).tolist()
        spans = spans_from_probabilities(probabilities, duration_s=duration_s)
        words: list[Word] = []
        probability = 1.0 if language else 0.0
        for chunk in plan_chunks(spans, probabilities, WINDOW_S, duration_s):
            part = audio[round(chunk.start_s * RATE_HZ) : round(chunk.end_s * RATE_HZ)]
            encoded, frames = self._encode(part, careful)
            if language is None:
                language, probability = self._detect(encoded)
            found = self._recognise(encoded, frames, _inside(spans, chunk), language, terms, careful)
            words.extend(replace(w, start_s=w.start_s + chunk.start_s, end_s=w.end_s + chunk.start_s) for w in found)
        spoken: Language = language or "en"
        heard = without_loops(keep_heard(words, spans), spoken)
        return Hypothesis(mark_fillers(heard, spoken), spoken, probability, duration_s, spans)

    def compare(self, audio: Audio, texts: Sequence[str], language: Language) -> tuple[str, float, tuple[float, ...]]:
        """What the quick pass hears in one utterance, at most 30 s, without any hint; its log likelihood in nats given
        the sound, and those of ``texts``. Speech is not looked for: there must be some."""
        tokenizer = Tokenizer(self._model.hf_tokenizer, True, task="transcribe", language=language)
        encoded, frames = self._encode(audio, False)
        prompt = self._prompt(tokenizer, language, (), False, listed=False)
        limit = min(_CONTEXT_TOKENS // 2, 16 + int(frames / _FRAMES_PER_S * 12))
        tokens = self._generate(encoded, tokenizer, prompt, limit).tokens
        heard = simplified(tokenizer.decode([token for token in tokens if token < tokenizer.eot]).strip())
        # Compared as the others are written: without marks and capitals.
        bare = " ".join(re.findall(r"[\w'’]+", heard.lower()))
        own, *others = (self._likelihood(encoded, frames, tokenizer, text) for text in (bare, *texts))
        return heard, own, tuple(others)

    def _likelihood(self, encoded: ctranslate2.StorageView, frames: int, tokenizer: Tokenizer, text: str) -> float:
        if not text:
            return float("-inf")
        tokens = tokenizer.encode(" " + text if text.isascii() else text)
        found = self._model.model.align(encoded, tokenizer.sot_sequence, [tokens], [frames])[0]
        return float(np.log(np.maximum(found.text_token_probs, 1e-10)).sum())

    def _encode(self, audio: Audio, careful: bool) -> tuple[ctranslate2.StorageView, int]:
        """Encoder output and the number of 10 ms frames that hold audio."""
        frames = min(_FULL_FRAMES, -(-audio.size // 160))
        total = _FULL_FRAMES if careful else min(_FULL_FRAMES, max(_CAPTION_FRAMES, frames + 100) // 2 * 2)
        features = self._model.feature_extractor(audio, padding=max(160, total * 160 - audio.size))
        return self._model.encode(np.ascontiguousarray(features[:, :total])), frames

    def _detect(self, encoded: ctranslate2.StorageView) -> tuple[Language, float]:
        found = dict(self._model.model.detect_language(encoded)[0])
        chinese, english = float(found.get("<|zh|>", 0.0)), float(found.get("<|en|>", 0.0))
        return ("zh", chinese) if chinese > english else ("en", english)

    def _recognise(
        self,
        encoded: ctranslate2.StorageView,
        frames: int,
        speech: Sequence[Span],
        language: Language,
        terms: tuple[str, ...],
        careful: bool,
    ) -> list[Word]:
        """Words of one chunk, times from its start; ``speech`` likewise.

        The first attempt that passes the checks, else the one that leaves the least speech unexplained. The attempts
        get plainer: with prompt and terms, without both (a prompt can be what derails the decoder), then sampled at a
        temperature without repeating itself, with a fixed seed, so that the same audio always gives the same words.
        """
        tokenizer = Tokenizer(self._model.hf_tokenizer, True, task="transcribe", language=language)
        hint = self._prompt(tokenizer, language, terms, True, listed=careful)
        plain = self._prompt(tokenizer, language, (), False, listed=careful)
        limit = min(_CONTEXT_TOKENS // 2, 16 + int(frames / _FRAMES_PER_S * 12))
        beam = 5 if careful else 1
        attempts: list[Callable[[], _Decoded]] = [
            lambda: self._generate(encoded, tokenizer, hint, limit, beam=beam),
            lambda: self._generate(encoded, tokenizer, plain, limit, beam=beam),
        ]
        if careful:
            attempts.append(lambda: self._generate(encoded, tokenizer, plain, limit, temperature=0.4))
        enough_s = max(_MAX_UNEXPLAINED_S, _MAX_UNEXPLAINED_SHARE * sum(span.duration_s for span in speech))
        best: tuple[float, list[Word]] | None = None
        for attempt in attempts:
            decoded = attempt()
            if decoded.silent:
                return []
            words = self._words(decoded, encoded, frames, tokenizer, language)
            lost_s = unexplained_s(words, speech, language)
            if not decoded.failed and lost_s < enough_s:
                return words
            if decoded.failed:
                words = without_loops(words, language, failed=True)
                lost_s = unexplained_s(words, speech, language) + _CLEAR_GAIN_S
            if best is None or lost_s < best[0] - _CLEAR_GAIN_S:
                best = (lost_s, words)
        return best[1] if best else []

    def _words(
        self,
        decoded: _Decoded,
        encoded: ctranslate2.StorageView,
        frames: int,
        tokenizer: Tokenizer,
        language: Language,
    ) -> list[Word]:
        text_tokens = [token for token in decoded.tokens if token < tokenizer.eot]
        text = tokenizer.decode(text_tokens).strip()
        if not text or (is_phantom(text) and decoded.log_probability < _PHANTOM_LOG_PROBABILITY):
            return []
        aligned = self._model.find_alignment(tokenizer, [text_tokens], encoded, frames)[0]
        pieces = [
            Piece(str(item["word"]), float(item["start"]), float(item["end"]), float(item["probability"]))
            for item in aligned
        ]
        return words_from_pieces(pieces, language)

    def _prompt(
        self, tokenizer: Tokenizer, language: Language, terms: tuple[str, ...], fillers: bool, *, listed: bool
    ) -> list[int]:
        previous = tokenizer.encode(" " + _FILLER_PROMPT[language]) if fillers else []
        hotwords = _bounded_terms(tokenizer, terms, language, listed)
        return list(self._model.get_prompt(tokenizer, previous, without_timestamps=True, hotwords=hotwords))

    def _generate(
        self,
        encoded: ctranslate2.StorageView,
        tokenizer: Tokenizer,
        prompt: list[int],
        limit: int,
        *,
        beam: int = 1,
        temperature: float = 0.0,
    ) -> _Decoded:
        if self._suppressed is None:
            self._suppressed = list(get_suppressed_tokens(tokenizer, [-1]))
        sampling: dict[str, float | int] = {"beam_size": beam}
        if temperature > 0:
            ctranslate2.set_random_seed(_SEED)
            sampling = {
                "beam_size": 1,
                "num_hypotheses": 5,
                "sampling_topk": 0,
                "sampling_temperature": temperature,
                "no_repeat_ngram_size": 4,
            }
        result = self._model.model.generate(
            encoded,
            [prompt],
            # CTranslate2 stops after half of this, and after this less the prompt: whichever comes first.
            max_length=min(_CONTEXT_TOKENS, max(2 * limit, len(prompt) + limit)),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=self._suppressed,
            **sampling,
        )[0]
        tokens = [int(token) for token in result.sequences_ids[0]]
        log_probability = result.scores[0] * len(tokens) / (len(tokens) + 1)
        text = tokenizer.decode([token for token in tokens if token < tokenizer.eot]).strip()
        compression = get_compression_ratio(text) if text else 0.0
        return _Decoded(tokens, float(log_probability), float(compression), float(result.no_speech_prob))


def _inside(spans: Sequence[Span], chunk: Span) -> list[Span]:
    """The parts of ``spans`` within ``chunk``, in seconds from its start."""
    return [
        Span(max(span.start_s, chunk.start_s) - chunk.start_s, min(span.end_s, chunk.end_s) - chunk.start_s)
        for span in spans
        if span.end_s > chunk.start_s and span.start_s < chunk.end_s
    ]


def _bounded_terms(tokenizer: Tokenizer, terms: Sequence[str], language: Language, listed: bool) -> str | None:
    """As many terms, in their order, as fit the bound: a long prompt makes Whisper lose speech.

    ``listed``: with commas between them, which keeps punctuation in long stretches; in the short ones of live captions
    it makes a list of everything ("sets, each, units, output").
    """
    chosen: list[str] = []
    glue = ("、" if language == "zh" else ", ") if listed else " "
    for term in dict.fromkeys(term.strip() for term in terms):
        if term and len(tokenizer.encode(" " + glue.join([*chosen, term]))) <= _MAX_TERM_TOKENS:
            chosen.append(term)
    return glue.join(chosen) or None


def _load(model_dir: Path, device: Device, threads: int) -> tuple[WhisperModel, Literal["cpu", "cuda"]]:
    if device == "cuda" or (device == "auto" and ctranslate2.get_cuda_device_count() > 0):
        try:
            model = WhisperModel(str(model_dir), device="cuda", compute_type="float16")
            # Missing cuBLAS or cuDNN shows only when something is computed.
            model.encode(np.zeros((model.feature_extractor.mel_filters.shape[0], _FULL_FRAMES), np.float32))
            return model, "cuda"
        except (RuntimeError, ValueError, OSError):
            if device == "cuda":
                raise
    try:
        return WhisperModel(str(model_dir), device="cpu", compute_type="int8", cpu_threads=threads), "cpu"
    except (RuntimeError, ValueError) as error:
        raise damaged_model(model_dir, error) from error
